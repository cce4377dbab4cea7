"""The index follows the records."""

import pytest

from tests.unit.search.build import asset, garment, tags, wearer
from wornby.search import IndexSync
from wornby.testing.factories import make_entry, make_vectors
from wornby.testing.fakes import FAKE_SPACE, FakeRecordStore, FakeVectorIndex


def numbered(one):
    return make_entry(f"{one.id}.7", vectors=make_vectors(1, space=FAKE_SPACE))


@pytest.fixture
def records():
    store = FakeRecordStore()
    for number in range(3):
        store.commit_asset(asset(f"a{number}", tags(wearer(garment("shirt", vector=(1, 0, 0))))))
    return store


@pytest.fixture
def index():
    return FakeVectorIndex()


@pytest.fixture
def sync(records, index):
    return IndexSync(records, index, interval_s=0)


def test_an_empty_library_changes_nothing(index):
    assert IndexSync(FakeRecordStore(), index).catch_up() == 0


def test_new_assets_get_in(sync, index):
    assert (sync.catch_up(), sorted(index.entries), index.marker) == (3, ["a0.0", "a1.0", "a2.0"], 3)


def test_deleted_assets_get_out(sync, records, index):
    sync.catch_up()
    records.delete_asset("a1")
    sync.catch_up()
    assert sorted(index.entries) == ["a0.0", "a2.0"]


def test_a_changed_asset_loses_its_old_entries(sync, records, index):
    sync.catch_up()
    records.commit_asset(asset("a1"))
    sync.catch_up()
    assert sorted(index.entries) == ["a0.0", "a1.x", "a2.0"]


def test_pages_are_all_read(sync, index, monkeypatch):
    monkeypatch.setattr("wornby.search.sync._PAGE", 2)
    assert (sync.catch_up(), len(index.entries)) == (3, 3)


def test_a_second_look_within_the_interval_asks_nothing(records, index):
    sync = IndexSync(records, index, interval_s=3600)
    sync.catch_up()
    sync.catch_up()
    assert records.asked_last_change == 1


def test_force_looks_again(records, index):
    sync = IndexSync(records, index, interval_s=3600)
    sync.catch_up()
    records.commit_asset(asset("b"))
    assert sync.catch_up(force=True) == 1


def test_rebuild_makes_the_same_index(sync, index, monkeypatch):
    monkeypatch.setattr("wornby.search.sync._PAGE", 2)
    sync.catch_up()
    before = sorted(index.entries)
    assert (sync.rebuild(), sorted(index.entries), index.marker) == (3, before, 3)


def test_an_index_of_other_records_is_built_anew(sync, index):
    index.update([], remove_assets=[], marker=99)
    sync.catch_up()
    assert (len(index.entries), index.marker) == (3, 3)


def test_other_entries_get_in_where_they_are_made_otherwise(records, index):
    made = IndexSync(records, index, interval_s=0, entries=lambda assets: [numbered(one) for one in assets])
    made.catch_up()
    assert sorted(index.entries) == ["a0.7", "a1.7", "a2.7"]
    made.rebuild()
    assert sorted(index.entries) == ["a0.7", "a1.7", "a2.7"]


def test_other_indexes_come_along(records, index):
    other = FakeVectorIndex()
    both = IndexSync(records, index, interval_s=0, also=[IndexSync(records, other, interval_s=0)])
    both.catch_up()
    assert (sorted(other.entries), other.marker) == (sorted(index.entries), index.marker)
    other.clear()
    both.rebuild()
    assert (sorted(other.entries), other.marker) == (sorted(index.entries), index.marker)
