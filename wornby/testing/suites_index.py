"""The contract of every vector index, with an oracle in plain Python."""

import random
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from wornby.datamodel import Clause, Filters, IndexEntry
from wornby.errors import SpaceMismatchError
from wornby.interfaces.stores import VectorIndex
from wornby.testing.factories import SPACE, make_entry, make_vectors

ATTRIBUTES = ("upper.kind", "upper_kind", "sku", "many", "rare")
_TOLERANCE = 0.01
"""Stores may keep vectors as float16."""


def clause(attribute: str, *values: str, negate: bool = False, fixed: bool = False) -> Clause:
    """A clause in few words."""
    return Clause(attribute=attribute, values=frozenset(values), negate=negate, fixed=fixed)


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
        attributes["many"] = rng.choices([f"m{value}" for value in range(400)], k=rng.choice((0, 1, 3)))
        if rng.random() < 0.02:
            attributes["rare"] = ["yes"]
        garments = vectors[4 * row : 4 * row + rng.choice((0, 1, 2, 4))]
        entries.append(make_entry(f"{rng.randrange(16**8):08x}-{row}.{row % 3}", attributes, vectors=garments))
    return entries


def random_filters(rng: random.Random) -> Filters:
    """Up to three clauses; some values are unknown."""
    return tuple(
        clause(
            name,
            *rng.sample([f"{name[0]}{value}" for value in range(8)], k=rng.randint(1, 3)),
            negate=rng.random() < 0.3,
            fixed=rng.random() < 0.3,
        )
        for name in (rng.choice(ATTRIBUTES[:4]) for _ in range(rng.choice((0, 1, 1, 2, 3))))
    )


def holds(entry: IndexEntry, filters: Filters) -> bool:
    """Whether all clauses hold."""
    return all((not one.values.isdisjoint(entry.attributes.get(one.attribute, ()))) != one.negate for one in filters)


def random_ids(entries: Sequence[IndexEntry], rng: random.Random) -> list[str]:
    """Some ids of entries, and some of none."""
    known = rng.sample([entry.id for entry in entries], k=rng.choice((0, 1, 20, len(entries) // 2)))
    return [*known, *(f"unknown.{number}" for number in range(rng.choice((0, 3))))]


def expected_facets(entries: Sequence[IndexEntry], filters: Filters) -> dict[str, dict[str, int]]:
    """Counts as the contract says."""
    counts: dict[str, Counter[str]] = {}
    for name in ATTRIBUTES:
        others = tuple(one for one in filters if not one.is_own_of(name))
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

    def test_an_empty_index_has_none_among_ids(self, index: VectorIndex) -> None:
        assert index.count((), among=["a.0"]) == 0
        assert index.facets((), attributes=["a"], among=["a.0"]) == {"a": {}}

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

    @pytest.mark.parametrize(
        ("among", "counts"),
        [
            ([], {}),
            (["unknown.0"], {}),
            (["a.0"], {"x": 1}),
            (["b.0", "c.0", "unknown.0"], {"x": 1, "y": 1}),
            ({"a.0", "b.0"}, {"x": 2, "y": 1}),
        ],
        ids=["none", "unknown", "one", "some", "set"],
    )
    def test_counts_among_ids(self, index: VectorIndex, among: Collection[str], counts: dict[str, int]) -> None:
        entries = [make_entry("a.0", {"k": ["x"]}), make_entry("b.0", {"k": ["x", "y"]}), make_entry("c.0")]
        index.update(entries, remove_assets=[], marker=1)
        assert index.facets((), attributes=["k"], among=among) == {"k": counts}
        assert index.count((clause("k", "x"),), among=among) == counts.get("x", 0)

    def test_entries_of_some_assets(self, index: VectorIndex) -> None:
        entries = [make_entry(name, {"sku": [sku]}) for name, sku in (("b.1", "s"), ("a.0", "s"), ("b.0", "t"))]
        index.update([*entries, make_entry("c.0", {"sku": ["s"]})], remove_assets=[], marker=1)
        wanted: tuple[list[str], ...] = (["b", "a", "z"], ["b", "a", "c"], [])
        found = [[hit.id for hit in index.of_assets(ids, filters=(clause("sku", "s"),))] for ids in wanted]
        assert found == [["a.0", "b.1"], ["a.0", "b.1", "c.0"], []]

    def test_a_removed_entry_is_not_of_its_asset(self, index: VectorIndex) -> None:
        index.update([make_entry("a.0", {}), make_entry("b.0", {})], remove_assets=[], marker=1)
        index.update([], remove_assets=["a"], marker=2)
        assert [hit.id for hit in index.of_assets(["a", "b"], filters=())] == ["b.0"]

    def test_a_removed_entry_is_not_among_ids(self, index: VectorIndex) -> None:
        index.update([make_entry("a.0", {"k": ["x"]}), make_entry("b.0", {"k": ["x"]})], remove_assets=[], marker=1)
        index.update([], remove_assets=["a"], marker=2)
        assert index.count((), among=["a.0", "b.0"]) == 1
        assert index.facets((), attributes=["k"], among=["a.0"]) == {"k": {}}

    @pytest.mark.parametrize(
        ("floor", "ids"),
        [
            (None, ["a.0", "b.0", "c.0"]),
            (-1.0, ["a.0", "b.0", "c.0"]),
            (0.5, ["a.0", "b.0"]),
            (0.9, ["a.0"]),
            (1.5, []),
        ],
        ids=["none", "least", "some", "one", "above-all"],
    )
    def test_a_floor_bounds_scores(self, index: VectorIndex, floor: float | None, ids: list[str]) -> None:
        axes = np.eye(SPACE.dimensions, dtype=np.float32)
        near = (0.8 * axes[0] + 0.6 * axes[1])[None]
        entries = [
            make_entry("a.0", vectors=axes[:1]),
            make_entry("b.0", vectors=np.concatenate([axes[2:3], near])),
            make_entry("c.0", vectors=axes[3:4]),
        ]
        index.update(entries, remove_assets=[], marker=1)
        assert [hit.id for hit in index.query(axes[:1], filters=(), k=5, floor=floor)] == ids

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

    def test_finds_what_reaches_a_floor(self, index: VectorIndex, entries: list[IndexEntry]) -> None:
        rng = random.Random(6)  # noqa: S311 - a seed makes tests repeat
        for seed in range(10):
            filters = random_filters(rng)
            queries = make_vectors(1 + seed % 2, seed=200 + seed)
            scores = expected_scores(entries, filters, queries=queries)
            floor = rng.uniform(0.4, 0.9)
            hits = index.query(queries, filters=filters, k=20, floor=floor)
            best = [score for score in sorted(scores.values(), reverse=True)[:20] if score >= floor + _TOLERANCE]
            assert [hit.score for hit in hits][: len(best)] == pytest.approx(best, abs=_TOLERANCE)
            assert all(hit.score >= floor and scores[hit.id] >= floor - _TOLERANCE for hit in hits)

    def test_counts_among_random_ids(self, index: VectorIndex, entries: list[IndexEntry]) -> None:
        rng = random.Random(7)  # noqa: S311 - a seed makes tests repeat
        for _ in range(25):
            filters, among = random_filters(rng), random_ids(entries, rng)
            some = [entry for entry in entries if entry.id in set(among)]
            assert index.facets(filters, attributes=ATTRIBUTES, among=among) == expected_facets(some, filters)
            assert index.count(filters, among=among) == sum(holds(entry, filters) for entry in some)

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
