"""Answers."""

import numpy as np
import pytest

from tests.unit.search.build import DISPLAY, NONE, asset, garment, tags, wearer
from wornby.datamodel import AssetKind, BoundingBox, Clause, Place, Product, Query
from wornby.errors import FilterError, InputError, NotFoundError
from wornby.search import IndexSync, SearchService
from wornby.testing.fakes import FakeRecordStore, FakeTagger, FakeVectorIndex
from wornby.vocabulary import load_vocabulary

SHIRT = garment("shirt", "white", "striped", vector=(1, 0, 0))
JEANS = garment("jeans", "blue", place=Place.LOWER, vector=(0, 1, 0))
COAT = garment("coat", "green", place=Place.OUTER, vector=(0, 0, 1))
LIBRARY = [
    asset("a", tags(wearer(SHIRT, hair_color="red", hair_length="short", eyewear_kind="eyeglasses")), products=["S1"]),
    asset("b", tags(wearer(COAT, hair_color="brown"), wearer(JEANS, hair_color="red")), products=["S2"]),
    asset("c", tags(wearer(SHIRT, JEANS, hair_color="red")), rights=DISPLAY),
    asset("d", tags(wearer(SHIRT, hair_color="red")), rights=NONE, products=["S1"]),
    asset("p", tags(loose=[COAT], photo="flat"), kind=AssetKind.PRODUCT, products=["S2"]),
]
PRODUCTS = [
    Product(sku="S1", title="Nordic Shirts", description="Washed linen"),
    Product(sku="S2", title="Alpine coat", description="For Nordic winters"),
]


@pytest.fixture
def records():
    store = FakeRecordStore()
    store.put_products(PRODUCTS)
    for one in LIBRARY:
        store.commit_asset(one)
    return store


@pytest.fixture
def index():
    return FakeVectorIndex()


@pytest.fixture
def service(records, index):
    IndexSync(records, index).catch_up()
    return SearchService(records, index, tagger=FakeTagger(), vocabulary=load_vocabulary())


def clause(attribute, *values, negate=False):
    return Clause(attribute=attribute, values=frozenset(values), negate=negate)


def picture(*color):
    return np.full((4, 4, 3), color, np.uint8)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ["a.0", "b.0", "b.1", "c.0", "p.x"]),
        ("red hair", ["a.0", "b.1"]),
        ("short red hair, glasses", ["a.0"]),
        ("white shirt, blue jeans", ["c.0"]),
        ("blue shirt", []),
        ("woman with red hair", ["a.0", "b.1"]),
        ("nordic", ["a.0", "b.0", "b.1", "p.x"]),
        ("nordic linen", ["a.0"]),
        ("linen, red hair", ["a.0"]),
        ("linens alpine", []),
        ("xqzv", []),
        ("red hair xqzv", []),
    ],
    ids=lambda value: value or "empty" if isinstance(value, str) else "",
)
def test_text(service, text, ids):
    assert [hit.id for hit in service.search(Query(text=text)).hits] == ids


def test_the_total_counts_the_whole_result(service):
    result = service.search(Query(k=2))
    assert (len(result.hits), result.total) == (2, 5)


def test_words_that_nothing_has_are_told_back(service):
    result = service.search(Query(text="red hair xqzv"))
    assert (result.total, [part.words for part in result.read_as if part.clause is None]) == (0, ["xqzv"])


def test_words_found_in_products_are_told_back(service):
    assert service.search(Query(text="nordic linen")).read_as[0].clause == clause("product", "S1")


def test_everything_includes_what_may_not_be_shown(service):
    assert "d.0" in [hit.id for hit in service.search(Query(everything=True)).hits]


@pytest.mark.parametrize(
    "filters",
    [(clause("rights.display", "no"),), (clause("rights.display", "yes", negate=True),)],
    ids=["no", "not-yes"],
)
def test_no_filter_opens_what_may_not_be_shown(service, filters):
    assert service.search(Query(filters=filters)).hits == ()


def test_an_index_that_lags_shows_nothing_that_may_not_be_shown(service, records):
    records.assets["a"] = asset("a", LIBRARY[0].tags, rights=NONE)
    del records.assets["c"]
    assert [hit.id for hit in service.search(Query()).hits] == ["b.0", "b.1", "p.x"]


def test_pages_of_a_filter_meet(service):
    first = service.search(Query(k=2))
    second = service.search(Query(k=2, cursor=first.cursor))
    third = service.search(Query(k=2, cursor=second.cursor))
    ids = [hit.id for page in (first, second, third) for hit in page.hits]
    assert (ids, third.cursor) == (["a.0", "b.0", "b.1", "c.0", "p.x"], None)


