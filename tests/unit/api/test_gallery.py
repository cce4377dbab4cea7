import gzip
import json
import re
from dataclasses import replace

import pytest

from tests.unit.api.conftest import STRANGER, open_client
from wornby.api import wire_gallery
from wornby.api.routes_gallery import MOST_REPORTS, SCRIPT
from wornby.api.wording import Wording, table
from wornby.datamodel import (
    AssetKind,
    Carried,
    Clause,
    Facet,
    FacetValue,
    Fact,
    Gallery,
    Relaxation,
    Rights,
    RightsState,
    SearchResult,
)
from wornby.datamodel.photo_reports import ReportReason
from wornby.vocabulary import load_vocabulary

SCRIPT_BUDGET_BYTES = 15_000
ENGLISH = Wording(load_vocabulary(), language="en")
PAGE = "/gallery/v1/products/SKU-1"
PHOTO = "/gallery/v1/photos/a1"


def tile_of(client, **asked):
    return client.get(PAGE, params=asked).json()["tiles"][0]


def facet(attribute, **counts):
    values = tuple(FacetValue(value=name.replace("__", "-"), title="", count=count) for name, count in counts.items())
    return Facet(attribute=attribute, title="", values=values)


def set_result(engine, **changes):
    """Let the engine's gallery answer something else."""
    empty = SearchResult(hits=(), total=0, facets=(), read_as=(), cursor=None)
    engine.gallery = lambda sku, **_: Gallery(product=engine.get_product(sku), result=replace(empty, **changes))


def test_the_script_stays_small():
    assert len(gzip.compress(SCRIPT.read_bytes(), 9)) <= SCRIPT_BUDGET_BYTES


def test_the_script_may_run_on_any_shop_s_page(client):
    headers = client.get("/gallery/wornby-gallery.js").headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["content-type"].startswith("text/javascript")


