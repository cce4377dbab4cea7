import base64
import json
from email.parser import BytesParser
from email.policy import HTTP

import httpx
import pytest
import structlog
from pydantic import SecretStr
from structlog.testing import capture_logs

from tests.unit.providers.imagga.answers import CATEGORIES, COLORS, FACES, REFUSED, SUCCESS, TAGS
from wornby.errors import (
    ConfigurationError,
    MissingCredentialError,
    ProviderAnswerError,
    ProviderError,
    ProviderRefusedError,
    ProviderTimeoutError,
    QuotaError,
    QuotaSpentError,
    WornbyError,
)
from wornby.interfaces.providers import SentPicture
from wornby.providers.imagga.client import ImaggaClient
from wornby.providers.imagga.profile import PROFILE

KEY, SECRET = "acc_0123456789abcde", "fedcba9876543210fedcba9876543210"
PICTURE = SentPicture(content=b"\xff\xd8picture", width_px=400, height_px=200)
ANSWERS = {
    "/v2/tags": TAGS,
    "/v2/colors": COLORS,
    "/v2/categories/personal_photos": CATEGORIES,
    "/v2/faces/detections": FACES,
}


class Service:
    """Answers as documented, and remembers what it was asked."""

    def __init__(self, answer=None):
        self.answer = answer
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        if self.answer is not None:
            return self.answer
        return httpx.Response(200, json=ANSWERS[request.url.path])

    def client(self, **options):
        values = {"api_key": SecretStr(KEY), "api_secret": SecretStr(SECRET), **options}
        return ImaggaClient(**values, transport=httpx.MockTransport(self))


def fields(request):
    """The parts of a form, by name."""
    head = b"Content-Type: " + request.headers["content-type"].encode() + b"\r\n\r\n"
    message = BytesParser(policy=HTTP).parsebytes(head + request.content)
    return {part.get_param("name", header="content-disposition"): part for part in message.iter_parts()}


@pytest.fixture
def environment(monkeypatch):
    for name in (*PROFILE.credentials, "WORNBY_IMAGGA_URL", "WORNBY_IMAGGA_CATEGORIZER"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_nothing_asked_is_nothing_sent():
    service = Service()
    answer = service.client().label(PICTURE, features=())
    assert (answer.labels, answer.raw, answer.units, service.requests) == ((), {}, {}, [])


def test_each_feature_is_one_request_in_order():
    service = Service()
    answer = service.client().label(PICTURE, features=PROFILE.features)
    assert [(each.method, each.url.path) for each in service.requests] == [("POST", path) for path in ANSWERS]
    assert answer.units == {"tags": 1, "colors": 1, "categories": 1, "faces": 1}
    assert answer.source == "imagga@v2"


def test_answers_of_all_features_are_read_together():
    answer = Service().client().label(PICTURE, features=PROFILE.features)
    assert {"jeans", "streetview architecture", "face", "navy"} <= {each.name for each in answer.labels}
    assert set(answer.raw) == {"tags", "colors", "categories", "faces"}


def test_default_features_leave_categories_out():
    assert [each.id for each in PROFILE.choose()] == ["tags", "colors", "faces"]


def test_request_carries_the_picture_and_the_account():
    service = Service()
    service.client().label(PICTURE, features=PROFILE.choose(["tags"]))
    [request] = service.requests
    image = fields(request)["image"]
    assert image.get_payload(decode=True) == PICTURE.content
    assert image.get_content_type() == "image/jpeg"
    assert request.headers["authorization"] == "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    assert str(request.url) == "https://api.imagga.com/v2/tags"


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        pytest.param("tags", {"language": "en", "threshold": "10"}, id="tags"),
        pytest.param("colors", {"extract_overall_colors": "1", "extract_object_colors": "1"}, id="colors"),
        pytest.param("categories", {"language": "en"}, id="categories"),
        pytest.param("faces", {}, id="faces-without-ids-and-attributes"),
    ],
)
def test_request_asks_for_no_more_than_is_kept(feature, expected):
    service = Service()
    service.client().label(PICTURE, features=PROFILE.choose([feature]))
    found = {name: part.get_content().strip() for name, part in fields(service.requests[0]).items() if name != "image"}
    assert found == expected


def test_another_categorizer_can_be_asked():
    service = Service(httpx.Response(200, json=CATEGORIES))
    service.client(categorizer="own_list").label(PICTURE, features=PROFILE.choose(["categories"]))
    assert service.requests[0].url.path == "/v2/categories/own_list"


