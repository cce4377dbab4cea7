"""What links open over HTTP, and what they do not."""

import random
from contextlib import suppress

import pytest

from tests.security.library import HOST, small_library
from tests.unit.api.conftest import STRANGER, open_app
from wornby.api import create_app
from wornby.api.limits import SMALL_BYTES
from wornby.api.rates import PICTURE_WORK, UPLOADS_PER_MINUTE, WORK_PER_MINUTE
from wornby.datamodel import Scope
from wornby.errors import BusyError
from wornby.testing.pictures import encoded, noise

URL = "https://photos.shop.example"
INVALID = "This link is not valid, or no longer. Ask the shop for a new one."


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    home = tmp_path_factory.mktemp("wear") / "home"
    with small_library(home, photos=1, public_url=URL, shop_name="Heron", rate_per_minute_address=100_000) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(engine):
    app = create_app(engine)
    with open_app(app, address=STRANGER, host=HOST) as opened:
        opened.services = app.state.services
        yield opened


@pytest.fixture(scope="module")
def shop(engine):
    """Headers of the shop's back end."""
    return {"Authorization": f"Bearer {engine.create_key('till', frozenset({Scope.INGEST}))[1]}"}


@pytest.fixture
def come(client, shop):
    """Headers of somebody who comes by a new link."""

    def make(**asked):
        made = client.post("/v1/links", json={"products": ["TEE-01"], **asked}, headers=shop).json()
        return {"Authorization": f"Wearer {made['url'].partition('#')[2]}"}

    return make


def give(client, wearer, *, seed, **fields):
    content = encoded("jpeg", pixels=noise(seed=5000 + seed))
    return client.post("/wear/v1/photos", files={"file": ("me.jpg", content)}, data=fields, headers=wearer)


def allow(client, wearer, photo, *purposes):
    text = client.get("/wear/v1/me", headers=wearer).json()["text"]
    said = {"purposes": list(purposes), "text": f"{text['version']}/{text['language']}"}
    return client.put(f"/wear/v1/photos/{photo}/purposes", json=said, headers=wearer)


def test_a_shop_makes_a_link_and_is_told_its_address_once(client, shop):
    made = client.post("/v1/links", json={"products": ["TEE-01"], "language": "de", "days": 3}, headers=shop)
    listed = client.get("/v1/links", headers=shop, params={"limit": 200}).json()["links"]
    assert made.status_code == 201
    assert made.json()["url"].startswith(f"{URL}/wear#")
    assert {"url"} == made.json().keys() - next(each for each in listed if each["id"] == made.json()["id"]).keys()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"products": ["NONE"]}, 404),
        ({"days": 0}, 422),
        ({"days": 366}, 422),
        ({"language": "xx"}, 422),
        ({"contact": "eve"}, 422),
        ({"purpose": "manage"}, 422),
    ],
    ids=["product", "no-day", "days", "language", "contact", "other-field"],
)
def test_what_cannot_be_is_refused(client, shop, body, status):
    before = len(client.get("/v1/links", headers=shop, params={"limit": 200}).json()["links"])
    assert client.post("/v1/links", json=body, headers=shop).status_code == status
    assert len(client.get("/v1/links", headers=shop, params={"limit": 200}).json()["links"]) == before


def test_a_revoked_link_opens_nothing_at_once(client, shop):
    made = client.post("/v1/links", json={}, headers=shop).json()
    wearer = {"Authorization": f"Wearer {made['url'].partition('#')[2]}"}
    assert client.get("/wear/v1/me", headers=wearer).status_code == 200
    assert client.delete(f"/v1/links/{made['id']}", headers=shop).json()["revoked_at"]
    answer = client.get("/wear/v1/me", headers=wearer)
    assert (answer.status_code, answer.json()["detail"]) == (401, INVALID)


@pytest.mark.parametrize("token", ["", "x", "0" * 24 + "." + "A" * 43, "é", "a" * 5000], ids=range(5))
def test_other_tokens_are_told_no_more(client, token):
    answer = client.get("/wear/v1/me", headers={"Authorization": f"Wearer {token}".encode()})
    assert (answer.status_code, answer.json()["detail"]) == (401, INVALID)


def test_the_page_is_told_everything_in_its_language(client, come):
    wearer = come()
    me = client.get("/wear/v1/me", headers=wearer, params={"lang": "de-AT"}).json()
    assert (me["shop"], me["language"], me["languages"]) == ("Heron", "de", ["de", "en", "es", "fr", "ja"])
    assert [each["sku"] for each in me["link"]["products"]] == ["TEE-01"]
    assert {each["attribute"] for each in me["asks"]} == {"body.build", "body.height", "size.worn", "fit"}
    assert {each["applies"] for each in me["corrections"]} == {"wearer", "garment"}
    assert next(each["title"] for each in me["asks"] if each["attribute"] == "body.height") == "Größe"
    assert len(me["text"]["purposes"]) == 6
    assert not any("{shop}" in each["body"] for each in me["text"]["purposes"])
    assert (me["photos"], me["about"], me["most_photos"], me["contact"]) == ([], {}, 20, False)


