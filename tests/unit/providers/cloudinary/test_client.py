"""Cloudinary's library against a service on this machine."""

import base64
import logging
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from typing import Any

import cloudinary
import pytest
from cloudinary.utils import api_sign_request
from pydantic import SecretStr

from tests.unit.providers.cloudinary.answers import FASHION, FOUND, TAGGING, uploaded
from tests.unit.providers.loopback import Answer, Asked, Loopback, drawn_picture, loopback
from wornby.datamodel.profiles import Feature
from wornby.errors import (
    ConfigurationError,
    InputError,
    MissingCredentialError,
    ProviderAnswerError,
    ProviderError,
    ProviderRefusedError,
    ProviderTimeoutError,
    QuotaError,
    WornbyError,
)
from wornby.interfaces.providers import SentPicture
from wornby.providers.cloudinary.client import CloudinaryAccount, CloudinaryClient
from wornby.providers.cloudinary.profile import PROFILE

CLOUD, KEY, SECRET = "demo-shop", "874837483274837", "a676b67565c6767a6767d6767f676fe1"
UPLOAD, DESTROY, SEARCH = "/image/upload", "/image/destroy", "/resources/visual_search"
GONE = Answer(said={"result": "ok"})
FEATURES = {feature.id: feature for feature in PROFILE.features}


def client_of(server: Loopback, *, timeout_s: float = 20.0, waits: list[float] | None = None) -> CloudinaryClient:
    account = CloudinaryAccount(cloud=CLOUD, key=SecretStr(KEY), secret=SecretStr(SECRET))
    return CloudinaryClient(account, url=server.url, timeout_s=timeout_s, sleep=([] if waits is None else waits).append)


def chosen(*names: str) -> list[Feature]:
    return [FEATURES[name] for name in names]


def fields(asked: Asked) -> dict[str, Any]:
    head = f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + asked.content)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        if part.get_filename()
        else part.get_payload()
        for part in message.get_payload()  # type: ignore[union-attr]
    }


@pytest.fixture
def served() -> Iterator[Loopback]:
    said = uploaded(models={"cld-fashion": FASHION}, add_ons={"google_tagging": TAGGING})
    with loopback({UPLOAD: [Answer(said=said)], DESTROY: [GONE]}) as server:
        yield server


def test_a_photo_is_uploaded_for_nobody_else_to_see(served: Loopback) -> None:
    client_of(served).label(drawn_picture(), features=chosen("cld-fashion", "google_tagging"))
    asked, _ = served.asked
    sent = fields(asked)
    assert (asked.method, asked.path) == ("POST", "/v1_1/demo-shop/image/upload")
    assert sent.pop("file") == drawn_picture().content
    assert sent.pop("public_id").startswith("wornby/")
    assert set(sent) == {
        *("timestamp", "signature", "api_key", "type", "overwrite", "backup", "detection", "categorization")
    }
    assert (sent["type"], sent["overwrite"], sent["backup"]) == ("authenticated", "0", "0")
    assert (sent["detection"], sent["categorization"]) == ("cld-fashion", "google_tagging")


def test_requests_are_signed_with_the_accounts_key(served: Loopback) -> None:
    client_of(served).label(drawn_picture(), features=chosen("cld-fashion"))
    for asked in served.asked:
        sent = {name: value for name, value in fields(asked).items() if name != "file"}
        key, signature = sent.pop("api_key"), sent.pop("signature")
        assert (key, signature) == (KEY, api_sign_request(sent, SECRET, "sha1", 2))


def test_the_photo_is_deleted_when_the_answer_is_there(served: Loopback) -> None:
    client_of(served).label(drawn_picture(), features=chosen("cld-fashion"))
    assert deleted(served) == [fields(served.asked[0])["public_id"]]
    sent = fields(served.asked[1])
    assert (sent["type"], sent["invalidate"]) == ("authenticated", "1")


def test_each_photo_has_a_name_of_its_own(served: Loopback) -> None:
    client = client_of(served)
    for _ in range(2):
        client.label(drawn_picture(), features=chosen("cld-fashion"))
    assert len(set(deleted(served))) == 2


def deleted(server: Loopback) -> list[str]:
    return [fields(asked)["public_id"] for asked in server.asked if asked.path.endswith(DESTROY)]


