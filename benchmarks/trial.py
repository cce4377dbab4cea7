"""Matching tried on composites: product pictures go into a catalogue, worn photos are matched against it."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from benchmarks.composites import CompositePhoto, CompositeProduct
from wornby.datamodel import (
    Asset,
    AssetKind,
    BoundingBox,
    Failure,
    GarmentTags,
    Photo,
    PhotoTags,
    Pixels,
    Product,
    Purpose,
    Rights,
)
from wornby.interfaces import Tagger
from wornby.matching import Catalogue, MatchService, Scorer
from wornby.matching.features_file import read_features, read_vector, write_features
from wornby.matching.service import Candidates
from wornby.models.prints import open_print_models
from wornby.tagging.merging import overlap
from wornby.vocabulary import load_vocabulary

_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_NO_PURPOSE: frozenset[Purpose] = frozenset()
_OWN = 0.3
# Spread of each number of a made-up motif's vector around a real one's, whose numbers are 0.125 on average.
_OTHER_PRINT = 0.15
_SHOWN = 0.6


class ShelfRecords:
    """As much of the records as a catalogue reads, in memory: what is measured is matching, not the database."""

    def __init__(self) -> None:
        self.products: dict[str, Product] = {}
        self.assets: dict[str, Asset] = {}
        self.features: dict[str, bytes] = {}

    def last_change(self) -> int:
        """Nothing changes after the catalogue was read."""
        return 0

    def changes(self, *, after: int, limit: int = 1000) -> list[tuple[int, str]]:
        """None."""
        del after, limit
        return []

    def list_product_assets(self, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        """The shop's pictures by id."""
        return [self.assets[name] for name in sorted(self.assets) if after is None or name > after][:limit]

    def list_products(self, *, after: str | None = None, limit: int = 100) -> list[Product]:
        """Products by SKU."""
        return [self.products[sku] for sku in sorted(self.products) if after is None or sku > after][:limit]

    def get_product(self, sku: str) -> Product | None:
        """One product."""
        return self.products.get(sku)

    def get_assets(self, asset_ids: Sequence[str]) -> dict[str, Asset]:
        """Pictures that exist."""
        return {name: self.assets[name] for name in asset_ids if name in self.assets}

    def get_features(self, asset_ids: Sequence[str]) -> dict[str, bytes]:
        """Local features that exist."""
        return {name: self.features[name] for name in asset_ids if name in self.features}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """One garment of one photo, and what was found for it.

    Attributes:
        photo: As it was made, with the truth.
        own: Whether the garment is the one that the photo was made for.
        shows: Whether its box shows that one: taggers see one shirt as two garments, or it lies in an open jacket.
        candidates: With evidence.
        took_ms: Processor time for the whole photo, matching alone: what else runs on a machine does not count.
    """

    photo: CompositePhoto
    own: bool
    shows: bool
    candidates: Candidates
    took_ms: float


def as_photo(pixels: Pixels) -> Photo:
    """A picture as a tagger takes it."""
    return Photo(pixels=pixels, sha256="0" * 64, format="png", size_bytes=pixels.nbytes)


def tagged(tagger: Tagger, pixels: Pixels) -> PhotoTags | None:
    """Its tags, without appearance; None where the tagger failed."""
    answer = tagger.tag([as_photo(pixels)], purposes=[_NO_PURPOSE])[0]
    return None if isinstance(answer, Failure) else answer


def make_matcher(
    products: Iterable[CompositeProduct], tagger: Tagger, *, scorer: Scorer, crowd: int = 0
) -> tuple[MatchService, ShelfRecords]:
    """A matcher over products, whose pictures are tagged and described as ingest does.

    Args:
        products: Of one catalogue.
        tagger: Looks at their pictures.
        scorer: Weighs the evidence.
        crowd: SKUs in all: made-up ones stand among the products.
    """
    records = ShelfRecords()
    catalogue = Catalogue(records, vocabulary=load_vocabulary(), space=tagger.space)
    service = MatchService(catalogue, scorer, models=open_print_models())
    for product in products:
        records.products[product.sku] = Product(sku=product.sku, title=product.kind, swatch=product.color)
        pictures = [product.picture, product.second_picture]
        for number, pixels in enumerate(pixels for pixels in pictures if pixels is not None):
            tags = tagged(tagger, pixels)
            if tags is None:
                continue
            name = f"{product.sku}-{number}"
            records.assets[name] = _asset(name, product.sku, pixels=pixels, tags=tags)
            records.features[name] = service.describe(pixels, tags)
    _crowd(records, count=crowd)
    return service, records


