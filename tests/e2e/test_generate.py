"""Generated pictures through the whole library: made, judged, taken in, found, shown or not, deleted."""

from dataclasses import replace

import pytest

from tests.e2e import generated_shop as shop
from tests.e2e.drawn_shop import draw_photo, figures
from wornby.datamodel import AssetKind, Clause, IngestOptions, Outcome, Purpose, Query, Rights, RightsState
from wornby.datamodel.library import PictureOrder
from wornby.errors import InputError, NotFoundError, UnknownComponentError
from wornby.testing.fakes_generators import without

TALL = (Clause(attribute="body.height", values=frozenset({"180-189"})),)


@pytest.fixture
def engine(tmp_path, monkeypatch):
    shop.install(monkeypatch)
    with shop.open_shop(tmp_path / "home") as opened:
        yield opened


def order(tags="red hair, tall, black tote bag", **changes):
    return replace(PictureOrder(product=shop.SKU, tags=tags, width_px=256, height_px=384), **changes)


def test_a_generated_picture_is_an_asset_like_any_other(engine):
    (made,) = engine.generate(order())
    asset = engine.get_asset(made.asset.id)
    assert (asset.kind, asset.products) == (AssetKind.GENERATED, (shop.SKU,))
    assert asset.generation.fidelity.passed
    assert asset.generation.tags == "red hair, tall, black tote bag"
    assert engine.rendition(asset.id, name="thumb").startswith(b"\xff\xd8")
    assert any(row["asset_kind"] == "generated" for row in engine.export_rows())


def test_the_filter_that_left_no_photo_finds_it(engine):
    assert engine.search(Query(filters=TALL)).total == 0
    engine.generate(order())
    hit = engine.search(Query(filters=TALL)).hits[0]
    assert hit.asset.tags.wearers[0].attributes["body.height"].source == "fake/1"
    assert engine.search(Query(filters=(Clause(attribute="bag.kind", values=frozenset({"tote"})),))).total == 1


def test_the_gallery_shows_it_where_there_is_no_photo(engine):
    (made,) = engine.generate(order())
    assert [hit.asset.id for hit in engine.gallery(shop.SKU).result.hits] == [made.asset.id]


def test_in_a_gallery_with_photos_it_does_not_stand_among_them(engine):
    rights = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
    options = IngestOptions(rights=rights, products=(shop.SKU,))
    photo, _ = engine.ingest_bytes(draw_photo(1, **next(figures(1))), title="1.png", options=options)
    engine.generate(order())
    assert {hit.asset.id for hit in engine.gallery(shop.SKU).result.hits} == {photo.id}


def test_orders_that_give_the_same_pixels_keep_their_own_verdicts(engine):
    shop.TAGGER.blind = without("headwear.kind")
    (plain,) = engine.generate(order("red hair"))
    (asked,) = engine.generate(order("red hair, without a hat"))
    assert plain.asset.generation.fidelity.passed
    assert not asked.asset.generation.fidelity.passed
    assert plain.asset.id != asked.asset.id
    assert engine.get_asset(plain.asset.id).rights.allows(Purpose.DISPLAY)


def test_what_does_not_show_what_was_asked_is_shown_by_no_route(engine):
    shop.TAGGER.blind = without("hair.color")
    (made,) = engine.generate(order())
    assert made.asset.rights.purposes == {Purpose.APPEARANCE}
    with pytest.raises(NotFoundError):
        engine.get_asset(made.asset.id)
    with pytest.raises(NotFoundError):
        engine.rendition(made.asset.id, name="view")
    assert engine.search(Query(filters=TALL)).total == 0
    assert engine.get_asset(made.asset.id, everything=True).generation.fidelity.reason.startswith("hair.color")


def test_the_same_order_again_costs_nothing(engine):
    (first,) = engine.generate(order())
    (again,) = engine.generate(order("tall, red hair, black tote bag"))
    assert (first.outcome, again.outcome) == (Outcome.ADDED, Outcome.KNOWN)
    assert first.asset.id == again.asset.id
    assert len(shop.GENERATOR.asked) == 1
    assert engine.count_assets() == 1


def test_a_deleted_one_is_made_again(engine):
    (first,) = engine.generate(order())
    engine.delete_asset(first.asset.id)
    assert engine.find_generated(order()) is None
    (again,) = engine.generate(order())
    assert again.outcome is Outcome.ADDED
    assert again.asset.id == first.asset.id


def test_several_have_several_seeds(engine):
    seen = []
    made = engine.generate(order(count=3, seed=40), progress=seen.append)
    assert [one.asset.generation.seed for one in made] == [40, 41, 42]
    assert seen == made
    assert len({one.asset.id for one in made}) == 3
    assert engine.find_generated(order(count=3, seed=40)) is not None


def test_two_products_that_look_alike_share_a_picture(engine):
    engine.import_products([{**shop.PRODUCTS[0], "sku": "TEE-10"}])
    engine.generate(order())
    (made,) = engine.generate(order(product="TEE-10"))
    assert made.asset.products == (shop.SKU, "TEE-10")
    assert engine.generate(order(product="TEE-10"))[0].outcome is Outcome.KNOWN


def test_build_and_height_stay_when_photos_are_tagged_again(engine, monkeypatch):
    (made,) = engine.generate(order())
    asset = engine.get_asset(made.asset.id)
    bare = replace(asset.tags.wearers[0], attributes={})
    engine.records.commit_asset(replace(asset, tags=replace(asset.tags, wearers=(bare,)), tagger="old@0"))
    # The stored master is a JPEG, which the fake tagger does not know: it is told that somebody is in it.
    monkeypatch.setattr(shop.TAGGER, "_tags", replace(asset.tags, wearers=(replace(bare, garments=()),)))
    assert engine.retag().tagged == 1
    again = engine.get_asset(asset.id)
    assert again.tags.wearers[0].attributes["body.height"].source == "fake/1"
    assert again.generation == asset.generation
    assert engine.search(Query(filters=TALL)).total == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"product": "NOBODY"}, NotFoundError),
        ({"product": "BAG-1"}, InputError),
        ({"tags": "xqzv"}, InputError),
        ({"filters": TALL}, InputError),
    ],
    ids=str,
)
def test_what_cannot_be_made_leaves_nothing_behind(engine, changes, error):
    with pytest.raises(error):
        engine.generate(order(**changes))
    assert engine.count_assets() == 0
    assert not shop.GENERATOR.asked


def test_an_unknown_generator_is_answered_with_the_known_ones(tmp_path, monkeypatch):
    shop.install(monkeypatch)
    settings = shop.settings_of(tmp_path / "home").model_copy(update={"generator": "oracle"})
    with shop.open_engine(settings) as engine:
        engine.import_products(shop.PRODUCTS)
        with pytest.raises(UnknownComponentError, match="studio"):
            engine.generate(order())
