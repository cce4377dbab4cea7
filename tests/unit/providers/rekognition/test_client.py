"""The client against a service on this machine: what it asks, what it makes of answers, and of failures."""

import base64
import json
import traceback

import boto3
import pytest
from botocore.config import Config

from tests.unit.providers.rekognition.answers import FACES, LABELS
from tests.unit.providers.rekognition.peer import KEY, KEYS, MODEL, REGION, SECRET, running_peer, set_environment
from wornby.datamodel.labels import LabelKind
from wornby.errors import (
    ConfigurationError,
    MissingCredentialError,
    ProviderError,
    ProviderRefusedError,
    ProviderTimeoutError,
    QuotaError,
    QuotaSpentError,
)
from wornby.interfaces.providers import SentPicture
from wornby.providers.rekognition.client import ASKED_OF_FACES, RekognitionClient, client_config
from wornby.providers.rekognition.profile import PROFILE

PICTURE = SentPicture(content=b"\xff\xd8 a picture \xff\xd9", width_px=96, height_px=96)


@pytest.fixture(scope="module")
def server():
    with running_peer() as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    """One for all tests of what it asks: boto3 takes its time to make one."""
    found = client_of(server.url, project_version=MODEL)
    yield found
    found.close()


@pytest.fixture
def peer(server):
    server.forget()
    return server


@pytest.fixture
def environment(monkeypatch, tmp_path):
    return lambda **variables: set_environment(monkeypatch, tmp_path, **variables)


def client_of(url, *, project_version="", **config):
    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": REGION}
    own = client_config(url).merge(Config(**config))
    api = boto3.client("rekognition", endpoint_url=url, config=own, **keys)
    return RekognitionClient(api, project_version=project_version)


def ask(client, *names):
    features = client.profile.choose(names) if names else ()
    return client.label(PICTURE, features=features)


# --- what it asks


def test_nothing_asked_is_nothing_sent(client, peer):
    answer = ask(client)
    assert (answer.labels, answer.raw, answer.units, peer.seen) == ((), {}, {}, [])


@pytest.mark.parametrize(
    ("names", "operations"),
    [
        pytest.param(["labels"], ["DetectLabels"], id="labels"),
        pytest.param(["colors"], ["DetectLabels"], id="colours"),
        pytest.param(["labels", "colors"], ["DetectLabels"], id="labels and colours in one call"),
        pytest.param(["labels", "faces", "colors"], ["DetectLabels", "DetectFaces"], id="with faces"),
        pytest.param(["text"], ["DetectText"], id="text"),
        pytest.param(["custom"], ["DetectCustomLabels"], id="custom"),
        pytest.param(
            ["labels", "colors", "faces", "text", "custom"],
            ["DetectLabels", "DetectFaces", "DetectText", "DetectCustomLabels"],
            id="all",
        ),
    ],
)
def test_each_operation_is_called_once(client, peer, names, operations):
    ask(client, *names)
    assert peer.operations == operations


@pytest.mark.parametrize(
    ("names", "asked"),
    [
        pytest.param(["labels"], ["GENERAL_LABELS"], id="labels"),
        pytest.param(["colors"], ["IMAGE_PROPERTIES"], id="colours"),
        pytest.param(["labels", "colors"], ["GENERAL_LABELS", "IMAGE_PROPERTIES"], id="both"),
    ],
)
def test_only_what_is_paid_for_is_asked(client, peer, names, asked):
    ask(client, *names)
    assert peer.seen[0][1]["Features"] == asked


def test_the_picture_is_sent_as_it_is(client, peer):
    ask(client, "labels")
    assert base64.b64decode(peer.seen[0][1]["Image"]["Bytes"]) == PICTURE.content


def test_age_gender_and_emotions_are_never_asked_for(client, peer):
    ask(client, "faces")
    assert set(peer.seen[0][1]["Attributes"]).isdisjoint({"ALL", "DEFAULT", "AGE_RANGE", "GENDER", "EMOTIONS"})


def test_botocore_knows_every_attribute_that_is_asked_for():
    api = boto3.client("rekognition", region_name=REGION, aws_access_key_id=KEY, aws_secret_access_key=SECRET)
    known = api.meta.service_model.operation_model("DetectFaces").input_shape.members["Attributes"].member.enum
    api.close()
    assert set(ASKED_OF_FACES) <= set(known)


