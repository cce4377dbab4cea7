"""What is read of a request before it is known who asks, and who it counts against."""

import time

import pytest

from tests.unit.api.conftest import STRANGER, open_app
from tests.unit.api.fakes import FakeEngine
from wornby.api import create_app
from wornby.api.compat.cloudinary.params import MAX_TEXT_BYTES, MAX_UNSIGNED_BYTES
from wornby.api.compat.cloudinary.signing import sign
from wornby.datamodel import Scope

UPLOAD = "/v1_1/shop/image/upload"


@pytest.fixture
def engine():
    made = FakeEngine(rate_per_minute_address=2)
    made.settings = made.settings.model_copy(update={"max_upload_bytes": 5_000_000})
    made.create_key("admin", frozenset(Scope), by="")
    return made


@pytest.fixture
def app(engine):
    return create_app(engine, compat=["cloudinary"])


@pytest.fixture
def client(app):
    with open_app(app, address=STRANGER) as opened:
        yield opened


def parts(**texts):
    return {name: (None, text) for name, text in texts.items()}


@pytest.mark.parametrize(
    "values",
    [{}, {"content": b"x", "headers": {"Content-Type": "text/plain"}}, {"files": parts(file="x")}],
    ids=["nothing", "no form", "unsigned"],
)
def test_who_says_nothing_is_refused_and_counted_once(app, client, values):
    assert client.post(UPLOAD, **values).status_code == 401
    addresses = app.state.services.rates.addresses
    assert addresses.full - addresses.left("203.0.113.7") == pytest.approx(1.0, abs=0.5)


def test_who_asked_too_often_is_refused_before_the_body_is_read(client):
    long = parts(context="x" * (MAX_TEXT_BYTES + 1))
    statuses = [client.post(UPLOAD, files=long).status_code for _ in range(3)]
    assert statuses == [400, 400, 420]


def test_a_file_as_text_may_be_long(client):
    assert client.post(UPLOAD, files=parts(file="x" * (MAX_TEXT_BYTES + 1))).status_code == 401


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_a_long_body_of_nobody_known_is_not_read(client, kind):
    answer = client.post(UPLOAD, content=b" " * (MAX_UNSIGNED_BYTES + 1), headers={"Content-Type": kind})
    assert answer.status_code == 400


def test_what_is_nested_deeply_is_refused(client):
    text = '{"context": ' + '{"a":' * 942 + "1" + "}" * 943
    assert client.post(UPLOAD, content=text.encode(), headers={"Content-Type": "application/json"}).status_code in {
        400,
        401,
    }


def test_who_is_known_does_not_count_by_the_address(engine, app, client):
    (key,) = [key for key, _ in engine.clients.each() if key.name == "admin"]
    given = engine.clients.credentials(key.id)
    said = {"timestamp": str(int(time.time())), "public_id": "nothing"}
    signature = sign(said, given.secret_access_key.encode())
    client.post(UPLOAD, files=parts(**said, api_key=given.access_key_id, signature=signature))
    rates = app.state.services.rates
    assert rates.addresses.left("203.0.113.7") == rates.addresses.full
    assert rates.callers.left(f"key {key.id}") < rates.callers.full
