"""`wornby compare`: several taggers on the same photos, side by side."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.options import Answers, MaxCost, Purposes, Yes

_EXAMPLES = (
    "Examples: `wornby compare --taggers builtin,file:theirs.jsonl --labels labels.csv --photos photos --html "
    "report.html` · `wornby compare --taggers builtin,zero-shot --photos photos --purposes appearance`"
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="compare", epilog=_EXAMPLES)(compare)


def compare(  # noqa: PLR0913 - one for each option
    context: typer.Context,
    *,
    taggers: Annotated[
        str,
        typer.Option(
            "--taggers",
            metavar="NAMES",
            help="Names with commas between them, or `file:TAGS.jsonl`: what `wornby tag --json` wrote.",
        ),
    ],
    photos: Annotated[Path, typer.Option("--photos", metavar="DIR", help="Folder of the photos.")],
    labels: Annotated[
        Path | None,
        typer.Option(
            "--labels",
            metavar="FILE.csv",
            help="Table with the columns `file` and what was labelled. Without it only agreement is told.",
        ),
    ] = None,
    purposes: Purposes = "",
    html_file: Annotated[
        Path | None, typer.Option("--html", metavar="OUT.html", help="Write a report to read: one file, no script.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="OUT.json", help="Write every figure and every answer.")
    ] = None,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", metavar="OUT.csv", help="Write a row for each tagger and attribute.")
    ] = None,
    routes_file: Annotated[
        Path | None,
        typer.Option(
            "--routes",
            metavar="OUT.json",
            help="Write routes for the tagger `router`: each attribute from the tagger that is better beyond chance.",
        ),
    ] = None,
    max_cost: MaxCost = None,
    answers: Answers = None,
    yes: Yes = False,
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="Words for the head of the report: what its reader must know.")
    ] = "",
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Show typical mistakes as pictures in the report.")
    ] = True,
) -> None:
    """Compare taggers on your photos: what each states, how well, how far they differ, what they cost.

    With labels there is a verdict for each attribute, and the taggers fused as one. Without labels nothing says who is
    right. Hair, eyewear and headwear are compared only with `--purposes appearance`: that the photos may be used for it
    is your statement. A rented service is asked only with WORNBY_ALLOW_REMOTE=true and a purpose; what it costs is told
    before anything is sent. Exit status 2: labels, tags or names cannot be used.
    """
    from wornby.cli.comparing import ComparisonRun, Wanted
    from wornby.cli.opening import load_settings
    from wornby.cli.spending import with_tagger
    from wornby.cli.tagger_runs import TaggerRuns
    from wornby.cli.tagging import parse_purposes

    runs = TaggerRuns(
        settings=with_tagger(load_settings(context), "", max_cost=max_cost),
        photos=photos,
        purposes=parse_purposes(purposes),
        answers=answers,
        ask=not yes,
    )
    wanted = Wanted(html=html_file, json=json_file, csv=csv_file, routes=routes_file, pictures=pictures)
    ComparisonRun(runs=runs, labels=labels, note=note).run(taggers, wanted)
