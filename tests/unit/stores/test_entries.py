import numpy as np
import pytest

from wornby.datamodel import IndexEntry
from wornby.stores.bits import count_bits, unpack
from wornby.stores.entries import EntryTable
from wornby.testing.factories import make_entry, make_vectors
from wornby.testing.suites_index import clause

NONE = make_vectors(0)


def table(*ids: str) -> EntryTable:
    entries = EntryTable()
    entries.append([make_entry(name, {"k": [name[0]]}) for name in ids])
    return entries


def page(entries: EntryTable, *, after: str | None = None, limit: int = 100) -> list[str]:
    return entries.page(entries.select(()), after=after, limit=limit)


def test_an_empty_table() -> None:
    entries = EntryTable()
    assert (len(entries), entries.dead, page(entries), count_bits(entries.among(["a.0"]))) == (0, 0, [], 0)


def test_gives_rows_by_number() -> None:
    entries = table("a.0", "b.0")
    assert entries.append([make_entry("c.0")]).tolist() == [2]
    assert entries.name(2) == "c.0"


def test_removes_all_entries_of_an_asset() -> None:
    entries = table("a.0", "a.1", "b.0")
    entries.remove_assets(["a", "unknown"])
    assert page(entries) == ["b.0"]
    assert entries.dead == 2


def test_an_entry_that_was_replaced_is_removed_once_with_its_asset() -> None:
    entries = table("a.0", "a.0", "a.1")
    assert page(entries) == ["a.0", "a.1"]
    entries.remove_assets(["a"])
    assert (page(entries), entries.dead) == ([], 3)


@pytest.mark.parametrize(
    ("ids", "found"),
    [([], []), (["unknown.0"], []), (["b.0", "unknown.0"], ["b.0"]), (["a.0", "b.0", "c.0"], ["b.0", "c.0"])],
    ids=["none", "unknown", "one", "removed"],
)
def test_finds_living_entries_among_ids(ids: list[str], found: list[str]) -> None:
    entries = table("a.0", "b.0", "c.0")
    entries.remove_assets(["a"])
    assert [entries.name(row) for row in np.flatnonzero(unpack(entries.among(ids), 3))] == found


@pytest.mark.parametrize("after", [None, "", "n0100.0", "n0100", "n9999.0"])
def test_pages_by_id_while_entries_come(after: str | None) -> None:
    names = [f"n{number * 7919 % 4800:04d}.0" for number in range(4800)]
    entries = EntryTable()
    for start in range(0, 4800, 1600):
        entries.append(
            [IndexEntry(id=name, asset_id=name, attributes={}, vectors=NONE) for name in names[start:][:1600]]
        )
        known = sorted(name for name in names[: start + 1600] if after is None or name > after)
        assert page(entries, after=after, limit=20) == known[:20]


def test_pages_through_few_selected() -> None:
    entries = table(*(f"{letter}{number:03d}.0" for number in range(100) for letter in "abcdefghijkl"))
    selected = entries.select((clause("k", "b"),))
    assert entries.page(selected, after="b050.0", limit=2) == ["b051.0", "b052.0"]


def test_an_id_that_comes_back_stands_on_one_page_once() -> None:
    entries = table("a.0", "b.0")
    page(entries)
    entries.remove_assets(["a"])
    entries.append([make_entry("a.0")])
    assert page(entries) == ["a.0", "b.0"]


def test_compacting_gives_the_rows_that_were_kept() -> None:
    entries = table("a.0", "b.0", "c.0")
    entries.remove_assets(["b"])
    assert entries.compact().tolist() == [0, 2]
    assert (entries.dead, page(entries)) == (0, ["a.0", "c.0"])
    entries.remove_assets(["c"])
    assert page(entries) == ["a.0"]


def test_a_dump_stays_as_it_is() -> None:
    entries = table("a.0", "b.0")
    dump = entries.dump()
    entries.append([make_entry("c.0", {"k": ["c"]})])
    entries.remove_assets(["a"])
    other = EntryTable()
    other.restore(dump)
    assert page(other) == ["a.0", "b.0"]
    assert other.columns.values("k", alive=other.alive) == {"a", "b"}


def test_a_dump_of_the_living_has_no_others() -> None:
    entries = table("a.0", "b.0", "c.0")
    entries.remove_assets(["b"])
    living = entries.dump().living()
    other = EntryTable()
    other.restore(living)
    assert (living.ids, other.dead) == (["a.0", "c.0"], 0)
    assert other.columns.facets((), alive=other.alive, attributes=["k"]) == {"k": {"a": 1, "c": 1}}


def test_refuses_a_dump_whose_parts_do_not_fit() -> None:
    dump = table("a.0", "b.0").dump()
    dump.assets.pop()
    with pytest.raises(ValueError, match="differ"):
        EntryTable().restore(dump)
