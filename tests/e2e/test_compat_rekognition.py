"""`boto3.client("rekognition")`, unchanged but for the address, against a real server, library and models."""

import io
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from PIL import Image

import wornby.demo
from tests.e2e.serving import serving
from wornby.compose import open_engine
from wornby.datamodel import Scope
from wornby.datamodel.labels import LabelKind
from wornby.interfaces.providers import SentPicture
from wornby.settings import Settings
from wornby.vocabulary.labels import LabelReader

boto3 = pytest.importorskip("boto3")
from botocore.auth import SigV4Auth  # noqa: E402 - after the check that it is there
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402

PHOTOS = Path(wornby.demo.__file__).parent / "files" / "photos"
DRESS, GLASSES = (PHOTOS / name for name in ("drs-01-1.jpg", "shr-01-1.jpg"))
"""Drawn by wornby itself: a red dress with flowers; somebody with eyeglasses."""
ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=60)


class House:
    """A served library with a key for each scope."""

    def __init__(self, engine, address):
        self.engine = engine
        self.address = address
        self.keys = {
            scope: engine.create_key(f"{scope}", frozenset({scope}))[0] for scope in (Scope.INGEST, Scope.READ)
        }

    def credentials(self, scope=Scope.INGEST):
        return self.engine.clients.credentials(self.keys[scope].id)

    def client(self, *, access=None, secret=None, scope=Scope.INGEST):
        own = self.credentials(scope)
        return boto3.client(
            "rekognition",
            endpoint_url=self.address,
            region_name="eu-central-1",
            aws_access_key_id=access or own.access_key_id,
            aws_secret_access_key=secret or own.secret_access_key,
            config=ONCE,
        )


@pytest.fixture(scope="module", params=[(), ("appearance",)], ids=["no-purpose", "appearance"])
def any_house(request, tmp_path_factory):
    settings = Settings(
        home=tmp_path_factory.mktemp("compat"), compat=["rekognition"], compat_purposes=list(request.param)
    )
    with open_engine(settings) as engine, serving(engine) as address:
        yield House(engine, address)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("compat"), compat=["rekognition"])
    with open_engine(settings) as engine, serving(engine) as address:
        yield House(engine, address)


@pytest.fixture
def client(house):
    return house.client()


def code_of(call, **values):
    with pytest.raises(ClientError) as found:
        call(**values)
    return found.value.response["Error"]["Code"]


def by_name(answer):
    return {label["Name"]: label for label in answer["Labels"]}


def test_a_drawn_photo_has_labels_with_places(client) -> None:
    answer = client.detect_labels(Image={"Bytes": DRESS.read_bytes()})
    found = by_name(answer)
    assert {"Person", "Clothing", "Dress", "Footwear", "Shoe"} <= set(found)
    assert found["Dress"]["Parents"] == [{"Name": "Clothing"}]
    (dress,) = found["Dress"]["Instances"]
    (person,) = found["Person"]["Instances"]
    assert dress["BoundingBox"]["Height"] < person["BoundingBox"]["Height"] <= 1
    assert all(label["Confidence"] >= 55 for label in answer["Labels"])
    assert answer["LabelModelVersion"].startswith("wornby")


def test_min_confidence_and_max_labels(client) -> None:
    image = {"Bytes": DRESS.read_bytes()}
    every = [label["Confidence"] for label in client.detect_labels(Image=image, MinConfidence=0)["Labels"]]
    assert every == sorted(every, reverse=True)
    least = every[2]
    kept = client.detect_labels(Image=image, MinConfidence=least)["Labels"]
    assert len(kept) == sum(confidence >= least for confidence in every)
    assert len(client.detect_labels(Image=image, MaxLabels=2)["Labels"]) == 2


def test_filters(client) -> None:
    settings = {"GeneralLabels": {"LabelInclusionFilters": ["Dress"]}}
    answer = client.detect_labels(Image={"Bytes": DRESS.read_bytes()}, Settings=settings)
    assert list(by_name(answer)) == ["Dress"]