def test_the_model_of_the_shop_is_asked(client, peer):
    ask(client, "custom")
    assert peer.seen[0][1]["ProjectVersionArn"] == MODEL


def test_the_secret_is_not_sent(client, peer):
    ask(client, "labels")
    assert SECRET not in str(peer.seen)


# --- what it makes of answers


def test_labels_of_several_calls_keep_what_they_belong_to(client, peer):
    answer = ask(client, "labels", "colors", "faces")
    owners = {one.name: answer.labels[one.part_of].name for one in answer.labels if one.part_of is not None}
    assert (owners["red"], owners["Eyeglasses"]) == ("Sneaker", "Face")


def test_raw_answers_are_kept_by_feature(client, peer):
    raw = ask(client, "labels", "colors", "faces").raw
    assert {name: sorted(part) for name, part in raw.items()} == {
        "labels": ["LabelModelVersion", "Labels"],
        "colors": ["ImageProperties", "LabelModelVersion"],
        "faces": ["FaceDetails", "OrientationCorrection"],
    }


def test_raw_answers_are_json(client, peer):
    raw = dict(ask(client, "labels", "colors", "faces", "text", "custom").raw)
    assert json.loads(json.dumps(raw, allow_nan=False)) == raw


@pytest.mark.parametrize("word", ["AgeRange", "Gender", "Female", "Emotions"])
def test_age_and_gender_are_not_kept_where_they_are_answered_all_the_same(client, peer, word):
    assert word not in str(ask(client, "faces"))


@pytest.mark.parametrize(
    ("names", "source"),
    [
        pytest.param(["labels", "colors", "faces"], "rekognition/labels@3.0", id="labels"),
        pytest.param(["colors"], "rekognition/colors@3.0", id="colours"),
        pytest.param(["faces"], "rekognition/faces@2016-06-27", id="faces"),
        pytest.param(["text"], "rekognition/text@3.0", id="text"),
        pytest.param(["custom"], "rekognition/custom@2016-06-27", id="custom"),
    ],
)
def test_the_source_names_the_version_of_the_model(client, peer, names, source):
    assert ask(client, *names).source == source


def test_each_feature_is_charged_once(client, peer):
    assert ask(client, "labels", "colors", "faces").units == {"labels": 1, "colors": 1, "faces": 1}


def test_colours_alone_are_labels_of_the_photo(client, peer):
    peer.answers["DetectLabels"] = (200, {"ImageProperties": LABELS["ImageProperties"]}, {})
    assert {one.kind for one in ask(client, "colors").labels if one.part_of is None and one.hex} == {LabelKind.COLOR}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        pytest.param("labels", {LabelKind.LABEL, LabelKind.OBJECT, LabelKind.COLOR}, id="no colours of the photo"),
        pytest.param("colors", {LabelKind.LABEL, LabelKind.COLOR}, id="no objects"),
    ],
)
def test_what_was_not_asked_for_is_not_taken(client, peer, name, kinds):
    assert {one.kind for one in ask(client, name).labels} == kinds


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>Welcome</html>", id="a page"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param([], id="a list"),
        pytest.param({}, id="no field"),
        pytest.param(FACES, id="another operation's"),
        pytest.param({"Labels": "Shoe"}, id="text for a list"),
        pytest.param({"Labels": ["Shoe"]}, id="text for a label"),
        pytest.param(b'{"Labels": ' + b"[" * 100_000, id="endless depth"),
    ],
)
def test_nonsense_is_no_answer(client, peer, answer):
    peer.answers["DetectLabels"] = (200, answer, {})
    with pytest.raises(ProviderError, match="none of its answers"):
        ask(client, "labels")


# --- what it makes of failures