def test_an_answer_tells_what_was_asked_in_order(served: Loopback) -> None:
    answer = client_of(served).label(drawn_picture(), features=chosen("google_tagging", "cld-fashion"))
    assert answer.source == "cloudinary/google_tagging,cld-fashion@v1_1"
    assert answer.units == {"google_tagging": 1, "cld-fashion": 1}
    assert answer.raw == {"google_tagging": TAGGING, "cld-fashion": FASHION}
    assert [(each.name, each.part_of) for each in answer.labels] == [
        ("Outerwear", None),
        ("Street", None),
        ("hat", None),
        ("coat", None),
        ("plain", 3),
        ("above the hip", 3),
    ]


def test_each_model_is_an_upload_of_its_own_and_add_ons_go_with_the_first() -> None:
    first = uploaded(models={"cld-fashion_v4": FASHION}, add_ons={"google_tagging": [], "imagga_tagging": []})
    second = uploaded(models={"lvis": {"tags": {"handbag": [{"confidence": 0.5}]}}})
    with loopback({UPLOAD: [Answer(said=first), Answer(said=second)], DESTROY: [GONE]}) as server:
        answer = client_of(server).label(
            drawn_picture(), features=chosen("cld-fashion", "lvis", "google_tagging", "imagga_tagging")
        )
    sent = [fields(asked) for asked in server.asked if asked.path.endswith(UPLOAD)]
    assert [(each.get("detection"), each.get("categorization")) for each in sent] == [
        ("cld-fashion", "google_tagging,imagga_tagging"),
        ("lvis", None),
    ]
    assert sorted(deleted(server)) == sorted(each["public_id"] for each in sent)
    assert set(answer.raw) == {"cld-fashion", "lvis", "google_tagging", "imagga_tagging"}


def test_words_that_are_never_inferred_are_not_kept() -> None:
    said = uploaded(models={"unidet": {"tags": {"Woman": [{"confidence": 0.9}], "hat": [{"confidence": 0.8}]}}})
    with loopback({UPLOAD: [Answer(said=said)], DESTROY: [GONE]}) as server:
        answer = client_of(server).label(drawn_picture(), features=chosen("unidet"))
    assert answer.raw == {"unidet": {"tags": {"hat": [{"confidence": 0.8}]}}}


def refused(status: int, message: str = "No.") -> Answer:
    return Answer(said={"error": {"message": message}}, status=status)


REFUSALS = [
    pytest.param(refused(400, "Invalid detection"), ProviderRefusedError, "Invalid detection", id="no-request"),
    pytest.param(refused(404), ProviderRefusedError, "(404)", id="no-such-cloud"),
    pytest.param(refused(409), ProviderRefusedError, "(409)", id="exists"),
    pytest.param(refused(420, "Rate limit exceeded."), QuotaError, "Rate limit exceeded", id="calm-down"),
    pytest.param(refused(429), QuotaError, "(429)", id="too-many"),
    pytest.param(refused(500), ProviderError, "Try again later", id="broken"),
    pytest.param(refused(503), ProviderError, "Try again later", id="busy"),
    pytest.param(refused(502), ProviderRefusedError, "(502)", id="undocumented"),
    pytest.param(Answer(body=b"<html>", status=502), ProviderRefusedError, "(502)", id="page"),
    pytest.param(Answer(body=b"<html>", status=503), ProviderError, "(503)", id="busy-page"),
]
NONSENSE = [
    pytest.param(Answer(body=b"{"), ProviderError, "no JSON", id="half"),
    pytest.param(Answer(said="words"), ProviderError, "no JSON", id="words"),
    pytest.param(Answer(said=3), ProviderError, "no JSON", id="number"),
    pytest.param(Answer(said={"error": "words"}), ProviderError, "no JSON", id="error-in-words"),
]
UNFINISHED = [
    pytest.param(Answer(said={}), ProviderAnswerError, "not in the answer", id="nothing"),
    pytest.param(Answer(said={"info": []}), ProviderAnswerError, "not in the answer", id="no-info"),
    pytest.param(
        Answer(said=uploaded(models={"cld-fashion": None}, status="pending")),
        ProviderAnswerError,
        "did not finish cld-fashion (pending)",
        id="later",
    ),
    pytest.param(
        Answer(said=uploaded(models={"coco": FASHION})), ProviderAnswerError, "not in the answer", id="other-model"
    ),
]


