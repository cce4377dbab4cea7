from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.unit.provenance import chains
from tests.unit.provenance.chains import CLAIM, JPEG
from wornby.datamodel.provenance import ManifestState
from wornby.errors import ConfigurationError
from wornby.provenance.files import KeyFiles, named_files
from wornby.provenance.reader import read_manifest
from wornby.provenance.signer import C2paSigner


@pytest.mark.parametrize("kind", chains.KEYS)
def test_every_kind_of_key_signs(tmp_path: Path, *, kind: str) -> None:
    files = chains.write(tmp_path, kind=kind)
    C2paSigner(files).check()
    anchors = (tmp_path / "root.pem").read_text()
    report = read_manifest(C2paSigner(files).sign(JPEG, CLAIM), anchors=anchors)
    assert (report.state, report.signer, report.problems) == (ManifestState.TRUSTED, "Shop GmbH", ())


@pytest.mark.parametrize("usage", [chains.C2PA_USAGE, chains.DOCUMENTS], ids=["claims", "documents"])
def test_a_certificate_for_claims_or_documents_signs(tmp_path: Path, *, usage) -> None:
    C2paSigner(chains.write(tmp_path, usage=usage)).check()


@pytest.mark.parametrize("usage", [None, ExtendedKeyUsageOID.SERVER_AUTH], ids=["no usage", "for servers"])
def test_a_certificate_that_readers_refuse_is_refused(tmp_path: Path, *, usage) -> None:
    with pytest.raises(ConfigurationError, match="WORNBY_C2PA_CERTIFICATE"):
        C2paSigner(chains.write(tmp_path, usage=usage)).check()


def test_a_certificate_that_has_ended_signs_nothing(tmp_path: Path) -> None:
    signer = C2paSigner(chains.write(tmp_path, ends_in=timedelta(days=-1)))
    with pytest.raises(ConfigurationError, match="ended on"):
        signer.sign(JPEG, CLAIM)
    assert signer.certificate().subject == "Shop GmbH"


def swapped(folder: Path) -> KeyFiles:
    return named_files(
        str(chains.write(folder / "one").certificate),
        str(chains.write(folder / "two").key),
    )


def with_text(name: str):
    def write(folder: Path) -> KeyFiles:
        files = chains.write(folder)
        getattr(files, name).write_text("not a PEM file")
        return files

    return write


def without(name: str):
    def write(folder: Path) -> KeyFiles:
        files = chains.write(folder)
        getattr(files, name).unlink()
        return files

    return write


def root_first(folder: Path) -> KeyFiles:
    files = chains.write(folder)
    files.certificate.write_bytes((folder / "root.pem").read_bytes() + files.certificate.read_bytes())
    return files


@pytest.mark.parametrize(
    ("write", "said"),
    [
        pytest.param(swapped, "not the key of", id="another's key"),
        pytest.param(root_first, "not the key of", id="root first"),
        pytest.param(with_text("certificate"), "no certificate in PEM", id="no certificate"),
        pytest.param(with_text("key"), "no private key in PEM", id="no key"),
        pytest.param(without("certificate"), "certificate 'shop.pem' cannot be read", id="certificate gone"),
        pytest.param(without("key"), "key 'shop.key' cannot be read", id="key gone"),
        pytest.param(lambda folder: chains.write(folder, passphrase=b"secret"), "passphrase", id="passphrase"),
    ],
)
def test_files_that_do_not_fit_say_what_is_wrong(tmp_path: Path, *, write, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as raised:
        C2paSigner(write(tmp_path)).check()
    assert str(tmp_path) not in raised.value.message


@pytest.mark.parametrize(("certificate", "key"), [("a.pem", ""), ("", "a.key")])
def test_one_file_without_the_other_is_refused(certificate: str, key: str) -> None:
    with pytest.raises(ConfigurationError, match="Set both"):
        named_files(certificate, key)
