"""`wornby doctor`: what works here, what does not, and the command that mends it."""

import typer

from wornby.cli.context import EXIT_FAILED, out, plain
from wornby.cli.options import Json


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog="Examples: `wornby doctor` · `wornby --home shop doctor --json`")(doctor)


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Check this machine and the library. Exit status 1: something that is needed fails."""
    from dataclasses import asdict

    from wornby.cli.checking import look
    from wornby.cli.render import make_table, print_json

    checks = look(context)
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        table = make_table("", "check", "found", "to mend it")
        for check in checks:
            mark = "[green]ok[/green]" if check.ok else "[red]fails[/red]"
            table.add_row(mark, plain(check.name), plain(check.detail), "" if check.ok else plain(check.remedy))
        out().print(table)
    if not all(check.ok for check in checks):
        raise typer.Exit(EXIT_FAILED)
