"""Distances to an exact colour."""

import pytest

from tests.unit.search.build import asset, garment, library, tags, wearer
from wornby.datamodel import ColorWish
from wornby.search.nuances import ColorNuances, nearest_cells
from wornby.testing.fakes import FakeRecordStore
from wornby.vocabulary import load_vocabulary
from wornby.vocabulary.shades import SHADE, shade_of

PHOTO = asset(
    "a",
    tags(
        wearer(garment("shirt", hex_code="#ff0000"), garment("jeans", hex_code="#0000ff")),
        wearer(garment("shirt", None)),
    ),
)


class CountingRecords(FakeRecordStore):
    """Counts the assets that it gives."""

    given = 0

    def get_assets(self, asset_ids):
        self.given += len(asset_ids)
        return super().get_assets(asset_ids)


@pytest.fixture
def records():
    store = CountingRecords()
    store.commit_asset(PHOTO)
    return store


@pytest.fixture
def nuances(records):
    return ColorNuances(records, vocabulary=load_vocabulary())


def wish(code="#ff0000", *kinds):
    return ColorWish(hex=code, kinds=frozenset(kinds))


def test_no_entries(nuances):
    assert nuances.distances([], wish=wish()) == {}


def test_the_very_colour_is_no_distance_away(nuances):
    assert nuances.distances(["a.0"], wish=wish())["a.0"] == (pytest.approx(0.0), "#ff0000")


def test_only_garments_of_the_kinds_count(nuances):
    assert nuances.distances(["a.0"], wish=wish("#ff0000", "jeans"))["a.0"][1] == "#0000ff"


def test_the_nearest_garment_counts(nuances):
    assert nuances.distances(["a.0"], wish=wish("#0000f0"))["a.0"][1] == "#0000ff"


@pytest.mark.parametrize("entry", ["a.1", "a.7", "z.0"], ids=["unmeasured", "no-entry", "gone"])
def test_what_has_no_measured_colour_is_left_out(nuances, entry):
    assert nuances.distances([entry], wish=wish()) == {}


def test_what_was_read_is_kept(nuances, records):
    for _ in range(3):
        nuances.distances(["a.0", "a.1"], wish=wish())
    assert records.given == 1


def test_what_has_changed_is_read_again(nuances, records):
    nuances.distances(["a.0"], wish=wish())
    records.commit_asset(asset("a", tags(wearer(garment("shirt", hex_code="#00ff00")))))
    assert nuances.distances(["a.0"], wish=wish())["a.0"][1] == "#00ff00"


def test_what_was_deleted_is_forgotten(nuances, records):
    nuances.distances(["a.0"], wish=wish())
    records.delete_asset("a")
    assert nuances.distances(["a.0"], wish=wish()) == {}


def test_other_records_are_read_anew(nuances, records):
    nuances.distances(["a.0"], wish=wish())
    records.lines, records.assets = [], {}
    assert nuances.distances(["a.0"], wish=wish()) == {}


@pytest.mark.parametrize(
    ("kinds", "first", "number"),
    [
        ((), shade_of("#0000ff")[0], 2),
        (("jeans",), shade_of("#0000ff", "jeans")[1], 1),
        (("shirt",), shade_of("#ff0000", "shirt")[1], 1),
        (("coat",), None, 0),
    ],
    ids=["any-kind", "kind", "further-off", "no-such-kind"],
)
def test_the_cell_of_a_colour_comes_first(kinds, first, number):
    _, index = library([PHOTO])
    clauses = list(nearest_cells(index, "#0000ff", kinds=kinds))
    assert [one.values for one in clauses[:1]] == ([frozenset({first})] if first else [])
    assert ({one.attribute for one in clauses}, len(clauses)) == ({SHADE} if number else set(), number)


def test_an_empty_index_has_no_cells():
    _, index = library([])
    assert list(nearest_cells(index, "#0000ff", kinds=())) == []
