"""Users, sessions and passwords in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from wornby.datamodel.ledger import LedgerEntry
from wornby.datamodel.staff import Session, User
from wornby.errors import DuplicateError, NotFoundError
from wornby.interfaces.staff import Alter


class FakeStaffStore:
    """Users and sessions in memory."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.sessions: dict[str, Session] = {}
        self.entries: list[LedgerEntry] = []

    def put_user(self, user: User, *, entries: Sequence[LedgerEntry] = ()) -> None:
        for other in self.users.values():
            same = other.name == user.name or (user.oidc_subject and other.oidc_subject == user.oidc_subject)
            if other.id != user.id and same:
                raise DuplicateError(user.name)
        self.users[user.id] = user
        self.entries += entries

    def alter_user(self, user_id: str, alter: Alter, *, end_sessions: bool = True) -> User:
        if user_id not in self.users:
            raise NotFoundError(user_id)
        altered, entries = alter(self.users[user_id], self.list_users())
        if altered != self.users[user_id]:
            self.put_user(altered, entries=entries)
            if end_sessions:
                self.delete_sessions(user_id=user_id)
        return altered

    def get_user(self, user_id: str) -> User | None:
        return self.users.get(user_id)

    def find_user(self, name: str) -> User | None:
        return next((user for user in self.users.values() if user.name == name), None)

    def find_subject(self, oidc_subject: str) -> User | None:
        return next((user for user in self.users.values() if user.oidc_subject == oidc_subject), None)

    def list_users(self) -> list[User]:
        return sorted(self.users.values(), key=lambda user: user.name)

    def put_session(self, session: Session, *, user: User, entries: Sequence[LedgerEntry] = ()) -> bool:
        if self.users.get(session.user_id) != user:
            return False
        self.sessions[session.id_sha256] = session
        self.entries += entries
        return True

    def find_session(self, id_sha256: str) -> tuple[Session, User] | None:
        session = self.sessions.get(id_sha256)
        return None if session is None else (session, self.users[session.user_id])

    def see_session(self, id_sha256: str, *, at: datetime) -> None:
        if id_sha256 in self.sessions:
            self.sessions[id_sha256] = replace(self.sessions[id_sha256], seen_at=at)

    def delete_session(self, id_sha256: str, *, entries: Sequence[LedgerEntry] = ()) -> None:
        if self.sessions.pop(id_sha256, None) is not None:
            self.entries += entries

    def delete_sessions(self, *, user_id: str | None = None, expired_at: datetime | None = None) -> int:
        ended = [
            key
            for key, session in self.sessions.items()
            if session.user_id == user_id or (expired_at is not None and session.expires_at <= expired_at)
        ]
        for key in ended:
            del self.sessions[key]
        return len(ended)


class FakePasswords:
    """A hash that anybody can read; what it was asked is counted.

    Args:
        cost: Hashes of another cost are to be made again.
    """

    def __init__(self, cost: int = 1) -> None:
        self.cost = cost
        self.verified = 0

    def hash(self, password: str) -> str:
        return f"fake:{self.cost}:{password}"

    def verify(self, password: str, held: str) -> bool:
        self.verified += 1
        return held.startswith("fake:") and held.split(":", 2)[2] == password

    def needs_rehash(self, held: str) -> bool:
        return held.split(":", 2)[1] != str(self.cost)
