import base64
import json

import httpx
import pytest
import structlog
from pydantic import SecretStr
from structlog.testing import capture_logs

from tests.unit.providers.openai_compatible.answers import APPEARANCE, GARMENTS, completion, error
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
from wornby.providers.openai_compatible.client import OpenAiCompatibleClient, price_in_micros
from wornby.providers.openai_compatible.profile import PROFILE

KEY = "sk-proj-0123456789abcdefghijklmnopqrstuvwxyz"
PICTURE = SentPicture(content=b"\xff\xd8picture", width_px=40, height_px=20)
VARIABLES = ("OPENAI_API_KEY", "WORNBY_OPENAI_URL", "WORNBY_OPENAI_MODEL", "WORNBY_OPENAI_PRICE_PER_1000")
OWN = "http://127.0.0.1:11434/v1"
GARMENTS_ONLY = PROFILE.choose(["garments"])


class Server:
    """Gives one answer, and remembers what it was asked."""

    def __init__(self, answer=None):
        self.answer = answer or httpx.Response(200, json=completion({**GARMENTS, **APPEARANCE}))
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        return self.answer

    def client(self, **options):
        values = {"model": "vision-1", "api_key": SecretStr(KEY), **options}
        return OpenAiCompatibleClient(**values, transport=httpx.MockTransport(self))

    @property
    def asked(self):
        [request] = self.requests
        return json.loads(request.content)


def answered(answer, **options):
    return Server(answer).client(**options).label(PICTURE, features=GARMENTS_ONLY)


def refused(answer):
    with pytest.raises(WornbyError) as caught:
        answered(answer)
    return caught.value


def said(content, **changes):
    return httpx.Response(200, json=completion(content, **changes))


@pytest.fixture
def environment(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_nothing_asked_is_nothing_sent():
    server = Server()
    answer = server.client().label(PICTURE, features=())
    assert (answer.labels, answer.raw, answer.units, server.requests) == ((), {}, {}, [])


def test_all_features_are_one_request():
    server = Server()
    answer = server.client().label(PICTURE, features=PROFILE.features)
    assert len(server.requests) == 1
    assert set(answer.raw) == {"garments", "appearance"}
    assert {"denim shirt", "red hair"} <= {each.name for each in answer.labels}


def test_the_answer_names_the_model_that_gave_it():
    assert Server().client().label(PICTURE, features=PROFILE.features).source == "openai-compatible@vision-1-2026-10-01"


@pytest.mark.parametrize("named", [None, "", 7, "two words", "x" * 500])
def test_a_model_without_a_name_is_called_as_it_was_asked(named):
    answer = answered(httpx.Response(200, json={**completion(GARMENTS), "model": named}))
    assert answer.source == "openai-compatible@vision-1"


def test_request_goes_to_chat_completions_with_the_key():
    server = Server()
    server.client().label(PICTURE, features=GARMENTS_ONLY)
    [request] = server.requests
    assert (request.method, str(request.url)) == ("POST", "https://api.openai.com/v1/chat/completions")
    assert request.headers["authorization"] == f"Bearer {KEY}"


def test_request_carries_the_picture_as_an_address_of_data():
    server = Server()
    server.client().label(PICTURE, features=GARMENTS_ONLY)
    [part] = server.asked["messages"][1]["content"]
    assert part["image_url"]["url"] == "data:image/jpeg;base64," + base64.b64encode(PICTURE.content).decode()


def test_request_asks_for_a_strict_form_and_no_chance():
    server = Server()
    server.client().label(PICTURE, features=GARMENTS_ONLY)
    form = server.asked["response_format"]
    assert (server.asked["model"], server.asked["temperature"]) == ("vision-1", 0)
    assert (form["type"], form["json_schema"]["strict"]) == ("json_schema", True)
    assert list(form["json_schema"]["schema"]["properties"]) == list(GARMENTS)


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        pytest.param("https://api.openai.com/v1", {"max_completion_tokens", "store"}, id="openai"),
        pytest.param(OWN, {"max_tokens"}, id="own-machine"),
        pytest.param("https://models.example.com/v1", {"max_tokens"}, id="other-host"),
    ],
)
def test_request_has_the_fields_that_the_server_knows(url, fields):
    server = Server()
    server.client(url=url).label(PICTURE, features=GARMENTS_ONLY)
    common = {"model", "temperature", "response_format", "messages"}
    assert set(server.asked) - common == fields


def test_openai_is_asked_to_keep_nothing():
    server = Server()
    server.client().label(PICTURE, features=GARMENTS_ONLY)
    assert server.asked["store"] is False


