"""Requests for rights in the records' database."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, select, update

from wornby.datamodel.ledger import LedgerEntry, LedgerKind
from wornby.datamodel.requests import Channel, RequestState, RightsRequest
from wornby.stores.connect import reading
from wornby.stores.ledger import LedgerWriter
from wornby.stores.pages import newest_first
from wornby.stores.schema_rights import requests

_MOMENTS = ("made_at", "sent_at", "due_at", "reminded_at", "ended_at")


class SqlRequestStore:
    """Requests. Each change of state is a line of the ledger, which names neither the person nor the address.

    Args:
        database: As the records opened it.
        writer: Adds lines to the ledger.
    """

    def __init__(self, database: Engine, writer: LedgerWriter) -> None:
        self._database = database
        self._writer = writer

    def put(self, request: RightsRequest, *, expect: RequestState | None, by: str) -> bool:
        """Add a request, where None is expected, or change one that is still in the state expected."""
        row = _to_row(request)
        with self._writer.writing(self._database) as connection:
            if expect is None:
                connection.execute(insert(requests).values(row))
            else:
                same = (requests.c.id == request.id) & (requests.c.state == expect.value)
                if not connection.execute(update(requests).where(same).values(row)).rowcount:
                    return False
            if expect is not request.state:
                details = {"asset": request.asset_id, "channel": request.channel.value}
                entry = LedgerEntry(
                    kind=LedgerKind.REQUEST,
                    subject=request.id,
                    actor=by,
                    action=request.state.value,
                    details=details,
                )
                self._writer.append(connection, entry)
            return True

    def get(self, request_id: str) -> RightsRequest | None:
        """One request."""
        with reading(self._database) as connection:
            row = connection.execute(select(requests).where(requests.c.id == request_id)).mappings().first()
        return None if row is None else _from_row(dict(row))

    def list(
        self,
        *,
        states: Sequence[RequestState] = (),
        asset_id: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> list[RightsRequest]:
        """Requests, newest first, after a place; in some states, or in all; of one photo, or of all."""
        statement = newest_first(select(requests), requests, after=after).limit(limit)
        if states:
            statement = statement.where(requests.c.state.in_([state.value for state in states]))
        if asset_id is not None:
            statement = statement.where(requests.c.asset_id == asset_id)
        with reading(self._database) as connection:
            return [_from_row(dict(row)) for row in connection.execute(statement).mappings()]


def _to_row(request: RightsRequest) -> dict[str, Any]:
    moments = {name: _text(getattr(request, name)) for name in _MOMENTS}
    return asdict(request) | {"state": request.state.value, "channel": request.channel.value} | moments


def _from_row(row: Mapping[str, Any]) -> RightsRequest:
    moments = {name: None if row[name] is None else datetime.fromisoformat(row[name]) for name in _MOMENTS}
    words = {"state": RequestState(row["state"]), "channel": Channel(row["channel"])}
    return RightsRequest(**(dict(row) | words | moments))


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
