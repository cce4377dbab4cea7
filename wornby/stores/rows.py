"""Rows of the records' tables to values and back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    ApiKey,
    Asset,
    AssetKind,
    BoundingBox,
    Embedding,
    EmbeddingSpace,
    GarmentTags,
    IdempotentAnswer,
    Job,
    JobState,
    Outcome,
    PhotoTags,
    Product,
    Scope,
)
from wornby.datamodel.serial import (
    failure_from_dict,
    failure_to_dict,
    generation_from_dict,
    generation_to_dict,
    options_from_dict,
    options_to_dict,
    rights_from_dict,
    rights_to_dict,
    tags_from_dict,
    tags_to_dict,
)
from wornby.datamodel.standing import numbered_garments
from wornby.datamodel.tags import doubt_of

Row = Mapping[str, Any]
"""A row by column name."""

UNWORN = -1
"""The number that stands for no wearer."""

_STORED = np.dtype("<f2")


def asset_to_row(asset: Asset) -> dict[str, Any]:
    """The asset's own row."""
    return {
        "id": asset.id,
        "kind": asset.kind.value,
        "sha256": asset.sha256,
        "title": asset.title,
        "format": asset.format,
        "width_px": asset.width_px,
        "height_px": asset.height_px,
        "rights": rights_to_dict(asset.rights),
        "created_at": _moment_to_text(asset.created_at),
        "tagger": asset.tagger,
        "tags": None if asset.tags is None else tags_to_dict(asset.tags),
        "generation": None if asset.generation is None else generation_to_dict(asset.generation),
        "generation_key": None if asset.generation is None else asset.generation.key,
        "caption": asset.caption,
        "matcher": asset.matcher,
        "subject": asset.subject,
        "subject_by_staff": asset.subject_by_staff,
        "veils": None if asset.veils is None else [list(box.as_tuple()) for box in asset.veils],
        "doubt": doubt_of(asset.tags),
        "state": asset.rights.state.value,
    }


def asset_from_row(row: Row, *, skus: Sequence[str], vectors: Sequence[Row]) -> Asset:
    """An asset with its products and embeddings."""
    tags = None if row["tags"] is None else _with_embeddings(tags_from_dict(row["tags"]), vectors)
    return Asset(
        id=row["id"],
        kind=AssetKind(row["kind"]),
        sha256=row["sha256"],
        title=row["title"],
        format=row["format"],
        width_px=row["width_px"],
        height_px=row["height_px"],
        rights=rights_from_dict(row["rights"]),
        products=tuple(skus),
        created_at=datetime.fromisoformat(row["created_at"]),
        tagger=row["tagger"],
        tags=tags,
        generation=None if row["generation"] is None else generation_from_dict(row["generation"]),
        caption=row["caption"],
        matcher=row["matcher"],
        subject=row["subject"],
        subject_by_staff=bool(row["subject_by_staff"]),
        veils=None if row["veils"] is None else tuple(_box(corners) for corners in row["veils"]),
    )


def asset_to_vector_rows(asset: Asset) -> list[dict[str, Any]]:
    """One row for each garment that has an embedding."""
    return [
        {
            "asset_id": asset.id,
            "wearer": UNWORN if each.wearer is None else each.wearer,
            "garment": each.number,
            "place": None if each.garment.place is None else each.garment.place.value,
            "space": embedding.space.name,
            "dims": embedding.space.dimensions,
            "blob": embedding.vector.astype(_STORED).tobytes(),
        }
        for each in numbered_garments(asset.tags)
        if (embedding := each.garment.embedding) is not None
    ]


def product_to_row(product: Product) -> dict[str, Any]:
    """A product's row."""
    return asdict(product)


def product_from_row(row: Row) -> Product:
    """A product."""
    return Product(**row)


def job_to_row(job: Job) -> dict[str, Any]:
    """A job's row, without a lease."""
    return {
        "id": job.id,
        "key": job.key,
        "run_id": job.run_id,
        "source": job.source,
        "options": options_to_dict(job.options),
        "state": job.state.value,
        "attempts": job.attempts,
        "outcome": None if job.outcome is None else job.outcome.value,
        "asset_id": job.asset_id,
        "failure": None if job.failure is None else failure_to_dict(job.failure),
        "lease_until": None,
    }


def job_from_row(row: Row) -> Job:
    """A job."""
    return Job(
        id=row["id"],
        key=row["key"],
        run_id=row["run_id"],
        source=row["source"],
        options=options_from_dict(row["options"]),
        state=JobState(row["state"]),
        attempts=row["attempts"],
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        asset_id=row["asset_id"],
        failure=None if row["failure"] is None else failure_from_dict(row["failure"]),
    )


def key_to_row(key: ApiKey) -> dict[str, Any]:
    """An API key's row."""
    return {
        "id": key.id,
        "name": key.name,
        "scopes": sorted(scope.value for scope in key.scopes),
        "secret_sha256": key.secret_sha256,
        "created_at": _moment_to_text(key.created_at),
        "revoked_at": None if key.revoked_at is None else _moment_to_text(key.revoked_at),
    }


def key_from_row(row: Row) -> ApiKey:
    """An API key."""
    return ApiKey(
        id=row["id"],
        name=row["name"],
        scopes=frozenset(Scope(word) for word in row["scopes"]),
        secret_sha256=row["secret_sha256"],
        created_at=datetime.fromisoformat(row["created_at"]),
        revoked_at=None if row["revoked_at"] is None else datetime.fromisoformat(row["revoked_at"]),
    )


def answer_from_row(row: Row) -> IdempotentAnswer:
    """The answer that was kept."""
    return IdempotentAnswer(request_sha256=row["request_sha256"], status=row["status"], body=row["body"])


def _moment_to_text(moment: datetime) -> str:
    # Always UTC and of one length: as text it sorts by time.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _with_embeddings(tags: PhotoTags, vectors: Sequence[Row]) -> PhotoTags:
    found = {(row["wearer"], row["garment"]): _embedding(row) for row in vectors}

    def fill(garments: tuple[GarmentTags, ...], *, wearer: int) -> tuple[GarmentTags, ...]:
        return tuple(replace(garment, embedding=found.get((wearer, number))) for number, garment in enumerate(garments))

    wearers = tuple(
        replace(worn, garments=fill(worn.garments, wearer=wearer)) for wearer, worn in enumerate(tags.wearers)
    )
    return replace(tags, wearers=wearers, garments=fill(tags.garments, wearer=UNWORN))


def _embedding(row: Row) -> Embedding:
    vector: NDArray[np.float32] = np.frombuffer(row["blob"], dtype=_STORED).astype(np.float32)
    length = float(np.linalg.norm(vector))
    if length > 0.0:
        vector /= np.float32(length)
    return Embedding(space=EmbeddingSpace(name=row["space"], dimensions=row["dims"]), vector=vector)


def _box(corners: Sequence[float]) -> BoundingBox:
    x_min, y_min, x_max, y_max = corners
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
