import base64
import gzip
import json
import logging
import traceback
from pathlib import Path

import pytest
from google.auth import exceptions as auth_exceptions
from google.auth.credentials import AnonymousCredentials
from pydantic import SecretStr

from tests.unit.providers.google_vision import answers
from tests.unit.providers.google_vision.service import ASKED, fails, says, trickling
from tests.unit.providers.loopback import Answer, loopback
from wornby.errors import (
    ConfigurationError,
    MissingCredentialError,
    ProviderError,
    ProviderRefusedError,
    ProviderTimeoutError,
    QuotaError,
)
from wornby.interfaces.providers import SentPicture
from wornby.providers.google_vision import wire
from wornby.providers.google_vision.client import GoogleVisionClient
from wornby.providers.google_vision.profile import PROFILE
from wornby.testing.pictures import encoded

KEY = "AIza-a-key-of-nobody-0123456789"
PRODUCT_SET = "projects/p/locations/europe-west1/productSets/clothes"
VARIABLES = ("GOOGLE_API_KEY", "GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "CLOUDSDK_CONFIG")
PICTURE = SentPicture(content=encoded("jpeg"), width_px=answers.WIDTH_PX, height_px=answers.HEIGHT_PX)


@pytest.fixture
def service():
    with loopback({ASKED: [Answer(said={"responses": [{}]})]}) as running:
        yield running


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """Without anybody's credentials; and nobody asks Google's own machines for theirs."""
    for name in (*VARIABLES, "WORNBY_GOOGLE_VISION_URL", "WORNBY_GOOGLE_VISION_PRODUCT_SET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    return monkeypatch


def client_of(service, **changed):
    return GoogleVisionClient(**({"api_key": SecretStr(KEY), "url": service.url} | changed))


def ask(client, *names):
    return client.label(PICTURE, features=client.profile.choose(names))


def test_nothing_is_sent_for_no_feature(service):
    answer = client_of(service).label(PICTURE, features=())
    assert (answer.labels, answer.units, service.asked) == ((), {}, [])


def test_an_empty_answer_is_no_labels(service):
    assert ask(client_of(service)).labels == ()


def test_one_request_asks_for_all_features(service):
    ask(client_of(service))
    [asked] = service.asked
    [request] = json.loads(asked.content)["requests"]
    assert asked.path == "/v1/images:annotate"
    assert base64.b64decode(request["image"]["content"]) == PICTURE.content
    assert [feature["type"] for feature in request["features"]] == [4, 19, 3, 7, 1]
    assert {feature["maxResults"] for feature in request["features"]} == {50}


def test_an_address_may_have_a_path(service):
    ask(client_of(service, url=f"{service.url}/vision/"))
    assert service.asked[0].path == "/vision/v1/images:annotate"


def test_the_key_stands_in_a_header_and_in_no_address(service):
    ask(client_of(service))
    [asked] = service.asked
    assert asked.headers["x-goog-api-key"] == KEY
    assert KEY not in f"{asked.path} {asked.query}"


def test_an_account_is_asked_without_a_key(service):
    ask(client_of(service, api_key=None, credentials=AnonymousCredentials()))
    assert "x-goog-api-key" not in service.asked[0].headers


def test_the_answer_has_labels_raw_fields_and_units(service):
    says(service, {"responses": [answers.ALL]})
    answer = ask(client_of(service), "labels", "objects")
    assert answer.source == "google-vision@v1"
    assert [label.name for label in answer.labels] == ["Dress", "Polka dot", "Dress", "Shoe"]
    assert answer.units == {"labels": 1, "objects": 1}
    assert answer.raw["labels"] == answers.LABELS
    assert json.dumps(answer.raw)


@pytest.mark.parametrize("name", [feature.id for feature in PROFILE.features])
def test_the_library_leaves_each_feature_as_documented(service, name):
    says(service, {"responses": [answers.ALL]})
    answer = ask(client_of(service, product_set=PRODUCT_SET), name)
    assert answer.labels
    assert {label.kind for label in answer.labels} == PROFILE.choose([name])[0].kinds


def test_numbers_of_likelihoods_are_read_too(service):
    says(service, {"responses": [{"faceAnnotations": [{"detectionConfidence": 0.5, "headwearLikelihood": 5}]}]})
    assert [label.confidence for label in ask(client_of(service), "faces").labels] == [0.5, 0.95]


def test_a_score_that_is_no_number_is_left_out(service):
    says(service, {"responses": [{"labelAnnotations": [{"description": "Dress", "score": "NaN"}]}]})
    assert ask(client_of(service), "labels").labels == ()


def test_products_are_offered_only_with_a_catalogue(service):
    assert "products" not in [feature.id for feature in client_of(service).profile.features]


def test_products_are_searched_in_the_catalogue(service):
    ask(client_of(service, product_set=PRODUCT_SET), "products")
    assert json.loads(service.asked[0].content)["requests"][0]["imageContext"]["productSearchParams"] == {
        "productSet": PRODUCT_SET,
        "productCategories": ["apparel-v2"],
    }


def test_a_product_set_is_a_full_name():
    with pytest.raises(ConfigurationError, match="projects/P/locations/L/productSets/S"):
        GoogleVisionClient(api_key=SecretStr(KEY), product_set="clothes")


KEY_REFUSED = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
WAIT = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3.5s"}

REFUSALS = [
    pytest.param(400, "INVALID_ARGUMENT", ProviderRefusedError, id="invalid"),
    pytest.param(401, "UNAUTHENTICATED", MissingCredentialError, id="unauthenticated"),
    pytest.param(403, "PERMISSION_DENIED", MissingCredentialError, id="denied"),
    pytest.param(404, "NOT_FOUND", ProviderRefusedError, id="not found"),
    pytest.param(429, "RESOURCE_EXHAUSTED", QuotaError, id="quota"),
    pytest.param(500, "INTERNAL", ProviderError, id="internal"),
    pytest.param(501, "UNIMPLEMENTED", ProviderRefusedError, id="unimplemented"),
    pytest.param(503, "UNAVAILABLE", ProviderError, id="unavailable"),
    pytest.param(504, "DEADLINE_EXCEEDED", ProviderTimeoutError, id="deadline"),
]
CODES = {
    "INVALID_ARGUMENT": 3,
    "DEADLINE_EXCEEDED": 4,
    "NOT_FOUND": 5,
    "PERMISSION_DENIED": 7,
    "RESOURCE_EXHAUSTED": 8,
    "UNIMPLEMENTED": 12,
    "INTERNAL": 13,
    "UNAVAILABLE": 14,
    "UNAUTHENTICATED": 16,
}


def failure(client, *names):
    with pytest.raises((ProviderError, MissingCredentialError)) as caught:
        ask(client, *names)
    return caught.value


@pytest.mark.parametrize(("status", "name", "error"), REFUSALS)
def test_a_refused_request_is_our_error(service, status, name, error):
    fails(service, status, name, "This is why.")
    found = failure(client_of(service))
    assert type(found) is error
    assert name in found.message


@pytest.mark.parametrize(("status", "name", "error"), REFUSALS)
def test_a_refused_picture_is_our_error(service, status, name, error):
    says(service, {"responses": [{"error": {"code": CODES[name], "message": "Bad image data."}}]})
    found = failure(client_of(service))
    assert type(found) is error
    assert name in found.message


@pytest.mark.parametrize(("status", "name", "error"), REFUSALS)
def test_a_call_is_one_try(service, status, name, error):
    fails(service, status, name)
    failure(client_of(service))
    assert len(service.asked) == 1


def test_what_the_service_says_is_told(service):
    fails(service, 400, "INVALID_ARGUMENT", "Bad image data.")
    assert "It says: Bad image data." in failure(client_of(service)).message


def test_a_key_that_is_not_valid_is_a_missing_credential(service):
    fails(service, 400, "INVALID_ARGUMENT", "API key not valid.", details=[KEY_REFUSED])
    assert isinstance(failure(client_of(service)), MissingCredentialError)


@pytest.mark.parametrize(
    ("details", "headers", "wait_s"),
    [
        pytest.param([], {}, None, id="nothing said"),
        pytest.param([WAIT], {}, 3.5, id="RetryInfo"),
        pytest.param([WAIT], {"Retry-After": "7"}, 3.5, id="both"),
        pytest.param([], {"Retry-After": "7"}, 7.0, id="header"),
        pytest.param([WAIT | {"retryDelay": "soon"}], {}, None, id="no number"),
    ],
)
def test_the_time_to_wait_is_told(service, details, headers, wait_s):
    fails(service, 429, "RESOURCE_EXHAUSTED", details=details, headers=headers)
    assert failure(client_of(service)).retry_after_s == wait_s


def test_a_slow_service_is_a_timeout(service):
    service.answers[ASKED] = [Answer(wait_s=0.5)]
    assert isinstance(failure(client_of(service, timeout_s=0.05)), ProviderTimeoutError)


def test_a_service_that_is_not_there_can_be_tried_again():
    with loopback({}) as gone:
        pass
    found = failure(client_of(gone))
    assert type(found) is ProviderError
    assert found.retryable


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_photo_follows_a_redirect(service, status):
    with loopback({}) as other:
        says(service, {}, status=status, headers={"Location": f"{other.url}/v1/images:annotate"})
        found = failure(client_of(service))
    assert isinstance(found, ProviderRefusedError)
    assert other.asked == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>", id="no JSON"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'"yes"', id="a word"),
        pytest.param(b'{"responses": 3}', id="no answers"),
        pytest.param(b'{"responses": []}', id="no answer"),
        pytest.param(b'{"responses": [{"labelAnnotations": [{"score": "high"}]}]}', id="a word for a number"),
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
@pytest.mark.parametrize("status", [200, 503])
def test_nonsense_can_be_tried_again(service, status, body):
    service.answers[ASKED] = [Answer(body=body, status=status)]
    assert type(failure(client_of(service))) is ProviderError


@pytest.mark.parametrize("error", ["a word", ["a list"], {"message": 3}, {"status": {"no": "word"}}])
def test_an_error_of_another_form_is_an_error_still(service, error):
    says(service, {"error": error}, status=503)
    assert isinstance(failure(client_of(service)), ProviderError)


@pytest.mark.parametrize("status", [200, 400])
def test_an_endless_answer_is_refused(service, monkeypatch, status):
    monkeypatch.setattr(wire, "MAX_ANSWER_BYTES", 1000)
    service.answers[ASKED] = [Answer(body=bytes(1001), status=status)]
    assert "more than 1,000 bytes" in failure(client_of(service)).message


def test_a_service_that_trickles_is_left_at_last():
    with trickling() as url:
        client = GoogleVisionClient(api_key=SecretStr(KEY), url=url, timeout_s=0.1)
        assert isinstance(failure(client), ProviderTimeoutError)


def test_an_answer_that_breaks_off_can_be_tried_again(service):
    service.answers[ASKED] = [Answer(body=b"{}", headers={"Content-Encoding": "gzip"})]
    assert type(failure(client_of(service))) is ProviderError


def test_a_packed_answer_is_read(service):
    packed = gzip.compress(json.dumps({"responses": [answers.LABELS]}).encode())
    service.answers[ASKED] = [Answer(body=packed, headers={"Content-Encoding": "gzip"})]
    assert len(ask(client_of(service), "labels").labels) == 2


class Refreshing(AnonymousCredentials):
    def before_request(self, request, method, url, headers):
        raise self.error


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        pytest.param(auth_exceptions.RefreshError("invalid_grant"), MissingCredentialError, id="refused"),
        pytest.param(auth_exceptions.TransportError("no way"), ProviderError, id="not reached"),
    ],
)
def test_an_account_that_cannot_be_used_is_our_error(service, error, ours):
    account = Refreshing()
    account.error = error
    assert type(failure(client_of(service, api_key=None, credentials=account))) is ours