@pytest.mark.parametrize(("answer", "error", "words"), [*REFUSALS, *NONSENSE, *UNFINISHED])
def test_an_upload_that_fails_is_told_and_the_photo_deleted(
    answer: Answer, error: type[WornbyError], words: str
) -> None:
    with loopback({UPLOAD: [answer], DESTROY: [GONE]}) as server, pytest.raises(error) as raised:
        client_of(server).label(drawn_picture(), features=chosen("cld-fashion"))
    assert type(raised.value) is error
    assert words in raised.value.message
    assert [asked.path.rsplit("/", 1)[1] for asked in server.asked] == ["upload", "destroy"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_accepted_leaves_nothing_to_delete(status: int) -> None:
    answers = {UPLOAD: [refused(status, "Invalid Signature")], DESTROY: [GONE]}
    with loopback(answers) as server, pytest.raises(MissingCredentialError, match="Invalid Signature"):
        client_of(server).label(drawn_picture(), features=chosen("cld-fashion"))
    assert deleted(server) == []


def test_a_photo_whose_upload_is_not_answered_in_time_is_deleted() -> None:
    late = Answer(said=uploaded(models={"cld-fashion": FASHION}), wait_s=2.0)
    with loopback({UPLOAD: [late], DESTROY: [GONE]}) as server, pytest.raises(ProviderTimeoutError):
        client_of(server, timeout_s=0.8).label(drawn_picture(), features=chosen("cld-fashion"))
    assert len(deleted(server)) == 1


def test_nobody_at_the_address_is_an_error_that_may_pass_and_nothing_to_delete() -> None:
    with loopback({}) as server:
        client = client_of(server)
    with pytest.raises(ProviderError, match="could not be reached") as raised:
        client.label(drawn_picture(), features=chosen("cld-fashion"))
    assert type(raised.value) is ProviderError


def test_deleting_is_tried_again() -> None:
    said = Answer(said=uploaded(models={"cld-fashion": FASHION}))
    waits: list[float] = []
    with loopback({UPLOAD: [said], DESTROY: [refused(503), GONE]}) as server:
        client_of(server, waits=waits).label(drawn_picture(), features=chosen("cld-fashion"))
    assert (len(deleted(server)), len(waits)) == (2, 1)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(said={"result": "ok"}), id="ok"),
        pytest.param(Answer(said={"result": "not found"}), id="never-there"),
    ],
)
def test_what_is_gone_is_gone(answer: Answer) -> None:
    said = Answer(said=uploaded(models={"cld-fashion": FASHION}))
    with loopback({UPLOAD: [said], DESTROY: [answer]}) as server:
        assert client_of(server).label(drawn_picture(), features=chosen("cld-fashion")).labels


@pytest.mark.parametrize(
    "first", [Answer(said=uploaded(models={"cld-fashion": FASHION})), refused(500)], ids=["ok", "500"]
)
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(refused(500), id="broken"),
        pytest.param(refused(401), id="no-key"),
        pytest.param(Answer(said={"result": "pending"}), id="later"),
        pytest.param(Answer(said={}), id="nothing"),
        pytest.param(Answer(body=b"{"), id="no-json"),
    ],
)
def test_a_photo_that_may_have_stayed_is_named(first: Answer, answer: Answer) -> None:
    with loopback({UPLOAD: [first], DESTROY: [answer]}) as server, pytest.raises(ProviderRefusedError) as raised:
        client_of(server).label(drawn_picture(), features=chosen("cld-fashion"))
    public_id = fields(server.asked[0])["public_id"]
    assert f"may still lie at Cloudinary as {public_id!r}" in raised.value.message


def test_keys_are_never_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answer = refused(401, f"unknown api_key {KEY} {SECRET}")
    with loopback({UPLOAD: [answer], DESTROY: [answer], SEARCH: [answer]}) as server:
        client = client_of(server)
        with pytest.raises(MissingCredentialError, match="unknown api_key …") as raised:
            client.label(drawn_picture(), features=chosen("cld-fashion"))
        with pytest.raises(MissingCredentialError, match="unknown api_key …") as searched:
            client.visual_search(text="shirts")
    told = raised.value.message + searched.value.message + caplog.text + repr(client)
    assert [secret for secret in (KEY, SECRET) if secret in told] == []


