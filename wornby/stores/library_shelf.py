"""The library as a list: windows over narrow indexes, then the rows of one window."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, or_, select, true

from wornby.datamodel import AssetKind
from wornby.datamodel.serial import rights_from_dict
from wornby.datamodel.shelf import ShelfOrder, ShelfPage, ShelfQuery, ShelfRow
from wornby.stores.connect import reading
from wornby.stores.schema import asset_products, assets
from wornby.stores.upsert import CHUNK, chunks

_BY_TIME: Mapping[ShelfOrder, tuple[ColumnElement[Any], ...]] = {
    ShelfOrder.NEWEST: (assets.c.created_at.desc(), assets.c.id.desc()),
    ShelfOrder.OLDEST: (assets.c.created_at, assets.c.id),
}
_ROW = (
    *(assets.c.id, assets.c.kind, assets.c.title, assets.c.caption, assets.c.width_px, assets.c.height_px),
    *(assets.c.rights, assets.c.created_at, assets.c.doubt),
    assets.c.tags.is_not(None).label("tagged"),
)

_LOOKED_UP = 20_000
"""Ids that are looked up one by one; beyond, the whole list is read and those are kept."""

_ALL = 2**31


class SqlLibraryShelf:
    """Lists in the records' database.

    Args:
        database: As the records opened it.
    """

    def __init__(self, database: Engine) -> None:
        self._database = database

    def page(
        self, query: ShelfQuery, *, among: Collection[str] | None = None, offset: int = 0, limit: int = 100
    ) -> ShelfPage:
        """A window of a list."""
        wanted = _wanted(query)
        with reading(self._database) as connection:
            if among is None:
                total = connection.execute(select(func.count()).select_from(assets).where(wanted)).scalar_one()
                names = _window(connection, wanted, order=query.order, offset=offset, limit=limit)
            else:
                kept = frozenset(among)
                found = _few(connection, wanted, query=query, among=kept)
                total, names = len(found), found[offset : offset + limit]
            return ShelfPage(rows=tuple(_rows(connection, names)), total=total)

    def find_content(self, sha256: str) -> str | None:
        """Id of the photo that came as these very bytes."""
        with reading(self._database) as connection:
            return connection.execute(select(assets.c.id).where(assets.c.sha256 == sha256)).scalar()

    def doubtful(
        self, *, below: float, after: tuple[float, str] | None = None, limit: int = 100
    ) -> Sequence[tuple[float, str]]:
        """Doubt and id of the photos with a fact under a confidence, the most doubtful first, after one."""
        doubt, name = assets.c.doubt, assets.c.id
        statement = select(doubt, name).where(doubt < below).order_by(doubt, name).limit(limit)
        if after is not None:
            statement = statement.where(or_(doubt > after[0], and_(doubt == after[0], name > after[1])))
        with reading(self._database) as connection:
            return [(row[0], row[1]) for row in connection.execute(statement)]

    def count_doubtful(self, *, below: float) -> int:
        """Number of those photos."""
        statement = select(func.count()).select_from(assets).where(assets.c.doubt < below)
        with reading(self._database) as connection:
            return connection.execute(statement).scalar_one()


def _wanted(query: ShelfQuery) -> ColumnElement[bool]:
    clauses: list[ColumnElement[bool]] = [true()]
    if query.states:
        clauses.append(assets.c.state.in_(sorted(query.states)))
    if query.kinds:
        clauses.append(assets.c.kind.in_(sorted(query.kinds)))
    return and_(*clauses)


def _window(
    connection: Connection, wanted: ColumnElement[bool], *, order: ShelfOrder, offset: int, limit: int
) -> list[str]:
    """Ids only: what is skipped is read from an index, never from the table."""
    if order is not ShelfOrder.DOUBT:
        by_time = select(assets.c.id).where(wanted).order_by(*_BY_TIME[order]).offset(offset).limit(limit)
        return list(connection.execute(by_time).scalars())
    # Two ranges of the index, one after the other: databases do not agree on where nothing is sorted.
    said = and_(wanted, assets.c.doubt.is_not(None))
    first = select(assets.c.id).where(said).order_by(assets.c.doubt, assets.c.id).offset(offset).limit(limit)
    names = list(connection.execute(first).scalars())
    if len(names) == limit:
        return names
    number = connection.execute(select(func.count()).select_from(assets).where(said)).scalar_one()
    rest = select(assets.c.id).where(and_(wanted, assets.c.doubt.is_(None))).order_by(assets.c.id)
    rest = rest.offset(max(0, offset - number)).limit(limit - len(names))
    return [*names, *connection.execute(rest).scalars()]


def _few(connection: Connection, wanted: ColumnElement[bool], *, query: ShelfQuery, among: frozenset[str]) -> list[str]:
    """All ids of a list among some, in its order."""
    if len(among) > _LOOKED_UP:
        names = _window(connection, wanted, order=query.order, offset=0, limit=_ALL)
        return [name for name in names if name in among]
    found: list[tuple[str, str, float | None]] = []
    for part in chunks(sorted(among), CHUNK):
        lines = select(assets.c.id, assets.c.created_at, assets.c.doubt).where(wanted, assets.c.id.in_(part))
        found += [(row.id, row.created_at, row.doubt) for row in connection.execute(lines)]
    if query.order is ShelfOrder.DOUBT:
        found.sort(key=lambda row: (row[2] is None, row[2] or 0.0, row[0]))
    else:
        found.sort(key=lambda row: (row[1], row[0]), reverse=query.order is ShelfOrder.NEWEST)
    return [row[0] for row in found]


def _rows(connection: Connection, names: Sequence[str]) -> Iterable[ShelfRow]:
    rows: dict[str, Mapping[str, Any]] = {}
    skus: dict[str, list[str]] = defaultdict(list)
    for part in chunks(names, CHUNK):
        lines = select(*_ROW).where(assets.c.id.in_(part))
        rows |= {row["id"]: dict(row) for row in connection.execute(lines).mappings()}
        links = select(asset_products).where(asset_products.c.asset_id.in_(part))
        for link in connection.execute(links.order_by(asset_products.c.asset_id, asset_products.c.position)):
            skus[link.asset_id].append(link.sku)
    for name in names:
        if name in rows:
            yield _row(rows[name], skus=skus[name])


def _row(row: Mapping[str, Any], *, skus: Sequence[str]) -> ShelfRow:
    return ShelfRow(
        id=row["id"],
        kind=AssetKind(row["kind"]),
        title=row["title"],
        caption=row["caption"],
        width_px=row["width_px"],
        height_px=row["height_px"],
        rights=rights_from_dict(row["rights"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        doubt=row["doubt"],
        products=tuple(skus),
        tagged=bool(row["tagged"]),
    )