@pytest.mark.parametrize(
    ("code", "status", "error", "retryable"),
    [
        ("ProvisionedThroughputExceededException", 400, QuotaError, True),
        ("ThrottlingException", 400, QuotaError, True),
        ("ThrottlingException", 500, QuotaError, True),
        ("LimitExceededException", 400, QuotaSpentError, False),
        ("AccessDeniedException", 400, MissingCredentialError, False),
        ("UnrecognizedClientException", 400, MissingCredentialError, False),
        ("InvalidSignatureException", 400, MissingCredentialError, False),
        ("IncompleteSignatureException", 400, MissingCredentialError, False),
        ("ExpiredTokenException", 400, MissingCredentialError, False),
        ("ExpiredToken", 400, MissingCredentialError, False),
        ("MissingAuthenticationTokenException", 400, MissingCredentialError, False),
        ("InternalServerError", 500, ProviderError, True),
        ("ServiceUnavailable", 503, ProviderError, True),
        ("SomethingNew", 500, ProviderError, True),
        ("SomethingNew", 503, ProviderError, True),
        ("SomethingNew", 400, ProviderRefusedError, False),
        ("InvalidImageFormatException", 400, ProviderRefusedError, False),
        ("ImageTooLargeException", 400, ProviderRefusedError, False),
        ("InvalidParameterException", 400, ProviderRefusedError, False),
        ("ResourceNotFoundException", 400, ProviderRefusedError, False),
        ("ResourceNotReadyException", 400, ProviderRefusedError, False),
        ("ValidationException", 400, ProviderRefusedError, False),
    ],
)
def test_each_code_is_one_of_our_errors(client, peer, code, status, error, retryable):
    peer.refuse(code, status=status)
    with pytest.raises(error, match=code) as raised:
        ask(client, "labels")
    assert (type(raised.value), raised.value.retryable) == (error, retryable)


def test_the_long_form_of_a_code_is_known(client, peer):
    peer.refuse("com.amazonaws.rekognition#ThrottlingException:http://internal.amazon.com/coral/")
    with pytest.raises(QuotaError):
        ask(client, "labels")


def test_every_error_of_the_operations_has_its_place(client):
    """Those of botocore's model of the service: none is an error that nobody thought of."""
    service = client._api.meta.service_model
    names = ["DetectLabels", "DetectFaces", "DetectText", "DetectCustomLabels"]
    codes = {shape.name for name in names for shape in service.operation_model(name).error_shapes}
    retried = PROFILE.retry.codes & codes
    assert retried == {"InternalServerError", "ProvisionedThroughputExceededException", "ThrottlingException"}


def test_the_time_to_wait_is_told(client, peer):
    peer.refuse("ThrottlingException", Retry_After="7")
    with pytest.raises(QuotaError) as raised:
        ask(client, "labels")
    assert raised.value.retry_after_s == 7


def test_the_words_of_the_service_are_told(client, peer):
    peer.refuse("InvalidImageFormatException", message="Request has invalid image format")
    with pytest.raises(ProviderRefusedError, match="Request has invalid image format"):
        ask(client, "labels")


def test_a_page_before_the_service_is_not_told(client, peer):
    peer.answers["DetectLabels"] = (502, b"<!doctype html><title>502 Bad Gateway</title>", {})
    with pytest.raises(ProviderError) as raised:
        ask(client, "labels")
    assert raised.value.message == "Amazon Rekognition failed (502). Try again later."


@pytest.mark.parametrize("code", ["InvalidSignatureException", "IncompleteSignatureException", "AccessDeniedException"])
def test_keys_that_the_service_repeats_are_not_told(client, peer, code):
    token = "FwoGZXIvYXdzEWornbyTestsToken" * 4
    peer.refuse(code, message=f"Signed was 'POST\n/\nx-amz-security-token:{token}' Authorization=Credential={KEY}/x")
    with pytest.raises(MissingCredentialError) as raised:
        ask(client, "labels")
    told = "".join(traceback.format_exception(raised.value))
    assert not [secret for secret in (token, SECRET) if secret in told]


def test_nothing_is_tried_again_here(peer, environment):
    environment(**KEYS, WORNBY_REKOGNITION_URL=peer.url, AWS_MAX_ATTEMPTS="5")
    client = RekognitionClient.from_environment()
    peer.refuse("InternalServerError", status=500)
    with pytest.raises(ProviderError):
        ask(client, "labels")
    client.close()
    assert peer.operations == ["DetectLabels"]


def test_who_breaks_off_can_be_asked_again(client, peer):
    peer.breaks_off = True
    with pytest.raises(ProviderError, match="broke off") as raised:
        ask(client, "labels")
    assert raised.value.retryable


def test_who_is_not_there_can_be_asked_again():
    with running_peer() as gone:
        client = client_of(gone.url)
    with pytest.raises(ProviderError, match="could not be reached"):
        ask(client, "labels")
    client.close()


def test_who_does_not_answer_is_left(peer):
    peer.released.clear()
    client = client_of(peer.url, read_timeout=0.2)
    with pytest.raises(ProviderTimeoutError):
        ask(client, "labels")
    peer.released.set()
    client.close()


