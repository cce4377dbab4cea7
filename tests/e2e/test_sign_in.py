"""Staff in a session over a real server, with real passwords; a picture by its signed address."""

import httpx
import pytest

from tests.e2e.serving import serving
from tests.security.library import small_library
from wornby.api.addresses import ImageAddresses
from wornby.api.sessions import CSRF_HEADER
from wornby.datamodel import Purpose
from wornby.datamodel.staff import Role

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with small_library(tmp_path_factory.mktemp("sign-in")) as opened:
        opened.staff.add("ada", Role.ADMIN, password=PASSWORD)
        yield opened


@pytest.fixture(scope="module")
def address(engine):
    with serving(engine) as opened:
        yield opened


@pytest.fixture
def client(address):
    with httpx.Client(base_url=address) as opened:
        yield opened


def test_a_day_at_the_console(client):
    assert client.get("/v1/users").status_code == 401
    told = client.post("/v1/session", json={"name": "ada", "password": PASSWORD}).json()
    assert client.get("/v1/session").json() == told
    asked = {"name": "till", "scopes": ["read"]}
    assert client.post("/v1/keys", json=asked).status_code == 403
    headers = {CSRF_HEADER: told["csrf"]}
    made = client.post("/v1/keys", json=asked, headers=headers)
    assert made.status_code == 201
    assert client.delete("/v1/session", headers=headers).status_code == 204
    assert client.get("/v1/users").status_code == 401
    by_key = {"Authorization": f"Bearer {made.json()['secret']}"}
    assert client.get("/v1/products", headers=by_key).status_code == 200
    assert client.get("/v1/users", headers=by_key).status_code == 403


def test_a_wrong_password(client):
    assert client.post("/v1/session", json={"name": "ada", "password": "wrong horse battery"}).status_code == 401


def test_a_picture_by_its_address(client, engine):
    addresses = ImageAddresses(engine.image_secret, minutes=60)
    for asset in engine.list_assets(everything=True):
        shown = asset.rights.allows(Purpose.DISPLAY)
        stranger = {"X-Forwarded-For": "203.0.113.7"}
        answer = client.get(addresses.sign(asset.id, "thumb"), headers=stranger)
        assert answer.status_code == (200 if shown else 404)
        assert client.get(addresses.sign(asset.id, "thumb", unshown=True), headers=stranger).status_code == 200


def test_the_key_of_addresses_lies_in_a_file_of_its_owner(engine):
    path = engine.settings.home / "secrets" / "images.key"
    assert bytes.fromhex(path.read_text()) == engine.image_secret
    assert path.stat().st_mode & 0o077 == 0
