import pytest

from wornby.errors import ConfigurationError
from wornby.provenance.seals import Ed25519Seal, make_pem


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
