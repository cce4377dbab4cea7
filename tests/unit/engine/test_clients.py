"""Client secrets: derived from the key's id and a secret of the library."""

import pytest

from wornby.datamodel import Scope
from wornby.engine.clients import Clients
from wornby.engine.keys import Keys
from wornby.errors import ConfigurationError, KeyMissingError, NotFoundError
from wornby.stores.records import SqlRecordStore

SECRET = b"c" * 32


@pytest.fixture
def records(tmp_path):
    store = SqlRecordStore(f"sqlite:///{tmp_path}/a.db")
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def key(records):
    return Keys(records).create("till", frozenset({Scope.INGEST}))[0]


@pytest.fixture
def clients(records):
    return Clients(records, secret=SECRET)


def test_what_is_given_is_found_again(clients, key) -> None:
    given = clients.credentials(key.id)
    assert clients.find(given.access_key_id) == (key, given.secret_access_key.encode())


def test_an_access_key_id_is_as_long_as_clients_expect(clients, key) -> None:
    given = clients.credentials(key.id)
    assert given.access_key_id == f"wbk_{key.id}"
    assert len(given.access_key_id) >= 16
    assert given.secret_access_key.startswith("wbs_")


def test_each_key_has_a_secret_of_its_own(records, clients, key) -> None:
    other, _ = Keys(records).create("other", frozenset({Scope.INGEST}))
    assert clients.credentials(other.id).secret_access_key != clients.credentials(key.id).secret_access_key


def test_each_library_has_secrets_of_its_own(records, clients, key) -> None:
    elsewhere = Clients(records, secret=b"d" * 32).credentials(key.id)
    assert elsewhere.secret_access_key != clients.credentials(key.id).secret_access_key


@pytest.mark.parametrize("given", ["", "wbk_", "wbk_none", "AKIAIOSFODNN7EXAMPLE"])
def test_unknown_ids_are_refused(clients, key, given) -> None:
    with pytest.raises(KeyMissingError):
        clients.find(given)


def test_an_id_without_its_prefix_is_refused(clients, key) -> None:
    with pytest.raises(KeyMissingError):
        clients.find(key.id)


def test_a_revoked_key_is_refused_at_once(records, clients, key) -> None:
    given = clients.credentials(key.id)
    Keys(records).revoke(key.id)
    with pytest.raises(KeyMissingError):
        clients.find(given.access_key_id)
    with pytest.raises(NotFoundError):
        clients.credentials(key.id)


def test_a_library_without_a_secret_gives_none(records, key) -> None:
    with pytest.raises(ConfigurationError, match="WORNBY_CLIENT_KEY"):
        Clients(records, secret=b"").credentials(key.id)


def test_a_secret_does_not_stand_in_a_traceback(clients, key) -> None:
    given = clients.credentials(key.id)
    assert given.secret_access_key not in repr(given)
