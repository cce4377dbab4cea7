"""What `wornby report` prints."""

from collections.abc import Iterable, Iterator
from itertools import islice

from rich.table import Table

from wornby.cli.context import plain
from wornby.cli.render import make_table
from wornby.datamodel.representation import ProductRepresentation, Representation
from wornby.engine.representation import RepresentationDesk

_PAGE = 2000
_ASK = {"statements": "its wearers to say so", "photos": "for photos"}


def pages_of(
    desk: RepresentationDesk, *, sku: str | None, attribute: str | None, least: int
) -> Iterator[Representation]:
    """The whole report, page by page."""
    cursor: str | None = None
    while True:
        page = desk.report(sku, attribute=attribute, least=least, cursor=cursor, limit=_PAGE, exact=True)
        yield page
        cursor = page.cursor
        if cursor is None:
            return


def gap_rows(product: ProductRepresentation) -> Iterator[dict[str, object]]:
    """A flat row for each gap, the worst first."""
    for gap in product.gaps:
        yield {
            "product": product.sku,
            "wearers": product.wearers,
            "attribute": gap.attribute,
            "value": gap.value,
            "count": gap.count,
            "missing": gap.missing,
            "ask": gap.ask,
        }


def gaps_table(products: Iterable[ProductRepresentation], *, limit: int) -> tuple[Table, bool]:
    """The first gaps, and whether there are more."""
    table = make_table("product", "wearers", "missing", "there are", "ask")
    gaps = ((product, gap) for product in products for gap in product.gaps)
    for product, gap in islice(gaps, limit):
        name = f"{product.sku} {product.title}".strip()
        table.add_row(plain(name), f"{product.wearers}", plain(gap.title), f"{gap.count}", _ASK[gap.ask])
    return table, next(gaps, None) is not None
