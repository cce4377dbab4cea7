"""All products in memory: profiles, which of them a garment may be, and the local features of their motifs."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Asset, AssetKind, EmbeddingSpace, LocalFeatures, Place, Product
from wornby.imaging.colors import hex_to_lab
from wornby.interfaces import ProductRecords
from wornby.matching.features_file import read_features, read_vector
from wornby.matching.profiles import ProductProfile, make_profile
from wornby.vocabulary import Vocabulary
from wornby.vocabulary.products import ProductTexts

_PAGE = 500
_CHANGES = 1000
# Some 30 kB each: the motifs of a shop's bestsellers stay at hand, 15 MB at most.
_KEPT_FEATURES = 512
NO_COLOR = np.full(3, np.nan)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProductTable:
    """Products in columns; row N of each is the same product.

    Attributes:
        skus: (P,).
        labs: Colours, CIELAB; NaN where unknown. (P, 3), float64.
        kinds: Values of garment.kind; empty where unknown. (P,), str.
        patterns: Values of garment.pattern; empty where unknown. (P,), str.
        places: Where they are worn; empty for anywhere. (P,), str.
        vectors: Of all products. (N, D), float32, unit length.
        owners: The product of each vector. (N,), int64.
    """

    skus: tuple[str, ...]
    labs: NDArray[np.float64]
    kinds: NDArray[np.str_]
    patterns: NDArray[np.str_]
    places: NDArray[np.str_]
    vectors: NDArray[np.float32]
    owners: NDArray[np.int64]

    def similarities(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosine to the nearest vector of each product; -1 for one without any. (P,), float32."""
        best = np.full(len(self.skus), -1.0, dtype=np.float32)
        if len(self.vectors):
            np.maximum.at(best, self.owners, self.vectors @ vector.astype(np.float32))
        return best


