import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wornby.errors import ConfigurationError
from wornby.provenance.seals import Ed25519Seal, make_pem
from wornby.provenance.secret_files import ensure_file, ensure_secret, secret_from_text


def test_signs_and_verifies() -> None:
    seal = Ed25519Seal(make_pem)
    key_id, signature = seal.sign(b"content")
    assert seal.verify(b"content", key_id=key_id, signature=signature)
    assert len(signature) == 64
    assert seal.public_pem().startswith("-----BEGIN PUBLIC KEY-----")


@pytest.mark.parametrize("change", ["content", "key", "signature", "short"])
def test_refuses_what_it_did_not_sign(change: str) -> None:
    seal, other = Ed25519Seal(make_pem), Ed25519Seal(make_pem)
    key_id, signature = seal.sign(b"content")
    given = {
        "content": (b"contents", key_id, signature),
        "key": (b"content", other.key_id, signature),
        "signature": (b"content", key_id, other.sign(b"content")[1]),
        "short": (b"content", key_id, b""),
    }[change]
    assert not seal.verify(given[0], key_id=given[1], signature=given[2])


@pytest.mark.parametrize("pem", [b"", b"nonsense"], ids=["empty", "nonsense"])
def test_refuses_what_is_no_key(pem: bytes) -> None:
    with pytest.raises(ConfigurationError):
        Ed25519Seal(lambda: pem).sign(b"")


def test_a_secret_stays_the_same_and_is_its_owners(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    secret = ensure_secret(folder, "a.key")
    assert (len(secret), ensure_secret(folder, "a.key")) == (32, secret)
    assert stat.S_IMODE((folder / "a.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert ensure_secret(folder, "b.key") != secret


def test_many_at_once_get_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: ensure_secret(tmp_path, "a.key"), range(16)))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.key"]


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    ensure_secret(tmp_path, "a.key")
    (tmp_path / "a.key").chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        ensure_secret(tmp_path, "a.key")


@pytest.mark.parametrize("text", ["", "zz", "ab" * 31])
def test_refuses_what_is_no_secret(text: str) -> None:
    with pytest.raises(ConfigurationError):
        secret_from_text(text, where="x")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError):
        ensure_file(tmp_path / "file", "a.key", make=lambda: b"")
