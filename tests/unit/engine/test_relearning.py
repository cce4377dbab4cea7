"""Learned heads over the photos that are in the library already."""

from dataclasses import replace

import pytest

from tests.unit.tagging.heads import axis, collar_vocabulary, head
from wornby.datamodel import Embedding, PhotoTags
from wornby.engine.relearning import apply_heads, is_behind
from wornby.tagging.learned import HeadSet
from wornby.testing.factories import SPACE, make_asset, make_garment
from wornby.testing.fakes import FakeRecordStore


class Records(FakeRecordStore):
    """In memory, and now and then another process is faster."""

    def __init__(self, *, races=0):
        super().__init__()
        self.races = races

    def replace_tags(self, asset, tags, *, tagger):
        if self.races:
            self.races -= 1
            return False
        return super().replace_tags(asset, tags, tagger=tagger)


def fill(records):
    for number in range(3):
        embedding = Embedding(space=SPACE, vector=axis(number % 2))
        garment = replace(make_garment(None, seed=None), embedding=embedding)
        records.commit_asset(make_asset(f"a{number}", tags=PhotoTags(photo={}, wearers=(), garments=(garment,))))
    records.commit_asset(make_asset("b", tags=None))
    return dict(records.assets)


@pytest.fixture
def on(tmp_path):
    return HeadSet([head()], vocabulary=collar_vocabulary(tmp_path))


@pytest.fixture
def off(tmp_path):
    return HeadSet([], vocabulary=collar_vocabulary(tmp_path))


def test_stored_vectors_get_the_new_attribute(on):
    records = Records()
    fill(records)
    assert apply_heads(records, on) == 3
    values = [records.assets[f"a{number}"].tags.garments[0].attributes["garment.collar"].value for number in range(3)]
    assert values == ["polo", "crew", "polo"]
    assert records.assets["a0"].tagger == "testing@1+learned/garment.collar@1"
    assert apply_heads(records, on) == 0


def test_switching_off_leaves_the_library_as_it_was(on, off):
    records = Records()
    before = fill(records)
    apply_heads(records, on)
    assert apply_heads(records, off) == 3
    assert records.assets == before


def test_a_photo_that_changes_meanwhile_is_read_again(on):
    records = Records(races=2)
    fill(records)
    assert apply_heads(records, on) == 3


def test_reindex_knows_whether_facts_are_behind(on, off):
    records = Records()
    assert (is_behind(records, off), is_behind(records, on)) == (False, True)
    apply_heads(records, on)
    assert is_behind(records, off)
    apply_heads(records, off)
    assert not is_behind(records, off)