class Catalogue:
    """The products of a library, kept in step with the records. Thread-safe.

    Memory: about 1.2 kB a product, half a kB a motif, and the features that were used last.

    Args:
        records: The truth.
        vocabulary: Reads the products' texts.
        space: Of the garment embeddings.
    """

    def __init__(self, records: ProductRecords, *, vocabulary: Vocabulary, space: EmbeddingSpace) -> None:
        self._records = records
        self._texts = ProductTexts(vocabulary)
        self._space = space
        self._lock = threading.RLock()
        self._marker: int | None = None
        self._pictures: dict[str, set[str]] = {}
        self._skus_of: dict[str, tuple[str, ...]] = {}
        self._profiles: dict[str, ProductProfile] = {}
        self._table: ProductTable | None = None
        self._features: OrderedDict[str, LocalFeatures | None] = OrderedDict()
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._stacked: tuple[list[str], NDArray[np.float32]] | None = None

    def catch_up(self) -> None:
        """Bring in what changed in the records; everything, the first time."""
        with self._lock:
            if self._marker is None:
                self._load()
                return
            while changes := self._records.changes(after=self._marker, limit=_CHANGES):
                self._apply({asset_id for _, asset_id in changes})
                self._marker = changes[-1][0]

    def table(self) -> ProductTable:
        """All products in columns."""
        with self._lock:
            if self._table is None:
                self._table = _table(list(self._profiles.values()), self._space)
            return self._table

    @property
    def has_motifs(self) -> bool:
        """Whether any product has a printed motif: without one no cloth needs to be looked at closely."""
        with self._lock:
            return len(self._vectors) > 0

    def shows_motif(self, profile: ProductProfile) -> bool:
        """Whether a product's pictures show a printed motif."""
        with self._lock:
            return any(picture in self._vectors for picture in profile.pictures)

    def profile(self, sku: str) -> ProductProfile | None:
        """One product; None where it has no picture."""
        with self._lock:
            return self._profiles.get(sku)

    def alike(self, vectors: NDArray[np.float32], *, k: int) -> list[str]:
        """SKUs whose motifs look most like prints of a garment, best first, so many for each print.

        Args:
            vectors: Of the prints. (N, D).
            k: Most products of a print.
        """
        with self._lock:
            if self._stacked is None and self._vectors:
                self._stacked = list(self._vectors), np.stack(list(self._vectors.values()))
            if self._stacked is None:
                return []
            pictures, known = self._stacked
            found: dict[str, None] = {}
            for vector in vectors:
                # A motif is kept by its picture; a picture may show several SKUs.
                best = np.argsort(-(known @ vector), kind="stable")[: 2 * k]
                skus = dict.fromkeys(sku for row in best for sku in self._skus_of.get(pictures[row], ()))
                found |= dict.fromkeys(list(skus)[:k])
            return list(found)

    def motifs(self, profiles: Sequence[ProductProfile]) -> dict[str, LocalFeatures]:
        """Local features of the products' motifs by asset id of the picture; pictures without one are left out."""
        wanted = [picture for profile in profiles for picture in profile.pictures]
        with self._lock:
            missing = [picture for picture in dict.fromkeys(wanted) if picture not in self._features]
        read = {name: read_features(content) for name, content in self._records.get_features(missing).items()}
        with self._lock:
            for picture in missing:
                self._features[picture] = read.get(picture)
            found = {}
            for picture in dict.fromkeys(wanted):
                features = self._features.get(picture, read.get(picture))
                if picture in self._features:
                    self._features.move_to_end(picture)
                if features is not None:
                    found[picture] = features
            while len(self._features) > _KEPT_FEATURES:
                self._features.popitem(last=False)
        return found

    def _load(self) -> None:
        # Changes after this number may be read twice, never missed.
        marker = self._records.last_change()
        shown: dict[str, list[Asset]] = {}
        after: str | None = None
        while page := self._records.list_product_assets(after=after, limit=_PAGE):
            self._take(page)
            for asset in page:
                for sku in asset.products:
                    shown.setdefault(sku, []).append(asset)
            after = page[-1].id
        products = {product.sku: product for product in self._products()}
        for sku, pictures in shown.items():
            self._profiles[sku] = self._made(sku, products.get(sku), pictures)
        self._table = None
        self._marker = marker

    def _products(self) -> Iterator[Product]:
        after: str | None = None
        while page := self._records.list_products(after=after, limit=_PAGE):
            yield from page
            after = page[-1].sku

    def _apply(self, asset_ids: set[str]) -> None:
        assets = self._records.get_assets(sorted(asset_ids))
        touched = {sku for asset_id in asset_ids for sku in self._skus_of.get(asset_id, ())}
        for asset_id in asset_ids:
            self._forget(asset_id)
        shop = [asset for asset in assets.values() if asset.kind is AssetKind.PRODUCT]
        self._take(shop)
        for sku in touched | {sku for asset in shop for sku in asset.products}:
            self._profile(sku)

    def _take(self, assets: Sequence[Asset]) -> None:
        kept = self._records.get_features([asset.id for asset in assets])
        for asset in assets:
            self._skus_of[asset.id] = asset.products
            for sku in asset.products:
                self._pictures.setdefault(sku, set()).add(asset.id)
            if (vector := read_vector(kept.get(asset.id, b""))) is not None:
                self._vectors[asset.id] = vector
                self._stacked = None

    def _forget(self, asset_id: str) -> None:
        for sku in self._skus_of.pop(asset_id, ()):
            self._pictures.get(sku, set()).discard(asset_id)
        if self._vectors.pop(asset_id, None) is not None:
            self._stacked = None
        self._features.pop(asset_id, None)

    def _profile(self, sku: str) -> None:
        self._table = None
        pictures = self._pictures.get(sku)
        if not pictures:
            self._pictures.pop(sku, None)
            self._profiles.pop(sku, None)
            return
        assets = self._records.get_assets(sorted(pictures))
        self._profiles[sku] = self._made(sku, self._records.get_product(sku), list(assets.values()))

    def _made(self, sku: str, product: Product | None, pictures: Sequence[Asset]) -> ProductProfile:
        in_order = sorted(pictures, key=lambda asset: asset.id)
        return make_profile(sku, product, pictures=in_order, texts=self._texts, space=self._space)


def _table(profiles: Sequence[ProductProfile], space: EmbeddingSpace) -> ProductTable:
    rows = [np.zeros((0, space.dimensions), dtype=np.float32), *(profile.vectors for profile in profiles)]
    return ProductTable(
        skus=tuple(profile.sku for profile in profiles),
        labs=np.stack([hex_to_lab(each.color) if each.color else NO_COLOR for each in profiles])
        if profiles
        else np.zeros((0, 3)),
        kinds=np.array([profile.kind for profile in profiles], dtype=np.str_),
        patterns=np.array([profile.pattern for profile in profiles], dtype=np.str_),
        places=np.array([_place(profile.place) for profile in profiles], dtype=np.str_),
        vectors=np.concatenate(rows),
        owners=np.repeat(np.arange(len(profiles)), [len(profile.vectors) for profile in profiles]),
    )


def _place(place: Place | None) -> str:
    return place.value if place is not None else ""