@pytest.mark.parametrize("categorizer", ["", "a/b", "../tags", "a b", "a?b"])
def test_a_categorizer_is_a_name(categorizer):
    with pytest.raises(ConfigurationError, match="WORNBY_IMAGGA_CATEGORIZER"):
        Service().client(categorizer=categorizer)


def refused(answer):
    with pytest.raises(WornbyError) as caught:
        Service(answer).client().label(PICTURE, features=PROFILE.choose(["tags"]))
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        pytest.param(400, ProviderRefusedError, False, id="bad-request"),
        pytest.param(401, MissingCredentialError, False, id="unknown-key"),
        pytest.param(403, QuotaSpentError, False, id="limit-of-the-plan"),
        pytest.param(404, ProviderRefusedError, False, id="not-found"),
        pytest.param(405, ProviderRefusedError, False, id="method"),
        pytest.param(406, ProviderRefusedError, False, id="format"),
        pytest.param(410, ProviderRefusedError, False, id="gone"),
        pytest.param(429, QuotaError, True, id="too-many-at-once"),
        pytest.param(500, ProviderError, True, id="failed"),
        pytest.param(503, ProviderError, True, id="maintenance"),
    ],
)
def test_documented_statuses(status, kind, retryable):
    error = refused(httpx.Response(status, json=REFUSED))
    assert type(error) is kind
    assert error.retryable is retryable
    assert "You have reached one of your limits" in error.message


def test_the_wait_is_told_where_imagga_says_it():
    assert refused(httpx.Response(429, json=REFUSED, headers={"Retry-After": "2"})).retry_after_s == 2.0


def test_an_error_that_comes_as_a_success_is_one():
    assert type(refused(httpx.Response(200, json=REFUSED))) is ProviderAnswerError


@pytest.mark.parametrize("body", [[], "text", {"status": SUCCESS}, {"result": None}], ids=str)
def test_an_odd_answer_says_nothing(body):
    answer = Service(httpx.Response(200, json=body)).client().label(PICTURE, features=PROFILE.choose(["tags"]))
    assert answer.labels == ()


def test_a_slow_service_is_a_timeout():
    def slow(request):
        message = "slow"
        raise httpx.ReadTimeout(message)

    client = ImaggaClient(api_key=SecretStr(KEY), api_secret=SecretStr(SECRET), transport=httpx.MockTransport(slow))
    with pytest.raises(ProviderTimeoutError):
        client.label(PICTURE, features=PROFILE.choose(["tags"]))


@pytest.mark.parametrize("status", [200, 400, 401, 403, 429, 500])
def test_no_key_is_told_or_logged(status):
    token = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    said = {"status": {"type": "error", "text": f"Unknown {KEY} with {SECRET}, {token}"}}
    structlog.reset_defaults()  # another test may have said what is logged
    with capture_logs() as logs:
        error = refused(httpx.Response(status, json=said))
    for hidden in (KEY, SECRET, token):
        assert hidden not in f"{error.message} {error!r} {json.dumps(logs, default=str)}"


def test_no_key_shows_in_the_client():
    client = Service().client()
    assert SECRET not in f"{client!r} {client._caller!r}"


@pytest.mark.parametrize("missing", PROFILE.credentials)
def test_both_variables_are_needed(environment, missing):
    for name in PROFILE.credentials:
        environment.setenv(name, " " if name == missing else "value-of-it")
    with pytest.raises(MissingCredentialError, match="IMAGGA_API_KEY and IMAGGA_API_SECRET"):
        ImaggaClient.from_environment()


def test_the_environment_names_account_address_and_categorizer(environment):
    environment.setenv("IMAGGA_API_KEY", KEY)
    environment.setenv("IMAGGA_API_SECRET", f"{SECRET}\n")
    environment.setenv("WORNBY_IMAGGA_URL", "http://127.0.0.1:9/own")
    environment.setenv("WORNBY_IMAGGA_CATEGORIZER", "own_list")
    client = ImaggaClient.from_environment()
    assert str(client._caller._http.base_url) == "http://127.0.0.1:9/own/"
    assert client._paths["categories"] == "/v2/categories/own_list"
    assert client.version == "v2"
    client.close()


def test_an_address_in_plain_text_is_refused(environment):
    environment.setenv("IMAGGA_API_KEY", KEY)
    environment.setenv("IMAGGA_API_SECRET", SECRET)
    environment.setenv("WORNBY_IMAGGA_URL", "http://api.example.com")
    with pytest.raises(ConfigurationError):
        ImaggaClient.from_environment()