def test_image_properties(client) -> None:
    answer = client.detect_labels(
        Image={"Bytes": DRESS.read_bytes()},
        Features=["GENERAL_LABELS", "IMAGE_PROPERTIES"],
        Settings={"ImageProperties": {"MaxDominantColors": 3}},
    )
    found = answer["ImageProperties"]
    assert len(found["DominantColors"]) == 3
    assert found["Foreground"]["DominantColors"][0]["SimplifiedColor"] == "red"
    assert found["Background"]["DominantColors"][0]["SimplifiedColor"] != "red"
    assert set(found["Quality"]) == {"Brightness", "Sharpness", "Contrast"}
    (dress,) = by_name(answer)["Dress"]["Instances"]
    assert dress["DominantColors"][0]["SimplifiedColor"] == "red"


def test_faces_with_and_without_the_purpose(any_house) -> None:
    allowed = "appearance" in any_house.engine.settings.compat_purposes
    client = any_house.client()
    (face,) = client.detect_faces(Image={"Bytes": GLASSES.read_bytes()}, Attributes=["ALL"])["FaceDetails"]
    box = face["BoundingBox"]
    assert 0.2 < box["Left"] + box["Width"] / 2 < 0.7
    assert box["Top"] + box["Height"] < 0.5
    assert ("Eyeglasses" in face) == allowed
    assert not allowed or (face["Eyeglasses"]["Value"], face["Sunglasses"]["Value"]) == (True, False)
    assert not {"Gender", "AgeRange", "Emotions", "Smile", "Beard"} & set(face)
    names = by_name(client.detect_labels(Image={"Bytes": GLASSES.read_bytes()}))
    assert ("Glasses" in names) == allowed


def test_a_picture_without_people_has_no_faces(client) -> None:
    out = io.BytesIO()
    Image.new("RGB", (200, 200), "#4477aa").save(out, "PNG")
    assert client.detect_faces(Image={"Bytes": out.getvalue()})["FaceDetails"] == []


def test_nothing_is_kept(house, client) -> None:
    client.detect_labels(Image={"Bytes": DRESS.read_bytes()})
    assert house.engine.count_assets() == 0
    assert not any(path.is_file() for path in (house.engine.settings.home / "blobs").rglob("*"))


def webp():
    out = io.BytesIO()
    Image.new("RGB", (100, 100)).save(out, "WEBP")
    return out.getvalue()


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ({"S3Object": {"Bucket": "bucket", "Name": "photo.jpg"}}, "InvalidS3ObjectException"),
        ({"Bytes": webp()}, "InvalidImageFormatException"),
        ({"Bytes": DRESS.read_bytes()[:2000]}, "InvalidImageFormatException"),
        ({"Bytes": DRESS.read_bytes() + b"\0" * 5_242_880}, "ImageTooLargeException"),
        ({}, "InvalidParameterException"),
    ],
    ids=["bucket", "webp", "cut-off", "too-large", "no-picture"],
)
def test_pictures_that_are_refused_raise_the_clients_own_classes(client, image, name) -> None:
    with pytest.raises(getattr(client.exceptions, name)):
        client.detect_labels(Image=image)


def test_an_operation_that_is_not_supported_raises_a_class_of_the_client_and_says_so(client) -> None:
    with pytest.raises(client.exceptions.AccessDeniedException, match="DetectText is not supported by wornby"):
        client.detect_text(Image={"Bytes": DRESS.read_bytes()})


def test_a_wrong_secret(house) -> None:
    client = house.client(secret="wbs_" + "x" * 43)
    assert code_of(client.detect_faces, Image={"Bytes": b"x"}) == "InvalidSignatureException"


def test_an_unknown_key(house) -> None:
    assert code_of(house.client(access="AKIAIOSFODNN7EXAMPLE").list_collections) == "UnrecognizedClientException"


def test_a_key_without_the_scope(house) -> None:
    client = house.client(scope=Scope.READ)
    with pytest.raises(client.exceptions.AccessDeniedException, match="scope ingest"):
        client.detect_faces(Image={"Bytes": DRESS.read_bytes()})


