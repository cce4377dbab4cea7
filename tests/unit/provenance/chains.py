"""Certificates that a shop could bring, good and bad, and what is signed with them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from wornby.datamodel import SourceType
from wornby.datamodel.provenance import ContentClaim
from wornby.imaging.renditions import encode_rendition
from wornby.provenance.files import KeyFiles
from wornby.testing import pictures

CLAIM = ContentClaim(title="Generated picture", backend="studio@1", source_type=SourceType.ALGORITHMIC)
JPEG = encode_rendition(pictures.noise(64, 48), long_side_px=64)
DOCUMENTS = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
C2PA_USAGE = ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
KEYS = {
    "p-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "p-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "p-521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}


def write(
    folder: Path,
    *,
    kind: str = "p-256",
    usage: ObjectIdentifier | None = ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ends_in: timedelta = timedelta(days=100),
    passphrase: bytes | None = None,
) -> KeyFiles:
    """A chain of the shop's own authority: root and end-entity certificate, and the key."""
    folder.mkdir(exist_ok=True)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), KEYS[kind]()
    begins = datetime.now(UTC) - timedelta(days=200)
    leaf = _builder("Shop GmbH", key.public_key(), begins=begins, ends=datetime.now(UTC) + ends_in)
    leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = leaf.add_extension(_usage(ca=False), critical=True)
    leaf = leaf.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
    if usage is not None:
        leaf = leaf.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    root = _builder("Shop Root", root_key.public_key(), begins=begins, ends=begins + timedelta(days=3650))
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(_usage(ca=True), critical=True)
    files = KeyFiles(certificate=folder / "shop.pem", key=folder / "shop.key")
    pem = serialization.Encoding.PEM
    chain = [one.sign(root_key, hashes.SHA256()).public_bytes(pem) for one in (leaf, root)]
    files.certificate.write_bytes(b"".join(chain))
    (folder / "root.pem").write_bytes(chain[1])
    locked = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    # The old form of OpenSSL, where there is one: what people still have.
    old = serialization.PrivateFormat.PKCS8 if kind == "ed25519" else serialization.PrivateFormat.TraditionalOpenSSL
    files.key.write_bytes(key.private_bytes(pem, old, locked))
    return files


def _builder(name: str, key, *, begins: datetime, ends: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Shop Root")]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, ca: bool) -> x509.KeyUsage:
    names = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only")
    return x509.KeyUsage(
        digital_signature=not ca,
        key_cert_sign=ca,
        crl_sign=ca,
        decipher_only=False,
        **dict.fromkeys(names, False),
    )
