"""Photos by their rights, without reading their tags and vectors."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Engine, func, select, true

from wornby.datamodel.rights import ACTIVE_STATES, Rights, RightsState
from wornby.datamodel.serial import rights_from_dict
from wornby.stores.connect import reading
from wornby.stores.schema import assets

Found = list[tuple[str, Rights]]


class SqlRightsView:
    """Rights in the records' database.

    Args:
        database: As the records opened it.
    """

    def __init__(self, database: Engine) -> None:
        self._database = database
        order = assets.c.id
        self._order: ColumnElement[str] = order.collate("C") if database.dialect.name == "postgresql" else order

    def count_states(self) -> dict[RightsState, int]:
        """Number of photos in each state."""
        state = assets.c.rights["state"].as_string()
        with reading(self._database) as connection:
            counted = {row[0]: row[1] for row in connection.execute(select(state, func.count()).group_by(state))}
        return {each: counted.get(each.value, 0) for each in RightsState}

    def list_rights(
        self, *, states: Sequence[RightsState] = (), after: str | None = None, limit: int = 100
    ) -> list[tuple[str, Rights]]:
        """Ids and rights by id, after one; of some states, or of all."""
        state = assets.c.rights["state"].as_string()
        return self._page(state.in_(states) if states else true(), after=after, limit=limit)

    def list_ending(self, *, after: str | None = None, limit: int = 100) -> list[tuple[str, Rights]]:
        """Ids and rights by id, after one, of photos whose rights count now and end some day."""
        rights = assets.c.rights
        wanted = rights["until"].as_string().is_not(None) & rights["state"].as_string().in_(sorted(ACTIVE_STATES))
        return self._page(wanted, after=after, limit=limit)

    def _page(self, wanted: ColumnElement[bool], *, after: str | None, limit: int) -> Found:
        statement = select(assets.c.id, assets.c.rights).where(wanted).order_by(self._order).limit(limit)
        if after is not None:
            statement = statement.where(self._order > after)
        with reading(self._database) as connection:
            return [(row.id, rights_from_dict(row.rights)) for row in connection.execute(statement)]
