"""What to give up where nothing is left."""

import pytest

from tests.unit.search.build import NONE, asset, clause, garment, library, picture, service, tags, wearer
from wornby.datamodel import Product, Query
from wornby.search import IndexSync, SearchService
from wornby.search.floors import Floors, PictureFloor
from wornby.testing.fakes import FAKE_SPACE, FakeRecordStore, FakeTagger, FakeVectorIndex
from wornby.vocabulary import load_vocabulary

ASSETS = [
    asset(
        "a", tags(wearer(garment("shirt", vector=(1, 0, 0)), hair_color="red", eyewear_kind="none")), products=["S1"]
    ),
    asset("b", tags(wearer(garment("coat"), hair_color="red", eyewear_kind="none")), products=["S1"]),
    asset("c", tags(wearer(garment("coat"), hair_color="brown", eyewear_kind="sunglasses"))),
    asset("d", tags(wearer(garment("coat"), hair_color="red", eyewear_kind="sunglasses")), rights=NONE),
]
FLOORS = Floors(most_unmatched=0.34, pictures={FAKE_SPACE.name: PictureFloor(sure=0.5, doubtful=0.5, sure_from=0.6)})


class CountingIndex(FakeVectorIndex):
    """Counts how often vectors are compared."""

    queries = 0

    def query(self, vectors, *, filters, k, floor=None):
        self.queries += 1
        return super().query(vectors, filters=filters, k=k, floor=floor)


def hints(text="", **query):
    result = service(ASSETS, [Product(sku="S1", title="Nordic")], floors=FLOORS).search(Query(text=text, **query))
    return [(one.part, one.count) for one in result.relaxations]


def test_nothing_asked():
    assert hints() == []


def test_what_is_found_needs_no_hint():
    assert hints("red hair") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("red hair, sunglasses", [("sunglasses", 2), ("red hair", 1)]),
        ("red hair, xqzv", [("xqzv", 2)]),
        ("nordic sunglasses", [("sunglasses", 2), ("nordic", 1)]),
        ("xqzv", []),
        ("xqzv blorp", []),
        ("nice xqzv", []),
        ("red hair xqzv blorp", [("xqzv, blorp", 2)]),
        ("green shirt", [("green", 1)]),
        ("dark blue coat", [("dark blue", 2)]),
        ("#1e3a5f shirt", [("#1e3a5f", 1)]),
        ("woman with red hair and sunglasses", [("sunglasses", 2), ("red hair", 1)]),
    ],
    ids=[
        "clauses",
        "word",
        "word-and-clause",
        "only-part",
        "two-words",
        "weak-rest",
        "all-unread",
        "colour",
        "shade",
        "code",
        "weak",
    ],
)
def test_parts_of_a_text(text, found):
    assert hints(text) == found


def test_filters_are_named_as_they_are_written():
    found = hints(filters=(clause("hair.color", "red"), clause("eyewear.kind", "sunglasses")))
    assert found == [("eyewear.kind=sunglasses", 2), ("hair.color=red", 1)]


def test_a_part_that_was_dropped_is_no_hint():
    assert hints("red hair, sunglasses, xqzv", drop=frozenset({"xqzv"})) == [("sunglasses", 2), ("red hair", 1)]


def test_a_picture_can_be_given_up():
    found = hints("red hair", pixels=picture(0, 0, 9))
    assert found == [("picture", 2)]


def test_a_gallery_says_which_filter_to_give_up():
    found = service(ASSETS, [Product(sku="S1", title="Nordic")]).gallery("S1", filters=(clause("hair.color", "grey"),))
    assert [(one.part, one.count) for one in found.result.relaxations] == [("hair.color=grey", 2)]


def test_a_long_question_gets_hints_too():
    text = "red hair " + " ".join(f"word{number}" for number in range(40))
    assert [count for _, count in hints(text)] == [2]


def test_words_that_stand_twice_are_no_hint():
    assert "green" not in dict(hints("green shirt, green bag"))


@pytest.mark.parametrize(
    "text",
    ["navy shirt", "dark blue coat", "red hair xqzv blorp", "jacket size M under 50 euros", "red hair, sunglasses"],
)
def test_what_a_hint_names_can_be_dropped(text):
    for part, count in hints(text):
        query = Query(text=text, drop=frozenset({part}))
        assert service(ASSETS, [Product(sku="S1", title="Nordic")], floors=FLOORS).search(query).total == count


def test_nothing_is_ranked_again_for_hints():
    index = CountingIndex()
    records = FakeRecordStore()
    for one in ASSETS:
        records.commit_asset(one)
    IndexSync(records, index).catch_up()
    found = SearchService(records, index, tagger=FakeTagger(), vocabulary=load_vocabulary(), floors=FLOORS)
    filters = (clause("hair.color", "grey"), clause("garment.kind", "shirt"))
    result = found.search(Query(text="sunglasses, white shirt", pixels=picture(9, 0, 0), filters=filters))
    # The answer, a facet for each filter, and once for all hints.
    assert (result.total, index.queries) == (0, 2 + len(filters))


def test_texts_are_looked_up_once_for_answer_facets_and_hints():
    records, index = library(ASSETS, [Product(sku="S1", title="Nordic")])
    found = SearchService(records, index, tagger=FakeTagger(), vocabulary=load_vocabulary(), floors=FLOORS)
    filters = (clause("hair.color", "grey"), clause("garment.kind", "shirt"))
    found.search(Query(text="nordic wool, sunglasses", filters=filters))
    # Of products, of captions, and the whole text as a title.
    assert records.asked_texts == len(("product", "asset", "title"))
