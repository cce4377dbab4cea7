"""People who gave photos, and links, in the records' database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from wornby.datamodel.ledger import TAKEN_IN, LedgerEntry, LedgerKind
from wornby.datamodel.links import Contributor, Link, LinkPurpose
from wornby.datamodel.rights import RightsState
from wornby.stores.connect import reading, writing
from wornby.stores.ledger import LedgerWriter
from wornby.stores.pages import moment_or_none, newest_first
from wornby.stores.schema import assets
from wornby.stores.schema_people import wearers
from wornby.stores.schema_rights import contributions, contributors, ledger, links

_MOMENTS = ("made_at", "expires_at", "used_at", "revoked_at")


class SqlPeopleStore:
    """People and links. Lines of the ledger name links by their ids, and no person.

    Args:
        database: As the records opened it.
        writer: Adds lines to the ledger.
    """

    def __init__(self, database: Engine, writer: LedgerWriter) -> None:
        self._database = database
        self._writer = writer

    def add_link(self, link: Link, *, contributor: Contributor | None = None) -> None:
        """Keep a link; with the person that it is for, where they are new."""
        with self._writer.writing(self._database) as connection:
            if contributor is not None:
                connection.execute(insert(contributors), [_contributor_row(contributor)])
                connection.execute(insert(wearers), [_wearer_row(contributor)])
            connection.execute(insert(links), [_link_row(link)])
            self._writer.append(connection, _entry(link, by=link.made_by, action="made"))

    def get_link(self, link_id: str) -> Link | None:
        """One link, whether it still opens something or not."""
        with reading(self._database) as connection:
            return _read_link(connection, link_id)

    def find_reply(self, request_id: str) -> Link | None:
        """The newest link by which a request is answered."""
        statement = newest_first(select(links).where(links.c.request_id == request_id), links, after=None).limit(1)
        with reading(self._database) as connection:
            row = connection.execute(statement).mappings().first()
        return None if row is None else _link(row)

    def list_links(self, *, after: str | None = None, limit: int = 100) -> list[Link]:
        """Links, newest first, after a place."""
        statement = newest_first(select(links), links, after=after).limit(limit)
        with reading(self._database) as connection:
            return [_link(row) for row in connection.execute(statement).mappings()]

    def revoke_link(self, link_id: str, *, at: datetime, by: str) -> Link | None:
        """Take a link back; one that was taken back already stays as it is."""
        open_one = (links.c.id == link_id) & links.c.revoked_at.is_(None)
        with self._writer.writing(self._database) as connection:
            changed = connection.execute(update(links).where(open_one).values(revoked_at=at.isoformat())).rowcount
            held = _read_link(connection, link_id)
            if held is not None and changed:
                self._writer.append(connection, _entry(held, by=by, action="revoked"))
        return held

    def mark_used(self, link: Link, *, at: datetime) -> None:
        """Write down that somebody came by a link, the first time."""
        unused = (links.c.id == link.id) & links.c.used_at.is_(None)
        with self._writer.writing(self._database) as connection:
            if connection.execute(update(links).where(unused).values(used_at=at.isoformat())).rowcount:
                self._writer.append(connection, _entry(link, by=link.actor, action="used"))

    def get(self, contributor_id: str) -> Contributor | None:
        """One person."""
        own = contributors.c.id == contributor_id
        joined = contributors.outerjoin(wearers, wearers.c.contributor_id == contributors.c.id)
        columns = (contributors, wearers.c.about, wearers.c.asked_text)
        with reading(self._database) as connection:
            row = connection.execute(select(*columns).select_from(joined).where(own)).mappings().first()
        return None if row is None else _contributor(row)

    def set_contact(self, contributor_id: str, contact: str) -> None:
        """Where they may be written to; nowhere where it is empty."""
        own = contributors.c.id == contributor_id
        with writing(self._database) as connection:
            connection.execute(update(contributors).where(own).values(contact=contact))

    def set_about(self, contributor_id: str, about: Mapping[str, str]) -> None:
        """What they declare of themselves, whole."""
        self._set(contributor_id, {"about": dict(about)})

    def set_asked(self, contributor_id: str, text: str) -> None:
        """With which texts they were asked again."""
        self._set(contributor_id, {"asked_text": text})

    def photos(self, contributor_id: str) -> list[str]:
        """Ids of somebody's photos."""
        own = contributions.c.contributor_id == contributor_id
        statement = select(contributions.c.asset_id).where(own).order_by(contributions.c.asset_id)
        with reading(self._database) as connection:
            return list(connection.execute(statement).scalars())

    def left_behind(self, contributor_id: str) -> list[str]:
        """Ids of photos that came by somebody's links and were never written down as theirs."""
        with reading(self._database) as connection:
            return left_behind(connection, contributor_id)

    def requests(self, contributor_id: str) -> list[str]:
        """Ids of the requests that somebody's links answer."""
        with reading(self._database) as connection:
            return requests_of(connection, contributor_id)

    def owners(self, asset_id: str) -> list[str]:
        """Ids of the people whose photo it is."""
        with reading(self._database) as connection:
            return _owners(connection, asset_id)

    def contribute(self, contributor_id: str, asset_id: str, *, most: int) -> bool:
        """Write down that a photo is somebody's, unless it is another's, they have as many already, or no link."""
        with writing(self._database) as connection:
            held = _owners(connection, asset_id)
            if held:
                return contributor_id in held
            own = contributions.c.contributor_id == contributor_id
            count = connection.execute(select(func.count()).select_from(contributions).where(own)).scalar_one()
            there = connection.execute(select(assets.c.id).where(assets.c.id == asset_id)).first()
            open_ones = (links.c.contributor_id == contributor_id) & links.c.revoked_at.is_(None)
            comes = connection.execute(select(links.c.id).where(open_ones)).first()
            if count >= most or there is None or comes is None:
                return False
            connection.execute(insert(contributions), [{"contributor_id": contributor_id, "asset_id": asset_id}])
        return True

    def close(self, contributor_id: str, *, at: datetime, by: str) -> bool:
        """Take all links of a person back, unless photos of theirs are left."""
        own = contributions.c.contributor_id == contributor_id
        open_ones = (links.c.contributor_id == contributor_id) & links.c.revoked_at.is_(None)
        with self._writer.writing(self._database) as connection:
            if connection.execute(select(contributions.c.asset_id).where(own)).first() is not None:
                return False
            if left_behind(connection, contributor_id):
                return False
            held = connection.execute(select(links).where(open_ones).order_by(links.c.id)).mappings().all()
            connection.execute(update(links).where(open_ones).values(revoked_at=at.isoformat()))
            for row in held:
                self._writer.append(connection, _entry(_link(row), by=by, action="closed"))
        return True

    def _set(self, contributor_id: str, values: Mapping[str, Any]) -> None:
        own = wearers.c.contributor_id == contributor_id
        with writing(self._database) as connection:
            if connection.execute(update(wearers).where(own).values(dict(values))).rowcount:
                return
            person = select(contributors.c.id).where(contributors.c.id == contributor_id)
            if connection.execute(person).first() is not None:
                blank = {"contributor_id": contributor_id, "about": {}, "asked_text": ""}
                connection.execute(insert(wearers), [blank | dict(values)])


