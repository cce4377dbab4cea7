"""Google's images:annotate, asked for as its REST interface documents it."""

import base64
import re
from pathlib import Path

import pytest

from tests.unit.api.compat.looking import PICTURE, POINTS, SeeingEngine
from tests.unit.api.conftest import open_app
from wornby.api import create_app
from wornby.api.compat.google_vision.wire import SERVED, FeatureType
from wornby.datamodel import Scope

PAGE = Path(__file__).parents[5] / "docs" / "compat.md"
PATH = "/v1/images:annotate"
KEY = {"x-goog-api-key": "wb_ingest"}
CONTENT = base64.b64encode(PICTURE).decode()
MOODS = ("joyLikelihood", "sorrowLikelihood", "angerLikelihood", "surpriseLikelihood")


@pytest.fixture
def engine():
    return SeeingEngine()


@pytest.fixture
def client(engine):
    with open_app(create_app(engine, compat=["google-vision"])) as opened:
        yield opened


def asked(*features, image=None):
    given = [{"type": feature} if isinstance(feature, str | int) else feature for feature in features]
    return {"image": image or {"content": CONTENT}, "features": given}


def ask(client, *requests, headers=None, path=PATH):
    return client.post(path, json={"requests": list(requests)}, headers=KEY if headers is None else headers)


def one(client, *features, **values):
    answer = ask(client, asked(*features, **values))
    assert answer.status_code == 200, answer.text
    (response,) = answer.json()["responses"]
    return response


def refused(answer):
    error = answer.json()["error"]
    assert error["code"] == answer.status_code
    return error["status"], error["message"]


def test_no_requests_are_refused(client) -> None:
    assert refused(ask(client))[0] == "INVALID_ARGUMENT"


def test_each_picture_counts() -> None:
    engine = SeeingEngine()
    app = create_app(engine, compat=["google-vision"])
    with open_app(app) as client:
        assert ask(client, *[asked("LABEL_DETECTION")] * 3).status_code == 200
        callers, key = app.state.services.rates.callers, engine.authenticate("wb_ingest")
        assert callers.full - callers.left(f"key {key.id}") == pytest.approx(3.0, abs=0.9)


def test_labels_are_words_the_surest_first(client) -> None:
    labels = one(client, "LABEL_DETECTION")["labelAnnotations"]
    assert [(label["description"], label["score"]) for label in labels] == [
        ("Person", 0.9),
        ("Clothing", 0.8),
        ("Shirt", 0.8),
    ]


def test_objects_have_places(client) -> None:
    person, shirt = one(client, "OBJECT_LOCALIZATION")["localizedObjectAnnotations"]
    assert (person["name"], shirt["name"]) == ("Person", "Shirt")
    corners = shirt["boundingPoly"]["normalizedVertices"]
    assert corners == [{"x": 0.1, "y": 0.1}, {"x": 0.9, "y": 0.1}, {"x": 0.9, "y": 0.9}, {"x": 0.1, "y": 0.9}]


def test_colours_have_shares(client) -> None:
    colors = one(client, "IMAGE_PROPERTIES")["imagePropertiesAnnotation"]["dominantColors"]["colors"]
    assert sum(color["pixelFraction"] for color in colors) == pytest.approx(1, abs=0.01)
    assert set(colors[0]["color"]) == {"red", "green", "blue"}


def test_faces_have_places_in_pixels_and_nothing_about_the_person(client) -> None:
    (face,) = one(client, "FACE_DETECTION")["faceAnnotations"]
    assert face["boundingPoly"]["vertices"][0] == {"x": 24, "y": 16}
    assert face["detectionConfidence"] == 0.75
    assert {value for name, value in face.items() if name.endswith("Likelihood")} == {"UNKNOWN"}
    assert face["landmarks"] == []


def test_landmarks_of_a_detector_are_told() -> None:
    with open_app(create_app(SeeingEngine(points=POINTS), compat=["google-vision"])) as client:
        (face,) = one(client, "FACE_DETECTION")["faceAnnotations"]
    assert [point["type"] for point in face["landmarks"]] == [
        *("LEFT_EYE", "RIGHT_EYE", "NOSE_TIP", "MOUTH_LEFT", "MOUTH_RIGHT")
    ]


@pytest.mark.parametrize(
    ("purposes", "headwear", "expected"),
    [
        ([], "hat", "UNKNOWN"),
        (["appearance"], "hat", "VERY_LIKELY"),
        (["appearance"], "none", "VERY_UNLIKELY"),
        (["appearance"], "not_visible", "UNKNOWN"),
    ],
    ids=["no-purpose", "hat", "none", "not-visible"],
)
def test_headwear_is_told_where_the_operator_states_that_it_may(purposes, headwear, expected) -> None:
    engine = SeeingEngine(headwear=headwear, compat_purposes=purposes)
    with open_app(create_app(engine, compat=["google-vision"])) as client:
        (face,) = one(client, "FACE_DETECTION")["faceAnnotations"]
    assert face["headwearLikelihood"] == expected
    assert {face[mood] for mood in MOODS} == {"UNKNOWN"}


def test_enumerations_are_numbers_where_a_client_asks_for_them(client) -> None:
    answer = ask(client, asked("FACE_DETECTION"), path=PATH + "?$alt=json;enum-encoding=int")
    assert answer.json()["responses"][0]["faceAnnotations"][0]["headwearLikelihood"] == 0


@pytest.mark.parametrize(
    ("most", "count"), [(0, 3), (1, 1), (50, 3)], ids=["zero-is-the-usual-number", "one", "more-than-there-are"]
)
def test_results_are_limited(client, most, count) -> None:
    found = one(client, {"type": "LABEL_DETECTION", "maxResults": most})["labelAnnotations"]
    assert len(found) == count


