"""The HTTP API over a real server, library and models."""

import itertools
import time

import httpx
import pytest

from tests.e2e.drawn_shop import SKU, draw_photo, figures
from tests.e2e.serving import serving
from wornby.compose import open_engine
from wornby.datamodel import Scope
from wornby.settings import Settings

SHOWN = {"rights": "licensed", "purposes": "display,appearance", "product": SKU}
DRAWN = [draw_photo(number, **figure) for number, figure in enumerate(figures(6))]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with open_engine(Settings(home=tmp_path_factory.mktemp("api"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(engine):
    with serving(engine) as opened:
        yield opened


NUMBERS = itertools.count()
"""Keys of one library have different names."""


@pytest.fixture
def client_of(engine, address):
    opened = []

    def make(scope=None):
        secret = engine.create_key(f"test {next(NUMBERS)}", frozenset({scope}))[1] if scope else None
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        opened.append(httpx.Client(base_url=address, headers=headers, timeout=60))
        return opened[-1]

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def ingest(client_of):
    client = client_of(Scope.INGEST)
    product = {"sku": SKU, "title": "White shirt", "swatch": "#ffffff"}
    assert client.post("/v1/products", json=[product]).json() == {"added": 1, "failures": []}
    return client


def upload(client, content, **values):
    return client.post("/v1/assets", files={"file": ("a.png", content)}, data=SHOWN, **values)


def test_photo_from_upload_to_gallery_to_deletion(ingest, client_of):
    asset = upload(ingest, DRAWN[0]).json()
    assert upload(ingest, DRAWN[0]).status_code == 200
    reader = client_of()
    assert reader.get(asset["renditions"]["thumb"]).content.startswith(b"\xff\xd8")
    hits = reader.get(f"/v1/products/{SKU}/gallery").json()["result"]["hits"]
    assert asset["id"] in {hit["asset"]["id"] for hit in hits}
    assert reader.delete(f"/v1/assets/{asset['id']}").status_code == 401
    assert client_of(Scope.ADMIN).delete(f"/v1/assets/{asset['id']}").status_code == 204
    assert reader.get(asset["renditions"]["thumb"]).status_code == 404
    hits = reader.get(f"/v1/products/{SKU}/gallery").json()["result"]["hits"]
    assert asset["id"] not in {hit["asset"]["id"] for hit in hits}


def test_photo_without_rights_is_not_shown(ingest, client_of):
    asset = ingest.post("/v1/assets", files={"file": ("a.png", DRAWN[1])}).json()
    assert client_of().get(f"/v1/assets/{asset['id']}").status_code == 404
    assert client_of(Scope.ADMIN).get(f"/v1/assets/{asset['id']}").status_code == 200


def test_idempotency_key_is_kept_in_the_records(ingest):
    headers = {"Idempotency-Key": "once"}
    first = upload(ingest, DRAWN[4], headers=headers)
    again = upload(ingest, DRAWN[4], headers=headers)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert upload(ingest, DRAWN[5], headers=headers).status_code == 409


def test_batch_ends_with_a_photo_and_a_reason(ingest):
    files = [("file", ("good.png", DRAWN[3])), ("file", ("bad.jpg", b"text, no picture"))]
    jobs = ingest.post("/v1/assets/batch", files=files, data=SHOWN).json()["jobs"]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ends = [ingest.get(f"/v1/jobs/{job['id']}").json() for job in jobs]
        if all(job["state"] in {"done", "failed"} for job in ends):
            break
        time.sleep(0.1)
    assert [job["state"] for job in ends] == ["done", "failed"]
    assert ends[0]["asset_id"]
    assert ends[1]["failure"]["code"]


def test_batch_for_an_unknown_product_is_refused(ingest):
    answer = ingest.post("/v1/assets/batch", files={"file": ("a.png", DRAWN[0])}, data=SHOWN | {"product": "NONE"})
    assert answer.status_code == 404


def test_tags_and_search_by_picture(ingest, client_of):
    upload(ingest, DRAWN[2])
    tags = ingest.post("/v1/tags", files={"file": ("a.png", DRAWN[2])}, data={"purposes": "appearance"}).json()
    assert (tags["schema"], tags["failure"]) == ("wornby.tags/1", None)
    found = client_of().post("/v1/search", files={"image": ("a.png", DRAWN[2])}, data={"k": "3"})
    assert found.status_code == 200


def test_private_address_is_not_fetched(ingest, address):
    answer = ingest.post("/v1/assets", json={"url": f"{address}/healthz"})
    assert (answer.status_code, answer.json()["code"]) == (400, "unsafe-url")


def test_ready_and_counted(client_of, ingest):
    upload(ingest, DRAWN[0])
    reader = client_of()
    assert reader.get("/readyz").json() == {"status": "ready"}
    assert "wornby_ingest_photos_total" in reader.get("/metrics").text
    assert "server" not in reader.get("/healthz").headers


def test_revoked_key_is_refused(client_of, engine):
    client = client_of(Scope.READ)
    assert client.get("/v1/products").status_code == 200
    for key in engine.list_keys():
        engine.revoke_key(key.id)
    assert client.get("/v1/products").status_code == 401
