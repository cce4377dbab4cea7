"""The program `wornby`."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from wornby import __version__
from wornby.cli import (
    compare,
    consent,
    demo,
    doctor,
    erase,
    evaluate,
    generate,
    ingest,
    keys,
    label,
    learn,
    ledger,
    library,
    links,
    matches,
    models,
    providers,
    report,
    requests,
    retention,
    rights,
    search,
    serve,
    tag,
    tags,
    users,
    verify,
    vocabulary,
)
from wornby.cli.context import EXIT_INTERRUPTED, State, err, exit_code_of, say_error
from wornby.errors import WornbyError


class Commands(TyperGroup):
    """A group whose commands end every error of ours in one line."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - Typer's own types are private
        """Run the command; turn our errors into exit codes."""
        try:
            return super().invoke(ctx)
        except WornbyError as error:
            say_error(error.message)
            raise typer.Exit(exit_code_of(error)) from error
        except KeyboardInterrupt as error:
            err().print("Interrupted. What was reported as done is kept; `wornby ingest` finishes the rest.")
            raise typer.Exit(EXIT_INTERRUPTED) from error


app = typer.Typer(
    cls=Commands,
    name="wornby",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    epilog="First steps: `wornby demo`, or `wornby init` and then `wornby ingest FOLDER --rights licensed --purposes "
    "display,appearance`.",
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"wornby {__version__}")
        raise typer.Exit


@app.callback()
def wornby(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option("--home", envvar="WORNBY_HOME", metavar="DIR", help="Folder of the library.")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on standard error.")] = False,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Photos of people who wear that very product: tag them, find them, show them, by consent."""
    context.obj = State(home=home, verbose=verbose)


for part in (
    library,
    ingest,
    tag,
    search,
    generate,
    serve,
    evaluate,
    compare,
    label,
    learn,
    doctor,
    verify,
    demo,
    providers,
):
    part.register(app)
tags.register(app)
app.add_typer(keys.app)
app.add_typer(matches.app)
app.add_typer(models.app)
app.add_typer(library.products)
app.add_typer(users.app)
app.add_typer(ledger.app)
app.add_typer(rights.app)
app.add_typer(consent.app)
app.add_typer(requests.app)
app.add_typer(links.app)
app.add_typer(erase.app)
app.add_typer(retention.app)
app.add_typer(report.app)
app.add_typer(vocabulary.app)


def main() -> None:
    """Entry point of the program."""
    try:
        app(prog_name="wornby")
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
