import hashlib
from dataclasses import replace

import numpy as np
import pytest

from wornby.datamodel import Rights
from wornby.datamodel.finding import FoundBy
from wornby.datamodel.shelf import ShelfPage, ShelfRow
from wornby.engine.finding import FinderParts, PersonFinder
from wornby.errors import ImageDecodeError, InputError, NotFoundError, UnsupportedFormatError
from wornby.imaging.frames import frame_of, frame_of_jpeg, likeness
from wornby.search import IndexSync
from wornby.testing.factories import make_asset, make_tags
from wornby.testing.fakes import FAKE_SPACE, FakeRecordStore, FakeTagger, FakeVectorIndex
from wornby.testing.pictures import encoded, patches

ME, OTHER = encoded("jpeg", pixels=patches(1)), encoded("jpeg", pixels=patches(2))


class Shelf:
    def __init__(self, records):
        self._records = records

    def page(self, query, *, among=None, offset=0, limit=100):
        assets = self._records.get_assets(list(among)).values()
        rows = tuple(
            ShelfRow(
                id=one.id,
                kind=one.kind,
                title=one.title,
                caption="",
                width_px=1,
                height_px=1,
                rights=one.rights,
                created_at=one.created_at,
                doubt=None,
                products=(),
                tagged=True,
            )
            for one in assets
        )
        return ShelfPage(rows=rows, total=len(rows))

    def find_content(self, sha256):
        return next((one.id for one in self._records.assets.values() if one.sha256 == sha256), None)


class Blobs:
    def __init__(self, masters):
        self._masters = masters

    def get(self, name):
        for asset_id, content in self._masters.items():
            if name.endswith(f"/{asset_id}.jpg"):
                return content
        message = f"No file {name}."
        raise NotFoundError(message)


class Ranker:
    """Finds one entry by its look."""

    def __init__(self, *hits):
        self.hits = hits
        self.asked = []

    def rank_pictures(self, pictures, *, k):
        self.asked += pictures
        return self.hits


def finder(masters, *, ranker=None, garments=True):
    records, index = FakeRecordStore(), FakeVectorIndex(FAKE_SPACE)
    tagger = FakeTagger()
    tags = make_tags(1) if garments else make_tags(0)
    embedding = tagger.embed_region(np.ones((8, 8, 3), np.uint8), region=None)[0]
    for asset_id, content in masters.items():
        wearers = tuple(
            replace(each, garments=tuple(replace(one, embedding=embedding) for one in each.garments))
            for each in tags.wearers
        )
        own = replace(tags, wearers=wearers, garments=())
        sha256 = hashlib.sha256(content).hexdigest()
        records.commit_asset(make_asset(asset_id, sha256=sha256, rights=Rights(), tags=own))
    sync = IndexSync(records, index)
    return PersonFinder(
        FinderParts(
            blobs=Blobs(masters),
            shelf=Shelf(records),
            index=index,
            tagger=tagger,
            catch_up=lambda: sync.catch_up(force=True),
            max_pixels=1_000_000,
            ranker=ranker,
        )
    )


def test_an_empty_library_has_nobody():
    assert finder({}).find(ME).photos == ()


def test_the_same_file_comes_first_also_where_nothing_is_worn():
    found = finder({"a": OTHER, "b": ME}, garments=False).find(ME)
    assert [(one.row.id, set(one.why)) for one in found.photos] == [("b", {FoundBy.CONTENT, FoundBy.PICTURE})]


def test_the_same_picture_comes_before_the_same_clothes():
    found = finder({"a": OTHER, "b": encoded("jpeg", pixels=patches(1, side_px=8))}).find(ME)
    assert [one.row.id for one in found.photos] == ["b", "a"]
    assert FoundBy.PICTURE in found.photos[0].why
    assert set(found.photos[1].why) == {FoundBy.GARMENTS}


def test_looks_are_compared_where_an_encoder_is_set():
    ranker = Ranker(("b.0", 0.8), ("b.1", 0.5), ("gone.0", 0.4))
    found = finder({"a": OTHER, "b": OTHER + b" "}, ranker=ranker).find(ME)
    assert (found.compared_by, found.photos[0].row.id) == (tuple(FoundBy), "b")
    assert found.photos[0].why[FoundBy.LOOK] == 0.8
    assert len(ranker.asked) == 1
    assert [one.row.id for one in found.photos] == ["b", "a"]


def test_no_more_than_asked_for():
    assert len(finder({name: OTHER + name.encode() for name in "abcd"}).find(ME, limit=2).photos) == 2


def test_a_photo_whose_master_is_gone_is_found_by_what_is_worn():
    desk = finder({"a": OTHER})
    desk._parts.blobs._masters.clear()
    assert [one.row.id for one in desk.find(ME).photos] == ["a"]


@pytest.mark.parametrize("limit", [0, 201])
def test_how_many_may_be_asked_for(limit):
    with pytest.raises(InputError):
        finder({}).find(ME, limit=limit)


def test_what_is_no_picture():
    with pytest.raises((ImageDecodeError, UnsupportedFormatError)):
        finder({}).find(b"x")


def test_frames():
    pixels = patches(1)
    assert likeness(frame_of(pixels), frame_of_jpeg(ME)) > 0.95
    assert likeness(frame_of(pixels), frame_of(patches(2))) < 0.5
    flat = frame_of(np.zeros((40, 40, 3), np.uint8))
    assert likeness(flat, flat) == 0.0
    assert frame_of_jpeg(b"no picture") is None
