"""Commands about the library itself: init, products, show, facets, reindex, export."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import EXIT_SOME_FAILED, err, out, plain
from wornby.cli.matches import write_evidence
from wornby.cli.options import Everything, Json, MaxCost, Where, Yes

products = typer.Typer(
    name="products", help="The products of the shop.", no_args_is_help=True, rich_markup_mode="markdown"
)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(epilog="Example: `wornby --home shop init`")(init)
    app.command(epilog="Examples: `wornby show 5f2a90c1` · `wornby show 5f2a90c1 --evidence why.png --product TEE-01`")(
        show
    )
    app.command(epilog="Example: `wornby facets --where hair.color=red --where garment.kind=coat`")(facets)
    app.command(
        epilog="Examples: `wornby reindex` · `wornby reindex --retag` (after a change of model) · "
        "`wornby reindex --joint` (after WORNBY_ENCODER was set)"
    )(reindex)
    app.command(epilog="Examples: `wornby export --format csv --out tags.csv` · `wornby export | head`")(export)


def init(context: typer.Context) -> None:
    """Make an empty library, or check the one that is there."""
    from wornby.cli.opening import open_library

    with open_library(context) as engine:
        home = engine.settings.home
        goods = len(engine.list_products(limit=1))
    console = out()
    console.print(f"The library is ready in {plain(home)}.", soft_wrap=True)
    if not goods:
        console.print("Next: wornby products import products.csv, then wornby ingest FOLDER --rights licensed.")


@products.command("import", epilog="Example: `wornby products import products.csv`")
def import_products(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="UTF-8, with a header line.")],
) -> None:
    """Add or replace products from a CSV file.

    Columns: **sku**, **title**, description, price, currency, link, image (path or address), swatch (#rrggbb).
    """
    from wornby.cli.opening import open_library
    from wornby.cli.render import failures_table
    from wornby.cli.tables import read_table

    rows = read_table(file)
    with open_library(context) as engine:
        report = engine.import_products(rows, base=file.parent)
    out().print(f"{report.added} products in.")
    if report.to_match:
        out().print(f"{report.to_match} products have new pictures. Find their photos with: wornby matches run")
    if report.failures:
        failed = [(f"{file.name}, line {line}", failure) for line, failure in report.failures]
        err().print(failures_table(failed))
        raise typer.Exit(EXIT_SOME_FAILED)


@products.command("list", epilog="Example: `wornby products list`")
def list_products(context: typer.Context) -> None:
    """List the products."""
    from wornby.cli.opening import open_library
    from wornby.cli.render import products_table

    with open_library(context) as engine:
        goods = engine.list_products(limit=1000)
    out().print(products_table(goods))


def show(
    context: typer.Context,
    asset_id: Annotated[str, typer.Argument(metavar="ID")],
    as_json: Json = False,
    *,
    evidence: Annotated[
        Path | None,
        typer.Option("--evidence", metavar="OUT.png", help="Write a picture of a match's evidence instead."),
    ] = None,
    product: Annotated[
        str, typer.Option("--product", metavar="SKU", help="Of the match; the surest if left out.")
    ] = "",
) -> None:
    """Show what the library knows about one photo.

    With --evidence, a picture of why a garment is said to be a product: photo and product side by side. It shows the
    wearer's face, whatever the photo's rights are: for the staff only.
    """
    if evidence is not None:
        write_evidence(context, asset_id, sku=product, target=evidence)
        return
    from wornby.cli.generating import generation_dict, generation_table
    from wornby.cli.matching_tables import matches_table, standing_dict
    from wornby.cli.opening import open_library
    from wornby.cli.render import asset_dict, asset_table, print_json
    from wornby.datamodel import standing_matches

    with open_library(context) as engine:
        asset = engine.get_asset(asset_id, everything=True)
    generation = asset.generation
    if as_json:
        further: dict[str, object] = {"generation": generation_dict(generation)} if generation else {}
        if standing := standing_matches(asset):
            further["matches"] = [standing_dict(each) for each in standing]
        print_json(asset_dict(asset) | further)
        return
    out().print(asset_table(asset))
    if matches := standing_matches(asset):
        out().print(matches_table(matches))
    if generation is not None:
        out().print(generation_table(generation))


def facets(
    context: typer.Context, *, where: Where = None, everything: Everything = False, as_json: Json = False
) -> None:
    """Count the wearers by attribute and value."""
    from wornby.cli.opening import open_library
    from wornby.cli.render import facets_dict, facets_table, print_json
    from wornby.search.filters import parse_where

    with open_library(context) as engine:
        filters = parse_where(where or [], engine.vocabulary)
        counted = engine.facets(filters=filters, everything=everything)
    if as_json:
        print_json(facets_dict(counted))
    else:
        out().print(facets_table(counted))


def reindex(
    context: typer.Context,
    *,
    retag: Annotated[
        bool, typer.Option("--retag", help="First tag the stored photos again; needed after a change of model.")
    ] = False,
    joint: Annotated[
        bool,
        typer.Option("--joint", help="Also embed the stored photos with WORNBY_ENCODER; needed after it was set."),
    ] = False,
    max_cost: MaxCost = None,
    yes: Yes = False,
) -> None:
    """Make the index again from the records; with --retag, tag every stored photo again first.

    Photos that the present models have tagged are passed over, so a run that was cut off goes on where it was.
    Exit status 0: all done; 3: some photos could not be tagged or embedded, and are listed.
    """
    from wornby.cli.opening import open_library
    from wornby.cli.spending import check_spending, plan_retag
    from wornby.cli.taking import embed_joint, report_joint, report_retag, tag_again

    failed = False
    with open_library(context, any_space=retag, max_cost=max_cost) as engine:
        if retag:
            spending = plan_retag(engine.settings, photos=engine.count_assets())
            check_spending(spending, settings=engine.settings, ask=not yes, kept=engine.settings.keep_answers)
            failed = report_retag(tag_again(engine))
        else:
            out().print(f"{engine.reindex()} photos indexed.")
        if joint:
            failed = report_joint(embed_joint(engine)) or failed
    if failed:
        raise typer.Exit(EXIT_SOME_FAILED)


def export(
    context: typer.Context,
    *,
    kind: Annotated[str, typer.Option("--format", help="jsonl, csv or parquet.")] = "jsonl",
    target: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Standard output if left out.")
    ] = None,
) -> None:
    """Write every wearer and garment as flat rows."""
    from wornby.cli.opening import open_library
    from wornby.cli.tables import check_format, write_rows

    check_format(kind, target=target)
    with open_library(context) as engine:
        count = write_rows(engine.export_rows(), kind=kind, target=target)
    err().print(f"{count} rows written.")
