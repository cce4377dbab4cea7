"""Pictures that are given out: marked, signed, made again where what was kept is not current."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wornby.datamodel import Asset, AssetKind, Purpose, Rights, RightsState
from wornby.engine.pictures import Pictures
from wornby.errors import NotFoundError, StoreBusyError, StoreFullError
from wornby.imaging.renditions import RENDITIONS, encode_master, encode_rendition
from wornby.ingest.encoding import PictureEncoder
from wornby.ingest.pipeline import master_name, rendition_name, rendition_names
from wornby.stores.blobs import FsspecBlobStore
from wornby.testing import pictures
from wornby.testing.factories import make_asset, make_generation
from wornby.testing.fakes import FakeRecordStore
from wornby.testing.fakes_provenance import FakeSigner

SHOWN = frozenset({Purpose.DISPLAY})
PIXELS = pictures.noise(300, 400)


@pytest.fixture
def blobs(tmp_path: Path) -> FsspecBlobStore:
    return FsspecBlobStore(str(tmp_path))


@pytest.fixture
def records() -> FakeRecordStore:
    return FakeRecordStore()


def make(records, blobs, *, signer: str = "fake") -> Pictures:
    encoder = PictureEncoder(FakeSigner(signer))
    return Pictures(records=records, blobs=blobs, encoder=encoder, max_pixels=1_000_000)


def keep(records, blobs, *, kind=AssetKind.GENERATED, state=RightsState.SYNTHETIC, purposes=SHOWN) -> Asset:
    generation = make_generation() if kind is AssetKind.GENERATED else None
    asset = make_asset("asset", kind=kind, rights=Rights(state=state, purposes=purposes), generation=generation)
    records.assets[asset.id] = asset
    blobs.put(master_name(asset.id), encode_master(PIXELS))
    return asset


def old_copy(blobs, asset: Asset, *, name: str = "thumb") -> bytes:
    """What a library kept before pictures were marked."""
    content = encode_rendition(PIXELS, long_side_px=RENDITIONS[name])
    blobs.put(rendition_name(asset.id, name), content)
    return content


def is_marked(content: bytes) -> bool:
    shown = np.asarray(Image.open(io.BytesIO(content)), dtype=int)
    plain = encode_rendition(PIXELS, long_side_px=max(shown.shape))
    return bool(np.abs(shown - np.asarray(Image.open(io.BytesIO(plain)), dtype=int)).max() > 60)


@pytest.mark.parametrize("name", RENDITIONS)
@pytest.mark.parametrize(
    ("kind", "state", "marked", "signed"),
    [
        pytest.param(AssetKind.GENERATED, RightsState.SYNTHETIC, True, True, id="generated"),
        pytest.param(AssetKind.GENERATED, RightsState.LICENSED, True, True, id="generated, licensed"),
        pytest.param(AssetKind.WORN, RightsState.SYNTHETIC, True, False, id="synthetic"),
        pytest.param(AssetKind.WORN, RightsState.LICENSED, False, False, id="photo"),
    ],
)
def test_a_synthetic_picture_is_marked_and_a_generated_one_signed(records, blobs, *, name, kind, state, marked, signed):
    asset = keep(records, blobs, kind=kind, state=state)
    for _ in range(2):
        content = make(records, blobs).rendition(asset, name=name)
        assert is_marked(content) is marked
        assert FakeSigner().has_signed(content) is signed


def test_staff_see_the_mark_on_what_is_not_shown(records, blobs):
    asset = keep(records, blobs, purposes=frozenset())
    assert is_marked(make(records, blobs).rendition(asset, name="view"))
    assert list(blobs.list("renditions")) == []


@pytest.mark.parametrize("kind", [AssetKind.GENERATED, AssetKind.WORN])
def test_an_unmarked_copy_of_an_older_library_is_never_given_out(records, blobs, *, kind):
    asset = keep(records, blobs, kind=kind)
    old = old_copy(blobs, asset)
    given = make(records, blobs).rendition(asset, name="thumb")
    assert given != old
    assert is_marked(given)
    assert list(blobs.list("renditions")) == [rendition_name(asset.id, "thumb", marked=True)]


def test_a_photo_keeps_the_copy_of_an_older_library(records, blobs):
    asset = keep(records, blobs, kind=AssetKind.WORN, state=RightsState.LICENSED)
    old_copy(blobs, asset)
    blobs.delete(master_name(asset.id))
    assert make(records, blobs).rendition(asset, name="thumb")


def test_a_photo_that_turns_out_synthetic_is_marked_from_then_on(records, blobs):
    asset = keep(records, blobs, kind=AssetKind.WORN, state=RightsState.LICENSED)
    make(records, blobs).rendition(asset, name="thumb")
    asset = keep(records, blobs, kind=AssetKind.WORN)
    assert is_marked(make(records, blobs).rendition(asset, name="thumb"))


def test_a_copy_is_made_once(records, blobs):
    asset = keep(records, blobs)
    first = make(records, blobs).rendition(asset, name="thumb")
    blobs.delete(master_name(asset.id))
    assert make(records, blobs).rendition(asset, name="thumb") == first


def test_another_certificate_signs_again(records, blobs):
    asset = keep(records, blobs)
    make(records, blobs).rendition(asset, name="thumb")
    assert FakeSigner("real").has_signed(make(records, blobs, signer="real").rendition(asset, name="thumb"))
    blobs.delete(master_name(asset.id))
    assert FakeSigner("real").has_signed(make(records, blobs, signer="real").rendition(asset, name="thumb"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(None, id="deleted"),
        pytest.param({"rights": Rights(state=RightsState.WITHDRAWN)}, id="withdrawn"),
        pytest.param({"kind": AssetKind.WORN, "generation": None}, id="not generated"),
    ],
)
def test_nothing_is_kept_of_what_changed_while_the_copy_was_made(records, blobs, *, change):
    asset = keep(records, blobs)
    records.assets.pop(asset.id)
    if change is not None:
        records.assets[asset.id] = replace(asset, **change)
    make(records, blobs).rendition(asset, name="thumb")
    assert list(blobs.list("renditions")) == []


@pytest.mark.parametrize("error", [StoreBusyError, StoreFullError])
def test_a_copy_that_cannot_be_kept_is_given_out_all_the_same(records, blobs, *, error, monkeypatch):
    def fail(*_, **__):
        message = "No."
        raise error(message)

    monkeypatch.setattr(records, "merge_asset", fail)
    assert is_marked(make(records, blobs).rendition(keep(records, blobs), name="thumb"))


def test_deletion_takes_every_copy_that_there_can_be(records, blobs):
    asset = keep(records, blobs)
    for file in rendition_names(asset.id):
        blobs.put(file, b"picture")
    make(records, blobs).delete(asset.id)
    assert list(blobs.list("")) == []


def test_an_unknown_rendition_is_not_found(records, blobs):
    with pytest.raises(NotFoundError, match="thumb, view"):
        make(records, blobs).rendition(keep(records, blobs), name="poster")
