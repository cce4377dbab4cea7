"""Google's own client, and our own clients of Google and Imagga, against a served library with its models."""

from pathlib import Path

import httpx
import pytest
from PIL import Image
from pydantic import SecretStr

import wornby.demo
from tests.e2e.serving import serving
from wornby.compose import open_engine
from wornby.datamodel import Scope
from wornby.datamodel.labels import LabelKind
from wornby.errors import MissingCredentialError
from wornby.interfaces.providers import SentPicture
from wornby.providers.imagga.client import ImaggaClient
from wornby.settings import Settings

PHOTOS = Path(wornby.demo.__file__).parent / "files" / "photos"
DRESS = PHOTOS / "drs-01-1.jpg"
"""Drawn by wornby itself: a red dress with flowers."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("peers"), compat=["google-vision", "imagga"])
    with open_engine(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(engine):
    with serving(engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def key(engine):
    return engine.create_key("peers", frozenset({Scope.INGEST}))


@pytest.fixture(scope="module")
def secret(key):
    return key[1]


@pytest.fixture(scope="module")
def picture():
    with Image.open(DRESS) as opened:
        width, height = opened.size
    return SentPicture(content=DRESS.read_bytes(), width_px=width, height_px=height)


@pytest.fixture
def google(address, secret):
    """The official client, unchanged but for address and key."""
    vision = pytest.importorskip("google.cloud.vision")
    api_key = pytest.importorskip("google.auth.api_key")
    transport = pytest.importorskip("google.cloud.vision_v1.services.image_annotator.transports")

    def make(given=secret):
        rest = transport.ImageAnnotatorRestTransport(host=address, credentials=api_key.Credentials(given))
        return vision.ImageAnnotatorClient(transport=rest)

    make.vision = vision
    return make


def test_googles_client_detects_labels(google) -> None:
    answer = google().label_detection(google.vision.Image(content=DRESS.read_bytes()))
    assert {"Person", "Dress", "Clothing"} <= {label.description for label in answer.label_annotations}
    assert not answer.error.code


def test_googles_client_asks_for_all_at_once(google) -> None:
    types = google.vision.Feature.Type
    features = [
        {"type_": one}
        for one in (types.OBJECT_LOCALIZATION, types.IMAGE_PROPERTIES, types.FACE_DETECTION, types.TEXT_DETECTION)
    ]
    request = {"image": {"content": DRESS.read_bytes()}, "features": features}
    (answer,) = google().batch_annotate_images(requests=[request]).responses
    assert "Dress" in {thing.name for thing in answer.localized_object_annotations}
    assert answer.image_properties_annotation.dominant_colors.colors
    assert {face.joy_likelihood for face in answer.face_annotations} == {google.vision.Likelihood.UNKNOWN}
    assert answer.error.code == 12


def test_googles_client_reads_errors(google) -> None:
    core = pytest.importorskip("google.api_core.exceptions")
    with pytest.raises(core.BadRequest, match="API key not valid"):
        google("wb_none").label_detection(google.vision.Image(content=b"x"), retry=None)
    answer = google().label_detection(google.vision.Image(content=b"no picture"))
    assert answer.error.code == 3


def test_our_client_of_google_reads_what_our_endpoint_says(address, secret, picture) -> None:
    client_module = pytest.importorskip("wornby.providers.google_vision.client")
    client = client_module.GoogleVisionClient(api_key=SecretStr(secret), url=address)
    served = [feature for feature in client.profile.features if feature.id in {"labels", "objects", "colors", "faces"}]
    answer = client.label(picture, features=served)
    assert "Dress" in {label.name for label in answer.labels if label.kind is LabelKind.LABEL}
    assert all(label.box for label in answer.labels if label.kind is LabelKind.OBJECT)
    assert any(label.kind is LabelKind.COLOR and label.hex for label in answer.labels)


def test_our_client_of_google_is_told_of_an_unknown_key(address, picture) -> None:
    client_module = pytest.importorskip("wornby.providers.google_vision.client")
    client = client_module.GoogleVisionClient(api_key=SecretStr("wb_none"), url=address)
    with pytest.raises(MissingCredentialError):
        client.label(picture, features=client.profile.features[:1])


@pytest.fixture
def imagga(engine, key, address, monkeypatch):
    own = engine.clients.credentials(key[0].id)
    monkeypatch.setenv("WORNBY_IMAGGA_URL", address)
    monkeypatch.setenv("IMAGGA_API_KEY", own.access_key_id)
    monkeypatch.setenv("IMAGGA_API_SECRET", own.secret_access_key)
    client = ImaggaClient.from_environment()
    yield client
    client.close()


def test_our_client_of_imagga_reads_what_our_endpoint_says(imagga, picture) -> None:
    served = [feature for feature in imagga.profile.features if feature.id in {"tags", "colors"}]
    answer = imagga.label(picture, features=served)
    assert "dress" in {label.name for label in answer.labels if label.kind is LabelKind.LABEL}
    colors = [label for label in answer.labels if label.kind is LabelKind.COLOR and label.hex]
    assert {"red", "pink"} & {parent for label in colors for parent in (*label.parents, label.name)}


def test_our_client_of_imagga_is_told_of_an_unknown_key(address, picture) -> None:
    client = ImaggaClient(api_key=SecretStr("wbk_none"), api_secret=SecretStr("wbs_none"), url=address)
    try:
        with pytest.raises(MissingCredentialError):
            client.label(picture, features=client.profile.features[:1])
    finally:
        client.close()


def test_imagga_is_asked_as_its_documentation_does(address, secret) -> None:
    with DRESS.open("rb") as file:
        answer = httpx.post(f"{address}/v2/tags", auth=("any", secret), files={"image": file}, timeout=60)
    assert answer.json()["status"] == {"text": "", "type": "success"}
    assert "dress" in {tag["tag"]["en"] for tag in answer.json()["result"]["tags"]}
