"""Names of photos in the database of the records."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from wornby.datamodel.ledger import moment_text
from wornby.datamodel.naming import NamedAsset, NameKind, NamePage, NameQuery, filename_of, name_id
from wornby.errors import DuplicateError, NotFoundError
from wornby.stores.connect import reading, writing
from wornby.stores.name_conditions import beyond, read_cursor, sorted_by, to_sql, values_of, write_cursor
from wornby.stores.schema import assets
from wornby.stores.schema_naming import asset_name_contexts, asset_name_tags, asset_names
from wornby.stores.upsert import CHUNK, chunks


class SqlNames:
    """Names in the records' database.

    Args:
        database: As the records opened it.
    """

    def __init__(self, database: Engine) -> None:
        self._database = database

    def put(self, named: NamedAsset, *, overwrite: bool = True) -> NamedAsset | None:
        """Give a photo a name; returns what that stood for before."""
        key = name_id(named.public_id, named.kind)
        with writing(self._database) as connection:
            if connection.execute(select(assets.c.id).where(assets.c.id == named.asset_id)).first() is None:
                message = f"No asset {named.asset_id!r}."
                raise NotFoundError(message)
            before = _take(connection, key, overwrite=overwrite)
            _write(connection, named)
        return before

    def get(self, public_id: str, *, kind: NameKind = NameKind.UPLOAD) -> NamedAsset | None:
        """What a name stands for."""
        with reading(self._database) as connection:
            return _one(connection, name_id(public_id, kind))

    def query(self, query: NameQuery) -> NamePage:
        """A page of a list."""
        wanted = to_sql(query.where)
        after = None if query.after is None else read_cursor(query.after, order=query.order)
        values = [value.label(f"place_{number}") for number, value in enumerate(values_of(query.order))]
        lines = select(asset_names, *values).where(wanted).order_by(*sorted_by(query.order)).limit(query.limit + 1)
        if after is not None:
            lines = lines.where(beyond(query.order, after))
        with reading(self._database) as connection:
            total = connection.execute(select(func.count()).select_from(asset_names).where(wanted)).scalar_one()
            rows = connection.execute(lines).all()
            names = _named(connection, rows[: query.limit])
        more = len(rows) > query.limit
        cursor = write_cursor(rows[query.limit - 1][-len(values) :]) if more else None
        return NamePage(names=tuple(names), total=total, cursor=cursor)

    def change(
        self, public_ids: Sequence[str], *, kind: NameKind, edit: Callable[[NamedAsset], NamedAsset]
    ) -> list[NamedAsset]:
        """Change what is said of some names, while nobody else can."""
        changed = []
        with writing(self._database) as connection:
            for key in dict.fromkeys(name_id(public_id, kind) for public_id in public_ids):
                held = _one(connection, key)
                if held is None:
                    continue
                new = replace(edit(held), public_id=held.public_id, kind=held.kind, asset_id=held.asset_id)
                if new != held:
                    _remove(connection, key)
                    _write(connection, new)
                changed.append(new)
        return changed

    def rename(
        self, public_id: str, *, kind: NameKind, to: str, to_kind: NameKind, overwrite: bool = False
    ) -> tuple[NamedAsset, NamedAsset | None]:
        """Give a name another text or kind; returns it, and what the new one stood for."""
        old, new = name_id(public_id, kind), name_id(to, to_kind)
        with writing(self._database) as connection:
            held = _one(connection, old)
            if held is None:
                message = "No photo has this name."
                raise NotFoundError(message)
            before = None if old == new else _take(connection, new, overwrite=overwrite)
            row = {"name_id": new, "public_id": to, "kind": to_kind.value, "filename": filename_of(to)}
            connection.execute(update(asset_names).where(asset_names.c.name_id == old).values(row))
        return replace(held, public_id=to, kind=to_kind), before

    def delete(self, public_id: str, *, kind: NameKind) -> NamedAsset | None:
        """Take a name away; returns what it stood for."""
        key = name_id(public_id, kind)
        with writing(self._database) as connection:
            held = _one(connection, key)
            if held is not None:
                _remove(connection, key)
        return held

    def tags(self, *, prefix: str = "", after: str | None = None, limit: int = 100) -> list[str]:
        """Tags of all names, sorted, after one."""
        tag = asset_name_tags.c.tag
        lines = select(tag).distinct().order_by(tag).limit(limit)
        if prefix:
            lines = lines.where(func.substr(tag, 1, len(prefix)) == prefix)
        if after is not None:
            lines = lines.where(tag > after)
        with reading(self._database) as connection:
            return list(connection.execute(lines).scalars())

    def folders(self) -> list[str]:
        """Folders that hold names, sorted."""
        folder = asset_names.c.asset_folder
        lines = select(folder).distinct().where(folder != "").order_by(folder)
        with reading(self._database) as connection:
            return list(connection.execute(lines).scalars())


def _take(connection: Connection, key: str, *, overwrite: bool) -> NamedAsset | None:
    """Free a name."""
    before = _one(connection, key)
    if before is None:
        return None
    if not overwrite:
        message = "Another photo has this name."
        raise DuplicateError(message)
    _remove(connection, key)
    return before


def _remove(connection: Connection, key: str) -> None:
    connection.execute(delete(asset_names).where(asset_names.c.name_id == key))


def _write(connection: Connection, named: NamedAsset) -> None:
    key, owner = name_id(named.public_id, named.kind), named.asset_id
    row = {
        "name_id": key,
        "asset_id": owner,
        "public_id": named.public_id,
        "kind": named.kind.value,
        "version": named.version,
        "created_at": moment_text(named.created_at),
        "uploaded_at": moment_text(named.uploaded_at),
        "format": named.format,
        "size_bytes": named.size_bytes,
        "width_px": named.width_px,
        "height_px": named.height_px,
        "filename": filename_of(named.public_id),
        "original_filename": named.original_filename,
        "asset_folder": named.asset_folder,
        "display_name": named.display_name,
        "etag": named.etag,
        "brought": named.brought,
    }
    connection.execute(insert(asset_names).values(row))
    tags = [{"name_id": key, "asset_id": owner, "tag": tag} for tag in sorted(set(named.tags))]
    if tags:
        connection.execute(insert(asset_name_tags), tags)
    contexts = [{"name_id": key, "asset_id": owner, "key": word, "value": value} for word, value in named.context]
    if contexts:
        connection.execute(insert(asset_name_contexts), contexts)


def _one(connection: Connection, key: str) -> NamedAsset | None:
    rows = connection.execute(select(asset_names).where(asset_names.c.name_id == key)).all()
    found = _named(connection, rows)
    return found[0] if found else None


def _named(connection: Connection, rows: Sequence[Row[Any]]) -> list[NamedAsset]:
    """Rows of names with their tags and contexts."""
    tags: dict[str, list[str]] = defaultdict(list)
    contexts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for part in chunks([row.name_id for row in rows], CHUNK):
        lines = select(asset_name_tags).where(asset_name_tags.c.name_id.in_(part))
        for tag in connection.execute(lines):
            tags[tag.name_id].append(tag.tag)
        pairs = select(asset_name_contexts).where(asset_name_contexts.c.name_id.in_(part))
        for pair in connection.execute(pairs):
            contexts[pair.name_id].append((pair.key, pair.value))
    return [_from_row(row, tags=tags[row.name_id], context=contexts[row.name_id]) for row in rows]


def _from_row(row: Row[Any], *, tags: Sequence[str], context: Sequence[tuple[str, str]]) -> NamedAsset:
    return NamedAsset(
        asset_id=row.asset_id,
        public_id=row.public_id,
        kind=NameKind(row.kind),
        version=row.version,
        created_at=datetime.fromisoformat(row.created_at),
        uploaded_at=datetime.fromisoformat(row.uploaded_at),
        format=row.format,
        size_bytes=row.size_bytes,
        width_px=row.width_px,
        height_px=row.height_px,
        original_filename=row.original_filename,
        asset_folder=row.asset_folder,
        display_name=row.display_name,
        etag=row.etag,
        tags=tuple(sorted(tags)),
        context=tuple(sorted(context)),
        brought=row.brought,
    )