def left_behind(connection: Connection, contributor_id: str) -> list[str]:
    """Ids of photos that came by somebody's links, and that a stop kept from being written down as theirs."""
    mine = select(links.c.id).where(links.c.contributor_id == contributor_id)
    actors = [f"wearer/{link}" for link in connection.execute(mine).scalars()]
    taken_in = (ledger.c.subject == assets.c.id) & (ledger.c.action == TAKEN_IN)
    by_them = select(ledger.c.seq).where(taken_in, ledger.c.actor.in_(actors))
    by_others = select(ledger.c.seq).where(taken_in, ledger.c.actor.not_in(actors))
    owned = select(contributions.c.asset_id).where(contributions.c.asset_id == assets.c.id)
    given = assets.c.state == RightsState.SELF_UPLOADED.value
    statement = select(assets.c.id).where(given, ~owned.exists(), by_them.exists(), ~by_others.exists())
    return list(connection.execute(statement.order_by(assets.c.id)).scalars())


def requests_of(connection: Connection, contributor_id: str) -> list[str]:
    """Ids of the requests that somebody's links answer."""
    asked = (links.c.contributor_id == contributor_id) & links.c.request_id.is_not(None)
    return list(
        connection.execute(select(links.c.request_id).where(asked).distinct().order_by(links.c.request_id)).scalars()
    )


def _owners(connection: Connection, asset_id: str) -> list[str]:
    own = contributions.c.asset_id == asset_id
    statement = select(contributions.c.contributor_id).where(own).order_by(contributions.c.contributor_id)
    return list(connection.execute(statement).scalars())


def _read_link(connection: Connection, link_id: str) -> Link | None:
    row = connection.execute(select(links).where(links.c.id == link_id)).mappings().first()
    return None if row is None else _link(row)


def _entry(link: Link, *, by: str, action: str) -> LedgerEntry:
    details = {"purpose": link.purpose.value}
    if link.request_id:
        details["request"] = link.request_id
    return LedgerEntry(kind=LedgerKind.LINK, subject=link.id, actor=by, action=action, details=details)


def _link_row(link: Link) -> dict[str, Any]:
    moments = {name: getattr(link, name) for name in _MOMENTS}
    return {
        "id": link.id,
        "purpose": link.purpose.value,
        "contributor_id": link.contributor_id,
        "request_id": link.request_id or None,
        "products": list(link.products),
        "made_by": link.made_by,
        **{name: None if moment is None else moment.isoformat() for name, moment in moments.items()},
    }


def _link(row: Mapping[Any, Any]) -> Link:
    return Link(
        id=row["id"],
        purpose=LinkPurpose(row["purpose"]),
        contributor_id=row["contributor_id"] or "",
        request_id=row["request_id"] or "",
        products=tuple(row["products"]),
        made_by=row["made_by"],
        made_at=datetime.fromisoformat(row["made_at"]),
        expires_at=datetime.fromisoformat(row["expires_at"]),
        used_at=moment_or_none(row["used_at"]),
        revoked_at=moment_or_none(row["revoked_at"]),
    )


def _contributor_row(contributor: Contributor) -> dict[str, Any]:
    return {
        "id": contributor.id,
        "language": contributor.language,
        "contact": contributor.contact,
        "created_at": contributor.created_at.isoformat(),
    }


def _wearer_row(contributor: Contributor) -> dict[str, Any]:
    return {
        "contributor_id": contributor.id,
        "about": dict(contributor.about),
        "asked_text": contributor.asked_text,
    }


def _contributor(row: Mapping[Any, Any]) -> Contributor:
    return Contributor(
        id=row["id"],
        language=row["language"],
        contact=row["contact"],
        created_at=datetime.fromisoformat(row["created_at"]),
        about=dict(row["about"] or {}),
        asked_text=row["asked_text"] or "",
    )