@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_a_key_that_the_service_repeats_is_not_told(service, status):
    fails(service, status, "PERMISSION_DENIED", f"Consumer 'api_key:{KEY}' has been suspended.")
    found = failure(client_of(service))
    assert "Consumer 'api_key:[key]' has been suspended" in found.message
    assert KEY not in "".join(traceback.format_exception(found))


@pytest.mark.parametrize("key", ["a key", "käse-0123456789", "one\ntwo"])
def test_a_key_with_other_characters_is_refused_and_not_told(key):
    with pytest.raises(MissingCredentialError) as caught:
        GoogleVisionClient(api_key=SecretStr(key))
    assert key not in "".join(traceback.format_exception(caught.value))


def test_neither_key_nor_picture_is_logged(service, caplog):
    caplog.set_level(logging.DEBUG)
    fails(service, 403, "PERMISSION_DENIED", f"Consumer 'api_key:{KEY}' has been suspended.")
    failure(client_of(service))
    told = " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert KEY not in told
    assert base64.b64encode(PICTURE.content).decode()[:40] not in told


def test_a_client_does_not_show_its_key(service):
    assert KEY not in repr(client_of(service))


def test_the_key_and_the_address_come_from_the_environment(service, environment):
    environment.setenv("GOOGLE_API_KEY", f"{KEY}\n")
    environment.setenv("WORNBY_GOOGLE_VISION_URL", service.url)
    ask(GoogleVisionClient.from_environment())
    assert service.asked[0].headers["x-goog-api-key"] == KEY


