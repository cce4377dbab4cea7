"""Counts over the whole result."""

from dataclasses import replace

import pytest

from tests.unit.search.build import NONE, asset, clause, garment, picture, service, tags, wearer
from wornby.datamodel import Query
from wornby.search.floors import Floors, PictureFloor
from wornby.testing.fakes import FAKE_SPACE

NEAR, FAR = (1, 0, 0), (0, 0, 1)
ASSETS = [
    asset("a", tags(wearer(garment("shirt", "red", vector=NEAR), hair_color="red"))),
    asset("b", tags(wearer(garment("coat", "blue", vector=NEAR), hair_color="brown"))),
    asset("c", tags(wearer(garment("shirt", "green", vector=FAR), hair_color="brown"))),
    asset("d", tags(wearer(garment("shirt", "red", vector=NEAR), hair_color="grey")), rights=NONE),
]
FLOORS = Floors(most_unmatched=0.34, pictures={FAKE_SPACE.name: PictureFloor(sure=0.5, doubtful=0.5, sure_from=0.6)})


def counts(attribute, **query):
    facets = {facet.attribute: facet for facet in service(ASSETS, floors=FLOORS).search(Query(**query)).facets}
    return {value.value: value.count for value in facets[attribute].values} if attribute in facets else {}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"red": 1, "brown": 2}),
        ({"k": 1}, {"red": 1, "brown": 2}),
        ({"pixels": picture(9, 0, 0)}, {"red": 1, "brown": 1}),
        ({"pixels": picture(9, 0, 0), "k": 1}, {"red": 1, "brown": 1}),
        ({"like": "c.0"}, {}),
    ],
    ids=["all", "page", "picture", "page-of-a-picture", "like"],
)
def test_the_whole_result_is_counted(query, found):
    assert counts("hair.color", **query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"red": 1, "brown": 2}),
        ({"pixels": picture(9, 0, 0)}, {"red": 1, "brown": 1}),
    ],
    ids=["filter", "picture"],
)
def test_a_facet_ignores_its_own_filter(query, found):
    assert counts("hair.color", **query, filters=(clause("hair.color", "red"),)) == found


@pytest.mark.parametrize("query", [{}, {"pixels": picture(9, 0, 0)}], ids=["text", "text-and-picture"])
def test_a_facet_counts_under_what_the_text_says_of_it(query):
    assert counts("hair.color", **query, text="red hair") == {"red": 1}


def test_a_facet_counts_under_the_other_filters():
    found = counts("garment.color", pixels=picture(9, 0, 0), filters=(clause("hair.color", "brown"),))
    assert found == {"blue": 1}


def test_values_of_one_facet_are_alternatives():
    filters = (clause("hair.color", "red", "brown"), clause("garment.kind", "shirt"))
    hits = service(ASSETS).search(Query(filters=filters)).hits
    assert [hit.id for hit in hits] == ["a.0", "c.0"]


def test_where_nothing_is_found_what_is_selected_stays():
    found = counts("hair.color", text="xqzv", filters=(clause("hair.color", "red"),))
    assert found == {"red": 0}


@pytest.mark.parametrize("query", [{"text": "ferry"}, {"pixels": picture(9, 0, 0)}], ids=["text", "picture"])
def test_a_facet_counts_alternatives_where_a_filter_leaves_nothing(query):
    photos = [*ASSETS, asset("e", tags(wearer(garment("shirt", vector=FAR), hair_color="black")), caption="A ferry")]
    photos[1] = replace(photos[1], caption="The ferry")
    result = service(photos, floors=FLOORS).search(Query(**query, filters=(clause("hair.color", "grey"),)))
    (facet,) = (one for one in result.facets if one.attribute == "hair.color")
    assert (result.total, sum(value.count for value in facet.values)) == (0, 2)


def test_what_the_text_says_is_selected():
    facets = {facet.attribute: facet for facet in service(ASSETS).search(Query(text="red hair")).facets}
    assert [value.value for value in facets["hair.color"].values if value.selected] == ["red"]