def test_a_picture_is_tagged_once_for_all_features(engine, client) -> None:
    one(client, "LABEL_DETECTION", "OBJECT_LOCALIZATION", "FACE_DETECTION", 7)
    assert len(engine.purposes) == 1


@pytest.mark.parametrize("feature", ["IMAGE_PROPERTIES", "FACE_DETECTION"])
def test_nothing_is_tagged_where_nobody_asks_for_it(engine, client, feature) -> None:
    one(client, feature)
    assert engine.purposes == []


@pytest.mark.parametrize(
    "image",
    [
        {"content": CONTENT.rstrip("=").replace("+", "-").replace("/", "_")},
        {"source": {"imageUri": "https://shop.example/a.jpg"}},
        {"source": {"image_uri": "https://shop.example/a.jpg"}},
    ],
    ids=["web-alphabet", "address", "other-spelling"],
)
def test_a_picture_comes_in_many_ways(client, image) -> None:
    assert one(client, "LABEL_DETECTION", image=image)["labelAnnotations"]


@pytest.mark.parametrize(
    ("image", "code"),
    [
        ({}, 3),
        ({"content": "%"}, 3),
        ({"content": "AAAA"}, 3),
        ({"source": {"imageUri": "http://127.0.0.1/a.jpg"}}, 3),
        ({"source": {"imageUri": "https://gone.example/a.jpg"}}, 5),
        ({"source": {"imageUri": "https://down.example/a.jpg"}}, 14),
        ({"source": {"imageUri": "gs://bucket/a.jpg"}}, 12),
        ({"source": {"gcsImageUri": "gs://bucket/a.jpg"}}, 12),
    ],
    ids=["none", "no-base64", "no-picture", "private", "gone", "down", "gs", "gcs"],
)
def test_an_error_of_one_picture_leaves_the_others_alone(client, image, code) -> None:
    wrong = {"image": image, "features": [{"type": "LABEL_DETECTION"}]}
    answers = ask(client, wrong, asked("LABEL_DETECTION")).json()["responses"]
    assert answers[0]["error"]["code"] == code
    assert set(answers[0]) == {"error"}
    assert "labelAnnotations" in answers[1]


def test_without_features_a_picture_has_an_error(client) -> None:
    assert one(client)["error"]["code"] == 3


def test_what_is_not_supported_is_named_beside_what_is(client) -> None:
    response = one(client, "LABEL_DETECTION", "TEXT_DETECTION", "LOGO_DETECTION")
    assert response["error"]["code"] == 12
    assert response["error"]["message"].startswith("LOGO_DETECTION, TEXT_DETECTION is not supported")
    assert response["labelAnnotations"]


@pytest.mark.parametrize("feature", ["NOTHING", 8, 0, "TYPE_UNSPECIFIED"], ids=repr)
def test_a_type_that_there_is_not_ends_the_request(client, feature) -> None:
    assert refused(ask(client, asked(feature)))[0] == "INVALID_ARGUMENT"


def test_more_than_sixteen_pictures_are_refused(client) -> None:
    assert refused(ask(client, *[asked("LABEL_DETECTION")] * 17))[0] == "INVALID_ARGUMENT"


@pytest.mark.parametrize("content", [b"", b"{", b"[]"], ids=["empty", "broken", "list"])
def test_a_body_that_is_no_request_is_refused(client, content) -> None:
    assert refused(client.post(PATH, content=content, headers=KEY))[0] == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    ("headers", "query", "status", "reason"),
    [
        ({}, "", 403, "PERMISSION_DENIED"),
        ({"Authorization": "Bearer wb_ingest"}, "", 403, "PERMISSION_DENIED"),
        ({"x-goog-api-key": "wb_none"}, "", 400, "INVALID_ARGUMENT"),
        ({}, "?key=wb_none", 400, "INVALID_ARGUMENT"),
        ({"x-goog-api-key": "wb_read"}, "", 403, "PERMISSION_DENIED"),
    ],
    ids=["nobody", "bearer", "unknown", "unknown-in-address", "scope"],
)
def test_others_are_refused(engine, client, headers, query, status, reason) -> None:
    engine.create_key("read", frozenset({Scope.READ}), by="")
    answer = ask(client, asked("LABEL_DETECTION"), headers=headers, path=PATH + query)
    assert (answer.status_code, refused(answer)[0]) == (status, reason)
    assert engine.purposes == []


def test_an_unknown_key_has_googles_reason(client) -> None:
    error = ask(client, headers={"x-goog-api-key": "wb_none"}).json()["error"]
    assert error["details"][0]["reason"] == "API_KEY_INVALID"


def test_a_key_in_the_address_opens_and_is_in_no_log(client, capsys) -> None:
    assert ask(client, asked("LABEL_DETECTION"), headers={}, path=PATH + "?key=wb_ingest").status_code == 200
    told = capsys.readouterr()
    assert "wb_ingest" not in told.out + told.err


def table():
    section = PAGE.read_text(encoding="utf-8").partition("\n## Google Vision\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([A-Z_]+)` \| (works|partly|not) \|", section, flags=re.MULTILINE))


def test_every_feature_stands_in_the_document() -> None:
    states = table()
    assert set(states) == set(FeatureType.__members__) - {"TYPE_UNSPECIFIED"}
    assert {name for name, state in states.items() if state != "not"} == {feature.name for feature in SERVED}


def test_features_are_those_of_googles_own_client() -> None:
    vision = pytest.importorskip("google.cloud.vision")
    assert {one.name: one.value for one in vision.Feature.Type} == {one.name: one.value for one in FeatureType}
