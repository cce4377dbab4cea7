import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wornby.datamodel import IndexEntry, Product
from wornby.errors import FilterError, InputError, NotFoundError
from wornby.search.crowds import CrowdPolicy
from wornby.search.representation import RepresentationReporter
from wornby.stores.scan_index import ScanVectorIndex
from wornby.testing.factories import SPACE, make_vectors
from wornby.testing.fakes import FakeRecordStore
from wornby.vocabulary import load_vocabulary

WORDS = load_vocabulary()
EVERYBODY = {"asset.kind": ("worn",), "rights.display": ("yes",), "crowd.real": ("yes",)}


def wearer(number, *skus, **facts):
    """A wearer; `facts` with two underscores for a dot."""
    given = {name.replace("__", "."): value for name, value in facts.items()}
    attributes = {**EVERYBODY, "product": skus} | {
        name: value if isinstance(value, tuple) else (value,) for name, value in given.items()
    }
    return IndexEntry(id=f"a{number}.0", asset_id=f"a{number}", attributes=attributes, vectors=make_vectors(0))


def reporter(*wearers, skus=("S1", "S2", "S3"), k=1):
    records, index = FakeRecordStore(), ScanVectorIndex(SPACE)
    records.put_products([Product(sku=sku, title=f"Shirt {sku}") for sku in skus])
    index.update(list(wearers), remove_assets=[], marker=1)
    return RepresentationReporter(index, records, vocabulary=WORDS, policy=CrowdPolicy(k=k))


def counts(product, attribute):
    (spread,) = [each for each in product.attributes if each.attribute == attribute]
    return {each.value: each.count for each in spread.values if each.count}


def tall(numbers, sku="S1", **facts):
    return [wearer(number, sku, body__height="190-up", **facts) for number in numbers]


def test_an_empty_library_lacks_everything():
    report = reporter().report(limit=2)
    (first, second) = report.products
    assert (first.sku, second.sku, first.wearers) == ("S1", "S2", 0)
    assert {gap.ask for gap in first.gaps} == {"photos"}


def test_it_looks_at_what_may_be_stated_of_sizes_bodies_and_hair():
    looked_at = reporter().attributes()
    assert {"size.worn", "body.build", "body.height", "hair.color", "hair.length"} <= set(looked_at)
    assert not [name for name in looked_at if name.partition(".")[0] not in {"size", "body", "hair"}]


def test_counts_wearers_by_product_and_value():
    found = reporter(*tall(range(3)), wearer(9, "S1", "S2", hair__color="red")).report("S1")
    (product,) = found.products
    assert (product.wearers, product.title) == (4, "Shirt S1")
    assert (counts(product, "body.height"), counts(product, "hair.color")) == ({"190-up": 3}, {"red": 1})


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"rights__display": "no"}, id="may-not-be-shown"),
        pytest.param({"asset__kind": "generated"}, id="generated"),
        pytest.param({"asset__kind": "product"}, id="of-the-shop"),
    ],
)
def test_counts_as_galleries_do(other):
    (product,) = reporter(*tall([1], **other)).report("S1").products
    assert (product.wearers, counts(product, "body.height")) == (0, {})


def test_what_is_not_visible_is_no_gap():
    (product,) = reporter().report("S1").products
    assert "not_visible" not in {gap.value for gap in product.gaps}


def test_gaps_come_worst_first_and_enough_is_none():
    (product,) = (
        reporter(*tall(range(3)), wearer(9, "S1", body__height="under-160"))
        .report("S1", attribute="body.height", least=3)
        .products
    )
    assert [(gap.value, gap.missing) for gap in product.gaps] == [
        ("160-169", 3),
        ("170-179", 3),
        ("180-189", 3),
        ("under-160", 2),
    ]


def test_those_who_said_nothing_are_asked_before_anybody_else():
    silent = [wearer(number, "S1", hair__color="red") for number in range(3)]
    (product,) = reporter(*silent).report("S1", least=3).products
    asks = {gap.attribute: gap.ask for gap in product.gaps}
    assert (asks["body.height"], asks["hair.color"]) == ("statements", "photos")


def test_products_with_most_wearers_come_first_and_those_without_any_last():
    read = reporter(*tall([1], "S2"), *tall([2, 3], "S3"), skus=("S1", "S2", "S3", "S4"))
    assert [each.sku for each in read.report().products] == ["S3", "S2", "S1", "S4"]


def test_pages_hold_every_product_once():
    read = reporter(*tall([1, 2], "S2"), *tall([3, 4], "S3"), *tall([5], "S5"), skus=[f"S{n}" for n in range(1, 8)])
    found, cursor = [], None
    while True:
        page = read.report(limit=2, cursor=cursor)
        found += [each.sku for each in page.products]
        cursor = page.cursor
        if cursor is None:
            break
    assert found == ["S2", "S3", "S5", "S1", "S4", "S6", "S7"]


def test_a_page_says_what_the_report_of_one_product_says():
    read = reporter(*tall(range(4)), *(wearer(9 + n, "S1", "S2", size__worn="m") for n in range(3)))
    (alone,) = read.report("S2").products
    assert alone in read.report().products


def test_a_product_that_is_sold_no_more_is_left_out():
    assert [each.sku for each in reporter(*tall([1], "GONE"), skus=["S1"]).report().products] == ["S1"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        pytest.param({"sku": "S9"}, NotFoundError, id="product"),
        pytest.param({"attribute": "garment.color"}, FilterError, id="attribute"),
        pytest.param({"cursor": "S1"}, InputError, id="cursor"),
        pytest.param({"cursor": "UzE="}, InputError, id="cursor-of-something-else"),
    ],
)
def test_refuses(asked, error):
    with pytest.raises(error):
        reporter().report(**asked)


def test_others_than_the_staff_get_counts_in_steps():
    read = reporter(*tall(range(7)), *(wearer(10 + n, "S1", body__height="under-160") for n in range(3)), k=5)
    told, exact = read.report("S1"), read.report("S1", exact=True)
    assert (told.at_least, exact.at_least) == (True, False)
    assert (told.products[0].wearers, counts(told.products[0], "body.height")) == (10, {"190-up": 5})
    assert counts(exact.products[0], "body.height") == {"190-up": 7, "under-160": 3}


@given(st.lists(st.sampled_from(["under-160", "190-up", None]), max_size=30))
@settings(max_examples=30, deadline=None)
def test_every_told_count_is_a_whole_step(heights):
    """So the difference of any two is none, or a group that is large enough."""
    people = [
        wearer(number, "S1", **({} if height is None else {"body__height": height}))
        for number, height in enumerate(heights)
    ]
    (product,) = reporter(*people, k=5).report("S1").products
    told = [product.wearers, *counts(product, "body.height").values()]
    assert all(number % 5 == 0 for number in told)
