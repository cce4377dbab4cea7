"""`wornby eval`: how good a tagger is on photos that a person labelled."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.options import Answers, MaxCost, Purposes, Yes

_EXAMPLES = (
    "Examples: `wornby eval --labels labels.csv --photos photos` · "
    "`wornby eval --labels labels.csv --photos photos --purposes appearance --html report.html` · "
    "`wornby eval --labels labels.csv --photos photos --tagger builtin --tagger file:theirs.jsonl --json figures.json`"
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="eval", epilog=_EXAMPLES)(evaluate)


def evaluate(
    context: typer.Context,
    *,
    labels: Annotated[
        Path, typer.Option("--labels", metavar="FILE.csv", help="Table with the columns `file` and what was labelled.")
    ],
    photos: Annotated[Path, typer.Option("--photos", metavar="DIR", help="Folder that `file` is looked up in.")],
    tagger: Annotated[
        list[str] | None,
        typer.Option(
            "--tagger",
            metavar="NAME",
            help="`builtin` (the default), another one by its name, or `file:TAGS.jsonl`: what `wornby tag --json` "
            "wrote. Several are compared with the first.",
        ),
    ] = None,
    purposes: Purposes = "",
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="OUT.json", help="Write every figure and every scored cell.")
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", metavar="OUT.html", help="Write a report to read: one file, no script.")
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
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Show the worst mistakes as pictures in the report.")
    ] = True,
) -> None:
    """Score taggers on labelled photos: accuracy, calibration, coverage and speed, side by side.

    Hair, eyewear and headwear are scored only with `--purposes appearance`: that the photos may be used for it is
    your statement. Exit status 2: the labels or tags cannot be used.
    """
    from wornby.cli.evaluating import Evaluation, write_html, write_json
    from wornby.cli.evaluating_routes import check_routable, write_routes
    from wornby.cli.evaluating_tables import print_report
    from wornby.cli.opening import load_settings
    from wornby.cli.spending import with_tagger
    from wornby.cli.tagger_runs import TaggerRuns
    from wornby.cli.tagging import parse_purposes

    names = tagger or ["builtin"]
    if routes_file is not None:
        check_routable(names)
    runs = TaggerRuns(
        settings=with_tagger(load_settings(context), "", max_cost=max_cost),
        photos=photos,
        purposes=parse_purposes(purposes),
        answers=answers,
        ask=not yes,
    )
    report = Evaluation(runs=runs).run(labels, taggers=names)
    print_report(report)
    if json_file is not None:
        write_json(report, json_file)
    if routes_file is not None:
        write_routes(report, routes_file)
    if html_file is not None:
        write_html(report, html_file, picture_of=runs.picture if pictures else None)