def test_nothing_of_it_is_kept_by_caches(client, come):
    answer = client.get("/wear/v1/me", headers=come())
    assert answer.headers["cache-control"] == "no-store"


def test_a_language_that_nobody_speaks_is_english(client, come):
    assert client.get("/wear/v1/me", headers=come(), params={"lang": "tlh"}).json()["language"] == "en"


def test_a_photo_twice_is_there_already(client, come):
    wearer = come()
    first, second = (give(client, wearer, seed=1) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert "me.jpg" not in first.text


def test_pictures_are_the_wearers_alone(client, come, shop):
    wearer, other = come(), come()
    photo = give(client, wearer, seed=2).json()
    assert client.get(photo["thumb"], headers=wearer).headers["cache-control"] == "no-store"
    answers = [client.get(photo["thumb"], headers=headers) for headers in (other, shop, {})]
    assert [answer.status_code for answer in answers] == [404, 403, 401]
    assert client.get(f"/v1/assets/{photo['id']}", headers=wearer).status_code == 403


def test_what_is_taken_back_is_gone_at_once(client, come, shop):
    wearer = come()
    photo = give(client, wearer, seed=3).json()["id"]
    address = f"/v1/assets/{photo}/thumb.jpg"
    assert allow(client, wearer, photo, "display").json()["purposes"] == ["display"]
    assert client.get(address, headers=shop).status_code == 200
    assert allow(client, wearer, photo).json()["purposes"] == []
    assert client.get(address, headers=shop).status_code == 404


def test_an_old_text_is_named_so(client, come):
    wearer = come()
    photo = give(client, wearer, seed=4).json()["id"]
    said = {"purposes": ["display"], "text": "1999-01/en"}
    answer = client.put(f"/wear/v1/photos/{photo}/purposes", json=said, headers=wearer)
    assert (answer.status_code, answer.json()["code"]) == (409, "text-changed")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("purposes", {"purposes": ["everything"], "text": "x/en"}),
        ("purposes", {"purposes": ["display"]}),
        ("purposes", {"purposes": ["display"], "text": "x/en", "state": "licensed"}),
        ("subject", {"wearer": -1}),
        ("subject", {}),
    ],
    ids=["purpose", "no-text", "state", "negative", "no-wearer"],
)
def test_nothing_else_is_said(client, come, path, body):
    assert client.put(f"/wear/v1/photos/none/{path}", json=body, headers=come()).status_code == 422


def test_a_wearer_corrects_and_declares(client, come):
    wearer = come()
    photo = give(client, wearer, seed=6).json()["id"]
    allow(client, wearer, photo, "display", "appearance")
    assert client.put("/wear/v1/me/about", json={"values": {"body.build": "slim"}}, headers=wearer).json() == {
        "about": {"body.build": "slim"}
    }
    change = {"wearer": 0, "attribute": "hair.color", "value": "vivid"}
    answer = client.patch(f"/wear/v1/photos/{photo}", json={"changes": [change]}, headers=wearer)
    said = {fact["attribute"]: fact["value"] for fact in answer.json()["wearers"][0]["facts"] if fact["said_by_you"]}
    assert said == {"body.build": "slim", "hair.color": "vivid"}


def drain(client, wearer):
    """Let a link have done all the work that it may in a minute."""
    link = wearer["Authorization"].removeprefix("Wearer ").partition(".")[0]
    for cost in (1, PICTURE_WORK):
        with suppress(BusyError):
            for _ in range(2 * WORK_PER_MINUTE):
                client.services.rates.count_work(link, cost=cost)


def test_a_link_does_only_so_much_work(client, come):
    wearer, other = come(), come()
    photo, path = give(client, wearer, seed=20).json(), "/wear/v1/photos/"
    address = path + photo["id"]
    drain(client, wearer)
    change = {"changes": [{"wearer": 0, "attribute": "garment.kind", "garment": 0, "value": None}]}
    answers = [
        client.put(f"{address}/subject", json={"wearer": None}, headers=wearer),
        allow(client, wearer, photo["id"], "display"),
        client.patch(address, json=change, headers=wearer),
        client.delete(address, headers=wearer),
        client.delete("/wear/v1/me", headers=wearer),
        client.get(photo["view"], headers=wearer),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(429, "busy")}
    me = client.get("/wear/v1/me", headers=wearer).json()
    assert [(each["id"], each["purposes"]) for each in me["photos"]] == [(photo["id"], [])]
    assert client.delete(path + "0" * 24, headers=other).status_code == 404


