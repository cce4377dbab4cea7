"""The table of corrections. Every function runs inside the caller's transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, select, update

from wornby.datamodel import Asset
from wornby.datamodel.edits import FactChange, TagEdit
from wornby.datamodel.facts import locate
from wornby.datamodel.subjects import NOBODY
from wornby.interfaces import RightsGate
from wornby.stores.schema import tag_edits
from wornby.stores.upsert import insert_into

MOST_EDITS = 100
"""Edits of a photo that are kept: each write of the photo reads them, while nobody else can write."""

_CHANGES = TypeAdapter(tuple[FactChange, ...])


def read(connection: Connection, asset_id: str) -> list[TagEdit]:
    """The last `MOST_EDITS` edits of an asset, the oldest first."""
    own = select(tag_edits).where(tag_edits.c.asset_id == asset_id)
    lines = connection.execute(own.order_by(tag_edits.c.seq.desc()).limit(MOST_EDITS)).mappings()
    return [_from_row(row) for row in lines][::-1]


def put(connection: Connection, edit: TagEdit) -> None:
    """Add an edit, or put it in the place of the one with its id; of more than `MOST_EDITS` the oldest go."""
    row = _to_row(edit)
    fresh = {name: row[name] for name in ("changes", "undone_at", "undone_by")}
    new = insert_into(connection, tag_edits).values(row)
    connection.execute(new.on_conflict_do_update(index_elements=[tag_edits.c.id], set_=fresh))
    _cut(connection, edit.asset_id)


def trim(connection: Connection, asset: Asset, *, gate: RightsGate) -> None:
    """Drop what the rights of an asset do not allow to keep from its edits; one that has nothing left goes whole."""
    _cut(connection, asset.id)
    for edit in read(connection, asset.id):
        kept = tuple(change for change in edit.changes if _is_kept(change, asset, gate=gate))
        own = tag_edits.c.id == edit.id
        if not kept:
            connection.execute(delete(tag_edits).where(own))
        elif kept != edit.changes:
            changed = _to_row(replace(edit, changes=kept))["changes"]
            connection.execute(update(tag_edits).where(own).values(changes=changed))


def _cut(connection: Connection, asset_id: str) -> None:
    own = tag_edits.c.asset_id == asset_id
    last = select(tag_edits.c.seq).where(own).order_by(tag_edits.c.seq.desc()).offset(MOST_EDITS).limit(1)
    connection.execute(delete(tag_edits).where(own, tag_edits.c.seq <= last.scalar_subquery()))


def _is_kept(change: FactChange, asset: Asset, *, gate: RightsGate) -> bool:
    wearer = change.wearer
    if wearer is not None:
        # Of one who is not found again nobody knows whether the rights cover them.
        place = locate(asset.tags, change)
        wearer = NOBODY if place is None or place[0] is None else place[0]
    return gate.keeps(asset, attribute=change.attribute, wearer=wearer, place=change.place)


def _to_row(edit: TagEdit) -> dict[str, Any]:
    return {
        "id": edit.id,
        "asset_id": edit.asset_id,
        "by": edit.by,
        "at": edit.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "changes": _CHANGES.dump_python(edit.changes, mode="json"),
        "undone_at": None if edit.undone_at is None else edit.undone_at.astimezone(UTC).isoformat(),
        "undone_by": edit.undone_by,
    }


def _from_row(row: Mapping[Any, Any]) -> TagEdit:
    return TagEdit(
        id=row["id"],
        asset_id=row["asset_id"],
        by=row["by"],
        at=datetime.fromisoformat(row["at"]),
        changes=_CHANGES.validate_python(row["changes"]),
        undone_at=None if row["undone_at"] is None else datetime.fromisoformat(row["undone_at"]),
        undone_by=row["undone_by"],
    )
