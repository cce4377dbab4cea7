"""`wornby report`: what the library lacks."""

from typing import Annotated

import typer

from wornby.cli.context import out, plain
from wornby.cli.options import Json

app = typer.Typer(name="report", help="What the library lacks.", no_args_is_help=True, rich_markup_mode="markdown")


@app.callback()
def report() -> None:
    """What the library lacks."""


@app.command(epilog="Examples: `wornby report representation --least 5` · `--product TEE-01` · `--csv > gaps.csv`")
def representation(
    context: typer.Context,
    *,
    product: Annotated[str, typer.Option("--product", metavar="SKU", help="Of this product only.")] = "",
    attribute: Annotated[str, typer.Option("--attribute", metavar="NAME", help="Such as body.height.")] = "",
    least: Annotated[int, typer.Option("--least", min=1, max=1000, help="Wearers of each value that are enough.")] = 3,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most lines of the table.")] = 50,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Every gap as CSV on standard output.")] = False,
) -> None:
    """Show of which sizes, builds, heights and hair too few people are seen wearing a product, the worst first."""
    from wornby.api.wire_representation import ProductRepresentationOut
    from wornby.cli.gaps import gap_rows, gaps_table, pages_of
    from wornby.cli.opening import open_library
    from wornby.cli.render import print_json
    from wornby.cli.tables import write_rows

    with open_library(context) as engine:
        pages = pages_of(engine.representation, sku=product or None, attribute=attribute or None, least=least)
        products = (each for page in pages for each in page.products)
        if as_csv:
            write_rows((row for each in products for row in gap_rows(each)), kind="csv", target=None)
        elif as_json:
            for each in products:
                print_json(ProductRepresentationOut.of(each).model_dump())
        else:
            table, left = gaps_table(products, limit=limit)
            out().print(table if table.row_count else f"Nothing is missing: {least} wearers of each value are enough.")
            if left:
                out().print(plain(f"There are more: --limit {2 * limit}, or --csv for all."))