# --- how it is set up


def test_without_credentials_the_variables_are_named(environment):
    environment(AWS_REGION=REGION)
    with pytest.raises(MissingCredentialError, match="AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"):
        RekognitionClient.from_environment()


def test_without_a_region_the_variables_are_named(environment):
    environment(**{name: value for name, value in KEYS.items() if name != "AWS_REGION"})
    with pytest.raises(MissingCredentialError, match="AWS_REGION or AWS_DEFAULT_REGION"):
        RekognitionClient.from_environment()


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({"AWS_REGION": REGION, "AWS_PROFILE": "shop"}, id="unknown profile"),
        pytest.param({"AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": KEY}, id="half a key"),
        pytest.param({**KEYS, "AWS_REGION": "not a region"}, id="no region"),
    ],
)
def test_credentials_that_cannot_be_used_are_told(environment, variables):
    environment(**variables)
    with pytest.raises(MissingCredentialError, match="AWS_PROFILE"):
        RekognitionClient.from_environment()


@pytest.mark.parametrize(
    ("variables", "region"),
    [
        pytest.param({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"}, "eu-west-1", id="first"),
        pytest.param({"AWS_REGION": " ", "AWS_DEFAULT_REGION": "us-east-1"}, "us-east-1", id="default"),
    ],
)
def test_the_region_leads_to_the_service(environment, variables, region):
    environment(**{**KEYS, **variables})
    client = RekognitionClient.from_environment()
    assert client._api.meta.endpoint_url == f"https://rekognition.{region}.amazonaws.com"
    client.close()


def test_a_profile_gives_credentials_and_region(environment, tmp_path):
    environment(AWS_PROFILE="shop")
    (tmp_path / "credentials").write_text(f"[shop]\naws_access_key_id={KEY}\naws_secret_access_key={SECRET}\n")
    (tmp_path / "config").write_text("[profile shop]\nregion=eu-west-3\n")
    client = RekognitionClient.from_environment()
    assert client._api.meta.region_name == "eu-west-3"
    client.close()


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_REKOGNITION"])
def test_photos_do_not_follow_a_variable_of_other_programs(environment, name):
    environment(**KEYS, **{name: "http://elsewhere.example"})
    client = RekognitionClient.from_environment()
    assert client._api.meta.endpoint_url == f"https://rekognition.{REGION}.amazonaws.com"
    client.close()


@pytest.mark.parametrize("url", ["http://elsewhere.example", "https://user:password@elsewhere.example", "rekognition"])
def test_an_unsafe_address_is_refused(environment, url):
    environment(**KEYS, WORNBY_REKOGNITION_URL=url)
    with pytest.raises(ConfigurationError):
        RekognitionClient.from_environment()


def test_no_proxy_stands_before_this_machine(peer, environment):
    environment(
        **KEYS, WORNBY_REKOGNITION_URL=peer.url, HTTP_PROXY="http://127.0.0.1:1", http_proxy="http://127.0.0.1:1"
    )
    own = RekognitionClient.from_environment()
    ask(own, "labels")
    own.close()
    assert peer.operations == ["DetectLabels"]


@pytest.mark.parametrize("arn", ["shirts", f"{MODEL} ", MODEL.replace(":project/", ":collection/"), f"{MODEL}\n"])
def test_what_is_no_model_is_refused(arn):
    with pytest.raises(ConfigurationError, match="WORNBY_REKOGNITION_PROJECT_VERSION"):
        RekognitionClient(object(), project_version=arn)


def test_without_a_model_its_feature_is_not_offered():
    assert "custom" not in [feature.id for feature in RekognitionClient(object()).profile.features]


def test_without_a_model_its_feature_cannot_be_asked_for():
    with pytest.raises(ConfigurationError, match="custom"):
        RekognitionClient(object()).label(PICTURE, features=PROFILE.choose(["custom"]))


def test_with_a_model_its_feature_is_asked_for_by_default():
    client = RekognitionClient(object(), project_version=MODEL)
    assert "custom" in [feature.id for feature in client.profile.choose()]


def test_a_model_takes_smaller_pictures():
    client = RekognitionClient(object(), project_version=MODEL)
    assert client.profile.limits.max_bytes < RekognitionClient(object()).profile.limits.max_bytes


def test_the_version_is_that_of_the_interface(client):
    assert client.version == client._api.meta.service_model.api_version
