import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from wornby.errors import ConfigurationError
from wornby.provenance.secret_files import SECRET_BYTES, ensure_file, ensure_secret, given_secret, secret_from_text


def test_a_secret_stays_the_same_and_is_its_owners(tmp_path):
    folder = tmp_path / "secrets"
    secret = ensure_secret(folder, "a.key")
    assert (len(secret), ensure_secret(folder, "a.key")) == (SECRET_BYTES, secret)
    assert stat.S_IMODE((folder / "a.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert ensure_secret(folder, "b.key") != secret


def test_many_at_once_get_the_same_secret(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: ensure_secret(tmp_path, "a.key"), range(16)))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.key"]


def test_a_first_secret_is_put_into_a_new_file_alone(tmp_path):
    assert ensure_secret(tmp_path, "a.key", first=b"1" * 32) == b"1" * 32
    assert ensure_secret(tmp_path, "a.key", first=b"2" * 32) == b"1" * 32


def test_a_secret_that_is_kept_as_bytes_is_read(tmp_path):
    (tmp_path / "a.key").write_bytes(b"\xff" * 32)
    (tmp_path / "a.key").chmod(0o600)
    assert ensure_secret(tmp_path, "a.key") == b"\xff" * 32


def test_a_key_that_others_may_read_is_refused(tmp_path):
    ensure_secret(tmp_path, "a.key")
    (tmp_path / "a.key").chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        ensure_secret(tmp_path, "a.key")


def test_a_given_secret_needs_no_file(tmp_path):
    assert ensure_secret(tmp_path / "none", "a.key", given="x" * 32) == b"x" * 32
    assert not (tmp_path / "none").exists()


def test_a_given_secret_means_what_its_file_means(tmp_path):
    secret = ensure_secret(tmp_path, "a.key")
    assert given_secret((tmp_path / "a.key").read_text() + "\n", setting="WORNBY_X") == secret


def test_a_short_secret_is_refused_without_being_told(tmp_path):
    with pytest.raises(ConfigurationError, match="WORNBY_X is too short") as caught:
        ensure_secret(tmp_path, "a.key", given="hunter2", setting="WORNBY_X")
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize("text", ["", "zz", "ab" * 31])
def test_refuses_what_is_no_secret(text):
    with pytest.raises(ConfigurationError, match="damaged"):
        secret_from_text(text, where="x")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="cannot be read or written"):
        ensure_file(tmp_path / "file", "a.key", make=lambda: b"")
