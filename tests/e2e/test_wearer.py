"""A wearer's way through HTTP: a link, photos, purposes, what they say, and the end of it."""

import httpx
import pytest

from tests.e2e.serving import serving
from wornby.compose import open_engine
from wornby.datamodel import Scope
from wornby.demo import demo_shop
from wornby.ingest.pipeline import rendition_names
from wornby.settings import Settings

SHOP = "https://photos.shop.example"


@pytest.fixture(scope="module")
def photos():
    return [picture.path.read_bytes() for picture in demo_shop().pictures[:4]]


@pytest.fixture
def engine(tmp_path):
    settings = Settings(home=tmp_path / "home", threads=1, public_url=SHOP, shop_name="Heron", min_facet_count=1)
    with open_engine(settings) as opened:
        opened.import_products([{"sku": "A", "title": "A thing"}, {"sku": "B", "title": "Another"}])
        yield opened


@pytest.fixture
def address(engine):
    with serving(engine) as opened:
        yield opened


@pytest.fixture
def shop(engine, address):
    secret = engine.create_key("till", frozenset({Scope.INGEST, Scope.RIGHTS}))[1]
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {secret}"}, timeout=120) as client:
        yield client


@pytest.fixture
def come(address, shop):
    """Somebody comes by a new link."""
    opened = []

    def make(**asked):
        made = shop.post("/v1/links", json={"products": ["A"], **asked}).json()
        token = made["url"].partition("#")[2]
        client = httpx.Client(base_url=address, headers={"Authorization": f"Wearer {token}"}, timeout=120)
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()


def give(wearer, content, **fields):
    return wearer.post("/wear/v1/photos", files={"file": ("me at home.jpg", content)}, data=fields)


def allow(wearer, photo, *purposes):
    text = wearer.get("/wear/v1/me").json()["text"]
    said = {"purposes": list(purposes), "text": f"{text['version']}/{text['language']}"}
    return wearer.put(f"/wear/v1/photos/{photo}/purposes", json=said)


def test_a_wearers_way_from_the_link_to_the_end(engine, come, photos):
    wearer = come(language="de")
    me = wearer.get("/wear/v1/me").json()
    assert (me["shop"], me["language"], me["photos"], me["link"]["purpose"]) == ("Heron", "de", [], "upload")

    answer = give(wearer, photos[0])
    photo = answer.json()
    assert (answer.status_code, photo["state"], photo["purposes"], photo["product"]) == (201, "self_uploaded", [], "A")
    assert not any(fact["attribute"].startswith("hair") for each in photo["wearers"] for fact in each["facts"])
    assert engine.gallery("A").result.total == 0

    about = wearer.put("/wear/v1/me/about", json={"values": {"body.build": "slim", "fit": "true"}})
    assert about.json() == {"about": {"body.build": "slim", "fit": "true"}}
    shown = allow(wearer, photo["id"], "display", "appearance").json()
    subject = shown["wearers"][shown["subject"]]
    facts = {fact["attribute"]: fact for fact in subject["facts"]}
    assert facts["body.build"]["said_by_you"]
    assert "hair.color" in facts
    assert engine.gallery("A").result.total == 1

    change = {"wearer": shown["subject"], "garment": None, "attribute": "hair.color", "value": "vivid"}
    corrected = wearer.patch(f"/wear/v1/photos/{photo['id']}", json={"changes": [change]}).json()
    facts = {fact["attribute"]: fact for fact in corrected["wearers"][shown["subject"]]["facts"]}
    assert (facts["hair.color"]["value"], facts["hair.color"]["said_by_you"]) == ("vivid", True)

    picture = wearer.get(shown["view"])
    assert (picture.status_code, picture.headers["cache-control"]) == (200, "no-store")

    assert allow(wearer, photo["id"]).json()["purposes"] == []
    assert engine.gallery("A").result.total == 0
    assert not any(engine.blobs.exists(name) for name in rendition_names(photo["id"]))
    assert wearer.get("/wear/v1/me").json()["about"] == {}

    assert wearer.delete("/wear/v1/me").status_code == 200
    assert wearer.get("/wear/v1/me").status_code == 401
    assert engine.list_assets(everything=True) == []
    assert engine.rights.verify().faults == ()