def test_the_configuration_of_the_process_is_neither_read_nor_changed(
    served: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {
        "cloud_name": "other",
        "api_key": "1",
        "api_secret": "2",
        "upload_prefix": "http://127.0.0.1:1",
        "upload_preset": "theirs",
        "oauth_token": "token",
        "signature_algorithm": "sha256",
    }
    before = dict(vars(cloudinary.config()))
    monkeypatch.setattr(cloudinary, "_config", _config(own))
    client_of(served).label(drawn_picture(), features=chosen("cld-fashion"))
    assert {name: vars(cloudinary.config()).get(name) for name in own} == own
    monkeypatch.undo()
    assert vars(cloudinary.config()) == before
    assert {asked.path.split("/")[2] for asked in served.asked} == {CLOUD}
    assert all("authorization" not in asked.headers for asked in served.asked)
    assert all("upload_preset" not in fields(asked) for asked in served.asked)


def _config(own: Mapping[str, str]) -> Any:
    found = cloudinary.Config()
    found.update(**own)
    return found


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        pytest.param({"text": "red shirt"}, "text=red+shirt", id="text"),
        pytest.param({"image_asset_id": "5f9d"}, "image_asset_id=5f9d", id="asset"),
        pytest.param(
            {"image_url": "https://example.com/a.jpg"}, "image_url=https%3A%2F%2Fexample.com%2Fa.jpg", id="url"
        ),
    ],
)
def test_a_search_by_words_or_address_finds_assets(given: dict[str, str], sent: str) -> None:
    with loopback({SEARCH: [Answer(said=FOUND)]}) as server:
        assert client_of(server).visual_search(**given) == ("5f9d30acd36ac3c4f48a82241a37a299", "0a1b")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/v1_1/demo-shop/resources/visual_search")
    assert asked.content.decode() == sent
    assert asked.headers["authorization"] == "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()


def test_a_search_by_picture_sends_it() -> None:
    with loopback({SEARCH: [Answer(said=FOUND)]}) as server:
        client_of(server).visual_search(picture=drawn_picture())
    (asked,) = server.asked
    assert fields(asked) == {"image_file": drawn_picture().content}


PICTURE = SentPicture(content=b"", width_px=1, height_px=1)


@pytest.mark.parametrize(
    "given", [{}, {"text": " "}, {"text": "a", "image_asset_id": "b"}, {"text": "a", "picture": PICTURE}], ids=str
)
def test_a_search_takes_one_question(served: Loopback, given: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="Give one of"):
        client_of(served).visual_search(**given)
    assert served.asked == []


def test_a_search_that_is_limited_says_how_long() -> None:
    answer = Answer(said={"error": {"message": "Rate Limit Exceeded"}}, status=420, headers={"Retry-After": "90"})
    with loopback({SEARCH: [answer]}) as server, pytest.raises(QuotaError, match="Wait 90 s") as raised:
        client_of(server).visual_search(text="shirts")
    assert raised.value.retry_after_s == 90


URL = f"cloudinary://{KEY}:{SECRET}@{CLOUD}"


def test_the_environment_holds_key_and_address(served: Loopback) -> None:
    client = CloudinaryClient.from_environment({"CLOUDINARY_URL": URL, "WORNBY_CLOUDINARY_URL": f"{served.url}/"})
    assert client.label(drawn_picture(), features=chosen("cld-fashion")).labels
    assert (client.profile, client.version) == (PROFILE, "v1_1")


@pytest.mark.parametrize(
    ("environment", "error", "words"),
    [
        pytest.param({}, MissingCredentialError, "needs CLOUDINARY_URL", id="empty"),
        pytest.param({"CLOUDINARY_URL": "cloudinary://demo"}, MissingCredentialError, "form", id="no-key"),
        pytest.param({"CLOUDINARY_URL": f"https://{KEY}:{SECRET}@x"}, MissingCredentialError, "form", id="https"),
        pytest.param({"CLOUDINARY_URL": f"cloudinary://{KEY}:{SECRET}@["}, MissingCredentialError, "form", id="odd"),
        pytest.param(
            {"CLOUDINARY_URL": URL, "WORNBY_CLOUDINARY_URL": "http://example.com"},
            ConfigurationError,
            "https://",
            id="plain-text",
        ),
    ],
)
def test_an_environment_that_does_not_do_is_told(
    environment: Mapping[str, str], error: type[WornbyError], words: str
) -> None:
    with pytest.raises(error, match=words) as raised:
        CloudinaryClient.from_environment(environment)
    assert SECRET not in raised.value.message


def test_the_process_has_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOUDINARY_URL", raising=False)
    with pytest.raises(MissingCredentialError):
        CloudinaryClient.from_environment()


def test_hair_is_told_as_not_served() -> None:
    said = {each.what: each for each in PROFILE.not_served}
    assert said["adv_face: hair"].attributes == {"hair.color", "hair.length"}
    assert said["adv_face: hair"].words == "not served since 2023-06-30"


def test_one_model_alone_is_asked_by_default() -> None:
    assert [feature.id for feature in PROFILE.choose()] == ["cld-fashion"]
