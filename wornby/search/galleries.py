"""A product's gallery in two passes: first who is sure to wear it, then who likely does."""

from collections.abc import Callable
from dataclasses import replace

from wornby.datamodel import Clause, Filters, Hit, Query, SearchResult, carried_products

CONFIRMED = "product.confirmed"
_SECOND = "likely."
"""How a cursor of the second pass begins; no other cursor holds a dot."""

Search = Callable[[Query, Filters], SearchResult]
"""Answers a query under further clauses, which nobody asked for. Total and facets count only where there are none."""


def surest_first(search: Search, query: Query, *, sku: str, count: Callable[[Filters], int]) -> SearchResult:
    """Answer a query for wearers of a product: given and confirmed ones first, then likely ones.

    Total and facets are those of both passes together.

    Args:
        search: Answers one query, for wearers of the product.
        query: Without text and picture.
        sku: The product.
        count: Wearers of the product under further clauses that may be shown.

    Raises:
        InputError: The cursor is not one of this query's.
    """
    sure = Clause(attribute=CONFIRMED, values=frozenset({sku}))
    first, second = (sure,), (replace(sure, negate=True),)
    in_second = (query.cursor or "").startswith(_SECOND)
    if not in_second and not count(second):
        result = search(query, ())
        return replace(result, hits=tuple(_said(hit, sku) for hit in result.hits))
    whole = search(replace(query, cursor=None, k=1), ())
    hits: tuple[Hit, ...] = ()
    cursor: str | None = None
    if not in_second:
        page = search(query, first)
        hits, cursor = page.hits, page.cursor
    if cursor is None and len(hits) == query.k:
        cursor = _SECOND
    elif cursor is None:
        inner = (query.cursor or "").removeprefix(_SECOND) if in_second else ""
        rest = search(replace(query, cursor=inner or None, k=query.k - len(hits)), second)
        hits += rest.hits
        cursor = _SECOND + rest.cursor if rest.cursor else None
    return replace(whole, hits=tuple(_said(hit, sku) for hit in hits), cursor=cursor)


def _said(hit: Hit, sku: str) -> Hit:
    """The hit with why its wearer is said to wear the product."""
    return replace(hit, carried=carried_products(hit.asset).get(hit.wearer, {}).get(sku))
