"""What stands in a manifest, and what the public reader makes of it."""

import io
import json
from pathlib import Path

import c2pa
import numpy as np
import pytest
from PIL import Image

from tests.unit.provenance.chains import CLAIM, JPEG
from wornby.datamodel import SourceType
from wornby.datamodel.provenance import IPTC, ContentClaim, ManifestState
from wornby.errors import ImageDecodeError, InputError, UnsupportedFormatError
from wornby.imaging.decode import decode_photo
from wornby.provenance.files import ensure_test_files
from wornby.provenance.reader import read_manifest, report_of
from wornby.provenance.signer import C2paSigner

PIXEL = -40
"""A byte among the last of the entropy-coded pixels."""


@pytest.fixture
def signer(tmp_path: Path) -> C2paSigner:
    return C2paSigner(ensure_test_files(tmp_path / "c2pa"))


@pytest.fixture
def signed(signer: C2paSigner) -> bytes:
    return signer.sign(JPEG, CLAIM)


def flipped(content: bytes, *, at: int) -> bytes:
    changed = bytearray(content)
    changed[at] ^= 0x10
    return bytes(changed)


def test_the_public_reader_has_one_remark_only(signed: bytes) -> None:
    with c2pa.Reader("image/jpeg", io.BytesIO(signed)) as reader:
        told = json.loads(reader.json())
    assert told["validation_state"] == "Valid"
    assert [remark["code"] for remark in told["validation_status"]] == ["signingCredential.untrusted"]


@pytest.mark.parametrize("source_type", SourceType)
def test_a_manifest_says_how_the_picture_was_made(signer: C2paSigner, *, source_type: SourceType) -> None:
    claim = ContentClaim(title="T", backend="studio@1", source_type=source_type)
    report = read_manifest(signer.sign(JPEG, claim))
    assert report.source_type == IPTC + source_type.value
    assert (report.backend, report.generator.split()[0]) == ("studio@1", "wornby")


def test_a_manifest_is_small_and_holds_no_path_and_no_copy(signed: bytes, tmp_path: Path) -> None:
    assert len(signed) - len(JPEG) < 5_000
    assert str(tmp_path).encode() not in signed
    assert b"thumbnail" not in signed


def test_a_flipped_byte_of_the_pixels_is_found(signed: bytes) -> None:
    report = read_manifest(flipped(signed, at=PIXEL))
    assert (report.state, report.problems) == (ManifestState.INVALID, ("assertion.dataHash.mismatch",))


def test_a_flipped_byte_of_the_manifest_is_found(signed: bytes) -> None:
    assert read_manifest(flipped(signed, at=signed.index(b"algorithmicMedia"))).state is ManifestState.INVALID


def test_a_manifest_on_another_picture_is_found(signer: C2paSigner, signed: bytes) -> None:
    end = len(signed) - len(JPEG) + 2
    other = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(other, "JPEG")
    assert read_manifest(signed[:end] + other.getvalue()[2:]).state is ManifestState.INVALID


def test_a_picture_saved_again_has_no_manifest(signed: bytes) -> None:
    again = io.BytesIO()
    Image.open(io.BytesIO(signed)).save(again, "JPEG")
    assert read_manifest(again.getvalue()).state is ManifestState.NONE


def test_a_signed_picture_is_read_as_the_same_photo(signed: bytes) -> None:
    one, other = (decode_photo(content, max_pixels=10_000) for content in (signed, JPEG))
    assert np.array_equal(one.pixels, other.pixels)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"", UnsupportedFormatError, id="empty"),
        pytest.param(b"GIF89a", UnsupportedFormatError, id="GIF"),
        pytest.param(b"\xff\xd8\xff", ImageDecodeError, id="first bytes only"),
        pytest.param(JPEG[:80], ImageDecodeError, id="cut off"),
    ],
)
def test_what_is_no_whole_jpeg_is_refused(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_manifest(content)


def test_anchors_that_are_none_are_refused(signed: bytes) -> None:
    with pytest.raises(InputError, match="PEM"):
        read_manifest(signed, anchors="no certificate")


def test_a_report_without_anything_is_invalid() -> None:
    assert report_of({}).state is ManifestState.INVALID


def test_an_agent_may_be_a_name_alone() -> None:
    action = {"action": "c2pa.created", "softwareAgent": "camera"}
    manifest = {"assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}]}
    store = {"active_manifest": "m", "manifests": {"m": manifest}, "validation_state": "Valid"}
    assert report_of(store).backend == "camera"
