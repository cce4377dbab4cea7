"""The contract of every store of records, about matches and what people decided."""

from dataclasses import replace
from typing import Any

import pytest

from wornby.datamodel import AssetKind, BoundingBox, IngestOptions, Match, MatchState, Outcome, Place, Rights, Verdict
from wornby.errors import NotFoundError
from wornby.interfaces.stores import RecordStore
from wornby.testing.factories import make_asset, make_decision, make_evidence, make_job, make_match, make_tags

_OTHER = make_match("SKU-2", garment=1, score=0.25, state=MatchState.SIMILAR)
_ELSEWHERE = BoundingBox(x_min=0.0, y_min=0.0, x_max=0.1, y_max=0.1)
_LOOSE = make_match("SKU-3", wearer=None, evidence=None)


def _ids(store: RecordStore, **asked: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - what list_matches takes
    return [(each.asset_id, each.standing.match.sku) for each in store.list_matches(**asked).listings]


class MatchSuite:
    """Matches, decisions, features."""

    @pytest.mark.parametrize(
        "matches",
        [(), (make_match(evidence=make_evidence()),), (_OTHER, make_match(), _LOOSE)],
        ids=["none", "motif", "in-order"],
    )
    def test_gives_back_matches(self, store: RecordStore, matches: tuple[Match, ...]) -> None:
        asset = make_asset("a", matches=matches, matcher="testing@1")
        store.commit_asset(asset)
        assert store.get_asset("a") == asset

    def test_an_asset_that_is_written_replaces_its_matches(self, store: RecordStore) -> None:
        store.commit_asset(make_asset("a", matches=(make_match(), _OTHER), matcher="testing@1"))
        store.commit_asset(make_asset("a", matches=(_OTHER,), matcher="testing@2"))
        assert store.get_assets(["a"])["a"] == make_asset("a", matches=(_OTHER,), matcher="testing@2")

    def test_of_two_matches_of_a_garment_with_a_product_the_first_counts(self, store: RecordStore) -> None:
        store.commit_asset(make_asset("a", matches=(make_match(), make_match(score=0.5))))
        found = store.get_asset("a")
        assert found is not None
        assert found.matches == (make_match(),)

    def test_puts_matches_of_an_asset_as_it_was_read(self, store: RecordStore) -> None:
        store.commit_asset(make_asset("a", tags=make_tags(2)))
        read = store.get_assets(["a"])["a"]
        assert store.put_matches(read, [make_match(), _LOOSE], matcher="testing@2")
        assert store.get_asset("a") == replace(read, matches=(make_match(), _LOOSE), matcher="testing@2")
        assert [name for _, name in store.changes(after=0)] == ["a", "a"]
        found = store.get_assets(["a"])["a"].tags
        assert found is not None
        assert found.wearers[0].garments[0].embedding is not None

    @pytest.mark.parametrize(
        "meanwhile",
        [{"tags": make_tags(3)}, {"matches": (_OTHER,)}, {"matcher": "testing@3"}, {"products": ("SKU-9",)}, None],
        ids=["tags", "matches", "matcher", "products", "gone"],
    )
    def test_puts_no_matches_of_an_asset_that_changed(
        self, store: RecordStore, meanwhile: dict[str, Any] | None
    ) -> None:
        read = make_asset("a", tags=make_tags(2))
        store.commit_asset(read)
        if meanwhile is None:
            store.delete_asset("a")
        else:
            store.commit_asset(replace(read, **meanwhile))
        before = (store.get_asset("a"), store.last_change())
        assert not store.put_matches(read, [make_match()], matcher="testing@2")
        assert (store.get_asset("a"), store.last_change()) == before

    def test_keeps_decisions_in_the_order_in_which_they_were_made(self, store: RecordStore) -> None:
        store.commit_asset(make_asset("a"))
        second = make_decision(
            "a", place=None, wearer=None, garment=1, verdict=Verdict.REJECTED, score=None, state=None, evidence=None
        )
        # Of a machine whose clock is behind.
        first = make_decision("a", evidence=make_evidence(untuned_score=0.5, untuned_state=MatchState.SIMILAR))
        store.add_decision(first)
        store.add_decision(second)
        found = store.get_asset("a")
        assert found is not None
        assert found.decisions == (first, second)
        assert store.list_decisions() == [first, second]
        assert store.list_decisions(limit=1) == [first]
        assert store.list_decisions(after=first.id, limit=9) == [second]
        assert store.list_decisions(after=second.id) == []
        assert [name for _, name in store.changes(after=0)] == ["a", "a", "a"]

    def test_an_asset_that_is_written_keeps_its_decisions(self, store: RecordStore) -> None:
        store.commit_asset(make_asset("a"))
        decision = make_decision("a")
        store.add_decision(decision)
        store.commit_asset(make_asset("a", decisions=(), matches=(make_match(),)))
        found = store.get_asset("a")
        assert found is not None
        assert found.decisions == (decision,)

    def test_takes_no_decision_on_nothing(self, store: RecordStore) -> None:
        with pytest.raises(NotFoundError):
            store.add_decision(make_decision("a"))
        assert (store.list_decisions(), store.last_change()) == ([], 0)

    def test_a_deletion_takes_everything_along(self, store: RecordStore) -> None:
        store.commit_asset(make_asset("a", matches=(make_match(),)))
        store.add_decision(make_decision("a"))
        store.put_features("a", b"points")
        store.delete_asset("a")
        assert (_ids(store), store.list_decisions(), store.get_features(["a"])) == ([], [], {})
        store.commit_asset(make_asset("a"))
        found = store.get_asset("a")
        assert found is not None
        assert (found.matches, found.decisions) == ((), ())

    @pytest.mark.parametrize(
        ("kind", "outcome", "found"),
        [
            (AssetKind.PRODUCT, Outcome.ADDED, ["S1", "S2"]),
            (AssetKind.PRODUCT, Outcome.UPDATED, ["S1", "S2"]),
            (AssetKind.PRODUCT, Outcome.KNOWN, []),
            (AssetKind.WORN, Outcome.ADDED, []),
        ],
        ids=["added", "updated", "known", "photo"],
    )
    def test_notes_products_with_the_job_that_took_their_picture_in(
        self, store: RecordStore, *, kind: AssetKind, outcome: Outcome, found: list[str]
    ) -> None:
        assert store.list_waiting() == {}
        options = IngestOptions(rights=Rights(), kind=kind, products=("S1", "S2"))
        asset = make_asset("a", kind=kind)
        store.merge_asset("a", decide=lambda _: (asset, make_job(options=options, outcome=outcome)))
        assert list(store.list_waiting().values()) == found

    def test_forgets_no_product_that_was_noted_anew(self, store: RecordStore) -> None:
        options = IngestOptions(rights=Rights(), kind=AssetKind.PRODUCT, products=("S1", "S2"))
        asset = make_asset("a", kind=AssetKind.PRODUCT)
        store.commit_asset(asset, job=make_job(options=options, outcome=Outcome.ADDED))
        seen = store.list_waiting()
        again = replace(options, products=("S1",))
        store.commit_asset(asset, job=make_job(options=again, outcome=Outcome.UPDATED))
        store.forget_waiting(list(seen))
        assert list(store.list_waiting().values()) == ["S1"]
        store.forget_waiting(list(store.list_waiting()))
        store.commit_asset(asset, job=make_job(options=again, outcome=Outcome.UPDATED))
        assert not set(store.list_waiting()) & set(seen)

    def test_keeps_features(self, store: RecordStore) -> None:
        assert store.get_features([]) == {}
        assert not store.put_features("a", b"")
        store.commit_asset(make_asset("a", kind=AssetKind.PRODUCT))
        assert store.put_features("a", b"old")
        assert store.put_features("a", b"new\x00")
        assert store.get_features(["b", "a"]) == {"a": b"new\x00"}

    def test_lists_the_shops_own_pictures(self, store: RecordStore) -> None:
        assert store.list_product_assets() == []
        pictures = [make_asset(name, kind=AssetKind.PRODUCT) for name in ("c", "A")]
        for asset in (*pictures, make_asset("b")):
            store.commit_asset(asset)
        assert store.list_product_assets() == pictures[::-1]
        assert store.list_product_assets(after="A", limit=1) == pictures[:1]

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, [("A", "SKU-1"), ("A", "SKU-2"), ("b", "SKU-1"), ("c", "SKU-4")]),
            ({"sku": "SKU-2"}, [("A", "SKU-2")]),
            ({"sku": "SKU-4"}, [("c", "SKU-4")]),
            ({"sku": "none"}, []),
            ({"state": MatchState.LIKELY}, [("A", "SKU-1")]),
            ({"state": MatchState.REJECTED}, [("b", "SKU-1")]),
            ({"state": MatchState.CONFIRMED}, [("c", "SKU-4")]),
            ({"decided": True}, [("b", "SKU-1"), ("c", "SKU-4")]),
            ({"decided": False}, [("A", "SKU-1"), ("A", "SKU-2")]),
            ({"decided": False, "state": MatchState.SIMILAR, "sku": "SKU-2"}, [("A", "SKU-2")]),
            ({"limit": 1}, [("A", "SKU-1"), ("A", "SKU-2")]),
            ({"after": "A", "limit": 1}, [("b", "SKU-1")]),
            ({"after": "A", "limit": 1, "state": MatchState.CONFIRMED}, [("c", "SKU-4")]),
            ({"after": "d"}, []),
            ({"shown": True, "after": "A"}, [("b", "SKU-1")]),
        ],
        ids=lambda value: "-".join(map(str, value.values())) or "all" if isinstance(value, dict) else "",
    )
    def test_lists_matches_as_they_stand(
        self, store: RecordStore, asked: dict[str, Any], found: list[tuple[str, str]]
    ) -> None:
        store.commit_asset(make_asset("A", matches=(make_match(), _OTHER)))
        store.commit_asset(make_asset("b", matches=(make_match(),)))
        store.commit_asset(make_asset("c", rights=Rights()))
        store.commit_asset(make_asset("d"))
        store.add_decision(make_decision("b", verdict=Verdict.REJECTED))
        store.add_decision(make_decision("c", "SKU-4", place=Place.LOWER))
        store.add_decision(make_decision("d", place=Place.FEET, box=_ELSEWHERE))
        assert _ids(store, **asked) == found

    def test_pages_of_matches_meet(self, store: RecordStore) -> None:
        for name in "abc":
            store.commit_asset(make_asset(name, matches=(make_match(), _OTHER)))
        first = store.list_matches(limit=2)
        second = store.list_matches(limit=2, after=first.after)
        assert [len(page.listings) for page in (first, second)] == [4, 2]
        assert (first.after, second.after) == ("b", None)
        assert store.list_matches(limit=3).after is None
