"""Answers."""

from dataclasses import replace

import pytest

from tests.unit.search import build
from tests.unit.search.build import DISPLAY, NONE, asset, clause, garment, picture, tags, wearer
from wornby.datamodel import AssetKind, BoundingBox, Place, Product, Query
from wornby.errors import FilterError, InputError, NotFoundError
from wornby.search import IndexSync, SearchService, ranking, texts
from wornby.search.cursor import Cursor
from wornby.search.floors import Floors, PictureFloor
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


def test_words_that_were_looked_up_are_told_back(service):
    parts = service.search(Query(text="nordic, red hair")).read_as
    assert [(part.words, part.text) for part in parts] == [("nordic", True), ("red hair", False)]


def test_a_dropped_part_is_told_back_and_does_not_count(service):
    result = service.search(Query(text="short red hair, glasses", drop=frozenset({"glasses"})))
    assert [part.words for part in result.read_as if part.dropped] == ["glasses"]


def test_like_this_but_with_something_else(service):
    hits = service.search(Query(like="c.0", text="glasses")).hits
    assert [hit.id for hit in hits] == ["a.0"]


def test_an_entry_is_not_among_those_like_it(service):
    assert "c.0" not in [hit.id for hit in service.search(Query(like="c.0")).hits]


def test_what_may_not_be_shown_cannot_be_looked_for(service):
    with pytest.raises(NotFoundError):
        service.search(Query(like="d.0"))


def test_pages_of_a_text_meet(service):
    first = service.search(Query(text="nordic", k=3))
    second = service.search(Query(text="nordic", k=3, cursor=first.cursor))
    ids = [hit.id for page in (first, second) for hit in page.hits]
    assert (ids, first.total, second.cursor) == (["a.0", "b.0", "b.1", "p.x"], 4, None)


def test_a_query_without_an_answer_says_what_to_drop(service):
    result = service.search(Query(text="red hair xqzv"))
    assert [(one.part, one.count) for one in result.relaxations] == [("xqzv", 2)]


def test_a_picture_below_the_floor_has_no_answer(records, index):
    IndexSync(records, index).catch_up()
    floors = Floors(
        most_unmatched=0.3, pictures={index.space.name: PictureFloor(sure=0.9, doubtful=0.9, sure_from=0.6)}
    )
    strict = SearchService(records, index, tagger=FakeTagger(), vocabulary=load_vocabulary(), floors=floors)
    assert strict.search(Query(pixels=picture(9, 9, 9))).total == 0


def test_the_garments_of_a_picture_are_told(records, index):
    tagger = FakeTagger()
    tagger.garments = (SHIRT,)
    found = SearchService(records, index, tagger=tagger, vocabulary=load_vocabulary())
    assert [one.kind for one in found.search(Query(pixels=picture(9, 9, 9))).garments] == ["shirt"]


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
    ["?", "YTo=", "eDox", "cDotMQ==", "\u00e9"],
    ids=["no-base64", "no-id", "no-kind", "negative", "no-ascii"],
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


def test_a_cursor_of_places_is_taken_where_nothing_ranks_any_more(service):
    hits = service.search(Query(cursor=Cursor(position=3).text())).hits
    assert [hit.id for hit in hits] == ["c.0", "p.x"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("S1", ["a.0"]),
        ("s9", []),
        ("Nordic shirts", ["a.0"]),
        ("alpine coat", ["b.0", "p.x", "b.1"]),
        ("coat alpine", ["b.0", "p.x", "b.1"]),
        ("alpine jeans", ["b.1"]),
    ],
    ids=["sku", "no-sku", "title", "title-of-a-coat", "turned-round", "no-title"],
)
def test_a_product_is_found_by_its_sku_and_title(service, text, ids):
    assert [hit.id for hit in service.search(Query(text=text)).hits] == ids


@pytest.mark.parametrize(
    "query",
    [
        {"text": "red hair"},
        {"filters": (clause("hair.color", "red"),)},
        {"text": "red hair", "pixels": picture(9, 0, 0)},
    ],
    ids=["text", "filter", "picture"],
)
def test_an_index_that_lags_gives_nothing_by_what_was_taken_back(service, records, query):
    records.assets["a"] = replace(LIBRARY[0], rights=DISPLAY)
    assert "a.0" not in [hit.id for hit in service.search(Query(**query)).hits]


def test_total_and_facets_of_a_text_count_all_that_pages_give(monkeypatch):
    monkeypatch.setattr(ranking, "MOST_RANKED", 3)
    hair = ["brown", "brown", "brown", "brown", "red", "red", "black"]
    photos = [
        asset(f"a{number}", tags(wearer(SHIRT, hair_color=color)), products=["Z"]) for number, color in enumerate(hair)
    ]
    found = build.service(photos, [Product(sku="Z", title="Zephyr")])
    counts = {}
    for filters in ((), (clause("hair.color", "brown"),)):
        result = found.search(Query(text="zephyr", filters=filters))
        (facet,) = (one for one in result.facets if one.attribute == "hair.color")
        counts[len(filters)] = (len(result.hits), result.total, {value.value: value.count for value in facet.values})
    everybody = {"brown": 4, "red": 2, "black": 1}
    assert counts == {0: (7, 7, everybody), 1: (4, 4, everybody)}


def test_captions_of_what_may_not_be_shown_crowd_out_no_others(monkeypatch):
    monkeypatch.setattr(texts, "_CAPTIONS", (3, 6))
    hidden = [asset(f"a{number}", tags(wearer(SHIRT)), rights=NONE, caption="beachwear") for number in range(20)]
    shown = [asset(f"b{number}", tags(wearer(SHIRT)), caption="beachwear") for number in range(4)]
    result = build.service([*hidden, *shown]).search(Query(text="beachwear"))
    assert (result.total, len(result.hits), result.capped) == (4, 4, False)


def test_what_wornby_never_states_finds_nothing(records, index):
    records.commit_asset(asset("m", tags(wearer(SHIRT)), caption="A muslim woman"))
    IndexSync(records, index).catch_up()
    found = SearchService(records, index, tagger=FakeTagger(), vocabulary=load_vocabulary())
    assert found.search(Query(text="muslim")).total == 0


def test_a_long_title_without_spaces_is_found():
    title = "".join(map(chr, range(0x4E00, 0x4E00 + 80)))
    photo = asset("a", tags(wearer(SHIRT)), products=["Z"])
    found = build.service([photo], [Product(sku="Z", title=title)])
    assert [hit.id for hit in found.search(Query(text=title)).hits] == ["a.0"]
