"""Stores and a tagger that live in memory. Simple on purpose: the judge of what the real ones do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    Asset,
    BoundingBox,
    Clause,
    Embedding,
    EmbeddingSpace,
    Failure,
    Filters,
    IndexEntry,
    IndexHit,
    Job,
    Photo,
    PhotoTags,
    Pixels,
    Product,
    Purpose,
)
from wornby.errors import SpaceMismatchError
from wornby.interfaces import RecordStore, Tagger, VectorIndex
from wornby.interfaces.stores import Decide, Decision

FAKE_SPACE = EmbeddingSpace(name="fake@1", dimensions=3)
"""The space of the fakes' vectors."""


class FakeRecordStore(RecordStore):
    """Products, assets and changes in memory; jobs, keys and answers are not kept."""

    def __init__(self) -> None:
        self.assets: dict[str, Asset] = {}
        self.products: dict[str, Product] = {}
        self.lines: list[tuple[int, str]] = []
        self.meta: dict[str, str] = {}
        self.asked_last_change = 0

    def get_meta(self, name: str) -> str | None:
        return self.meta.get(name)

    def put_meta(self, name: str, value: str, *, overwrite: bool = True) -> str:
        if overwrite or name not in self.meta:
            self.meta[name] = value
        return self.meta[name]

    def put_products(self, products: Sequence[Product]) -> None:
        self.products.update({product.sku: product for product in products})

    def get_product(self, sku: str) -> Product | None:
        return self.products.get(sku)

    def list_products(self, *, after: str | None = None, limit: int = 100) -> list[Product]:
        skus = sorted(sku for sku in self.products if after is None or sku > after)
        return [self.products[sku] for sku in skus[:limit]]

    def commit_asset(self, asset: Asset, *, job: Job | None = None) -> None:
        del job
        self.assets[asset.id] = asset
        self._note(asset.id)

    def find_generated(self, key: str) -> Asset | None:
        made = (asset for asset in self.assets.values() if asset.generation is not None)
        return next((asset for asset in made if asset.generation is not None and asset.generation.key == key), None)

    def replace_tags(self, asset: Asset, tags: PhotoTags, *, tagger: str) -> bool:
        if self.assets.get(asset.id) != asset:
            return False
        self.commit_asset(replace(asset, tags=tags, tagger=tagger))
        return True

    def merge_asset(self, asset_id: str, *, decide: Decide) -> Decision:
        asset, job = decide(self.assets.get(asset_id))
        if asset is not None:
            self.commit_asset(asset)
        return asset, job

    def get_asset(self, asset_id: str) -> Asset | None:
        return self.assets.get(asset_id)

    def get_assets(self, asset_ids: Sequence[str]) -> dict[str, Asset]:
        return {asset_id: self.assets[asset_id] for asset_id in asset_ids if asset_id in self.assets}

    def list_assets(self, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        ids = sorted(asset_id for asset_id in self.assets if after is None or asset_id > after)
        return [self.assets[asset_id] for asset_id in ids[:limit]]

    def count_assets(self) -> int:
        return len(self.assets)

    def delete_asset(self, asset_id: str, *, files: Callable[[], None] | None = None) -> bool:
        if self.assets.pop(asset_id, None) is None:
            return False
        if files is not None:
            files()
        self._note(asset_id)
        return True

    def changes(self, *, after: int, limit: int = 1000) -> list[tuple[int, str]]:
        return [line for line in self.lines if line[0] > after][:limit]

    def last_change(self) -> int:
        self.asked_last_change += 1
        return self.lines[-1][0] if self.lines else 0

    def _note(self, asset_id: str) -> None:
        number = self.lines[-1][0] + 1 if self.lines else 1
        self.lines.append((number, asset_id))


class FakeVectorIndex(VectorIndex):
    """Compares everything with everything."""

    def __init__(self, space: EmbeddingSpace = FAKE_SPACE) -> None:
        self._space = space
        self._marker = 0
        self.entries: dict[str, IndexEntry] = {}

    @property
    def space(self) -> EmbeddingSpace:
        return self._space

    @property
    def marker(self) -> int:
        return self._marker

    def load(self) -> None:
        self.clear()

    def save(self) -> None:
        return

    def clear(self) -> None:
        self.entries = {}
        self._marker = 0

    def update(self, entries: Sequence[IndexEntry], *, remove_assets: Sequence[str], marker: int) -> None:
        for entry in entries:
            if entry.vectors.shape[1] != self._space.dimensions:
                message = f"Vectors of width {entry.vectors.shape[1]} do not fit {self._space.name}."
                raise SpaceMismatchError(message)
        gone = set(remove_assets)
        kept = {name: entry for name, entry in self.entries.items() if entry.asset_id not in gone}
        self.entries = {**kept, **{entry.id: entry for entry in entries}}
        self._marker = marker

    def query(self, vectors: NDArray[np.float32], *, filters: Filters, k: int) -> list[IndexHit]:
        scored = [
            IndexHit(id=entry.id, score=float((entry.vectors @ vectors.T).max()))
            for entry in self._under(filters)
            if len(entry.vectors)
        ]
        return sorted(scored, key=lambda hit: (-hit.score, hit.id))[:k]

    def scroll(self, *, filters: Filters, after: str | None, limit: int) -> list[IndexHit]:
        ids = sorted(entry.id for entry in self._under(filters) if after is None or entry.id > after)
        return [IndexHit(id=entry_id, score=0.0) for entry_id in ids[:limit]]

    def count(self, filters: Filters) -> int:
        return len(self._under(filters))

    def facets(self, filters: Filters, *, attributes: Sequence[str]) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {attribute: {} for attribute in attributes}
        for attribute, found in counts.items():
            others = tuple(clause for clause in filters if clause.attribute != attribute)
            for entry in self._under(others):
                for value in entry.attributes.get(attribute, ()):
                    found[value] = found.get(value, 0) + 1
        return counts

    def values(self, attribute: str) -> frozenset[str]:
        return frozenset(value for entry in self.entries.values() for value in entry.attributes.get(attribute, ()))

    def _under(self, filters: Filters) -> list[IndexEntry]:
        return [entry for entry in self.entries.values() if all(_holds(clause, entry.attributes) for clause in filters)]


class FakeTagger(Tagger):
    """Embeds a picture as its mean colour, and tags nothing."""

    @property
    def name(self) -> str:
        return "fake@1"

    @property
    def space(self) -> EmbeddingSpace:
        return FAKE_SPACE

    def tag(self, photos: Sequence[Photo], *, purposes: Sequence[frozenset[Purpose]]) -> Sequence[PhotoTags | Failure]:
        del purposes
        return [PhotoTags(photo={}, wearers=(), garments=()) for _ in photos]

    def embed_region(self, pixels: Pixels, *, region: BoundingBox | None) -> Sequence[Embedding]:
        if region is not None:
            height, width = pixels.shape[:2]
            left, top, right, bottom = region.as_pixels(width_px=width, height_px=height)
            pixels = pixels[top:bottom, left:right]
        mean = pixels.reshape(-1, 3).mean(axis=0)
        length = float(np.linalg.norm(mean))
        if not length:
            return []
        return [Embedding(space=FAKE_SPACE, vector=(mean / length).astype(np.float32))]


def _holds(clause: Clause, attributes: Mapping[str, tuple[str, ...]]) -> bool:
    return clause.values.isdisjoint(attributes.get(clause.attribute, ())) == clause.negate