def _crowd(records: ShelfRecords, *, count: int) -> None:
    """Fill up with products that look a little like those there are, with motifs as they are, a little changed."""
    rng = np.random.default_rng(5)
    known = [(name, asset) for name, asset in records.assets.items() if asset.tags and asset.tags.garments]
    while known and len(records.products) < count:
        name, asset = known[int(rng.integers(len(known)))]
        sku = f"crowd-{len(records.products):05d}"
        own = records.products[asset.products[0]]
        records.products[sku] = replace(own, sku=sku, swatch=_near(own.swatch, rng))
        records.assets[sku] = replace(asset, id=sku, products=(sku,), tags=_moved(asset.tags, rng))
        features = read_features(records.features[name])
        vector = read_vector(records.features[name])
        if features is None or vector is None:
            records.features[sku] = records.features[name]
            continue
        order = rng.permutation(len(features))
        mixed = replace(features, points=features.points[order])
        other = (vector + rng.normal(0, _OTHER_PRINT, len(vector))).astype(np.float32)
        records.features[sku] = write_features(mixed, vector=other)


def _near(code: str, rng: np.random.Generator) -> str:
    rgb = np.frombuffer(bytes.fromhex(code[1:]), dtype=np.uint8) + rng.integers(-40, 41, 3)
    return "#" + "".join(f"{value:02x}" for value in np.clip(rgb, 0, 255))


def _moved(tags: PhotoTags | None, rng: np.random.Generator) -> PhotoTags | None:
    if tags is None:
        return None
    return replace(tags, garments=tuple(_other(garment, rng) for garment in tags.garments))


def _other(garment: GarmentTags, rng: np.random.Generator) -> GarmentTags:
    if garment.embedding is None:
        return garment
    vector = garment.embedding.vector + rng.normal(0, 0.03, garment.embedding.space.dimensions)
    moved = (vector / np.linalg.norm(vector)).astype(np.float32)
    return replace(garment, embedding=replace(garment.embedding, vector=moved))


def try_photos(service: MatchService, tagger: Tagger, photos: Iterable[CompositePhoto]) -> Iterator[Trial]:
    """Match photos; one trial for each garment that the tagger finds."""
    for photo in photos:
        tags = tagged(tagger, photo.pixels)
        if tags is not None:
            yield from try_photo(service, photo, tags)


def try_photo(service: MatchService, photo: CompositePhoto, tags: PhotoTags) -> Iterator[Trial]:
    """Match one tagged photo."""
    started = time.process_time()
    found = service.candidates(photo.pixels, tags)
    took_ms = (time.process_time() - started) * 1000
    shares = [overlap(each.worn.tags.box, photo.box) if photo.box is not None else 0.0 for each in found]
    best = int(np.argmax(shares)) if shares and max(shares) >= _OWN else -1
    if best < 0 and photo.sku is not None and photo.place is None:
        # A lying garment is the only one of its photo, whatever box was drawn around it.
        best = next((number for number, each in enumerate(found) if each.wearer is None), -1)
    for number, each in enumerate(found):
        shows = number == best or (photo.box is not None and _within(each.worn.tags.box, photo.box) >= _SHOWN)
        yield Trial(photo=photo, own=number == best, shows=shows, candidates=each, took_ms=took_ms)


def _within(one: BoundingBox, other: BoundingBox) -> float:
    """Share of the smaller box that lies in the other."""
    width = min(one.x_max, other.x_max) - max(one.x_min, other.x_min)
    height = min(one.y_max, other.y_max) - max(one.y_min, other.y_min)
    least = min((box.x_max - box.x_min) * (box.y_max - box.y_min) for box in (one, other))
    return max(0.0, width) * max(0.0, height) / max(least, 1e-9)


def _asset(name: str, sku: str, *, pixels: Pixels, tags: PhotoTags) -> Asset:
    height, width = pixels.shape[:2]
    return Asset(
        id=name,
        kind=AssetKind.PRODUCT,
        sha256=name,
        title=name,
        format="png",
        width_px=width,
        height_px=height,
        rights=Rights(),
        products=(sku,),
        created_at=_DAY,
        tags=tags,
    )
