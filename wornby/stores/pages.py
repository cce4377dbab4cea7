"""Pages of tables that are read by time, and moments as they keep them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, and_, or_

from wornby.datamodel.places import read_place


def newest_first(statement: Select[Any], table: Table, *, after: str | None) -> Select[Any]:
    """Order by `made_at` and id, from the newest on, or from after a place on.

    Raises:
        InputError: It is no place.
    """
    if after is not None:
        at, row_id = read_place(after)
        same = and_(table.c.made_at == at.isoformat(), table.c.id < row_id)
        statement = statement.where(or_(table.c.made_at < at.isoformat(), same))
    return statement.order_by(table.c.made_at.desc(), table.c.id.desc())


def moment_or_none(text: str | None) -> datetime | None:
    """A moment as it was written down, where there is one."""
    return None if text is None else datetime.fromisoformat(text)
