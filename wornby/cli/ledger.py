"""`wornby ledger`: the history of rights, and whether it is whole."""

from typing import Annotated

import typer

from wornby.cli.context import EXIT_FAILED, err, out, plain
from wornby.cli.options import Json

app = typer.Typer(
    name="ledger",
    help="Who changed rights, when, and on what ground.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
_PAGE = 2000


@app.command(epilog="Example: `wornby ledger verify --head 42:9f2c…`")
def verify(
    context: typer.Context,
    *,
    head: Annotated[
        str, typer.Option("--head", metavar="SEQ:DIGEST", help="Of a copy that you keep elsewhere, such as a receipt.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Look at every line, and find any that was changed, moved, taken out or cut off. Exit status 1 where one was."""
    from wornby.api.wire_rights import VerifyOut
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table, print_json
    from wornby.rights.ledger import parse_known

    known = parse_known(head) if head else None
    with open_library(context) as engine:
        report = engine.rights.verify(known=known)
        public_key = engine.rights.public_key()
    if as_json:
        print_json(VerifyOut.of(report, public_key=public_key).model_dump())
    elif report.faults:
        table = make_table("line", "problem")
        for fault in report.faults:
            table.add_row(f"{fault.seq}", fault.problem)
        err().print(table)
        err().print(f"[red]The ledger is not what it was:[/red] {len(report.faults)} faults in {report.lines} lines.")
    else:
        out().print(f"{report.lines} lines, each as it was written.")
        if report.head is not None:
            out().print(f"Head {report.head.seq}:{report.head.digest}", soft_wrap=True)
    if report.faults:
        raise typer.Exit(EXIT_FAILED)


@app.command(epilog="Example: `wornby ledger show --subject 5f3a… --limit 20`")
def show(
    context: typer.Context,
    *,
    subject: Annotated[str, typer.Option("--subject", metavar="ID", help="Of this photo, link or request only.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """Show the newest lines."""
    from wornby.api.wire_rights import LineOut
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table, print_json

    with open_library(context) as engine:
        lines = engine.rights.ledger.lines(subject=subject or None, limit=limit, newest_first=True)
    if as_json:
        print_json([LineOut.of(line).model_dump() for line in lines])
        return
    table = make_table("line", "when", "kind", "subject", "who", "what", "details")
    for line in lines:
        entry = line.entry
        said = " ".join(f"{name}={value}" for name, value in sorted(entry.details.items()))
        when = f"{line.at:%Y-%m-%d %H:%M}"
        cells = (entry.kind.value, entry.subject, entry.actor, entry.action, said)
        table.add_row(f"{line.seq}", when, *map(plain, cells))
    out().print(table)


@app.command(epilog="Example: `wornby ledger export > ledger.jsonl`")
def export(context: typer.Context) -> None:
    """Write every line as JSON, one a line, then the signed head and the public key."""
    from wornby.api.wire_rights import HeadOut, LineOut
    from wornby.cli.opening import open_library
    from wornby.cli.render import print_json

    with open_library(context) as engine:
        head = engine.rights.ledger.head()
        after = 0
        while page := engine.rights.ledger.lines(after=after, limit=_PAGE):
            for line in page:
                print_json(LineOut.of(line).model_dump())
            after = page[-1].seq
        signed = None if head is None else HeadOut.of(head).model_dump()
        print_json({"head": signed, "public_key": engine.rights.public_key()})
