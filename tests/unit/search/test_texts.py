"""Words looked up in texts."""

import pytest

from tests.unit.search.build import NONE, asset, clause, garment, library, tags, wearer
from wornby.datamodel import Product
from wornby.search import texts
from wornby.search.texts import TextHits, TextLookup, TextRule
from wornby.vocabulary.words import search_words

SHOWN = (clause("rights.display", "yes"),)
ASSETS = [
    asset("a", tags(wearer(garment("shirt"), hair_color="red")), products=["S1"]),
    asset("b", tags(wearer(garment("coat")), wearer(garment("shirt"))), products=["S2"], caption="A nordic ferry"),
    asset("c", tags(wearer(garment("coat"))), rights=NONE, caption="ferry"),
    asset("d", tags(wearer(garment("shirt"))), products=["S1", "S2"]),
]
PRODUCTS = [
    Product(sku="S1", title="Nordic shirt", description="Washed linen"),
    Product(sku="S2", title="Alpine coat", description="Wool"),
]


def answer(*words, filters=SHOWN, cap=100, strong=(), most=0.0, assets=ASSETS, products=PRODUCTS):
    records, index = library(assets, products)
    hits = TextHits(records, words, shown=True)
    rule = TextRule(strong=tuple(map(frozenset, strong)), most=most)
    return TextLookup(index, cap=cap).find(hits, rule, filters=filters)


def find(*words, **options):
    return answer(*words, **options).matches


def test_no_words_find_nothing():
    assert find() == {}


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["xqzv"], []),
        (["linen"], ["a.0", "d.0"]),
        (["ferry"], ["b.0", "b.1"]),
        (["nordic"], ["a.0", "b.0", "b.1", "d.0"]),
        (["s2"], ["b.0", "b.1", "d.0"]),
    ],
    ids=["nothing", "product", "caption", "both", "sku"],
)
def test_entries(words, ids):
    assert sorted(find(*words)) == ids


@pytest.mark.parametrize(
    ("entry", "words"),
    [("a.0", {"linen"}), ("b.0", {"alpine", "ferry"}), ("d.0", {"linen", "alpine"})],
    ids=["product", "product-and-caption", "two-products"],
)
def test_words_of_an_entry_are_those_of_all_its_texts(entry, words):
    assert find("linen", "alpine", "ferry")[entry].words == words


def test_more_words_score_higher():
    found = find("nordic", "linen")
    assert found["a.0"].score > found["b.0"].score


@pytest.mark.parametrize(
    ("entry", "where"), [("a.0", ("product S1",)), ("b.0", ("its caption",))], ids=["product", "caption"]
)
def test_where_the_words_stand(entry, where):
    assert find("nordic")[entry].where == where


def test_filters_hold_for_products_and_captions():
    assert sorted(find("nordic", filters=(*SHOWN, clause("hair.color", "red")))) == ["a.0"]


def test_captions_of_what_may_not_be_shown_are_not_found():
    assert "c.0" not in find("ferry")


def test_no_more_entries_than_the_cap():
    assert len(find("linen", cap=1)) == 1


@pytest.mark.parametrize(
    ("strong", "skus", "others"),
    [
        ([["nordic"]], {"S1"}, {"b.0", "b.1"}),
        ([["linen"]], {"S1"}, set()),
        ([["ferry"]], set(), {"b.0", "b.1"}),
        ([["linen"], ["alpine"]], set(), {"d.0"}),
        ([["nordic"], ["ferry"]], set(), {"b.0", "b.1"}),
        ([["alpine"], ["ferry"]], set(), {"b.0", "b.1"}),
        ([["xqzv"]], set(), set()),
    ],
    ids=["both", "product", "caption", "two-products", "one-caption", "product-and-caption", "nothing"],
)
def test_who_answers(strong, skus, others):
    found = answer(*(word for part in strong for word in part), strong=strong)
    assert (found.skus, found.others) == (skus, others)


def test_the_wearers_of_a_product_are_not_counted_twice():
    photo = asset("e", tags(wearer(garment("shirt"))), products=["S1"], caption="Linen")
    found = answer("linen", strong=[["linen"]], assets=[photo])
    assert (found.skus, found.others) == ({"S1"}, set())


def test_captions_without_rights_crowd_out_no_other(monkeypatch):
    monkeypatch.setattr(texts, "_CAPTIONS", (2, 5))
    hidden = [asset(f"a{number}", tags(wearer()), rights=NONE, caption="beachwear") for number in range(9)]
    shown = [asset(f"b{number}", tags(wearer()), caption="beachwear") for number in range(3)]
    found = answer("beachwear", strong=[["beachwear"]], assets=[*hidden, *shown])
    assert found.others == {"b0.0", "b1.0", "b2.0"}


def test_more_captions_are_looked_at_where_filters_leave_few(monkeypatch):
    monkeypatch.setattr(texts, "_CAPTIONS", (2, 20))
    crowd = [asset(f"a{number}", tags(wearer(hair_color="brown")), caption="beachwear") for number in range(9)]
    own = asset("b", tags(wearer(hair_color="red")), caption="beachwear")
    filters = (*SHOWN, clause("hair.color", "red"))
    found = answer("beachwear", strong=[["beachwear"]], assets=[*crowd, own], filters=filters)
    assert (found.others, found.capped) == ({"b.0"}, False)


def test_an_answer_says_that_more_captions_were_not_looked_at(monkeypatch):
    monkeypatch.setattr(texts, "_CAPTIONS", (2, 4))
    crowd = [asset(f"a{number}", tags(wearer()), caption="beachwear") for number in range(9)]
    found = answer("beachwear", strong=[["beachwear"]], assets=crowd)
    assert (len(found.others), found.capped) == (4, True)


@pytest.mark.parametrize(
    ("title", "skus"),
    [("", set()), ("shirt", set()), ("nordic shirt", {"S1"}), ("linen shirt", set()), ("s1 nordic", set())],
    ids=["empty", "one-word", "all", "description", "sku"],
)
def test_products_of_a_title(title, skus):
    records, _ = library(ASSETS, PRODUCTS)
    assert TextHits(records, [], title=search_words(title)).titled == skus


def test_texts_are_asked_once():
    records, index = library(ASSETS, PRODUCTS)
    hits = TextHits(records, ["linen"], shown=True)
    for _ in range(3):
        TextLookup(index, cap=9).find(hits, TextRule(), filters=SHOWN)
    assert records.asked_texts == len(("product", "asset"))
