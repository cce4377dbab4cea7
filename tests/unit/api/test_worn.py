from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.unit.api.fakes import PRODUCT, FakeEngine, make_asset
from wornby.api.wording import Wording
from wornby.api.worn import price_of, shop_link, worn_things
from wornby.datamodel import BoundingBox, ColorFact, Fact, GarmentTags, Match, MatchState, Place

OWN = PRODUCT.sku
OTHER = "SKU-2"


def address_of(asset_id, name):
    return f"/pictures/{asset_id}/{name}"


def garment(place, kind, *, top=0.1):
    box = BoundingBox(x_min=0.2, y_min=top, x_max=0.6, y_max=top + 0.2)
    fact = Fact(value=kind, confidence=0.9, source="t")
    color = ColorFact(family="navy", name="navy", hex="#1f2c56", share=0.9, source="t")
    return GarmentTags(place=place, kind=fact, color=color, pattern=None, box=box)


def worn_by(*garments, products=(OWN,), matches=()):
    asset = make_asset("a1")
    wearer = replace(asset.tags.wearers[0], garments=garments)
    return replace(asset, tags=replace(asset.tags, wearers=(wearer,)), products=products, matches=matches)


def things(asset, *, wearer=0, picture_kind="shirt"):
    engine = FakeEngine()
    other = replace(PRODUCT, sku=OTHER, title="Navy jeans", link="https://shop.example/2", price="")
    engine.records = SimpleNamespace(get_product={OWN: PRODUCT, OTHER: other}.get)
    picture = worn_by(garment(Place.UPPER, picture_kind))
    engine.search = lambda query: SimpleNamespace(hits=[SimpleNamespace(asset=picture)])
    wording = Wording(engine.vocabulary, language="en")
    return worn_things(
        asset, tags=asset.tags, wearer=wearer, own=OWN, engine=engine, wording=wording, address=address_of
    )


def match(sku, *, garment=0, state=MatchState.CONFIRMED):
    return Match(wearer=0, garment=garment, sku=sku, score=0.9, state=state, evidence=None)


def test_nobody_wears_nothing():
    assert things(worn_by(products=()), wearer=None) == []


def test_a_garment_is_said_by_kind_and_colour():
    (thing,) = things(worn_by(garment(Place.UPPER, "t-shirt"), products=()))
    assert (thing.title, thing.color, thing.at, thing.goods) == ("T-shirt, navy", "#1f2c56", [0.4, 0.2], None)


def test_a_match_lies_on_its_garment():
    shirt, jeans = garment(Place.UPPER, "shirt"), garment(Place.LOWER, "jeans", top=0.5)
    found = things(worn_by(shirt, jeans, products=(), matches=(match(OTHER, garment=1),)))
    assert [(thing.title, thing.at) for thing in found] == [("Navy jeans", [0.4, 0.6]), ("Shirt, navy", [0.4, 0.2])]
    assert found[0].goods.link == "https://shop.example/2"


@pytest.mark.parametrize("state", [MatchState.SIMILAR, MatchState.REJECTED])
def test_what_is_only_similar_is_no_product(state):
    (thing,) = things(worn_by(garment(Place.LOWER, "jeans"), products=(), matches=(match(OTHER, state=state),)))
    assert thing.goods is None


def test_a_likely_match_is_said_to_be_one():
    (thing,) = things(
        worn_by(garment(Place.LOWER, "jeans"), products=(), matches=(match(OTHER, state=MatchState.LIKELY),))
    )
    assert thing.goods.likely


@pytest.mark.parametrize(
    ("kinds", "picture", "at"),
    [
        pytest.param(("shirt", "jacket"), "shirt", [0.4, 0.2], id="its-kind"),
        pytest.param(("t-shirt", "jeans"), "shirt", [0.4, 0.2], id="its-place"),
        pytest.param(("shirt", "shirt"), "shirt", None, id="two-can-be-it"),
        pytest.param(("boots",), "shirt", None, id="nothing-can-be-it"),
    ],
)
def test_a_given_product_lies_on_the_one_garment_that_can_be_it(kinds, picture, at):
    places = {"jeans": Place.LOWER, "boots": Place.FEET, "jacket": Place.OUTER}
    garments = [
        garment(places.get(kind, Place.UPPER), kind, top=0.1 + 0.4 * number) for number, kind in enumerate(kinds)
    ]
    own = next(thing for thing in things(worn_by(*garments), picture_kind=picture) if thing.goods)
    assert (own.goods.own, own.at) == (True, at)


def test_own_product_comes_first():
    shirt, jeans = garment(Place.UPPER, "shirt"), garment(Place.LOWER, "jeans", top=0.5)
    found = things(worn_by(jeans, shirt, matches=(match(OTHER, garment=0),)))
    assert [thing.goods.sku for thing in found] == [OWN, OTHER]


@pytest.mark.parametrize(
    ("price", "currency", "said"),
    [
        ("", "EUR", ""),
        ("29", "EUR", "€29.00"),
        ("1200.5", "USD", "$1,200.50"),
        ("29.00", "CHF", "CHF 29.00"),
        ("29", "", "29.00"),
        ("cheap", "EUR", "cheap EUR"),
    ],
)
def test_price_of(price, currency, said):
    assert price_of(replace(PRODUCT, price=price, currency=currency)) == said


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("", ""),
        ("/shop/TEE-01", "/shop/TEE-01"),
        ("https://shop.example/1", "https://shop.example/1"),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
    ],
)
def test_shop_link(link, safe):
    assert shop_link(replace(PRODUCT, link=link)) == safe
