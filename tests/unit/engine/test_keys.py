import pytest

from wornby.datamodel import Scope
from wornby.engine.keys import Keys
from wornby.errors import InputError, KeyMissingError, NotFoundError
from wornby.stores.ledger import SqlLedger
from wornby.stores.records import SqlRecordStore

READ = frozenset({Scope.READ})


@pytest.fixture
def keys(tmp_path):
    store = SqlRecordStore(f"sqlite:///{tmp_path}/a.db")
    store.migrate()
    yield Keys(store)
    store.close()


@pytest.mark.parametrize(
    ("name", "scopes"),
    [(" ", READ), ("till", frozenset()), ("x" * 101, READ), ("a\nb", READ)],
    ids=["name", "scope", "long", "lines"],
)
def test_a_key_needs_a_name_and_a_scope(keys, name, scopes) -> None:
    with pytest.raises(InputError):
        keys.create(name, scopes)


def test_a_key_opens_until_it_is_revoked(keys) -> None:
    key, secret = keys.create(" till ", READ)
    assert keys.authenticate(secret) == key
    assert key.name == "till"
    keys.revoke(key.id)
    with pytest.raises(KeyMissingError):
        keys.authenticate(secret)


def test_keys_are_written_down_by_ids(tmp_path) -> None:
    records = SqlRecordStore(f"sqlite:///{tmp_path / 'a.db'}")
    records.migrate()
    key, _ = Keys(records).create("adas till", READ | {Scope.INGEST}, by="staff/u1")
    Keys(records).revoke(key.id)
    Keys(records).revoke(key.id)
    lines = SqlLedger(records.database, records.ledger_writer).lines()
    records.close()
    said = [(line.entry.actor, line.entry.action, line.entry.subject, line.entry.details) for line in lines]
    scopes = {"scopes": "ingest,read"}
    assert said == [("staff/u1", "key-created", key.id, scopes), ("staff/cli", "key-revoked", key.id, {})]


def test_unknown_keys(keys) -> None:
    with pytest.raises(KeyMissingError):
        keys.authenticate("wb_none")
    with pytest.raises(NotFoundError):
        keys.revoke("none")


def test_a_name_says_which_key(keys) -> None:
    key, _ = keys.create("till", READ)
    with pytest.raises(InputError):
        keys.create("till ", READ)
    keys.revoke(key.id)
    assert keys.create("till", READ)[0].id != key.id


@pytest.mark.parametrize("scope", [Scope.SHOPPER, Scope.WEARER])
def test_what_no_key_may_hold(keys, scope) -> None:
    with pytest.raises(InputError):
        keys.create("till", frozenset({Scope.READ, scope}))
