"""`wornby ingest`: take photos in."""

from typing import Annotated

import typer

from wornby.cli.context import EXIT_SOME_FAILED
from wornby.cli.options import MaxCost, Purposes, Yes

_EXAMPLES = (
    "Examples: `wornby ingest photos --rights licensed --purposes display,appearance --product TEE-01` · "
    "`wornby ingest photos.csv` (columns photo, product, rights, purposes) · "
    "`wornby ingest https://shop.example/a.jpg` · `wornby ingest` (finishes what was left)"
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=_EXAMPLES)(ingest)


def ingest(
    context: typer.Context,
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH|URL|CSV]...", help="Files, folders, addresses, lists.")
    ] = None,
    *,
    rights: Annotated[
        str, typer.Option("--rights", metavar="STATE", help="State of the rights: licensed, granted, synthetic…")
    ] = "",
    purposes: Purposes = "",
    product: Annotated[list[str] | None, typer.Option("--product", "-p", metavar="SKU", help="Worn product.")] = None,
    kind: Annotated[str, typer.Option("--kind", help="worn, product or generated.")] = "worn",
    caption: Annotated[
        str, typer.Option("--caption", metavar="TEXT", help="What is written about the photos; searched as text.")
    ] = "",
    evidence: Annotated[
        str,
        typer.Option("--evidence", metavar="REF", help="Where the proof of granted rights lies, such as ticket/4711."),
    ] = "",
    max_cost: MaxCost = None,
    yes: Yes = False,
) -> None:
    """Take photos in: read, tag, store, index.

    Without rights a photo is tagged for open attributes only and not shown. Where a rented service tags, what it costs
    is told before anything is sent. Exit status 0: all in; 3: some failed.
    """
    from wornby.cli.opening import open_library
    from wornby.cli.spending import check_spending, plan_ingest
    from wornby.cli.taking import parse_options, read_arguments, report_run, take_in

    options = parse_options(
        rights=rights,
        purposes=purposes,
        products=product or (),
        kind=kind,
        caption=caption,
        evidence=evidence,
    )
    with open_library(context, max_cost=max_cost) as engine:
        if arguments:
            items, refused = read_arguments(arguments, engine=engine, options=options)
            check_spending(plan_ingest(engine.settings, items), settings=engine.settings, ask=not yes)
            report = take_in(engine, items)
        else:
            refused = []
            engine.tend_uploads()
            engine.sweep_files()
            report = take_in(engine, None)
    if report_run(report, refused=refused):
        raise typer.Exit(EXIT_SOME_FAILED)