def test_a_picture_that_is_kept_is_no_work(client, come):
    wearer = come()
    photo = give(client, wearer, seed=21).json()
    allow(client, wearer, photo["id"], "display")
    first = client.get(photo["view"], headers=wearer)
    drain(client, wearer)
    assert (first.status_code, client.get(photo["view"], headers=wearer).content) == (200, first.content)


def test_few_wearers_erase_at_once(client, come, monkeypatch):
    wearer = come()
    photo = give(client, wearer, seed=22).json()["id"]
    monkeypatch.setattr(client.services.erasures, "_present", 10)
    answer = client.delete(f"/wear/v1/photos/{photo}", headers=wearer)
    assert (answer.status_code, answer.json()["detail"]) == (429, "Other photos are being erased just now. Try again.")
    monkeypatch.setattr(client.services.erasures, "_present", 0)
    assert client.delete(f"/wear/v1/photos/{photo}", headers=wearer).status_code == 200


def test_an_address_is_kept_and_told_to_nobody(client, come):
    wearer = come()
    kept = client.put("/wear/v1/me/contact", json={"contact": "eve@example.org"}, headers=wearer)
    me = client.get("/wear/v1/me", headers=wearer)
    assert (kept.json(), me.json()["contact"], "eve@" in me.text) == ({"contact": True}, True, False)


def test_the_end_is_the_end(client, come):
    wearer = come()
    photo = give(client, wearer, seed=7).json()["id"]
    assert client.delete("/wear/v1/me", headers=wearer).status_code == 200
    assert client.get("/wear/v1/me", headers=wearer).status_code == 401
    assert client.get(f"/wear/v1/photos/{photo}/view.jpg", headers=wearer).status_code == 401


def test_only_a_photo_may_be_long(client, come):
    wearer = come()
    answer = client.put("/wear/v1/me/about", content=b"x" * (SMALL_BYTES + 1), headers=wearer)
    assert answer.status_code == 413


def test_damaged_files_do_no_harm(client, come, engine):
    wearer, chance = come(), random.Random(1)
    before, content = engine.count_assets(), encoded("png", pixels=noise(seed=9))
    statuses = set()
    for _ in range(UPLOADS_PER_MINUTE):
        damaged = bytearray(content[: chance.randrange(1, len(content))])
        damaged[chance.randrange(len(damaged))] ^= 0xFF
        answer = client.post("/wear/v1/photos", files={"file": ("a.png", bytes(damaged))}, headers=wearer)
        statuses.add(answer.status_code)
    assert statuses <= {400, 413, 415, 422}
    assert engine.count_assets() == before
    busy = give(client, wearer, seed=8)
    assert (busy.status_code, busy.json()["code"]) == (429, "busy")


def test_a_wearer_who_comes_back_needs_the_rights_of_staff(client, come, shop, engine):
    wearer = come()
    photo = give(client, wearer, seed=10).json()["id"]
    officer = {"Authorization": f"Bearer {engine.create_key('rights', frozenset({Scope.RIGHTS}))[1]}"}
    refused = client.post(f"/v1/assets/{photo}/links", json={}, headers=shop)
    made = client.post(f"/v1/assets/{photo}/links", json={"days": 2}, headers=officer)
    back = {"Authorization": f"Wearer {made.json()['url'].partition('#')[2]}"}
    assert (refused.status_code, made.status_code) == (403, 201)
    assert [each["id"] for each in client.get("/wear/v1/me", headers=back).json()["photos"]] == [photo]


def test_where_links_are_not_set_up_that_is_said(client, shop, engine, monkeypatch):
    monkeypatch.setattr(engine.links, "_public_url", "")
    answer = client.post("/v1/links", json={}, headers=shop)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "WORNBY_PUBLIC_URL" in answer.json()["detail"]


def test_staff_gives_no_more_than_the_wearer_without_evidence(client, come, engine):
    photo = give(client, come(), seed=11).json()["id"]
    officer = {"Authorization": f"Bearer {engine.create_key('more', frozenset({Scope.RIGHTS}))[1]}"}
    more = {"state": "self_uploaded", "purposes": ["display"], "text": "2026-12/en"}
    address = f"/v1/assets/{photo}/rights"
    answers = [client.put(address, json=each, headers=officer) for each in (more, more | {"evidence": "mail/1"})]
    assert [answer.status_code for answer in answers] == [400, 200]
    assert answers[0].json()["code"] == "input"
