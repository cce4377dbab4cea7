"""The shop's own pictures of its products."""

from collections.abc import Sequence

from wornby.datamodel import AssetKind, Clause, Query
from wornby.engine import Engine

PICTURES_EACH = 4
"""Hits looked at for each product: a picture can hold several garments, or several pictures may be there."""


def product_pictures(engine: Engine, skus: Sequence[str]) -> dict[str, str]:
    """Paths of the products' pictures that may be shown, by SKU."""
    if not skus:
        return {}
    filters = (
        Clause(attribute="asset.kind", values=frozenset({AssetKind.PRODUCT.value})),
        Clause(attribute="product", values=frozenset(skus)),
    )
    result = engine.search(Query(filters=filters, k=PICTURES_EACH * len(skus)))
    found: dict[str, str] = {}
    for hit in result.hits:
        for sku in hit.asset.products:
            found.setdefault(sku, f"/v1/assets/{hit.asset.id}/view.jpg")
    return found
