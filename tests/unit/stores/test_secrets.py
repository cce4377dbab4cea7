from concurrent.futures import ThreadPoolExecutor

import pytest

from wornby.errors import ConfigurationError
from wornby.stores.secrets import SECRET_BYTES, ensure_secret


def test_a_secret_is_made_once(tmp_path):
    path = tmp_path / "secrets" / "a.key"
    first = ensure_secret(path)
    assert len(first) == SECRET_BYTES
    assert ensure_secret(path) == first
    assert ensure_secret(tmp_path / "secrets" / "b.key") != first


def test_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "secrets" / "a.key"
    ensure_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["a.key"]


def test_all_who_begin_at_once_get_the_same(tmp_path):
    path = tmp_path / "secrets" / "a.key"
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: ensure_secret(path), range(32)))
    assert len(set(found)) == 1


def test_a_given_secret_needs_no_file(tmp_path):
    path = tmp_path / "a.key"
    assert ensure_secret(path, given="x" * 32) == b"x" * 32
    assert not path.exists()


def test_a_short_secret_is_refused_without_being_told(tmp_path):
    with pytest.raises(ConfigurationError, match="WORNBY_X is too short") as caught:
        ensure_secret(tmp_path / "a.key", given="hunter2", setting="WORNBY_X")
    assert "hunter2" not in caught.value.message


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "a.key"
    path.write_bytes(b"")
    with pytest.raises(ConfigurationError, match="damaged"):
        ensure_secret(path)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="could not be read or made"):
        ensure_secret(tmp_path / "file" / "a.key")
