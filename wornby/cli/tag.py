"""`wornby tag`: tag photos without a library."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import EXIT_SOME_FAILED
from wornby.cli.options import Answers, MaxCost, Purposes, Yes

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
    tagger: Annotated[
        str,
        typer.Option("--tagger", metavar="NAME", help="Who tags; else WORNBY_TAGGER. See `wornby providers`."),
    ] = "",
    max_cost: MaxCost = None,
    answers: Answers = None,
    yes: Yes = False,
) -> None:
    """Tag photos; nothing is stored, no library is needed.

    Hair, eyewear, headwear and bags are stated only with `--purposes appearance`. A rented service is asked only with
    WORNBY_ALLOW_REMOTE=true and a purpose: that the photos may be sent is your statement. Exit status 3: some failed.
    """
    from wornby.cli.opening import load_settings
    from wornby.cli.spending import with_tagger
    from wornby.cli.tagging import TagRun, parse_purposes

    if as_json and table:
        message = "Choose one of --json and --table."
        raise typer.BadParameter(message)
    run = TagRun(
        settings=with_tagger(load_settings(context), tagger, max_cost=max_cost),
        purposes=parse_purposes(purposes),
        annotate=annotate,
        answers=answers,
        ask=not yes,
    )
    failed = run.print_json(paths) if as_json else run.print_table(paths)
    if failed:
        raise typer.Exit(EXIT_SOME_FAILED)
