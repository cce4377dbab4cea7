"""Products as they are compared with garments: made from the shop's pictures and texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Asset, EmbeddingSpace, GarmentTags, Place, Product
from wornby.datamodel.tags import garment_for_sale, sure_value
from wornby.vocabulary.products import ProductTexts

UNKNOWN = frozenset({"", "not_visible", "other"})
"""Values of a kind or pattern that tell no product from another."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProductProfile:
    """One product.

    Attributes:
        sku: The product.
        title: The shop's.
        pictures: Asset ids of the shop's pictures.
        vectors: Garment embeddings of the pictures, and their centroid where there are several. (N, D), float32,
            unit length; N may be 0.
        color: "#rrggbb" of the swatch, else as measured on the first picture; empty where neither is known.
        kind: Value of garment.kind; empty where it is not known.
        place: Where that kind is worn; None for anywhere or unknown.
        pattern: Value of garment.pattern; empty where it is not known.
    """

    sku: str
    title: str
    pictures: tuple[str, ...]
    vectors: NDArray[np.float32]
    color: str
    kind: str
    place: Place | None
    pattern: str


def make_profile(
    sku: str, product: Product | None, *, pictures: Sequence[Asset], texts: ProductTexts, space: EmbeddingSpace
) -> ProductProfile:
    """Make a product's profile.

    The kind is what its texts say, else its pictures; the colour is the swatch, else as measured; the pattern is that
    of the title, else of the pictures.

    Args:
        sku: The product.
        product: With its texts; None where only pictures are known.
        pictures: The shop's, with tags and embeddings.
        texts: Reads the texts.
        space: Of the embeddings; those of another are left out.
    """
    words = texts.read(product) if product is not None else None
    said = words.kind if words is not None else ""
    garments = [
        garment
        for asset in pictures
        if asset.tags is not None and (garment := garment_for_sale(asset.tags, place=texts.place(said))) is not None
    ]
    kind = said or _known(*(sure_value(garment.kind) for garment in garments))
    pattern = (words.pattern or words.described) if words is not None else ""
    swatch = product.swatch.lower() if product is not None else ""
    measured = next((garment.color.hex for garment in garments if garment.color is not None), "")
    return ProductProfile(
        sku=sku,
        title=product.title if product is not None else "",
        pictures=tuple(asset.id for asset in pictures),
        vectors=_vectors(garments, space),
        color=swatch or measured,
        kind=kind,
        place=texts.place(kind),
        pattern=pattern or _known(*(sure_value(garment.pattern) for garment in garments)),
    )


def _known(*values: str) -> str:
    return next((value for value in values if value not in UNKNOWN), "")


def _vectors(garments: Sequence[GarmentTags], space: EmbeddingSpace) -> NDArray[np.float32]:
    own = [each.embedding.vector for each in garments if each.embedding is not None and each.embedding.space == space]
    if not own:
        return np.zeros((0, space.dimensions), dtype=np.float32)
    rows = np.stack(own).astype(np.float32)
    if len(rows) == 1:
        return rows
    centroid = rows.mean(axis=0)
    length = float(np.linalg.norm(centroid))
    return np.vstack([rows, centroid / length]) if length > 0 else rows