def test_a_revoked_key_is_refused_at_once(house) -> None:
    key, _ = house.engine.create_key("for a while", frozenset({Scope.INGEST}))
    own = house.engine.clients.credentials(key.id)
    client = house.client(access=own.access_key_id, secret=own.secret_access_key)
    assert client.detect_faces(Image={"Bytes": DRESS.read_bytes()})["FaceDetails"]
    house.engine.revoke_key(key.id)
    assert code_of(client.detect_faces, Image={"Bytes": DRESS.read_bytes()}) == "UnrecognizedClientException"


def signed(house, body, *, clock=timedelta()):
    """The headers of a signed request, made at another hour."""
    own = house.credentials()
    sent = AWSRequest(
        method="POST",
        url=f"{house.address}/",
        data=body,
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "RekognitionService.ListCollections",
            "Host": house.address.removeprefix("http://"),
        },
    )
    auth = SigV4Auth(Credentials(own.access_key_id, own.secret_access_key), "rekognition", "eu-central-1")
    sent.context["timestamp"] = (datetime.now(UTC) + clock).strftime("%Y%m%dT%H%M%SZ")
    sent.headers["X-Amz-Date"] = sent.context["timestamp"]
    auth._inject_signature_to_request(
        sent, auth.signature(auth.string_to_sign(sent, auth.canonical_request(sent)), sent)
    )
    return dict(sent.headers)


@pytest.mark.parametrize(
    ("body", "clock", "says"),
    [
        (b"{}", timedelta(), "ListCollections is not supported"),
        (b"{ }", timedelta(), "signature"),
        (b"{}", timedelta(minutes=-6), "Signature expired"),
        (b"{}", timedelta(minutes=6), "not yet current"),
    ],
    ids=["good", "changed-body", "old", "early"],
)
def test_what_is_changed_or_not_of_now_is_refused(house, body, clock, says) -> None:
    headers = signed(house, b"{}", clock=clock)
    answer = httpx.post(house.address, content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/x-amz-json-1.1")
    assert says in answer.json()["Message"]


def test_no_more_is_read_than_a_request_has_before_it_is_known_who_asks(house) -> None:
    answer = httpx.post(house.address, content=b" " * 7_200_001, headers=signed(house, b"{}"))
    assert answer.json()["__type"] == "ImageTooLargeException"
    assert "7,200,000" in answer.json()["Message"]


def test_two_signatures_are_none(house) -> None:
    headers = [*signed(house, b"{}").items(), ("Authorization", "AWS4-HMAC-SHA256 Credential=another")]
    answer = httpx.post(house.address, content=b"{}", headers=headers)
    assert answer.json()["__type"] in {"MissingAuthenticationTokenException", "IncompleteSignatureException"}


def test_wornbys_own_client_of_the_service_reads_what_was_tagged(any_house) -> None:
    """The two sides were written apart: what one puts into the service's words, the other takes out of them."""
    from wornby.providers.rekognition.client import RekognitionClient
    from wornby.providers.rekognition.profile import PROFILE

    sent = SentPicture(content=GLASSES.read_bytes(), width_px=512, height_px=768)
    wanted = [feature for feature in PROFILE.features if feature.id in {"labels", "colors", "faces"}]
    answer = RekognitionClient(any_house.client()).label(sent, features=wanted)
    reader = LabelReader(any_house.engine.vocabulary)
    said = {
        (one.attribute, one.value) for label in answer.labels if not label.absent for one in reader.said(label.name)
    }
    assert {("garment.kind", "dress"), ("garment.kind", "shorts")} <= said
    allowed = "appearance" in any_house.engine.settings.compat_purposes
    assert (("eyewear.kind", "eyeglasses") in said) == allowed
    assert {LabelKind.COLOR, LabelKind.FACE, LabelKind.OBJECT} <= {label.kind for label in answer.labels}


def test_the_shop_page_stays_where_it_was(house) -> None:
    assert "text/html" in httpx.get(house.address).headers["content-type"]


def test_several_threads_may_ask_at_once(house) -> None:
    found = []
    client = house.client()

    def ask():
        found.append(by_name(client.detect_labels(Image={"Bytes": DRESS.read_bytes()})))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(found) == 4
    assert all(one == found[0] for one in found)