def test_appearance_is_not_asked_for_without_its_feature():
    server = Server()
    answer = server.client().label(PICTURE, features=GARMENTS_ONLY)
    assert "hair" not in json.dumps(server.asked["response_format"])
    assert "red hair" not in json.dumps(answer.raw)


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        pytest.param(said(None, message={"refusal": "I can't."}), ProviderAnswerError, "refuses", id="refusal"),
        pytest.param(said("", finish_reason="content_filter"), ProviderAnswerError, "refuses", id="filter"),
        pytest.param(said('{"persons": [', finish_reason="length"), ProviderAnswerError, "to an end", id="cut"),
        pytest.param(said(GARMENTS, finish_reason="length"), ProviderAnswerError, "to an end", id="cut-well"),
        pytest.param(said("Here is a shirt."), ProviderAnswerError, "form", id="prose"),
        pytest.param(said('{"persons": [NaN]}'), ProviderAnswerError, "form", id="no-number"),
        pytest.param(said("[" * 100_000), ProviderAnswerError, "form", id="deep"),
        pytest.param(said("null"), ProviderAnswerError, "form", id="null"),
        pytest.param(said([]), ProviderAnswerError, "form", id="list"),
        pytest.param(said({"garments": []}), ProviderAnswerError, "form", id="half-of-the-form"),
        pytest.param(said({**GARMENTS, "bags": "none"}), ProviderAnswerError, "form", id="word-for-a-list"),
        pytest.param(said([{"type": "text"}], message={"content": [1]}), ProviderAnswerError, "form", id="parts"),
        pytest.param(said(None), ProviderError, "answers nothing", id="nothing"),
        pytest.param(said(""), ProviderError, "answers nothing", id="empty"),
        pytest.param(httpx.Response(200, json={}), ProviderError, "answers nothing", id="no-choices"),
        pytest.param(httpx.Response(200, json={"choices": []}), ProviderError, "answers nothing", id="empty-choices"),
        pytest.param(httpx.Response(200, json={"choices": [None]}), ProviderError, "answers nothing", id="null-choice"),
        pytest.param(httpx.Response(200, json=[1]), ProviderError, "answers nothing", id="other-json"),
        pytest.param(httpx.Response(200, content=b"<html>"), ProviderError, "no JSON", id="page"),
    ],
)
def test_answers_that_are_none(answer, kind, told):
    found = refused(answer)
    assert type(found) is kind
    assert told in found.message


def test_the_models_reason_is_not_repeated():
    found = refused(said(None, message={"refusal": "I will not describe this young woman."}))
    assert "woman" not in found.message


@pytest.mark.parametrize(
    ("status", "body", "kind", "retryable"),
    [
        pytest.param(400, error(None, "invalid_request_error"), ProviderRefusedError, False, id="bad-request"),
        pytest.param(401, error("invalid_api_key", "invalid_request_error"), MissingCredentialError, False, id="key"),
        pytest.param(404, error("model_not_found", "invalid_request_error"), ProviderRefusedError, False, id="model"),
        pytest.param(429, error("rate_limit_exceeded", "requests"), QuotaError, True, id="too-fast"),
        pytest.param(429, error("slow_down", "rate_limit_error"), QuotaError, True, id="slow-down"),
        pytest.param(429, error("insufficient_quota", "insufficient_quota"), QuotaSpentError, False, id="spent"),
        pytest.param(429, error("other", "insufficient_quota"), QuotaSpentError, False, id="spent-by-class"),
        pytest.param(500, error(None, "server_error"), ProviderError, True, id="failed"),
        pytest.param(503, error("server_is_overloaded", "service_unavailable_error"), ProviderError, True, id="busy"),
        pytest.param(400, {"object": "error", "message": "No.", "code": 400}, ProviderRefusedError, False, id="flat"),
        pytest.param(404, {"error": "model 'x' not found"}, ProviderRefusedError, False, id="words"),
        pytest.param(422, {"detail": [{"msg": "no"}]}, ProviderRefusedError, False, id="validation"),
    ],
)
def test_documented_statuses(status, body, kind, retryable):
    found = refused(httpx.Response(status, json=body))
    assert type(found) is kind
    assert found.retryable is retryable


def test_the_wait_is_told_where_the_server_says_it():
    limited = httpx.Response(429, json=error("rate_limit_exceeded", "tokens"), headers={"Retry-After": "12"})
    assert refused(limited).retry_after_s == 12.0


def test_a_slow_server_is_a_timeout():
    def slow(request):
        message = "slow"
        raise httpx.ReadTimeout(message)

    client = OpenAiCompatibleClient(model="vision-1", url=OWN, transport=httpx.MockTransport(slow))
    with pytest.raises(ProviderTimeoutError):
        client.label(PICTURE, features=GARMENTS_ONLY)


@pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
def test_no_key_and_no_picture_is_told_or_logged(status):
    data = base64.b64encode(bytes(600)).decode()
    body = error(None, "bad", f"Incorrect API key provided: {KEY}. data:image/jpeg;base64,{data}")
    structlog.reset_defaults()  # another test may have said what is logged
    with capture_logs() as logs:
        found = refused(httpx.Response(status, json=body))
    told = f"{found.message} {found!r} {json.dumps(logs, default=str)}"
    assert KEY not in told
    assert data[:20] not in told


def test_no_key_shows_in_the_client():
    client = Server().client()
    assert KEY not in f"{client!r} {client._caller!r}"


@pytest.mark.parametrize("model", ["", " ", "two words", "x" * 201, "modèle"])
def test_a_model_needs_a_name(model):
    with pytest.raises(ConfigurationError, match="WORNBY_OPENAI_MODEL"):
        Server().client(model=model)


def test_a_server_on_this_machine_needs_no_key():
    server = Server()
    client = server.client(url=OWN, api_key=None)
    client.label(PICTURE, features=GARMENTS_ONLY)
    assert "authorization" not in server.requests[0].headers
    assert client.profile.credentials == ()


@pytest.mark.parametrize("url", ["https://api.openai.com/v1", "https://models.example.com/v1"])
def test_any_other_server_needs_a_key(url):
    with pytest.raises(MissingCredentialError, match="OPENAI_API_KEY"):
        Server().client(url=url, api_key=None)


@pytest.mark.parametrize(
    ("dollars", "micros"),
    [("0", 0), ("2.50", 2_500), ("0.0001", 1), ("1e1", 10_000), (" 3 ", 3_000)],
)
def test_prices_are_for_a_thousand_photos(dollars, micros):
    assert price_in_micros(dollars) == micros


@pytest.mark.parametrize("dollars", ["", "free", "-1", "nan", "inf", "1e99", "2,50", "$2"])
def test_what_is_no_price_is_refused(dollars):
    with pytest.raises(ConfigurationError, match="WORNBY_OPENAI_PRICE_PER_1000"):
        price_in_micros(dollars)


def test_a_photo_costs_what_the_operator_says_once():
    profile = Server().client(price_micros=2_500).profile
    assert sum(feature.price.micros for feature in profile.features) == 2_500
    assert profile.choose(["garments"])[0].price.micros == 2_500


def test_appearance_alone_is_not_asked_where_it_costs():
    server = Server()
    with pytest.raises(ConfigurationError, match="garments"):
        server.client(price_micros=1).label(PICTURE, features=PROFILE.choose(["appearance"]))
    assert server.requests == []


def test_the_environment_names_model_key_address_and_price(environment):
    for name, value in zip(VARIABLES, (f"{KEY}\n", "https://models.example.com/v1/", "Own/Vision-2", "4"), strict=True):
        environment.setenv(name, value)
    client = OpenAiCompatibleClient.from_environment()
    assert (client.version, client.profile.features[0].price.micros) == ("Own/Vision-2", 4_000)
    assert str(client._caller._http.base_url) == "https://models.example.com/v1/"
    client.close()


def test_a_server_on_this_machine_costs_nothing_unless_said(environment):
    environment.setenv("WORNBY_OPENAI_URL", OWN)
    environment.setenv("WORNBY_OPENAI_MODEL", "own-vision")
    client = OpenAiCompatibleClient.from_environment()
    assert client.profile.features[0].price.micros == 0
    client.close()


@pytest.mark.parametrize(
    ("missing", "kind"),
    [
        ("OPENAI_API_KEY", MissingCredentialError),
        ("WORNBY_OPENAI_MODEL", ConfigurationError),
        ("WORNBY_OPENAI_PRICE_PER_1000", ConfigurationError),
    ],
)
def test_what_is_not_set_is_named(environment, missing, kind):
    for name, value in zip(VARIABLES, (KEY, "https://models.example.com/v1", "vision-1", "4"), strict=True):
        environment.setenv(name, "" if name == missing else value)
    with pytest.raises(kind, match=missing):
        OpenAiCompatibleClient.from_environment()


@pytest.mark.parametrize("url", ["http://models.example.com/v1", "models.example.com", "https://me:pw@example.com/v1"])
def test_an_address_that_is_not_safe_is_refused(environment, url):
    for name, value in zip(VARIABLES, (KEY, url, "vision-1", "4"), strict=True):
        environment.setenv(name, value)
    with pytest.raises(ConfigurationError, match="https://"):
        OpenAiCompatibleClient.from_environment()
