"""The contract of every store of users and sessions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wornby.datamodel.ledger import LedgerEntry
from wornby.datamodel.staff import Role, Session, User
from wornby.errors import DuplicateError, NotFoundError
from wornby.interfaces.staff import StaffStore

NOW = datetime(2026, 12, 1, 12, 0, 0, 250, tzinfo=UTC)


def make_user(name: str = "ada", *, role: Role = Role.EDITOR) -> User:
    """A user whose id is "id-NAME"."""
    return User(id=f"id-{name}", name=name, role=role, password_hash=f"hash-{name}", created_at=NOW)


def make_session(number: int = 0, *, user: str = "ada", hours: int = 1) -> Session:
    """A session of a user."""
    return Session(
        id_sha256=f"{number:064x}",
        user_id=f"id-{user}",
        csrf=f"csrf-{number}",
        created_at=NOW,
        seen_at=NOW,
        expires_at=NOW + timedelta(hours=hours),
    )


class StaffStoreSuite:
    """Users and sessions; a subclass gives the fixture `store`."""

    def test_knows_nobody_at_first(self, store: StaffStore) -> None:
        assert store.list_users() == []
        assert store.get_user("id-ada") is None
        assert store.find_user("ada") is None
        assert store.find_subject("issuer ada") is None
        assert store.find_session("0" * 64) is None
        assert store.delete_sessions(user_id="id-ada") == 0
        assert store.delete_sessions(expired_at=NOW) == 0
        store.delete_session("0" * 64)
        store.see_session("0" * 64, at=NOW)

    def test_gives_back_a_user(self, store: StaffStore) -> None:
        user = replace(make_user(), oidc_subject="issuer ada", disabled_at=NOW)
        store.put_user(user)
        assert store.get_user(user.id) == user
        assert store.find_user("ada") == user
        assert store.find_subject("issuer ada") == user

    def test_lists_users_by_name(self, store: StaffStore) -> None:
        for name in ("zoe", "ada", "bob"):
            store.put_user(make_user(name))
        assert [user.name for user in store.list_users()] == ["ada", "bob", "zoe"]

    def test_replaces_a_user(self, store: StaffStore) -> None:
        store.put_user(make_user())
        changed = make_user(role=Role.ADMIN)
        store.put_user(changed)
        assert store.list_users() == [changed]

    def test_refuses_a_second_user_of_a_name(self, store: StaffStore) -> None:
        store.put_user(make_user())
        with pytest.raises(DuplicateError):
            store.put_user(replace(make_user("bob"), name="ada"))
        assert store.list_users() == [make_user()]

    def test_refuses_a_second_user_of_a_subject(self, store: StaffStore) -> None:
        store.put_user(replace(make_user(), oidc_subject="issuer x"))
        with pytest.raises(DuplicateError):
            store.put_user(replace(make_user("bob"), oidc_subject="issuer x"))

    def test_many_sign_in_here(self, store: StaffStore) -> None:
        store.put_user(make_user())
        store.put_user(make_user("bob"))
        assert store.find_subject("") is None

    def test_gives_back_a_session_with_its_user(self, store: StaffStore) -> None:
        store.put_user(make_user())
        store.put_session(make_session(), user=make_user())
        assert store.find_session(make_session().id_sha256) == (make_session(), make_user())

    def test_notes_when_a_session_was_used(self, store: StaffStore) -> None:
        store.put_user(make_user())
        store.put_session(make_session(), user=make_user())
        later = NOW + timedelta(minutes=5)
        store.see_session(make_session().id_sha256, at=later)
        assert store.find_session(make_session().id_sha256) == (replace(make_session(), seen_at=later), make_user())

    def test_ends_one_session(self, store: StaffStore) -> None:
        store.put_user(make_user())
        for number in (0, 1):
            store.put_session(make_session(number), user=make_user())
        store.delete_session(make_session(0).id_sha256)
        assert store.find_session(make_session(0).id_sha256) is None
        assert store.find_session(make_session(1).id_sha256) is not None

    def test_ends_the_sessions_of_a_user(self, store: StaffStore) -> None:
        for number, name in enumerate(("ada", "ada", "bob")):
            store.put_user(make_user(name))
            store.put_session(make_session(number, user=name), user=make_user(name))
        assert store.delete_sessions(user_id="id-ada") == 2
        assert store.find_session(make_session(2).id_sha256) is not None

    def test_ends_sessions_that_have_expired(self, store: StaffStore) -> None:
        store.put_user(make_user())
        for number in (1, 2, 3):
            store.put_session(make_session(number, hours=number), user=make_user())
        assert store.delete_sessions(expired_at=NOW + timedelta(hours=2)) == 2
        assert store.find_session(make_session(3).id_sha256) is not None

    def test_a_session_begins_only_for_the_user_who_was_looked_at(self, store: StaffStore) -> None:
        store.put_user(replace(make_user(), disabled_at=NOW))
        assert not store.put_session(make_session(), user=make_user())
        assert not store.put_session(make_session(user="nobody"), user=make_user("nobody"))
        assert store.find_session(make_session().id_sha256) is None

    def test_a_user_is_altered_as_they_are_now(self, store: StaffStore) -> None:
        for name in ("bob", "ada"):
            store.put_user(make_user(name))
        store.put_session(make_session(), user=make_user())
        seen: list[str] = []

        def demote(user: User, present: Sequence[User]) -> tuple[User, Sequence[LedgerEntry]]:
            seen.extend(each.name for each in present)
            return replace(user, role=Role.VIEWER), ()

        assert store.alter_user("id-ada", demote, end_sessions=False) == make_user(role=Role.VIEWER)
        assert store.find_session(make_session().id_sha256) is not None
        assert store.alter_user("id-ada", demote) == store.get_user("id-ada")
        assert store.find_session(make_session().id_sha256) is not None
        store.alter_user("id-ada", lambda user, _all: (replace(user, disabled_at=NOW), ()))
        assert store.find_session(make_session().id_sha256) is None
        assert seen == ["ada", "bob"] * 2

    def test_what_is_not_to_be_altered_stays(self, store: StaffStore) -> None:
        for name in ("bob", "ada"):
            store.put_user(make_user(name))
        with pytest.raises(NotFoundError):
            store.alter_user("id-eve", lambda user, _all: (user, ()))
        with pytest.raises(DuplicateError):
            store.alter_user("id-ada", lambda user, _all: (replace(user, name="bob"), ()))
        assert store.list_users() == [make_user(), make_user("bob")]

    def test_ends_nothing_without_being_told_what(self, store: StaffStore) -> None:
        store.put_user(make_user())
        store.put_session(make_session(), user=make_user())
        assert store.delete_sessions() == 0
