"""Small values for tests; every part can be given."""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    ApiKey,
    Asset,
    AssetKind,
    BoundingBox,
    ColorFact,
    Embedding,
    EmbeddingSpace,
    Fact,
    Fidelity,
    FidelityCheck,
    GarmentTags,
    Generation,
    IndexEntry,
    IngestOptions,
    Job,
    Match,
    MatchDecision,
    MatchEvidence,
    MatchState,
    MotifFit,
    PhotoTags,
    Place,
    Product,
    Purpose,
    Rights,
    RightsState,
    Scope,
    SourceType,
    Verdict,
    WearerTags,
)

SPACE = EmbeddingSpace(name="testing@1", dimensions=16)
SOURCE = "testing@1"
_numbers = itertools.count(1)


def make_vectors(number: int, *, seed: int = 0, space: EmbeddingSpace = SPACE) -> NDArray[np.float32]:
    """Random vectors. (N, D), float32, unit length."""
    vectors = np.random.default_rng(seed).normal(size=(number, space.dimensions)).astype(np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def make_fact(value: str, *, confidence: float = 0.875) -> Fact:
    """One value."""
    return Fact(value=value, confidence=confidence, source=SOURCE)


def make_box() -> BoundingBox:
    """A box in the middle."""
    return BoundingBox(x_min=0.25, y_min=0.125, x_max=0.75, y_max=0.875)


def make_garment(place: Place | None = Place.UPPER, *, kind: str = "shirt", seed: int | None = 0) -> GarmentTags:
    """A garment; without a seed it has no embedding."""
    embedding = None if seed is None else Embedding(space=SPACE, vector=make_vectors(1, seed=seed)[0])
    return GarmentTags(
        place=place,
        kind=make_fact(kind),
        color=ColorFact(family="red", name="crimson", hex="#dc143c", share=0.5, source=SOURCE),
        pattern=make_fact("plain") if place is not None else None,
        box=make_box(),
        embedding=embedding,
    )


def make_tags(wearers: int = 1, *, seed: int = 0) -> PhotoTags:
    """Wearers with a shirt and trousers each, and one bag that nobody wears."""
    people = tuple(
        WearerTags(
            main=number == 0,
            box=make_box(),
            attributes={"hair.color": make_fact("brown"), "eyewear.kind": make_fact("none", confidence=1.0)},
            garments=(
                make_garment(Place.UPPER, seed=seed + 10 * number + 1),
                make_garment(Place.LOWER, kind="trousers", seed=seed + 10 * number + 2),
            ),
        )
        for number in range(wearers)
    )
    lying = (make_garment(None, kind="coat", seed=seed + 3), make_garment(None, kind="hat", seed=None))
    return PhotoTags(photo={"photo.kind": make_fact("street")}, wearers=people, garments=lying)


def make_asset(asset_id: str = "", **changes: Any) -> Asset:  # noqa: ANN401 - any field of an asset
    """An asset; its SHA-256 follows from its id."""
    name = asset_id or f"asset-{next(_numbers):06d}"
    asset = Asset(
        id=name,
        kind=AssetKind.WORN,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        title=f"{name}.jpg",
        format="jpeg",
        width_px=640,
        height_px=960,
        rights=Rights(state=RightsState.GRANTED, purposes=frozenset({Purpose.DISPLAY, Purpose.ADVERTISING})),
        products=("SKU-2", "SKU-1"),
        created_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        tagger=SOURCE,
        tags=make_tags(),
    )
    return replace(asset, **changes)


def make_evidence(**changes: Any) -> MatchEvidence:  # noqa: ANN401 - any field of it
    """What speaks for a garment with a printed motif that was found."""
    motif = MotifFit(
        picture="picture-1",
        inliers=24,
        planes=2,
        coverage=0.75,
        similarity=0.5,
        side_px=96.5,
        points=((0.25, 0.5, 0.375, 0.5), (0.5, 0.625, 0.5, 0.75)),
    )
    evidence = MatchEvidence(
        similarity=0.875, color_distance=2.5, kind_agrees=True, pattern_agrees=True, has_motif=True, motif=motif
    )
    return replace(evidence, **changes)


def make_match(sku: str = "SKU-1", **changes: Any) -> Match:  # noqa: ANN401 - any field of a match
    """A likely match of the first garment of the first wearer, without a motif."""
    match = Match(
        wearer=0,
        garment=0,
        sku=sku,
        score=0.75,
        state=MatchState.LIKELY,
        evidence=make_evidence(has_motif=False, motif=None),
    )
    return replace(match, **changes)


def make_decision(asset_id: str = "a", sku: str = "SKU-1", **changes: Any) -> MatchDecision:  # noqa: ANN401 - any field
    """Somebody of the staff confirmed the garment of `make_garment`; ids and times ascend."""
    number = next(_numbers)
    decision = MatchDecision(
        id=f"decision-{number:06d}",
        asset_id=asset_id,
        sku=sku,
        place=Place.UPPER,
        box=make_box(),
        verdict=Verdict.CONFIRMED,
        by="staff/anna",
        at=datetime(2026, 1, 2, tzinfo=UTC) + timedelta(seconds=number),
        score=0.75,
        state=MatchState.LIKELY,
        evidence=make_evidence(has_motif=False, motif=None),
        matcher="testing@1",
        wearer=0,
    )
    return replace(decision, **changes)


def make_generation(**changes: Any) -> Generation:  # noqa: ANN401 - any field of it
    """How a tall wearer with a black bag was generated; two checks, one of them not made."""
    checks = (
        FidelityCheck(name="product.color", asked="#f1f0ec", found="#f0efec", value=0.5, limit=3.0, ok=True),
        FidelityCheck(name="body.height", asked="180-189", found="not checked", ok=None, required=False),
    )
    generation = Generation(
        backend="testing/1",
        source_type=SourceType.ALGORITHMIC,
        seed=7,
        tags="tall, black tote bag",
        scene="studio",
        view="front",
        request="t-shirt #f1f0ec, tall",
        key="key-1",
        fidelity=Fidelity(checks=checks, passed=True, reason="All that was asked for was found."),
        declared={"body.height": "180-189"},
    )
    return replace(generation, **changes)


def make_product(sku: str = "", **changes: Any) -> Product:  # noqa: ANN401 - any field of a product
    """A product."""
    product = Product(sku=sku or f"SKU-{next(_numbers)}", title="Linen shirt", price="49.90", currency="EUR")
    return replace(product, **changes)


def make_job(key: str = "", **changes: Any) -> Job:  # noqa: ANN401 - any field of a job
    """A queued job; ids ascend."""
    number = next(_numbers)
    options = IngestOptions(rights=Rights(state=RightsState.LICENSED), products=("SKU-1",))
    job = Job(
        id=f"job-{number:06d}", key=key or f"key-{number}", run_id="run-1", source=f"{number}.jpg", options=options
    )
    return replace(job, **changes)


def make_key(key_id: str = "", **changes: Any) -> ApiKey:  # noqa: ANN401 - any field of a key
    """An API key."""
    name = key_id or f"api-key-{next(_numbers)}"
    key = ApiKey(
        id=name,
        name="till",
        scopes=frozenset({Scope.READ, Scope.INGEST}),
        secret_sha256=hashlib.sha256(name.encode()).hexdigest(),
        created_at=datetime(2026, 1, 2, tzinfo=UTC),
    )
    return replace(key, **changes)


def make_entry(
    entry_id: str,
    attributes: Mapping[str, Sequence[str]] | None = None,
    *,
    vectors: NDArray[np.float32] | None = None,
) -> IndexEntry:
    """An entry; its asset is the part of its id before the last dot."""
    return IndexEntry(
        id=entry_id,
        asset_id=entry_id.rpartition(".")[0],
        attributes={name: tuple(values) for name, values in (attributes or {}).items()},
        vectors=make_vectors(0) if vectors is None else vectors,
    )
