"""What each operation does, with an engine that answers from this file."""

import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from fastapi.exceptions import RequestValidationError
from PIL import Image

from tests.unit.api.fakes import FakeEngine, jpeg, make_tags
from wornby.api.compat.guard import ServiceError
from wornby.api.compat.rekognition.operations import detect_faces, detect_labels, find_operation
from wornby.datamodel import BoundingBox, Fact, Failure, FoundFace, Purpose
from wornby.datamodel.library import TagResult
from wornby.errors import ImageDecodeError, ImageTooLargeError
from wornby.imaging.decode import decode_photo

FACE = BoundingBox(x_min=0.25, y_min=0.25, x_max=0.75, y_max=0.75)
POINTS = ((0.4, 0.4), (0.6, 0.4), (0.5, 0.5), (0.4, 0.6), (0.6, 0.6))


def picture(size=(64, 48), kind="PNG", color="red"):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind)
    return out.getvalue()


class Looking:
    def __init__(self, *faces):
        self.found = faces

    def faces(self, pixels):
        return self.found

    def foreground(self, pixels):
        mask = np.zeros(pixels.shape[:2], dtype=bool)
        mask[:, : pixels.shape[1] // 2] = True
        return mask


class Engine(FakeEngine):
    """Tags every picture alike; eyewear only where it may be looked at."""

    def __init__(self, *faces, eyewear="eyeglasses", **settings):
        super().__init__(**settings)
        self.looking = Looking(*faces)
        self.purposes = None
        self.eyewear = eyewear
        self.failure = None

    def tag(self, contents, *, purposes):
        self.purposes = purposes
        photo = decode_photo(contents[0], max_pixels=10_000)
        if self.failure is not None:
            return [TagResult(photo=None, tags=None, failure=self.failure, took_ms=1.0)]
        tags = make_tags()
        facts = {"eyewear.kind": Fact(value=self.eyewear, confidence=0.875, source="builtin/head@1")}
        wearer = replace(tags.wearers[0], attributes=facts if Purpose.APPEARANCE in purposes else {})
        return [TagResult(photo=photo, tags=replace(tags, wearers=(wearer,)), failure=None, took_ms=1.0)]


def given(content=None, **values):
    content = picture() if content is None else content
    return {"Image": {"Bytes": base64.b64encode(content).decode()}, **values}


def labels(engine=None, **values):
    return detect_labels(engine or Engine(), given(**values))


def faces(engine, **values):
    return detect_faces(engine, given(**values))["FaceDetails"]


def test_labels_are_what_is_asked_for_where_nothing_is() -> None:
    answer = labels()
    assert {label["Name"] for label in answer["Labels"]} == {"Person", "Clothing", "Shirt"}
    assert "ImageProperties" not in answer
    assert answer["LabelModelVersion"].startswith("wornby-")


def test_properties_alone_ask_no_tagger() -> None:
    engine = Engine()
    answer = labels(engine, Features=["IMAGE_PROPERTIES"])
    assert (answer["Labels"], engine.purposes) == ([], None)
    assert list(answer["ImageProperties"]) == ["Quality", "DominantColors", "Foreground", "Background"]


def test_properties_are_measured() -> None:
    found = labels(Features=["GENERAL_LABELS", "IMAGE_PROPERTIES"])["ImageProperties"]
    (color,) = found["DominantColors"]
    assert (color["HexCode"], color["CSSColor"], color["SimplifiedColor"]) == ("#ff0000", "red", "red")
    assert color["PixelPercent"] == 100.0
    assert found["Quality"] == {"Brightness": pytest.approx(53.2, abs=0.5), "Sharpness": 0.0, "Contrast": 0.0}
    assert found["Foreground"]["DominantColors"] == found["Background"]["DominantColors"] == [color]
    assert set(found["Background"]["Quality"]) == {"Brightness", "Sharpness"}


@pytest.mark.parametrize(("most", "count"), [(0, 0), (1, 1), (2, 2), (20, 2)])
def test_there_are_as_many_colors_as_asked_for(most, count) -> None:
    image = Image.new("RGB", (64, 48), "red")
    image.paste((0, 0, 255), (0, 0, 20, 48))
    out = io.BytesIO()
    image.save(out, "PNG")
    settings = {"ImageProperties": {"MaxDominantColors": most}}
    found = labels(content=out.getvalue(), Features=["IMAGE_PROPERTIES"], Settings=settings)["ImageProperties"]
    assert [color["CSSColor"] for color in found["DominantColors"]] == ["red", "blue"][:count]


@pytest.mark.parametrize(("words", "told"), [([], set()), (["appearance"], {Purpose.APPEARANCE})], ids=["no", "yes"])
def test_a_tagger_is_told_what_the_operator_states(words, told) -> None:
    engine = Engine(compat_purposes=words)
    names = {label["Name"] for label in labels(engine)["Labels"]}
    assert engine.purposes == told
    assert ("Glasses" in names) == bool(told)


@pytest.mark.parametrize("operation", [detect_labels, detect_faces])
@pytest.mark.parametrize(
    ("image", "code"),
    [
        ({"S3Object": {"Bucket": "b", "Name": "n"}}, "InvalidS3ObjectException"),
        ({"Bytes": "*"}, "SerializationException"),
        ({"Bytes": "é"}, "SerializationException"),
        ({"Bytes": base64.b64encode(b"x" * 5_242_881).decode()}, "ImageTooLargeException"),
        ({"Bytes": base64.b64encode(b"no picture").decode()}, "InvalidImageFormatException"),
        ({"Bytes": base64.b64encode(picture(kind="WEBP")).decode()}, "InvalidImageFormatException"),
        ({"Bytes": base64.b64encode(picture(kind="GIF")).decode()}, "InvalidImageFormatException"),
    ],
    ids=["bucket", "no-base64", "not-ascii", "too-large", "text", "webp", "gif"],
)
def test_pictures_that_are_not_taken(operation, image, code) -> None:
    with pytest.raises(ServiceError) as found:
        operation(Engine(), {"Image": image})
    assert found.value.code == code


@pytest.mark.parametrize(
    "values",
    [
        None,
        [],
        {},
        {"Image": {}},
        {"Image": {"Bytes": ""}},
        {"Image": {"Bytes": "eA==", "S3Object": {"Bucket": "b", "Name": "n"}}},
        given(MaxLabels=-1),
        given(MinConfidence=101),
        given(MinConfidence="much"),
        given(Features=["TEXT"]),
        given(Settings={"ImageProperties": {"MaxDominantColors": 21}}),
        given(Settings={"GeneralLabels": {"LabelInclusionFilters": ["x"] * 101}}),
        given(Settings={"GeneralLabels": {"LabelInclusionFilters": ["x" * 51]}}),
    ],
)
def test_requests_that_are_not_as_documented(values) -> None:
    with pytest.raises(RequestValidationError):
        detect_labels(Engine(), values)


def test_an_attribute_that_is_not_documented() -> None:
    with pytest.raises(RequestValidationError):
        detect_faces(Engine(), given(Attributes=["HAIR"]))


@pytest.mark.parametrize(("operation", "error"), [(detect_labels, ImageDecodeError), (detect_faces, ImageDecodeError)])
def test_a_damaged_picture(operation, error) -> None:
    with pytest.raises(error):
        operation(Engine(), given(content=jpeg()[:200]))


def test_what_a_tagger_could_not_do_is_told() -> None:
    engine = Engine()
    engine.failure = Failure(code=ImageTooLargeError.code, message="Too large.")
    with pytest.raises(ImageTooLargeError, match="Too large"):
        labels(engine)


def test_a_photo_without_faces() -> None:
    assert faces(Engine()) == []


def test_a_face_has_its_place_and_quality() -> None:
    (face,) = faces(Engine(FoundFace(box=FACE, confidence=0.9375)))
    assert face == {
        "BoundingBox": {"Left": 0.25, "Top": 0.25, "Width": 0.5, "Height": 0.5},
        "Confidence": 93.75,
        "Quality": {"Brightness": pytest.approx(53.2, abs=0.5), "Sharpness": 0.0},
    }


def test_a_face_that_is_too_small_to_measure_has_no_quality() -> None:
    small = BoundingBox(x_min=0.5, y_min=0.5, x_max=0.51, y_max=0.51)
    (face,) = faces(Engine(FoundFace(box=small, confidence=0.5)))
    assert set(face) == {"BoundingBox", "Confidence"}


def test_points_that_are_known_are_told() -> None:
    (face,) = faces(Engine(FoundFace(box=FACE, confidence=0.9, landmarks=POINTS)))
    assert [point["Type"] for point in face["Landmarks"]] == ["eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight"]
    assert face["Landmarks"][0] == {"Type": "eyeLeft", "X": 0.4, "Y": 0.4}


GLASSES = {"Eyeglasses": {"Value": True, "Confidence": 87.5}, "Sunglasses": {"Value": False, "Confidence": 87.5}}
SHADES = {"Eyeglasses": {"Value": False, "Confidence": 87.5}, "Sunglasses": {"Value": True, "Confidence": 87.5}}
NEITHER = {"Eyeglasses": {"Value": False, "Confidence": 87.5}, "Sunglasses": {"Value": False, "Confidence": 87.5}}


def said(engine, *attributes):
    (face,) = faces(engine, Attributes=list(attributes))
    return {name: value for name, value in face.items() if name not in {"BoundingBox", "Confidence", "Quality"}}


@pytest.mark.parametrize(
    ("eyewear", "expected"),
    [("eyeglasses", GLASSES), ("sunglasses", SHADES), ("none", NEITHER), ("not_worn", NEITHER), ("not_visible", {})],
)
def test_eyewear_is_said_where_it_may_be(eyewear, expected) -> None:
    engine = Engine(FoundFace(box=FACE, confidence=0.9), eyewear=eyewear, compat_purposes=["appearance"])
    assert said(engine, "ALL") == expected


@pytest.mark.parametrize("attributes", [["ALL"], ["EYEGLASSES"], ["DEFAULT", "SUNGLASSES"]])
def test_without_the_purpose_no_eyewear_is_looked_at(attributes) -> None:
    engine = Engine(FoundFace(box=FACE, confidence=0.9))
    assert said(engine, *attributes) == {}
    assert engine.purposes is None


@pytest.mark.parametrize(
    ("attributes", "names"),
    [
        ([], []),
        (["DEFAULT"], []),
        (["EYEGLASSES"], ["Eyeglasses"]),
        (["DEFAULT", "SUNGLASSES"], ["Sunglasses"]),
        (["GENDER", "AGE_RANGE", "EMOTIONS", "BEARD", "SMILE"], []),
        (["ALL", "DEFAULT"], ["Eyeglasses", "Sunglasses"]),
    ],
    ids=["nothing", "default", "one", "with-default", "never", "all"],
)
def test_what_is_asked_for_is_said_and_no_more(attributes, names) -> None:
    engine = Engine(FoundFace(box=FACE, confidence=0.9), compat_purposes=["appearance"])
    assert list(said(engine, *attributes)) == names


def test_a_face_that_belongs_to_no_wearer_has_no_eyewear() -> None:
    corner = BoundingBox(x_min=0.0, y_min=0.0, x_max=0.1, y_max=0.1)
    engine = Engine(FoundFace(box=corner, confidence=0.9), compat_purposes=["appearance"])
    assert said(engine, "ALL") == {}


@pytest.mark.parametrize(
    ("name", "code"), [("DetectText", "AccessDeniedException"), ("Nothing", "UnknownOperationException")]
)
def test_operations_that_are_not_served_say_so(name, code) -> None:
    with pytest.raises(ServiceError, match=name) as found:
        find_operation(name)
    assert found.value.code == code
