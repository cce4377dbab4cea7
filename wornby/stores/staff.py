"""Users and sessions in the records' database."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Table, delete, or_, select, update

from wornby.datamodel.ledger import LedgerEntry
from wornby.datamodel.staff import Role, Session, User
from wornby.errors import DuplicateError, NotFoundError
from wornby.interfaces.staff import Alter
from wornby.stores.connect import reading, writing
from wornby.stores.ledger import LedgerWriter
from wornby.stores.schema_staff import sessions, users
from wornby.stores.upsert import upsert


class SqlStaffStore:
    """Users and sessions. Thread-safe; several processes may share one database.

    Args:
        database: The records' own, after its migration.
        writer: Adds lines to the ledger.
    """

    def __init__(self, database: Engine, writer: LedgerWriter) -> None:
        self._database = database
        self._writer = writer

    def put_user(self, user: User, *, entries: Sequence[LedgerEntry] = ()) -> None:
        """Add or replace a user, with lines of the ledger.

        Raises:
            DuplicateError: Another user has the name, or signs in elsewhere under the same subject.
        """
        with self._writer.writing(self._database) as connection:
            self._put(connection, user, entries=entries)

    def alter_user(self, user_id: str, alter: Alter, *, end_sessions: bool = True) -> User:
        """Change a user in one transaction with a look at who they are, as the interface says."""
        with self._writer.writing(self._database) as connection:
            present = _all_users(connection)
            user = next((each for each in present if each.id == user_id), None)
            if user is None:
                message = f"No user {user_id!r}."
                raise NotFoundError(message)
            altered, entries = alter(user, present)
            if altered != user:
                self._put(connection, altered, entries=entries)
                if end_sessions:
                    connection.execute(delete(sessions).where(sessions.c.user_id == user_id))
            return altered

    def get_user(self, user_id: str) -> User | None:
        """A user by id."""
        return self._user(users.c.id == user_id)

    def find_user(self, name: str) -> User | None:
        """A user by name."""
        return self._user(users.c.name == name)

    def find_subject(self, oidc_subject: str) -> User | None:
        """The user who signs in elsewhere under a subject."""
        return self._user(users.c.oidc_subject == oidc_subject)

    def list_users(self) -> list[User]:
        """All users by name, those who may not sign in too."""
        with reading(self._database) as connection:
            return _all_users(connection)

    def put_session(self, session: Session, *, user: User, entries: Sequence[LedgerEntry] = ()) -> bool:
        """Add a session with lines of the ledger, only while its user is kept as given."""
        with self._writer.writing(self._database) as connection:
            found = connection.execute(select(users).where(users.c.id == session.user_id)).mappings().first()
            if found is None or _user_from_row(found) != user:
                return False
            upsert(connection, sessions, rows=[_session_to_row(session)])
            self._append(connection, entries)
            return True

    def find_session(self, id_sha256: str) -> tuple[Session, User] | None:
        """A session with its user, expired or not."""
        found = self._first(sessions, sessions.c.id_sha256 == id_sha256)
        if found is None:
            return None
        session = _session_from_row(found)
        user = self.get_user(session.user_id)
        return None if user is None else (session, user)

    def see_session(self, id_sha256: str, *, at: datetime) -> None:
        """Note when a session was last used; one that has ended meanwhile stays ended."""
        with writing(self._database, serial=False) as connection:
            connection.execute(update(sessions).where(sessions.c.id_sha256 == id_sha256).values(seen_at=_to_text(at)))

    def delete_session(self, id_sha256: str, *, entries: Sequence[LedgerEntry] = ()) -> None:
        """End a session, if there is one; nothing is written down where there is none."""
        with self._writer.writing(self._database) as connection:
            if connection.execute(delete(sessions).where(sessions.c.id_sha256 == id_sha256)).rowcount:
                self._append(connection, entries)

    def delete_sessions(self, *, user_id: str | None = None, expired_at: datetime | None = None) -> int:
        """End the sessions of a user, or those that have expired at a moment; returns how many."""
        which = []
        if user_id is not None:
            which.append(sessions.c.user_id == user_id)
        if expired_at is not None:
            which.append(sessions.c.expires_at <= _to_text(expired_at))
        if not which:
            return 0
        with writing(self._database) as connection:
            return connection.execute(delete(sessions).where(or_(*which))).rowcount

    def _put(self, connection: Connection, user: User, *, entries: Sequence[LedgerEntry]) -> None:
        taken = users.c.name == user.name
        if user.oidc_subject is not None:
            taken = or_(taken, users.c.oidc_subject == user.oidc_subject)
        if connection.execute(select(users.c.id).where(taken, users.c.id != user.id)).first() is not None:
            message = f"There is a user {user.name!r} already."
            raise DuplicateError(message)
        upsert(connection, users, rows=[_user_to_row(user)])
        self._append(connection, entries)

    def _append(self, connection: Connection, entries: Sequence[LedgerEntry]) -> None:
        for entry in entries:
            self._writer.append(connection, entry)

    def _user(self, which: ColumnElement[bool]) -> User | None:
        found = self._first(users, which)
        return None if found is None else _user_from_row(found)

    def _first(self, table: Table, which: ColumnElement[bool]) -> RowMapping | None:
        with reading(self._database) as connection:
            return connection.execute(select(table).where(which)).mappings().first()


def _all_users(connection: Connection) -> list[User]:
    found = [_user_from_row(row) for row in connection.execute(select(users)).mappings()]
    return sorted(found, key=lambda user: user.name)


def _user_to_row(user: User) -> dict[str, object]:
    return {
        "id": user.id,
        "name": user.name,
        "role": user.role.value,
        "password_hash": user.password_hash,
        "oidc_subject": user.oidc_subject,
        "created_at": _to_text(user.created_at),
        "disabled_at": None if user.disabled_at is None else _to_text(user.disabled_at),
    }


def _user_from_row(row: Mapping[Any, Any]) -> User:
    return User(
        id=row["id"],
        name=row["name"],
        role=Role(row["role"]),
        password_hash=row["password_hash"],
        oidc_subject=row["oidc_subject"],
        created_at=datetime.fromisoformat(row["created_at"]),
        disabled_at=None if row["disabled_at"] is None else datetime.fromisoformat(row["disabled_at"]),
    )


def _session_to_row(session: Session) -> dict[str, object]:
    return {
        "id_sha256": session.id_sha256,
        "user_id": session.user_id,
        "csrf": session.csrf,
        "created_at": _to_text(session.created_at),
        "seen_at": _to_text(session.seen_at),
        "expires_at": _to_text(session.expires_at),
    }


def _session_from_row(row: Mapping[Any, Any]) -> Session:
    return Session(
        id_sha256=row["id_sha256"],
        user_id=row["user_id"],
        csrf=row["csrf"],
        created_at=datetime.fromisoformat(row["created_at"]),
        seen_at=datetime.fromisoformat(row["seen_at"]),
        expires_at=datetime.fromisoformat(row["expires_at"]),
    )


def _to_text(moment: datetime) -> str:
    # Always UTC and of one length: as text it sorts by time.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
