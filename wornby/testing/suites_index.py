"""The contract of every vector index, with an oracle in plain Python."""

import random
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from wornby.datamodel import Clause, Filters, IndexEntry
from wornby.errors import SpaceMismatchError
from wornby.interfaces.stores import VectorIndex
from wornby.testing.factories import SPACE, make_entry, make_vectors

ATTRIBUTES = ("upper.kind", "upper_kind", "sku", "rare")
_TOLERANCE = 0.01
"""Stores may keep vectors as float16."""


def clause(attribute: str, *values: str, negate: bool = False) -> Clause:
    """A clause in few words."""
    return Clause(attribute=attribute, values=frozenset(values), negate=negate)


def random_entries(number: int, *, seed: int) -> list[IndexEntry]:
    """Entries with no, one or many values and vectors."""
    rng = random.Random(seed)  # noqa: S311 - a seed makes tests repeat
    vectors = make_vectors(4 * number, seed=seed)
    entries = []
    for row in range(number):
        attributes = {
            name: rng.choices([f"{name[0]}{value}" for value in range(6)], k=rng.choice((0, 1, 1, 2)))
            for name in ATTRIBUTES[:3]
        }
        if rng.random() < 0.02:
            attributes["rare"] = ["yes"]
        garments = vectors[4 * row : 4 * row + rng.choice((0, 1, 2, 4))]
        entries.append(make_entry(f"{rng.randrange(16**8):08x}-{row}.{row % 3}", attributes, vectors=garments))
    return entries


def random_filters(rng: random.Random) -> Filters:
    """Up to three clauses; some values are unknown."""
    return tuple(
        clause(name, *rng.sample([f"{name[0]}{value}" for value in range(8)], k=rng.randint(1, 3)), negate=negate)
        for name, negate in (
            (rng.choice(ATTRIBUTES[:3]), rng.random() < 0.3) for _ in range(rng.choice((0, 1, 1, 2, 3)))
        )
    )


def holds(entry: IndexEntry, filters: Filters) -> bool:
    """Whether all clauses hold."""
    return all((not one.values.isdisjoint(entry.attributes.get(one.attribute, ()))) != one.negate for one in filters)


def expected_facets(entries: Sequence[IndexEntry], filters: Filters) -> dict[str, dict[str, int]]:
    """Counts as the contract says."""
    counts: dict[str, Counter[str]] = {}
    for name in ATTRIBUTES:
        others = tuple(one for one in filters if one.attribute != name)
        counts[name] = Counter(
            value for entry in entries if holds(entry, others) for value in set(entry.attributes.get(name, ()))
        )
    return {name: dict(counter) for name, counter in counts.items()}


def expected_scores(
    entries: Sequence[IndexEntry], filters: Filters, *, queries: NDArray[np.float32]
) -> dict[str, float]:
    """Best pair for each entry that has a vector."""
    return {
        entry.id: float((entry.vectors @ queries.T).max())
        for entry in entries
        if len(entry.vectors) and holds(entry, filters)
    }


