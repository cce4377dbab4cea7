"""Who comes in, and how who does not is told; no model is asked."""

import pytest

from tests.unit.api.conftest import STRANGER, open_app
from tests.unit.api.fakes import FakeEngine
from wornby.api import create_app
from wornby.api.compat.rekognition.telling import tell
from wornby.datamodel import Scope
from wornby.errors import BusyError, InputError, ModelError, NotFoundError, StoreError

SIGNED = (
    "AWS4-HMAC-SHA256 Credential=wbk_none/20260101/eu-central-1/rekognition/aws4_request, "
    f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
)


@pytest.fixture
def engine():
    made = FakeEngine(rate_per_minute_address=2)
    made.create_key("ingest", frozenset({Scope.INGEST}), by="")
    return made


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "MissingAuthenticationTokenException"),
        ("Bearer wb_ingest", "IncompleteSignatureException"),
        (SIGNED, "InvalidSignatureException"),
    ],
    ids=["none", "key", "old"],
)
def test_whoever_is_refused_is_refused_before_the_body_is_read(engine, header, code) -> None:
    read = []

    def body():
        read.append(True)
        yield b"{}"

    headers = {"X-Amz-Date": "20260101T000000Z"} | ({"Authorization": header} if header else {})
    with open_app(create_app(engine, compat=["rekognition"])) as client:
        answer = client.post("/", headers=headers, content=body())
    assert (answer.status_code, answer.json()["__type"], read) == (400, code, [])
    assert answer.headers["x-amzn-errortype"] == code


def test_whoever_knocks_from_outside_is_slowed_down(engine) -> None:
    with open_app(create_app(engine, compat=["rekognition"]), address=STRANGER) as client:
        codes = [client.post("/").json()["__type"] for _ in range(3)]
    assert codes == ["MissingAuthenticationTokenException"] * 2 + ["ThrottlingException"]


@pytest.mark.parametrize(
    ("error", "status", "code", "after"),
    [
        (InputError("x"), 400, "InvalidParameterException", None),
        (NotFoundError("x"), 400, "InvalidParameterException", None),
        (BusyError("x", retry_after_s=7), 400, "ThrottlingException", "7"),
        (StoreError("x"), 500, "InternalServerError", "5"),
        (ModelError("x"), 500, "InternalServerError", None),
    ],
    ids=["input", "unknown", "busy", "passes", "ours"],
)
def test_errors_have_names_that_clients_know(*, error, status, code, after) -> None:
    answer = tell(None, error)
    assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (status, code)
    assert answer.headers.get("retry-after") == after


def test_an_error_that_nobody_expects_is_not_hidden() -> None:
    with pytest.raises(RuntimeError):
        tell(None, RuntimeError())
