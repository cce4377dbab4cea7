"""Certificates: making a test chain, and reading one that is to sign. Imported when one of them is needed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from wornby.datamodel.provenance import CertificateInfo
from wornby.errors import ConfigurationError
from wornby.provenance.files import KeyFiles

TEST_NAME = "wornby test certificate, not for trust"
TEST_ROOT = "wornby test root, not for trust"
_VALIDITY = timedelta(days=3650)
_CLOCKS_DIFFER = timedelta(days=1)
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_PEM = serialization.Encoding.PEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What signing needs.

    Attributes:
        chain: PEM, end-entity certificate first.
        key: PEM, PKCS 8, without a passphrase.
        algorithm: In the words of C2PA: es256, es384, es512, ps256 or ed25519.
        leaf: The end-entity certificate, DER, as it stands in a manifest.
        info: For people.
    """

    chain: bytes
    key: bytes
    algorithm: str
    leaf: bytes
    info: CertificateInfo


def make_test_chain() -> tuple[bytes, bytes]:
    """A chain of a root and an end-entity certificate, and the key of the latter; PEM.

    The root's key is thrown away: nobody can make a second certificate under it.

    Source:
        C2PA 2.2, "X.509 certificates": version 3, digitalSignature, an extended key usage that readers accept without a
        list of their own (emailProtection), key identifiers, no CA.
    """
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _unsigned(TEST_ROOT, key=root_key.public_key())
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(_key_usage(ca=True), critical=True)
    leaf = _unsigned(TEST_NAME, key=key.public_key())
    leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = leaf.add_extension(_key_usage(ca=False), critical=True)
    leaf = leaf.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=True)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    leaf = leaf.add_extension(issuer, critical=False)
    made = [one.sign(root_key, hashes.SHA256()) for one in (leaf, root)]
    return b"".join(one.public_bytes(_PEM) for one in made), _as_pem(key)


def read_credentials(files: KeyFiles) -> Credentials:
    """Read a chain and its key, and see that they fit together.

    That the certificate has ended is no error here: see `CertificateInfo.ends_at`.

    Raises:
        ConfigurationError: A file cannot be read or used, or the two do not belong together; it says what to do.
    """
    chain = _read_chain(files)
    key = _read_key(files)
    leaf = chain[0]
    algorithm = _algorithm(key)
    if algorithm is None:
        message = f"{files.key.name!r} is of a kind that C2PA does not know: take ECDSA, RSA or Ed25519. {files.remedy}"
        raise ConfigurationError(message)
    if leaf.public_key() != key.public_key():
        names = f"{files.key.name!r} is not the key of the first certificate in {files.certificate.name!r}"
        message = f"{names}. {files.remedy}"
        raise ConfigurationError(message)
    info = CertificateInfo(
        subject=_common_name(leaf.subject),
        issuer=_common_name(leaf.issuer),
        ends_at=leaf.not_valid_after_utc,
        test=files.test,
    )
    return Credentials(
        chain=b"".join(one.public_bytes(_PEM) for one in chain),
        key=_as_pem(key),
        algorithm=algorithm,
        leaf=leaf.public_bytes(serialization.Encoding.DER),
        info=info,
    )


def _unsigned(name: str, *, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    begins = datetime.now(UTC) - _CLOCKS_DIFFER
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(TEST_ROOT))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + _VALIDITY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    parts = ((NameOID.ORGANIZATION_NAME, "wornby"), (NameOID.COMMON_NAME, common_name))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _key_usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _read_chain(files: KeyFiles) -> list[x509.Certificate]:
    content = _read(files, certificate=True)
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError as exc:
        message = f"{files.certificate.name!r} holds no certificate in PEM form. {files.remedy}"
        raise ConfigurationError(message) from exc


def _read_key(files: KeyFiles) -> PrivateKeyTypes:
    content = _read(files, certificate=False)
    try:
        return serialization.load_pem_private_key(content, password=None)
    except TypeError as exc:
        message = f"{files.key.name!r} has a passphrase. Give the key without one, in a file that only you can read."
        raise ConfigurationError(message) from exc
    except ValueError as exc:
        message = f"{files.key.name!r} holds no private key in PEM form. {files.remedy}"
        raise ConfigurationError(message) from exc


def _read(files: KeyFiles, *, certificate: bool) -> bytes:
    path = files.certificate if certificate else files.key
    try:
        return path.read_bytes()
    except OSError as exc:
        what = "certificate" if certificate else "key"
        message = f"The C2PA {what} {path.name!r} cannot be read: {exc.strerror}. {files.remedy}"
        raise ConfigurationError(message) from exc


def _algorithm(key: PrivateKeyTypes) -> str | None:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return _CURVES.get(key.curve.name)
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256"
    return "ed25519" if isinstance(key, ed25519.Ed25519PrivateKey) else None


def _as_pem(key: PrivateKeyTypes) -> bytes:
    # PKCS 8 is the one form that the native library reads for every kind of key.
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()
