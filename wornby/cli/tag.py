"""`wornby tag`: tag photos without a library."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import EXIT_SOME_FAILED
from wornby.cli.options import Purposes

_EXAMPLES = (
    "Examples: `wornby tag photo.jpg` · `wornby tag photos --json --purposes appearance > tags.jsonl` · "
    "`wornby tag photo.jpg --annotate boxes.png`"
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=_EXAMPLES)(tag)


def tag(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One line of `wornby.tags/1` for each photo.")] = False,
    table: Annotated[bool, typer.Option("--table", help="A table (the default).")] = False,
    annotate: Annotated[
        Path | None,
        typer.Option("--annotate", metavar="OUT.png", help="Draw boxes and tags; a folder where there are several."),
    ] = None,
    purposes: Purposes = "",
) -> None:
    """Tag photos; nothing is stored, no library is needed.

    Hair, eyewear, headwear and bags are stated only with `--purposes appearance`. Exit status 3: some failed.
    """
    from wornby.cli.opening import load_settings
    from wornby.cli.tagging import TagRun, parse_purposes

    if as_json and table:
        message = "Choose one of --json and --table."
        raise typer.BadParameter(message)
    run = TagRun(settings=load_settings(context), purposes=parse_purposes(purposes), annotate=annotate)
    failed = run.print_json(paths) if as_json else run.print_table(paths)
    if failed:
        raise typer.Exit(EXIT_SOME_FAILED)
