import json
from pathlib import Path

import pytest

from tests.unit.provenance import chains
from wornby.provenance.files import ensure_test_files
from wornby.provenance.signer import C2paSigner


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.jpg"
    path.write_bytes(C2paSigner(ensure_test_files(tmp_path / "c2pa")).sign(chains.JPEG, chains.CLAIM))
    return path


def test_a_picture_of_ours_is_valid_by_a_test_certificate(run, picture: Path) -> None:
    result = run("verify-picture", str(picture))
    assert result.exit_code == 0
    assert "a test certificate, which anybody can make" in result.stdout
    assert "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia" in result.stdout
    assert "studio@1" in result.stdout


def test_a_signer_that_is_trusted_is_said(run, tmp_path: Path) -> None:
    files = chains.write(tmp_path)
    (tmp_path / "a.jpg").write_bytes(C2paSigner(files).sign(chains.JPEG, chains.CLAIM))
    assert "nobody that you trust" in run("verify-picture", str(tmp_path / "a.jpg")).stdout
    result = run("verify-picture", str(tmp_path / "a.jpg"), "--trust", str(tmp_path / "root.pem"))
    assert "by a signer that you trust" in result.stdout
    assert "Shop GmbH" in result.stdout


def test_a_changed_picture_ends_with_3(run, picture: Path) -> None:
    content = bytearray(picture.read_bytes())
    content[-40] ^= 0x10
    picture.write_bytes(content)
    result = run("verify-picture", str(picture))
    assert result.exit_code == 3
    assert "does not hold" in result.stdout
    assert "assertion.dataHash.mismatch" in result.stdout


def test_a_picture_without_a_manifest_ends_with_3(run, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(chains.JPEG)
    result = run("verify-picture", str(tmp_path / "a.jpg"))
    assert result.exit_code == 3
    assert "no manifest" in result.stdout


def test_as_json(run, picture: Path) -> None:
    report = json.loads(run("verify-picture", str(picture), "--json").stdout)
    assert (report["state"], report["backend"], report["problems"]) == ("valid", "studio@1", [])


@pytest.mark.parametrize("name", ["none.jpg", "text.jpg"])
def test_what_is_no_picture_is_the_callers_error(run, tmp_path: Path, *, name: str) -> None:
    (tmp_path / "text.jpg").write_text("no picture")
    result = run("verify-picture", str(tmp_path / name))
    assert result.exit_code == 2
    assert str(tmp_path) not in result.stderr