def test_the_product_set_comes_from_the_environment(environment):
    environment.setenv("GOOGLE_API_KEY", KEY)
    environment.setenv("WORNBY_GOOGLE_VISION_PRODUCT_SET", PRODUCT_SET)
    assert GoogleVisionClient.from_environment().profile == PROFILE


def test_an_account_comes_from_the_file_that_the_environment_names(environment, tmp_path):
    account = {"type": "authorized_user", "client_id": "c", "client_secret": "s", "refresh_token": "r"}
    file = tmp_path / "account.json"
    file.write_text(json.dumps(account | {"quota_project_id": "p"}))
    environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    assert GoogleVisionClient.from_environment().version == "v1"


@pytest.mark.parametrize("file", [None, "gone.json", "broken.json"])
def test_what_is_missing_is_named(environment, tmp_path, file):
    Path(tmp_path / "broken.json").write_text("{")
    if file:
        environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / file))
    with pytest.raises(MissingCredentialError, match="GOOGLE_API_KEY or GOOGLE_APPLICATION_CREDENTIALS"):
        GoogleVisionClient.from_environment()


@pytest.mark.parametrize("url", ["http://vision.example", "https://user:word@vision.example", "vision.example"])
def test_an_address_that_is_not_safe_is_refused(environment, url):
    environment.setenv("GOOGLE_API_KEY", KEY)
    environment.setenv("WORNBY_GOOGLE_VISION_URL", url)
    with pytest.raises(ConfigurationError):
        GoogleVisionClient.from_environment()


def test_no_proxy_stands_before_this_machine(service, environment):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        environment.setenv(name, "http://127.0.0.1:9")
    environment.delenv("NO_PROXY", raising=False)
    environment.delenv("no_proxy", raising=False)
    assert ask(client_of(service)).labels == ()
