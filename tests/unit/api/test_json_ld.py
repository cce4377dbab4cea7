import json
from dataclasses import replace

import pytest

from tests.unit.api.fakes import PRODUCT, make_asset
from wornby.api.json_ld import image_graph, image_object
from wornby.datamodel import AssetKind, RightsState
from wornby.testing.factories import make_generation

START, END = '<script type="application/ld+json">', "</script>"


def synthetic(asset):
    return replace(asset, rights=replace(asset.rights, state=RightsState.SYNTHETIC))


def generated(asset):
    return replace(synthetic(asset), generation=make_generation())


def block_of(page: str):
    (content,) = (part.partition(END)[0] for part in page.split(START)[1:])
    return json.loads(content)


def test_no_pictures_are_an_empty_block():
    assert image_graph([]) == {"@context": "https://schema.org", "@graph": []}


def test_of_a_photo_nothing_is_stated_but_where_it_is():
    stated = image_object(make_asset("a1"), name="Shirt, worn")
    assert stated == {
        "@type": "ImageObject",
        "contentUrl": "/v1/assets/a1/view.jpg",
        "thumbnailUrl": "/v1/assets/a1/thumb.jpg",
        "name": "Shirt, worn",
    }


def test_a_generated_picture_has_its_source_type():
    stated = image_object(generated(make_asset("a1", kind=AssetKind.GENERATED)), name="Shirt, worn")
    assert stated["digitalSourceType"] == "https://schema.org/AlgorithmicMediaDigitalSource"
    assert stated["creditText"].startswith("Generated picture")


def test_a_synthetic_picture_of_others_has_none():
    stated = image_object(synthetic(make_asset("a1")), name="Shirt, worn")
    assert "digitalSourceType" not in stated
    assert stated["creditText"] == "Generated picture"


def test_a_picture_with_two_wearers_stands_there_once():
    graph = image_graph([(make_asset("a1"), "Shirt, worn")] * 2)
    assert len(graph["@graph"]) == 1


def test_the_shop_page_states_its_pictures(client, engine):
    engine.assets["a1"] = generated(make_asset("a1", kind=AssetKind.GENERATED))
    (stated,) = block_of(client.get("/shop/SKU-1").text)["@graph"]
    assert stated["name"].startswith(PRODUCT.title)
    assert stated["digitalSourceType"].endswith("AlgorithmicMediaDigitalSource")


def test_the_shop_page_states_the_pictures_of_its_filters(client, engine):
    client.get("/shop/SKU-1", params={"where": "hair.color=red"})
    (asked,) = (call for call in engine.calls if call[0] == "gallery")
    assert [(clause.attribute, clause.values) for clause in asked[1]] == [("hair.color", frozenset({"red"}))]


@pytest.mark.parametrize("where", ["nothing", "hair.color=plaid", "none.such=1"])
def test_the_shop_page_stands_whatever_filter_is_in_its_address(client, *, where):
    answer = client.get("/shop/SKU-1", params={"where": where})
    assert answer.status_code == 200
    assert len(block_of(answer.text)["@graph"]) <= 1


def test_no_title_ends_the_block(client):
    page = client.get("/shop/SKU-1").text
    block = page.partition(START)[2].partition(END)[0]
    assert "<" not in block
    assert json.loads(block)["@graph"][0]["name"].startswith("<b>White shirt</b>")


def test_the_photo_page_says_nothing_of_its_wearer_to_machines(client):
    (stated,) = block_of(client.get("/photos/a1").text)["@graph"]
    assert stated["name"] == f"{PRODUCT.title}, worn"


@pytest.mark.parametrize(
    ("kind", "products", "name"),
    [
        pytest.param(AssetKind.PRODUCT, ("SKU-1",), PRODUCT.title, id="product"),
        pytest.param(AssetKind.PRODUCT, (), "Product", id="unknown product"),
        pytest.param(AssetKind.WORN, (), "Picture", id="unknown photo"),
    ],
)
def test_the_photo_page_names_what_is_shown(client, engine, *, kind, products, name):
    engine.assets["a1"] = replace(make_asset("a1", kind=kind), products=products)
    assert block_of(client.get("/photos/a1").text)["@graph"][0]["name"] == name


@pytest.mark.parametrize("name", ["/photos/a1", "/shop/SKU-1"])
def test_pages_say_generated_in_words(client, engine, *, name):
    assert "Generated" not in client.get(name).text
    engine.assets["a1"] = synthetic(make_asset("a1"))
    assert '<span class="mark">Generated</span>' in client.get(name).text
    assert "enerated picture" in client.get(name).text


@pytest.mark.parametrize("kind", AssetKind)
def test_an_answer_says_whether_a_picture_is_synthetic(client, engine, *, kind):
    engine.assets["a1"] = make_asset("a1", kind=kind)
    assert client.get("/v1/assets/a1").json()["synthetic"] is (kind is AssetKind.GENERATED)


def test_an_answer_says_whether_a_products_picture_is_synthetic(client, engine):
    assert client.get("/v1/products/SKU-1").json()["picture_synthetic"] is False
    engine.assets["a1"] = synthetic(make_asset("a1"))
    assert client.get("/v1/products/SKU-1").json()["picture_synthetic"] is True
