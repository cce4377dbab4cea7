"""Matches over HTTP."""

from dataclasses import replace

import pytest

from tests.unit.api.fakes import PRODUCT
from wornby.api.pages import _first_hits, _for_machines
from wornby.datamodel import Carried, MatchState, Place, Verdict
from wornby.testing.factories import make_decision, make_match, make_tags

DECISION = {"product": "SKU-1", "verdict": "confirmed"}


def test_readers_see_what_is_shown_as_worn(client):
    (match,) = client.get("/v1/assets/a1/matches").json()["matches"]
    assert (match["product"], match["state"], match["score"]) == ("SKU-1", "likely", 0.75)
    assert match["evidence"]["motif"] == {
        "inliers": 24,
        "planes": 2,
        "coverage": 0.75,
        "similarity": 0.5,
        "side_px": 96.0,
        "tint_distance": None,
    }


def test_the_staff_sees_all_of_them(ingest):
    states = [match["state"] for match in ingest.get("/v1/assets/a1/matches").json()["matches"]]
    assert states == ["likely", "similar"]


@pytest.mark.parametrize(("who", "status"), [("ingest", 404), ("admin", 200)], ids=["ingest", "admin"])
def test_matches_of_a_hidden_photo(request, who, status):
    assert request.getfixturevalue(who).get("/v1/assets/a2/matches").status_code == status


def test_the_list_passes_its_filters_on(ingest, engine):
    answer = ingest.get("/v1/matches", params={"product": "SKU-1", "state": "likely", "decided": "false", "limit": 5})
    assert answer.status_code == 200
    (_, asked) = engine.calls[-1]
    assert asked == {
        "sku": "SKU-1",
        "state": MatchState.LIKELY,
        "decided": False,
        "after": None,
        "limit": 5,
        "everything": False,
    }


def test_pages_of_matches_meet(admin):
    first = admin.get("/v1/matches", params={"limit": 1}).json()
    assert ([one["asset_id"] for one in first["matches"]], first["cursor"]) == (["a1", "a1"], "a1")
    second = admin.get("/v1/matches", params={"limit": 1, "cursor": "a1"}).json()
    assert ([one["asset_id"] for one in second["matches"]], second["cursor"]) == (["a2", "a2"], None)


@pytest.mark.parametrize("query", ["state=sure", "decided=perhaps", "limit=0"])
def test_a_filter_that_is_none_is_refused(ingest, query):
    assert ingest.get(f"/v1/matches?{query}").status_code == 422


def test_a_decision_is_made_in_the_name_of_the_key(ingest, engine):
    answer = ingest.post("/v1/assets/a1/matches", json=DECISION | {"wearer": 0, "place": "upper"})
    assert answer.status_code == 201
    assert engine.calls[-1] == (
        "decide",
        "a1",
        "SKU-1",
        Verdict.CONFIRMED,
        "key/wb_ingest",
        0,
        Place.UPPER,
        None,
        False,
    )
    assert answer.json()["decision"]["by"] == "key/wb_ingest"
    assert answer.json()["state"] == "confirmed"


@pytest.mark.parametrize(
    "change",
    [
        {"by": "wearer"},
        {"verdict": "perhaps"},
        {"place": "nose"},
        {"wearer": -1},
        {"garment": -1},
        {"product": ""},
        {"score": 1},
    ],
    ids=["by", "verdict", "place", "wearer", "garment", "product", "score"],
)
def test_a_body_says_only_what_it_may(ingest, engine, change):
    assert ingest.post("/v1/assets/a1/matches", json=DECISION | change).status_code == 422
    assert engine.calls == []


@pytest.mark.parametrize(
    ("path", "body"),
    [("a9", DECISION), ("a2", DECISION), ("a1", DECISION | {"product": "SKU-9"})],
    ids=["photo", "hidden", "product"],
)
def test_what_is_not_there_is_not_decided_on(ingest, path, body):
    assert ingest.post(f"/v1/assets/{path}/matches", json=body).status_code == 404


def test_a_garment_that_nobody_wears_is_decided_on(ingest, engine):
    assert ingest.post("/v1/assets/a1/matches", json=DECISION | {"nobody": True, "garment": 1}).status_code == 201
    assert engine.calls[-1][-4:] == (None, None, 1, True)


def test_a_decision_is_json(ingest):
    assert ingest.post("/v1/assets/a1/matches", files={"product": b"x"}).status_code == 400


def test_the_evidence_is_kept_by_no_cache(admin):
    answer = admin.get("/v1/assets/a2/matches/SKU-1/evidence.png")
    assert (answer.content, answer.headers["content-type"]) == (b"\x89PNG", "image/png")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ["SKU-1"]),
        ({"decisions": (make_decision("a1", verdict=Verdict.REJECTED),)}, []),
        ({"products": (), "matches": (make_match("SKU-1", state=MatchState.CONFIRMED),)}, ["SKU-1"]),
        ({"products": (), "matches": (make_match("SKU-1"),)}, []),
    ],
    ids=["given", "rejected", "confirmed", "likely"],
)
def test_a_photo_is_of_the_products_that_it_shows(client, ingest, engine, change, found):
    asset = replace(engine.assets["a1"], **{"products": ("SKU-1",), "tags": make_tags(1)} | change)
    engine.assets["a1"] = asset
    engine.records.get_product = lambda sku: PRODUCT if sku == PRODUCT.sku else None
    for path in ("/v1/assets/a1", "/v1/assets"):
        answer = client.get(path).json()
        one = answer["assets"][0] if "assets" in answer else answer
        assert (one["products"], "given" in one) == (found, False)
    assert ingest.get("/v1/assets/a1").json()["given"] == list(asset.products)
    assert ("White shirt\\u003c/b\\u003e, worn" in client.get("/photos/a1").text) == bool(found)


def test_a_gallery_says_why_a_wearer_is_shown(client, engine):
    engine.carried = Carried.LIKELY
    (hit,) = client.get("/v1/products/SKU-1/gallery").json()["result"]["hits"]
    assert hit["product_state"] == "likely"


def test_a_search_says_nothing_of_it(client):
    (hit,) = client.get("/v1/search?text=red").json()["hits"]
    assert "product_state" not in hit


def test_a_server_finds_the_photos_of_new_products(client, engine):
    assert engine.looked_for_new.wait(30)


@pytest.mark.parametrize(
    ("carried", "names"), [(Carried.LIKELY, []), (Carried.CONFIRMED, ["a1"])], ids=["likely", "confirmed"]
)
def test_machines_are_not_told_of_likely_wearers(engine, carried, names):
    engine.carried = carried
    assert [asset.id for asset in _for_machines(_first_hits(engine, "SKU-1", where=[]))] == names
