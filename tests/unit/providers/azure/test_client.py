"""Azure's libraries against a service on this machine."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from tests.unit.providers.azure.answers import ANALYSIS, face
from tests.unit.providers.loopback import Answer, Loopback, drawn_picture, loopback
from wornby.datamodel.profiles import Feature
from wornby.errors import (
    ConfigurationError,
    MissingCredentialError,
    ProviderError,
    ProviderRefusedError,
    ProviderTimeoutError,
    QuotaError,
    WornbyError,
)
from wornby.providers.azure.client import AzureAddress, AzureClient
from wornby.providers.azure.profile import PROFILE

VISION_KEY, FACE_KEY = "vision-key-0123456789abcdef", "face-key-0123456789abcdef"
ANALYZE, DETECT = "/imageanalysis:analyze", "/detect"
FEATURES = {feature.id: feature for feature in PROFILE.features}


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def served() -> Iterator[Loopback]:
    with loopback({ANALYZE: [Answer(said=ANALYSIS)], DETECT: [Answer(said=[face(glasses="Sunglasses")])]}) as server:
        yield server


def client_of(server: Loopback, *, timeout_s: float = 20.0) -> AzureClient:
    return AzureClient(
        vision=AzureAddress(url=server.url, key=SecretStr(VISION_KEY)),
        face=AzureAddress(url=server.url, key=SecretStr(FACE_KEY)),
        timeout_s=timeout_s,
    )


def chosen(*names: str) -> list[Feature]:
    return [FEATURES[name] for name in names]


def test_one_request_asks_for_all_that_image_analysis_gives(served: Loopback) -> None:
    client_of(served).label(drawn_picture(), features=chosen("tags", "objects", "text"))
    (asked,) = served.asked
    assert (asked.method, asked.path) == ("POST", "/computervision/imageanalysis:analyze")
    assert asked.query == {"api-version": ["2023-10-01"], "features": ["tags,objects,people,read"]}
    assert asked.headers["content-type"] == "application/octet-stream"
    assert asked.headers["ocp-apim-subscription-key"] == VISION_KEY
    assert asked.content == drawn_picture().content


def test_faces_are_detected_without_a_biometric_key(served: Loopback) -> None:
    client_of(served).label(drawn_picture(), features=chosen("faces"))
    (asked,) = served.asked
    assert (asked.method, asked.path) == ("POST", "/face/v1.0/detect")
    assert asked.query == {
        "detectionModel": ["detection_01"],
        "recognitionModel": ["recognition_04"],
        "returnFaceId": ["false"],
        "returnFaceAttributes": ["accessories,blur,exposure,glasses,headPose,noise,occlusion"],
    }
    assert asked.headers["ocp-apim-subscription-key"] == FACE_KEY


def test_an_answer_tells_what_was_asked_in_order(served: Loopback) -> None:
    answer = client_of(served).label(drawn_picture(), features=chosen("tags", "faces"))
    assert answer.source == "azure/tags,faces@2023-10-01+face-v1.0"
    assert answer.units == {"tags": 1, "faces": 1}
    assert answer.raw["tags"] == {"tagsResult": ANALYSIS["tagsResult"]}
    assert [(each.name, each.part_of) for each in answer.labels] == [
        ("clothing", None),
        ("coat", None),
        ("Face", None),
        ("Sunglasses", 2),
    ]


def test_no_face_is_an_answer_too(served: Loopback) -> None:
    with loopback({DETECT: [Answer(said=[])]}) as server:
        answer = client_of(server).label(drawn_picture(), features=chosen("faces"))
    assert (answer.labels, answer.raw) == ((), {"faces": []})


def test_whatever_else_is_said_of_a_face_is_not_kept() -> None:
    said = {**face(glasses="NoGlasses", age=31, smile=0.2, hair={}, makeup={}, emotion={}), "faceId": "f12eb167"}
    with loopback({DETECT: [Answer(said=[said])]}) as server:
        answer = client_of(server).label(drawn_picture(), features=chosen("faces"))
    (kept,) = answer.raw["faces"]  # type: ignore[misc]
    assert set(kept) == {"faceRectangle", "faceAttributes"}
    assert set(kept["faceAttributes"]) == {"glasses", "headPose"}


def refused(status: int, code: str = "InvalidRequest", message: str = "No.", **headers: str) -> Answer:
    return Answer(said={"error": {"code": code, "message": message}}, status=status, headers=headers)


ERRORS = [
    pytest.param(refused(401, "401", "Access denied."), MissingCredentialError, "(401)", id="no-key"),
    pytest.param(refused(403, "403", "Out of call volume quota."), MissingCredentialError, "(403)", id="no-entry"),
    pytest.param(refused(400, "InvalidRequest"), ProviderRefusedError, "(InvalidRequest)", id="no-picture"),
    pytest.param(refused(404, "404"), ProviderRefusedError, "(404)", id="no-such-path"),
    pytest.param(refused(429, "429", "Slow down."), QuotaError, "(429)", id="too-many"),
    pytest.param(refused(503, "ServiceUnavailable"), ProviderError, "Try again later", id="busy"),
    pytest.param(refused(500, "InternalServerError"), ProviderRefusedError, "(InternalServerError)", id="broken"),
    pytest.param(Answer(body=b"<html>", status=502), ProviderRefusedError, "(502)", id="page"),
    pytest.param(
        Answer(body=b"<html>", status=503, headers={"Content-Type": "text/html"}), ProviderError, "(503)", id="text"
    ),
    pytest.param(refused(302, Location="/elsewhere"), ProviderRefusedError, "", id="elsewhere"),
    pytest.param(Answer(body=b"{"), ProviderError, "no JSON", id="half"),
    pytest.param(Answer(body=b"<html>", headers={"Content-Type": "text/html"}), ProviderError, "no JSON", id="words"),
    pytest.param(Answer(said="words"), ProviderError, "answers what is no", id="no-object"),
    pytest.param(Answer(said=3), ProviderError, "answers what is no", id="number"),
]


@pytest.mark.parametrize("feature", ["tags", "faces"])
@pytest.mark.parametrize(("answer", "error", "words"), ERRORS)
def test_a_refusal_is_the_error_that_it_means(
    answer: Answer, error: type[WornbyError], words: str, feature: str
) -> None:
    with loopback({ANALYZE: [answer], DETECT: [answer]}) as server, pytest.raises(error) as raised:
        client_of(server).label(drawn_picture(), features=chosen(feature))
    assert type(raised.value) is error
    assert words in raised.value.message
    assert len(server.asked) == 1


def test_a_service_says_how_long_to_wait() -> None:
    answer = refused(429, "429", "Slow down.", **{"Retry-After": "17"})
    with loopback({ANALYZE: [answer]}) as server, pytest.raises(QuotaError, match="Wait 17 s") as raised:
        client_of(server).label(drawn_picture(), features=chosen("tags"))
    assert raised.value.retry_after_s == 17


def test_what_is_more_exact_is_told() -> None:
    inner = {"code": "NotSupportedVisualFeature", "message": "Specified feature type is not valid"}
    said = {"error": {"code": "InvalidRequest", "message": "Analyze query is invalid.", "innererror": inner}}
    with loopback({ANALYZE: [Answer(said=said, status=400)]}) as server, pytest.raises(ProviderRefusedError) as raised:
        client_of(server).label(drawn_picture(), features=chosen("tags"))
    assert "(NotSupportedVisualFeature). It says: Specified feature type is not valid." in raised.value.message


def test_a_late_answer_is_a_timeout() -> None:
    with loopback({ANALYZE: [Answer(said=ANALYSIS, wait_s=0.5)]}) as server, pytest.raises(ProviderTimeoutError):
        client_of(server, timeout_s=0.1).label(drawn_picture(), features=chosen("tags"))


def test_nobody_at_the_address_is_an_error_that_may_pass() -> None:
    with loopback({}) as server:
        client = client_of(server)
    with pytest.raises(ProviderError, match="could not be reached") as raised:
        client.label(drawn_picture(), features=chosen("tags"))
    assert type(raised.value) is ProviderError


@pytest.mark.parametrize("key", [VISION_KEY, FACE_KEY])
def test_keys_are_never_told(key: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answer = refused(401, f"unknown-{key}", f"The key {key} is not known.")
    with loopback({ANALYZE: [answer], DETECT: [answer]}) as server:
        client = client_of(server)
        for feature in ("tags", "faces"):
            with pytest.raises(MissingCredentialError) as raised:
                client.label(drawn_picture(), features=chosen(feature))
            assert key not in raised.value.message
    assert key not in caplog.text
    assert key not in repr(client) + repr(vars(client)["_face"])


def test_faces_are_offered_where_they_are_set_up(served: Loopback) -> None:
    address = AzureAddress(url=served.url, key=SecretStr(VISION_KEY))
    assert [each.id for each in client_of(served).profile.features] == ["tags", "objects", "faces", "text"]
    assert [each.id for each in AzureClient(vision=address).profile.features] == ["tags", "objects", "text"]


def test_faces_without_a_key_are_refused_before_anything_is_sent(served: Loopback) -> None:
    client = AzureClient(vision=AzureAddress(url=served.url, key=SecretStr(VISION_KEY)))
    with pytest.raises(MissingCredentialError, match="AZURE_FACE_KEY"):
        client.label(drawn_picture(), features=chosen("faces"))
    assert (served.asked, client.version) == ([], "2023-10-01")


HERE = "https://here.cognitiveservices.azure.com"
VISION = {"AZURE_VISION_ENDPOINT": f"{HERE}/", "AZURE_VISION_KEY": VISION_KEY}


def test_the_environment_holds_addresses_and_keys() -> None:
    both = {**VISION, "AZURE_FACE_ENDPOINT": HERE, "AZURE_FACE_KEY": FACE_KEY}
    assert len(AzureClient.from_environment(both).profile.features) == 4
    assert len(AzureClient.from_environment(VISION).profile.features) == 3


@pytest.mark.parametrize(
    ("environment", "error", "words"),
    [
        pytest.param({}, MissingCredentialError, "AZURE_VISION_ENDPOINT and AZURE_VISION_KEY", id="empty"),
        pytest.param({"AZURE_VISION_ENDPOINT": HERE}, MissingCredentialError, "AZURE_VISION_KEY is not", id="no-key"),
        pytest.param({"AZURE_VISION_KEY": VISION_KEY}, MissingCredentialError, "AZURE_VISION_ENDPOINT is", id="no-url"),
        pytest.param({**VISION, "AZURE_FACE_KEY": FACE_KEY}, MissingCredentialError, "AZURE_FACE_ENDPOINT", id="face"),
        pytest.param(
            {**VISION, "AZURE_VISION_ENDPOINT": "http://example.com"}, ConfigurationError, "https://", id="plain-text"
        ),
        pytest.param({**VISION, "AZURE_VISION_ENDPOINT": "here"}, ConfigurationError, "https://", id="no-address"),
    ],
)
def test_an_environment_that_does_not_do_is_told(
    environment: Mapping[str, str], error: type[WornbyError], words: str
) -> None:
    with pytest.raises(error, match=words) as raised:
        AzureClient.from_environment(environment)
    assert VISION_KEY not in raised.value.message


def test_the_process_has_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROFILE.credentials:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(MissingCredentialError):
        AzureClient.from_environment()


def test_hair_is_told_as_not_served() -> None:
    said: dict[str, Any] = {each.what: each for each in PROFILE.not_served}
    assert said["Face: hair"].attributes == {"hair.color", "hair.length"}
    assert said["Face: hair"].words == "not served since 2023-06-30"