class _FewEntries:
    """Facts about a handful of entries."""

    def test_an_empty_index_answers_nothing(self, index: VectorIndex) -> None:
        assert index.query(make_vectors(1), filters=(), k=5) == []
        assert index.scroll(filters=(), after=None, limit=5) == []
        assert index.count(()) == 0
        assert index.facets((), attributes=["a"]) == {"a": {}}
        assert index.values("a") == frozenset()
        assert index.marker == 0

    def test_says_its_space(self, index: VectorIndex) -> None:
        assert index.space == SPACE

    def test_an_entry_scores_with_its_best_vector(self, index: VectorIndex) -> None:
        vectors = make_vectors(3)
        index.update([make_entry("a.0", vectors=vectors)], remove_assets=[], marker=1)
        (hit,) = index.query(vectors[1:2], filters=(), k=5)
        assert hit.id == "a.0"
        assert hit.score == pytest.approx(1.0, abs=_TOLERANCE)

    def test_an_entry_without_vectors_is_counted_but_not_near(self, index: VectorIndex) -> None:
        index.update([make_entry("a.0", {"k": ["v"]})], remove_assets=[], marker=1)
        assert index.count((clause("k", "v"),)) == 1
        assert index.query(make_vectors(1), filters=(), k=5) == []

    def test_removes_all_entries_of_an_asset(self, index: VectorIndex) -> None:
        entries = [make_entry(name, {"k": [name]}, vectors=make_vectors(1)) for name in ("a.0", "a.1", "b.0")]
        index.update(entries, remove_assets=[], marker=1)
        index.update([], remove_assets=["a"], marker=2)
        assert [hit.id for hit in index.query(make_vectors(1), filters=(), k=5)] == ["b.0"]
        assert index.values("k") == {"b.0"}
        assert index.marker == 2

    def test_replaces_an_asset_in_one_update(self, index: VectorIndex) -> None:
        index.update([make_entry("a.0", {"k": ["old"]}), make_entry("a.1")], remove_assets=[], marker=1)
        index.update([make_entry("a.0", {"k": ["new"]})], remove_assets=["a"], marker=2)
        assert [hit.id for hit in index.scroll(filters=(), after=None, limit=5)] == ["a.0"]
        assert index.facets((), attributes=["k"]) == {"k": {"new": 1}}

    def test_the_same_id_is_there_once(self, index: VectorIndex) -> None:
        index.update([make_entry("a.0", {"k": ["old"]})], remove_assets=[], marker=1)
        index.update([make_entry("a.0", {"k": ["new"]})], remove_assets=[], marker=2)
        assert index.count(()) == 1
        assert index.values("k") == {"new"}

    @pytest.mark.parametrize(
        ("one", "ids"),
        [
            (clause("k"), []),
            (clause("k", negate=True), ["a.0", "b.0", "c.0"]),
            (clause("k", "x"), ["a.0", "b.0"]),
            (clause("k", "x", "z"), ["a.0", "b.0"]),
            (clause("k", "y", negate=True), ["a.0", "c.0"]),
            (clause("k", "unknown"), []),
            (clause("unknown", "x"), []),
            (clause("unknown", "x", negate=True), ["a.0", "b.0", "c.0"]),
        ],
        ids=["no-value", "no-value-not", "one", "any", "not", "unknown", "no-attribute", "no-attribute-not"],
    )
    def test_a_clause(self, index: VectorIndex, one: Clause, ids: list[str]) -> None:
        entries = [make_entry("a.0", {"k": ["x"]}), make_entry("b.0", {"k": ["x", "y"]}), make_entry("c.0")]
        index.update(entries, remove_assets=[], marker=1)
        assert [hit.id for hit in index.scroll(filters=(one,), after=None, limit=5)] == ids

    def test_a_value_given_twice_counts_once(self, index: VectorIndex) -> None:
        index.update([make_entry("a.0", {"k": ["x", "x"]})], remove_assets=[], marker=1)
        assert index.facets((), attributes=["k"]) == {"k": {"x": 1}}

    def test_refuses_vectors_of_another_width(self, index: VectorIndex) -> None:
        with pytest.raises(SpaceMismatchError):
            index.update([make_entry("a.0", vectors=np.ones((1, 3), dtype=np.float32))], remove_assets=[], marker=1)
        assert index.marker == 0

    def test_forgets_everything(self, index: VectorIndex) -> None:
        index.update([make_entry("a.0", {"k": ["x"]}, vectors=make_vectors(1))], remove_assets=[], marker=7)
        index.clear()
        assert (index.count(()), index.marker, index.values("k")) == (0, 0, frozenset())


class VectorIndexSuite(_FewEntries):
    """A subclass gives the fixture `index`: loaded, empty, of SPACE.

    `number` entries are compared with the oracle.
    """

    number = 1500

    @pytest.fixture
    def entries(self, index: VectorIndex) -> list[IndexEntry]:
        """Random entries that the index holds, after additions, removals and replacements."""
        first = random_entries(self.number, seed=1)
        gone = {entry.asset_id for entry in first[: self.number // 2]}
        later = random_entries(self.number // 3, seed=2)
        index.update(first[: self.number - 100], remove_assets=[], marker=1)
        index.update(first[self.number - 100 :], remove_assets=sorted(gone), marker=2)
        index.update(later, remove_assets=[entry.asset_id for entry in later], marker=3)
        return [entry for entry in first if entry.asset_id not in gone] + later

    def test_finds_the_nearest(self, index: VectorIndex, entries: list[IndexEntry]) -> None:
        rng = random.Random(3)  # noqa: S311 - a seed makes tests repeat
        for seed in range(25):
            filters = random_filters(rng)
            queries = make_vectors(1 + seed % 3, seed=100 + seed)
            scores = expected_scores(entries, filters, queries=queries)
            hits = index.query(queries, filters=filters, k=10)
            best = sorted(scores.values(), reverse=True)[:10]
            assert len({hit.id for hit in hits}) == len(best)
            assert [hit.score for hit in hits] == pytest.approx(best, abs=_TOLERANCE)
            assert [scores[hit.id] for hit in hits] == pytest.approx(best, abs=_TOLERANCE)

    def test_counts_facets(self, index: VectorIndex, entries: list[IndexEntry]) -> None:
        rng = random.Random(4)  # noqa: S311 - a seed makes tests repeat
        for _ in range(25):
            filters = random_filters(rng)
            assert index.facets(filters, attributes=ATTRIBUTES) == expected_facets(entries, filters)
            assert index.count(filters) == sum(holds(entry, filters) for entry in entries)

    def test_scrolls_by_id(self, index: VectorIndex, entries: list[IndexEntry]) -> None:
        rng = random.Random(5)  # noqa: S311 - a seed makes tests repeat
        for filters in ((), (clause("rare", "yes"),), random_filters(rng), random_filters(rng)):
            pages: list[str] = []
            while page := index.scroll(filters=filters, after=pages[-1] if pages else None, limit=97):
                assert {hit.score for hit in page} == {0.0}
                pages += [hit.id for hit in page]
            assert pages == sorted(entry.id for entry in entries if holds(entry, filters))

    def test_names_the_values(self, index: VectorIndex, entries: list[IndexEntry]) -> None:
        for name in ATTRIBUTES:
            assert index.values(name) == {value for entry in entries for value in entry.attributes.get(name, ())}
