"""`wornby retention`: what is held for how long."""

from typing import Annotated

import typer

from wornby.cli.context import EXIT_FAILED, STAFF, err, out, plain
from wornby.cli.options import Json

app = typer.Typer(
    name="retention", help="What is held for how long.", no_args_is_help=True, rich_markup_mode="markdown"
)


@app.command(epilog="Example: `wornby retention show`")
def show(context: typer.Context, *, as_json: Json = False) -> None:
    """Show each class of data: how long it is held, how much there is, how much is due, and when the next will be."""
    from wornby.api.wire_retention import RetentionOut
    from wornby.cli.clocks import clocks_table
    from wornby.cli.opening import open_library
    from wornby.cli.render import print_json
    from wornby.rights.retention import KEPT

    with open_library(context) as engine:
        plan = engine.retention.plan()
    if as_json:
        print_json(RetentionOut.of(plan).model_dump(mode="json"))
        return
    out().print(clocks_table(plan))
    kept = "; ".join(f"{name}: {why}" for name, why in KEPT.items())
    out().print(f"\nKept for good: {plain(kept)}.", soft_wrap=True)


@app.command(epilog="Examples: `wornby retention run --dry-run` · `wornby retention run`, once a day without a server")
def run(
    context: typer.Context,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")] = False,
    as_json: Json = False,
) -> None:
    """Let go what is due. Before that, requests and rights end whose time is over, and reminders are sent."""
    from wornby.api.wire_retention import RetentionOut, RetentionRunOut
    from wornby.cli.clocks import clocks_table
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table, print_json

    with open_library(context) as engine:
        if dry_run:
            plan = engine.retention.plan()
            if as_json:
                print_json(RetentionOut.of(plan).model_dump(mode="json"))
            else:
                out().print(clocks_table(plan))
            return
        report = engine.retention.run(by=STAFF)
    if as_json:
        print_json(RetentionRunOut.of(report).model_dump(mode="json"))
    else:
        table = make_table("class", "gone", "failed", "why")
        for each in report.done:
            if each.gone or each.code:
                table.add_row(each.name, f"{each.gone}", f"{each.failed}", plain(each.code))
        out().print(f"{report.requests_expired} requests expired; the rights of {report.rights_expired} photos ended.")
        out().print(table if table.row_count else "Nothing was due.")
    if not report.whole:
        err().print("[red]Not all that was due is gone.[/red] The next run goes on.")
        raise typer.Exit(EXIT_FAILED)
