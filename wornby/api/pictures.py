"""The shop's own pictures of its products."""

from collections.abc import Sequence

from wornby.datamodel import Asset, AssetKind, Clause, Query
from wornby.engine import Engine

PICTURES_EACH = 4
"""Hits looked at for each product: a picture can hold several garments, or several pictures may be there."""


def product_pictures(engine: Engine, skus: Sequence[str]) -> dict[str, Asset]:
    """The products' pictures that may be shown, by SKU."""
    if not skus:
        return {}
    filters = (
        Clause(attribute="asset.kind", values=frozenset({AssetKind.PRODUCT.value})),
        Clause(attribute="product", values=frozenset(skus)),
    )
    result = engine.search(Query(filters=filters, k=PICTURES_EACH * len(skus)))
    found: dict[str, Asset] = {}
    for hit in result.hits:
        for sku in hit.asset.products:
            found.setdefault(sku, hit.asset)
    return found