def test_pages_of_a_picture_meet(service):
    query = {"pixels": picture(200, 20, 0), "k": 3}
    first = service.search(Query(**query))
    second = service.search(Query(**query, cursor=first.cursor))
    ids = [hit.id for page in (first, second) for hit in page.hits]
    assert (ids, second.cursor) == (["a.0", "c.0", "b.1", "b.0", "p.x"], None)


def test_a_picture_with_a_filter(service):
    result = service.search(Query(pixels=picture(0, 0, 200), filters=(clause("hair.color", "red"),)))
    assert [hit.id for hit in result.hits] == ["a.0", "b.1"]


def test_only_the_region_counts(service):
    pixels = picture(200, 0, 0)
    pixels[:, 2:] = (0, 0, 200)
    region = BoundingBox(x_min=0.5, y_min=0, x_max=1, y_max=1)
    assert service.search(Query(pixels=pixels, region=region, k=1)).hits[0].id == "b.0"


def test_a_picture_without_garments_finds_nothing(service):
    assert service.search(Query(pixels=picture(0, 0, 0))).hits == ()


def test_a_hit_says_why(service):
    hit = service.search(Query(text="short red hair, striped shirt", pixels=picture(200, 0, 0))).hits[0]
    assert hit.why == (
        "Hair length: Short",
        "Hair colour: Red",
        "Look: Striped shirt",
        "Looks like the picture (1.00)",
    )


def test_a_hit_says_what_was_left_out(service):
    hits = service.search(Query(filters=(clause("garment.color", "white", negate=True),))).hits
    assert hits[0].why == ("Garment colour: not White",)


@pytest.mark.parametrize(("entry", "wearer_number"), [("b.1", 1), ("p.x", None)])
def test_a_hit_names_its_wearer(service, entry, wearer_number):
    hits = {hit.id: hit.wearer for hit in service.search(Query()).hits}
    assert hits[entry] == wearer_number


def test_facets_count_the_whole_result(service):
    facets = {facet.attribute: facet for facet in service.search(Query(k=1)).facets}
    counted = [(value.title, value.count, value.selected) for value in facets["hair.color"].values]
    assert counted == [("Red", 2, False), ("Brown", 1, False)]


def test_equal_counts_stand_in_the_order_of_the_vocabulary(service):
    facets = {facet.attribute: facet for facet in service.facets()}
    assert [value.value for value in facets["garment.kind"].values] == ["shirt", "coat", "jeans"]


def test_a_facet_ignores_its_own_filter_and_marks_what_is_selected(service):
    facets = {one.attribute: one for one in service.facets((clause("hair.color", "brown"),))}
    chosen = [(value.value, value.count, value.selected) for value in facets["hair.color"].values]
    assert chosen == [("red", 2, False), ("brown", 1, True)]


def test_what_is_selected_stays_though_nothing_has_it(service):
    facets = {one.attribute: one for one in service.facets((clause("hair.color", "grey"),))}
    assert ("grey", 0) in [(value.value, value.count) for value in facets["hair.color"].values]


def test_facets_do_not_count_what_may_not_be_shown(service):
    shown = {one.attribute: one for one in service.facets()}["garment.kind"].values[0].count
    all_of_them = {one.attribute: one for one in service.facets(everything=True)}["garment.kind"].values[0].count
    assert (shown, all_of_them) == (2, 3)


def test_a_gallery_shows_wearers_only(service):
    gallery = service.gallery("S2")
    assert (gallery.product.title, [hit.id for hit in gallery.result.hits]) == ("Alpine coat", ["b.0", "b.1"])


def test_a_gallery_takes_filters(service):
    found = service.gallery("S2", filters=(clause("hair.color", "brown"),))
    assert [hit.id for hit in found.result.hits] == ["b.0"]


def test_an_unknown_product_has_no_gallery(service):
    with pytest.raises(NotFoundError, match="S9"):
        service.gallery("S9")


@pytest.mark.parametrize(
    "cursor",
    ["?", "YTo=", "eDox", "cDotMQ==", "\u00e9", "cDox"],
    ids=["no-base64", "no-id", "no-kind", "negative", "no-ascii", "of-a-picture"],
)
def test_a_wrong_cursor_is_told(service, cursor):
    with pytest.raises(InputError, match="cursor"):
        service.search(Query(cursor=cursor))


def test_an_unknown_filter_is_told(service):
    with pytest.raises(FilterError, match="Did you mean"):
        service.search(Query(filters=(clause("hair.colour", "red"),)))


def test_an_endless_text_is_told(service):
    with pytest.raises(InputError, match="at most 1000"):
        service.search(Query(text="a" * 1001))


def test_no_hits_cannot_be_asked_for(service):
    with pytest.raises(InputError, match="at least one"):
        service.search(Query(k=0))
