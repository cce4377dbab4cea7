"""Who is sure to wear a product comes first."""

from dataclasses import replace

import pytest

from tests.unit.search.build import asset, garment, tags, wearer
from wornby.datamodel import Clause, MatchState, Product, Verdict
from wornby.errors import InputError
from wornby.search import IndexSync, SearchService
from wornby.testing.factories import make_decision, make_match
from wornby.testing.fakes import FakeRecordStore, FakeTagger, FakeVectorIndex
from wornby.vocabulary import load_vocabulary

SHIRT = garment("shirt", vector=(1, 0, 0))
RED = Clause(attribute="hair.color", values=frozenset({"red"}))


def photo(name, *, given=(), state=None, hair="red"):
    matches = () if state is None else (make_match("S1", state=state),)
    return replace(asset(name, tags(wearer(SHIRT, hair_color=hair)), products=given), matches=matches)


@pytest.fixture
def records():
    store = FakeRecordStore()
    store.put_products([Product(sku="S1", title="Shirt")])
    return store


def gallery(records, **asked):
    index = FakeVectorIndex()
    IndexSync(records, index).catch_up()
    service = SearchService(records, index, tagger=FakeTagger(), vocabulary=load_vocabulary())
    return service.gallery("S1", **asked).result


def fill(records):
    """Likely: a, d, f. Given: b, e. Confirmed: c. Similar: g."""
    states = dict.fromkeys("adf", MatchState.LIKELY) | {"c": MatchState.CONFIRMED, "g": MatchState.SIMILAR}
    for name in "abcdefg":
        records.commit_asset(photo(name, given=("S1",) if name in "be" else (), state=states.get(name)))


def test_a_product_that_nobody_wears_has_an_empty_gallery(records):
    result = gallery(records)
    assert (result.hits, result.total, result.cursor) == ((), 0, None)


def test_likely_ones_come_last_and_say_so(records):
    fill(records)
    result = gallery(records)
    assert [hit.id[0] for hit in result.hits] == ["b", "c", "e", "a", "d", "f"]
    assert [hit.carried.value for hit in result.hits] == ["given", "confirmed", "given", *["likely"] * 3]
    assert (result.total, result.cursor) == (6, None)


@pytest.mark.parametrize("k", range(1, 8))
def test_pages_meet(records, k):
    fill(records)
    pages = [gallery(records, k=k)]
    while pages[-1].cursor:
        pages.append(gallery(records, k=k, cursor=pages[-1].cursor))
    assert [hit.id[0] for page in pages for hit in page.hits] == ["b", "c", "e", "a", "d", "f"]
    assert {page.total for page in pages} == {6}
    assert all(len(page.hits) == k for page in pages[:-1])
    assert pages[-1].hits


def test_without_likely_ones_the_order_is_that_of_the_photos(records):
    for name in "ba":
        records.commit_asset(photo(name, given=("S1",)))
    assert [hit.id for hit in gallery(records).hits] == ["a.0", "b.0"]


def test_likely_ones_alone_fill_a_gallery(records):
    for name in "ab":
        records.commit_asset(photo(name, state=MatchState.LIKELY))
    first = gallery(records, k=1)
    assert [hit.id for hit in (*first.hits, *gallery(records, k=1, cursor=first.cursor).hits)] == ["a.0", "b.0"]


def test_filters_hold_in_both_passes(records):
    records.commit_asset(photo("a", state=MatchState.LIKELY, hair="red"))
    records.commit_asset(photo("b", state=MatchState.LIKELY, hair="brown"))
    records.commit_asset(photo("c", given=("S1",), hair="red"))
    records.commit_asset(photo("d", given=("S1",), hair="brown"))
    result = gallery(records, filters=(RED,))
    assert ([hit.id for hit in result.hits], result.total) == (["c.0", "a.0"], 2)
    counts = {
        value.value: value.count for facet in result.facets if "hair" in facet.attribute for value in facet.values
    }
    assert counts == {"red": 2, "brown": 2}


def test_a_decision_moves_a_photo(records):
    fill(records)
    records.add_decision(make_decision("a", "S1", box=SHIRT.box))
    records.add_decision(make_decision("b", "S1", box=SHIRT.box, verdict=Verdict.REJECTED))
    assert [hit.id[0] for hit in gallery(records).hits] == ["a", "c", "e", "d", "f"]


def test_nothing_is_said_of_the_passes(records):
    fill(records)
    assert [hit.why for hit in gallery(records).hits] == [()] * 6


def test_a_cursor_that_is_none_is_refused(records):
    fill(records)
    with pytest.raises(InputError):
        gallery(records, cursor="likely.%%%")


def test_facets_are_counted_once(records):
    fill(records)
    index = FakeVectorIndex()
    IndexSync(records, index).catch_up()
    service = SearchService(records, index, tagger=FakeTagger(), vocabulary=load_vocabulary())
    counted = []
    count = service._facets.count_ranked
    service._facets.count_ranked = lambda asked, ranked, crowd: (
        counted.append(asked) or count(asked, ranked, crowd=crowd)
    )
    result = service.gallery("S1").result
    assert (len(counted), bool(result.facets), result.total) == (1, True, 6)