def test_the_script_is_not_sent_twice(client):
    etag = client.get("/gallery/wornby-gallery.js").headers["etag"]
    assert client.get("/gallery/wornby-gallery.js", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip", "gzip"), ("br, GZIP", "gzip"), ("*", "gzip"), ("gzip;q=0", None), ("identity", None), ("", None)],
)
@pytest.mark.parametrize("path", ["/gallery/wornby-gallery.js", PAGE])
def test_answers_are_packed_for_who_takes_that(client, *, path, accepted, encoding):
    answer = client.get(path, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == encoding
    assert "Accept-Encoding" in answer.headers["vary"]


def test_the_script_says_only_what_the_table_holds():
    said = set(re.findall(r'#t\("(\w+)"', SCRIPT.read_text()))
    assert said - {"generated_"} <= set(table()["texts"])


def test_the_table_holds_only_what_is_said():
    script = SCRIPT.read_text()
    of_server = {"generated_picture", "worn", "size", "not", "without", "not_drawn", "generated_only", "generated_all"}
    assert [key for key in table()["texts"] if key not in of_server and not re.search(rf"\b{key}\b", script)] == []


def test_first_page_holds_all_that_the_element_needs(client):
    body = client.get(PAGE).json()
    assert body["product"] == "<b>White shirt</b>"
    assert body["total"] == {"count": 1}
    assert {one["attribute"] for one in body["like_me"]} == set(wire_gallery.LIKE_ME)
    assert body["texts"]["heading"] == "Seen on people like you"


def test_further_pages_hold_tiles_alone(client):
    body = client.get(PAGE, params={"cursor": "c"}).json()
    assert body["tiles"]
    assert not {"facets", "like_me", "texts"} & set(body)


def is_address(src, asset_id="a1", name="thumb"):
    """Whether it is a signed address of that picture, without its signature's value."""
    return re.fullmatch(rf"/gallery/v1/i/{asset_id}/{name}\.jpg\?e=\d+&s=[\w-]+", src) is not None


def test_a_tile_tells_no_more_than_it_shows(client):
    tile = tile_of(client)
    assert is_address(tile.pop("src"))
    assert tile == {
        "photo": "a1",
        "wearer": 0,
        "width": 12,
        "height": 16,
        "alt": "<b>White shirt</b>, worn: red hair",
        "said": ["red hair"],
        "facts": {"hair.color": "red"},
        "generated": False,
        "likely": False,
    }


def test_nothing_of_the_file_is_told(client):
    for path in (PAGE, f"{PHOTO}?sku=SKU-1&wearer=0"):
        text = client.get(path).text
        for secret in ("photo.jpg", "abab", "builtin/", "confidence", "secret.jpg"):
            assert secret not in text


def test_a_tile_speaks_the_language(client):
    assert tile_of(client, lang="de-CH")["alt"] == "<b>White shirt</b>, getragen: rote Haare"


def test_a_likely_wearer_and_a_generated_picture_are_said_to_be_one(client, engine):
    engine.carried = Carried.LIKELY
    assert tile_of(client)["alt"].startswith("Likely this product: ")
    engine.assets["a1"] = replace(engine.assets["a1"], kind=AssetKind.GENERATED)
    tile = tile_of(client)
    assert (tile["generated"], tile["alt"].startswith("Generated picture: ")) == (True, True)


def test_what_rights_do_not_allow_is_not_said(client, engine):
    asset = engine.assets["a1"]
    shown = Rights(state=RightsState.LICENSED, purposes=asset.rights.purposes - {"appearance"})
    engine.assets["a1"] = replace(asset, rights=shown)
    assert (tile_of(client)["said"], tile_of(client)["facts"]) == ([], {})
    assert client.get(PHOTO, params={"sku": "SKU-1", "wearer": "0"}).json()["rows"] == []


def test_unsure_facts_are_not_said(client, engine):
    asset = engine.assets["a1"]
    wearer = asset.tags.wearers[0]
    unsure = {"hair.color": Fact(value="red", confidence=0.3, source="builtin/head@1")}
    engine.assets["a1"] = replace(asset, tags=replace(asset.tags, wearers=(replace(wearer, attributes=unsure),)))
    assert tile_of(client)["said"] == []


@pytest.mark.parametrize("wearer", [None, 7])
def test_facts_of_nobody(wearer):
    assert wire_gallery.wearer_facts(None, wearer) == {}


def test_facets_begin_with_people_and_end_with_any_garment():
    facets = [facet("garment.color", red=1), facet("bag.kind", tote=1), facet("upper.kind", shirt=1)]
    facets += [facet("hair.color", red=1), facet("body.height", **{"170-179": 1})]
    found = [one.attribute for one in wire_gallery.facets_out(facets, total=3, wording=ENGLISH)]
    assert found == ["body.height", "hair.color", "bag.kind", "upper.kind", "garment.color"]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({}, id="empty"),
        pytest.param({"red": 3}, id="all-have-it"),
        pytest.param({"red": 3, "brown": 3}, id="all-have-both"),
        pytest.param({"not_visible": 2}, id="not-visible"),
    ],
)
def test_a_facet_that_divides_nobody_is_left_out(values):
    assert wire_gallery.facets_out([facet("hair.color", **values)], total=3, wording=ENGLISH) == []


def test_what_nobody_wears_comes_last_and_colours_have_swatches():
    facets = [facet("headwear.kind", none=2, cap=1), facet("lower.color", multicolor=1, navy=1)]
    headwear, lower = wire_gallery.facets_out(facets, total=3, wording=ENGLISH)
    assert [value.value for value in headwear.values] == ["cap", "none"]
    assert [len(value.colors) for value in lower.values] == [3, 1]
    assert [value.colors for value in headwear.values] == [[], []]


def test_hair_is_another_red_than_a_shirt():
    assert wire_gallery.colors_of("hair.color", "red") != wire_gallery.colors_of("upper.color", "red")


def test_relaxations_become_hints(client, engine):
    set_result(engine, relaxations=(Relaxation(part="hair.color!=red", count=4),))
    (hint,) = client.get(PAGE, params={"lang": "de"}).json()["hints"]
    assert hint == {"count": 4, "remove": "hair.color!=red", "title": "ohne Haarfarbe"}


