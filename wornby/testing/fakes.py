"""Stores and a tagger that live in memory. Simple on purpose: the judge of what the real ones do."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    Asset,
    AssetKind,
    BoundingBox,
    Clause,
    Embedding,
    EmbeddingSpace,
    Failure,
    Filters,
    GarmentTags,
    IndexEntry,
    IndexHit,
    Job,
    LedgerEntry,
    Photo,
    PhotoTags,
    Pixels,
    Product,
    Purpose,
    Rights,
    RightsNote,
    TextHit,
    Vectors,
)
from wornby.datamodel.joint import joint_boxes
from wornby.datamodel.ledger import rights_entry
from wornby.datamodel.rights import RECORDS_NOTE, check_move
from wornby.errors import SpaceMismatchError
from wornby.interfaces import Tagger, VectorIndex
from wornby.interfaces.stores import MOST_TEXT_WORDS, Decide, Decision, TextKind
from wornby.testing.fakes_matching import FakeMatchRecords
from wornby.testing.fakes_rights import FakeLedger
from wornby.vocabulary.words import search_words

FAKE_SPACE = EmbeddingSpace(name="fake@1", dimensions=3)
"""The space of the fakes' vectors."""


class FakeRecordStore(FakeMatchRecords):
    """Products, assets, matches and changes in memory; jobs, keys and answers are not kept."""

    def __init__(self) -> None:
        super().__init__()
        self.products: dict[str, Product] = {}
        self.lines: list[tuple[int, str]] = []
        self.meta: dict[str, str] = {}
        self.joint: dict[str, tuple[EmbeddingSpace, dict[int, Vectors]]] = {}
        self.ledger = FakeLedger()
        self.erased: set[str] = set()
        self.asked_last_change = 0
        self.asked_texts = 0

    def get_meta(self, name: str) -> str | None:
        return self.meta.get(name)

    def put_meta(self, name: str, value: str, *, overwrite: bool = True) -> str:
        if overwrite or name not in self.meta:
            self.meta[name] = value
        return self.meta[name]

    def put_products(self, products: Sequence[Product]) -> None:
        given = {product.sku: product for product in products}
        changed = {sku for sku, product in given.items() if self.products.get(sku, product) != product}
        self.products.update(given)
        for asset in list(self.assets.values()):
            if asset.kind is AssetKind.PRODUCT and changed.intersection(asset.products):
                self._note(asset.id)

    def get_product(self, sku: str) -> Product | None:
        return self.products.get(sku)

    def list_products(self, *, after: str | None = None, limit: int = 100) -> list[Product]:
        skus = sorted(sku for sku in self.products if after is None or sku > after)
        return [self.products[sku] for sku in skus[:limit]]

    def commit_asset(self, asset: Asset, *, job: Job | None = None, note: RightsNote | None = None) -> None:
        known = self.assets.get(asset.id)
        held = None if known is None else known.rights
        check_move(held, asset.rights, by_person=(note or RECORDS_NOTE).by_person)
        self._log(rights_entry(asset.id, held, asset.rights, note=note or RECORDS_NOTE))
        self.note_waiting(job)
        if known is None or joint_boxes(known) != joint_boxes(asset):
            self.joint.pop(asset.id, None)
        self.assets[asset.id] = self.with_decisions(asset)
        self._note(asset.id)

    def find_generated(self, key: str) -> Asset | None:
        made = (asset for asset in self.assets.values() if asset.generation is not None)
        return next((asset for asset in made if asset.generation is not None and asset.generation.key == key), None)

    def replace_tags(self, asset: Asset, tags: PhotoTags, *, tagger: str) -> bool:
        if self.assets.get(asset.id) != asset:
            return False
        self.commit_asset(replace(asset, tags=tags, tagger=tagger))
        return True

    def merge_asset(self, asset_id: str, *, decide: Decide, note: RightsNote | None = None) -> Decision:
        asset, job = decide(self.assets.get(asset_id))
        if asset is not None:
            self.commit_asset(asset, job=job, note=note)
        return asset, job

    def get_asset(self, asset_id: str) -> Asset | None:
        return self.assets.get(asset_id)

    def is_erased(self, asset_id: str) -> bool:
        return asset_id in self.erased

    def get_assets(self, asset_ids: Sequence[str]) -> dict[str, Asset]:
        return {asset_id: self.assets[asset_id] for asset_id in asset_ids if asset_id in self.assets}

    def get_rights(self, asset_ids: Sequence[str]) -> dict[str, Rights]:
        return {asset_id: asset.rights for asset_id, asset in self.get_assets(asset_ids).items()}

    def list_assets(self, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        ids = sorted(asset_id for asset_id in self.assets if after is None or asset_id > after)
        return [self.assets[asset_id] for asset_id in ids[:limit]]

    def count_assets(self) -> int:
        return len(self.assets)

    def delete_asset(
        self, asset_id: str, *, files: Callable[[], None] | None = None, note: RightsNote | None = None
    ) -> bool:
        known = self.assets.pop(asset_id, None)
        if known is None:
            return False
        if files is not None:
            files()
        self._log(rights_entry(asset_id, known.rights, None, note=note or RECORDS_NOTE))
        self.joint.pop(asset_id, None)
        self.forget(asset_id)
        self._note(asset_id)
        return True

    def put_joint(self, asset: Asset, *, space: EmbeddingSpace, vectors: Mapping[int, Vectors]) -> bool:
        known = self.assets.get(asset.id)
        if known is None or joint_boxes(known) != joint_boxes(asset):
            return False
        self.joint[asset.id] = (space, dict(vectors))
        self._note(asset.id)
        return True

    def get_joint(self, asset_ids: Sequence[str], *, space: EmbeddingSpace) -> dict[str, dict[int, Vectors]]:
        kept = {asset_id: self.joint[asset_id] for asset_id in asset_ids if asset_id in self.joint}
        return {asset_id: vectors for asset_id, (of, vectors) in kept.items() if of == space and vectors}

    def list_without_joint(self, space: EmbeddingSpace, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        found = self.list_assets(after=after, limit=len(self.assets))
        return [asset for asset in found if not self.get_joint([asset.id], space=space)][:limit]

    def search_texts(self, words: Sequence[str], *, kind: TextKind, limit: int, shown: bool = False) -> list[TextHit]:
        self.asked_texts += 1
        said = {one.sku: f"{one.sku} {one.title} {one.description}" for one in self.products.values()}
        if kind == "asset":
            kept = (one for one in self.assets.values() if not shown or one.rights.allows(Purpose.DISPLAY))
            said = {one.id: one.caption for one in kept}
        asked = set(list(dict.fromkeys(part for word in words for part in search_words(word)))[:MOST_TEXT_WORDS])
        found = {name: asked.intersection(search_words(text)) for name, text in said.items()}
        hits = [TextHit(id=name, score=float(len(has)), words=frozenset(has)) for name, has in found.items() if has]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[: max(limit, 0)]

    def refill_texts(self) -> int:
        return len(self.products) + len(self.assets)

    def changes(self, *, after: int, limit: int = 1000) -> list[tuple[int, str]]:
        return [line for line in self.lines if line[0] > after][:limit]

    def last_change(self) -> int:
        self.asked_last_change += 1
        return self.lines[-1][0] if self.lines else 0

    def _log(self, entry: LedgerEntry | None) -> None:
        if entry is not None:
            self.ledger.append(entry)

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

    def query(
        self, vectors: NDArray[np.float32], *, filters: Filters, k: int, floor: float | None = None
    ) -> list[IndexHit]:
        scored = [
            IndexHit(id=entry.id, score=float((entry.vectors @ vectors.T).max()))
            for entry in self._under(filters)
            if len(entry.vectors)
        ]
        scored = [hit for hit in scored if floor is None or hit.score >= floor]
        return sorted(scored, key=lambda hit: (-hit.score, hit.id))[:k]

    def scroll(self, *, filters: Filters, after: str | None, limit: int) -> list[IndexHit]:
        ids = sorted(entry.id for entry in self._under(filters) if after is None or entry.id > after)
        return [IndexHit(id=entry_id, score=0.0) for entry_id in ids[:limit]]

    def of_assets(self, asset_ids: Collection[str], *, filters: Filters) -> list[IndexHit]:
        ids = sorted(entry.id for entry in self._under(filters) if entry.asset_id in asset_ids)
        return [IndexHit(id=entry_id, score=0.0) for entry_id in ids]

    def count(self, filters: Filters, *, among: Collection[str] | None = None) -> int:
        return sum(among is None or entry.id in among for entry in self._under(filters))

    def facets(
        self, filters: Filters, *, attributes: Sequence[str], among: Collection[str] | None = None
    ) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {attribute: {} for attribute in attributes}
        for attribute, found in counts.items():
            others = tuple(clause for clause in filters if not clause.is_own_of(attribute))
            for entry in self._under(others):
                if among is not None and entry.id not in among:
                    continue
                for value in entry.attributes.get(attribute, ()):
                    found[value] = found.get(value, 0) + 1
        return counts

    def values(self, attribute: str) -> frozenset[str]:
        return frozenset(value for entry in self.entries.values() for value in entry.attributes.get(attribute, ()))

    def _under(self, filters: Filters) -> list[IndexEntry]:
        return [entry for entry in self.entries.values() if all(_holds(clause, entry.attributes) for clause in filters)]


class FakeTagger(Tagger):
    """Embeds a picture as its mean colour, and tags nothing. `garments` are found in every query picture."""

    garments: Sequence[GarmentTags] = ()

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

    def find_garments(self, pixels: Pixels) -> Sequence[GarmentTags]:
        del pixels
        return self.garments


def _holds(clause: Clause, attributes: Mapping[str, tuple[str, ...]]) -> bool:
    return clause.values.isdisjoint(attributes.get(clause.attribute, ())) == clause.negate
