"""Vectors in the space of a joint text-image encoder: of each wearer, or of a photo without any."""

from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    exists,
    insert,
    select,
)

from wornby.datamodel import EmbeddingSpace, Vectors
from wornby.stores.schema import assets, metadata
from wornby.stores.upsert import CHUNK, chunks

joint_vectors = Table(
    "joint_vectors",
    metadata,
    Column("asset_id", ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True),
    Column("wearer", Integer, primary_key=True),
    Column("space", String, nullable=False),
    Column("dims", Integer, nullable=False),
    Column("blob", LargeBinary, nullable=False),
)
"""float16, little-endian. `wearer` is -1 for a whole photo. An asset's vectors are all of one space."""

_STORED = np.dtype("<f2")


def put(connection: Connection, asset_id: str, *, space: EmbeddingSpace, vectors: Mapping[int, Vectors]) -> None:
    """Replace the vectors of an asset, of whatever space they were."""
    forget(connection, asset_id)
    rows = [
        {
            "asset_id": asset_id,
            "wearer": wearer,
            "space": space.name,
            "dims": space.dimensions,
            "blob": vector.astype(_STORED).tobytes(),
        }
        for wearer, vector in vectors.items()
    ]
    if rows:
        connection.execute(insert(joint_vectors), rows)


def forget(connection: Connection, asset_id: str) -> None:
    """Delete the vectors of an asset."""
    connection.execute(delete(joint_vectors).where(joint_vectors.c.asset_id == asset_id))


def get(connection: Connection, asset_ids: Sequence[str], *, space: EmbeddingSpace) -> dict[str, dict[int, Vectors]]:
    """Vectors of one space by asset id and wearer. (D,), float32, unit length."""
    found: dict[str, dict[int, Vectors]] = {}
    for part in chunks(asset_ids, CHUNK):
        owned = select(joint_vectors).where(joint_vectors.c.asset_id.in_(part), _is_of(space))
        for row in connection.execute(owned.order_by(joint_vectors.c.asset_id, joint_vectors.c.wearer)):
            vector = np.frombuffer(row.blob, dtype=_STORED).astype(np.float32)
            found.setdefault(row.asset_id, {})[row.wearer] = vector / max(float(np.linalg.norm(vector)), 1e-12)
    return found


def is_without(space: EmbeddingSpace) -> ColumnElement[bool]:
    """Whether an asset has no vector of a space; for a statement on `assets`."""
    return ~exists().where(joint_vectors.c.asset_id == assets.c.id, _is_of(space))


def _is_of(space: EmbeddingSpace) -> ColumnElement[bool]:
    return (joint_vectors.c.space == space.name) & (joint_vectors.c.dims == space.dimensions)