def test_chosen_filters_are_said_back(client):
    body = client.get(PAGE, params={"where": "hair.color!=red"}).json()
    assert body["chosen"] == [
        {"attribute": "hair.color", "value": "red", "negate": True, "title": "Hair colour: not Red"}
    ]


def test_words_are_read_as_filters(client):
    assert client.get(f"{PAGE}/words", params={"text": "red hair"}).json() == {
        "where": ["hair.color=red"],
        "unread": [],
    }


def test_texts_of_a_language(client):
    body = client.get("/gallery/v1/texts/fr-BE").json()
    assert (body["lang"], body["texts"]["close"]) == ("fr", "Fermer")


@pytest.mark.parametrize("path", ["/gallery/v1/products/none", "/gallery/v1/photos/a2?sku=SKU-1", f"{PHOTO}?sku=none"])
def test_what_is_not_there_or_may_not_be_shown(client, path):
    assert client.get(path).status_code == 404


def test_photo_with_what_is_worn(client):
    body = client.get(PHOTO, params={"sku": "SKU-1", "wearer": "0"}).json()
    assert body["rows"] == [{"title": "Hair colour", "value": "Red"}]
    (worn,) = body["worn"]
    assert worn["at"] == [0.5, 0.5]
    assert is_address(worn["goods"].pop("src"))
    assert worn["goods"] == {
        "sku": "SKU-1",
        "title": "<b>White shirt</b>",
        "price": "€49.90",
        "link": "",
        "own": True,
        "likely": False,
    }


def test_report_is_kept_without_who_sent_it(client, engine):
    answer = client.post(f"{PHOTO}/reports", json={"reason": "offends"})
    assert answer.status_code == 202
    (report,) = engine.reports.page()
    assert (report.asset_id, report.reason) == ("a1", ReportReason.OFFENDS)


def test_many_reports_are_answered_and_few_are_kept(client, engine):
    answers = {client.post(f"{PHOTO}/reports", json={"reason": "other"}).status_code for _ in range(MOST_REPORTS + 5)}
    assert answers == {202}
    assert len(engine.reports.page()) == MOST_REPORTS


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param(f"{PHOTO}/reports", {}, 422, id="no-reason"),
        pytest.param(f"{PHOTO}/reports", {"reason": "boring"}, 422, id="unknown-reason"),
        pytest.param(f"{PHOTO}/reports", {"reason": "other", "by": "anna"}, 422, id="more-than-asked"),
        pytest.param("/gallery/v1/photos/a2/reports", {"reason": "other"}, 404, id="hidden-photo"),
    ],
)
def test_reports_that_are_refused(client, engine, *, path, body, status):
    assert client.post(path, json=body).status_code == status
    assert engine.reports.page() == []


def test_report_is_json_so_that_a_browser_asks_first(client):
    content = json.dumps({"reason": "other"}).encode()
    answer = client.post(f"{PHOTO}/reports", content=content, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 400


def test_offer_where_it_is_off(client):
    assert client.post(f"{PAGE}/generated", json={"where": []}).status_code == 403
    assert client.get(PAGE).json()["offers"] is False


def test_a_stranger_sees_nothing(engine):
    with open_client(engine, address=STRANGER) as client:
        for path in (PAGE, f"{PHOTO}?sku=SKU-1", "/gallery/v1/texts/en", "/gallery/wornby-gallery.js"):
            assert client.get(path).status_code == 401


def test_gallery_of_generated_pictures_says_so(client, engine):
    hit = engine.search(None).hits[0]
    generated = replace(hit, asset=replace(hit.asset, kind=AssetKind.GENERATED))
    set_result(engine, hits=(generated,), total=1)
    assert client.get(PAGE).json()["generated"] is True


def test_filters_go_to_the_engine(client, engine):
    client.get(PAGE, params={"where": "hair.color=red", "k": "5"})
    assert engine.calls[0] == (
        "gallery",
        (Clause(attribute="hair.color", values=frozenset({"red"})),),
        None,
        5,
    )
