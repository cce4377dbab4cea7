"""From Rekognition's answers to labels. Pure: no network, no clock.

Whatever is missing, no number, or outside of its range is left out; an answer never fails as a whole for it.

Source:
    https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectLabels.html, API_DetectFaces.html,
    API_DetectText.html and API_DetectCustomLabels.html, read 2026-11-28.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_pascal

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.labels import Label, LabelKind

FACE_ATTRIBUTES = (
    "Eyeglasses",
    "Sunglasses",
    "Beard",
    "Mustache",
    "Smile",
    "EyesOpen",
    "MouthOpen",
    "FaceOccluded",
)
"""What DetectFaces answers with yes or no. Where somebody looks, the pose and the quality are numbers and no labels."""

# Age and gender are what wornby never infers, whoever says them; emotions and the points of a face nobody needs.
_NEVER_KEPT = frozenset({"AgeRange", "Gender", "Emotions", "Landmarks", "ResponseMetadata"})
_WHOLE_PERCENT = 100.0
_HEX_DIGITS = frozenset("0123456789abcdef")
_HEX_LENGTH = 6
_CHANNEL_MAX = 255


def _mapping(value: object) -> object:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> object:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None  # type: ignore[arg-type]


def _fraction(value: object) -> float | None:
    """Percent as a fraction, within its bounds."""
    number = _number(value)
    return None if number is None else min(max(number / _WHOLE_PERCENT, 0.0), 1.0)


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


_Text = Annotated[str, BeforeValidator(_text)]
_Number = Annotated[float | None, BeforeValidator(_number)]
_Fraction = Annotated[float | None, BeforeValidator(_fraction)]
_Flag = Annotated[bool | None, BeforeValidator(_flag)]


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_pascal)


class _Box(_Said):
    left: _Number = None
    top: _Number = None
    width: _Number = None
    height: _Number = None

    def fractions(self) -> BoundingBox | None:
        """As far as it lies in the picture; None without an area there."""
        if self.left is None or self.top is None or self.width is None or self.height is None:
            return None
        x_min, y_min = max(self.left, 0.0), max(self.top, 0.0)
        x_max, y_max = min(self.left + self.width, 1.0), min(self.top + self.height, 1.0)
        if x_min >= x_max or y_min >= y_max:
            return None
        return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


_SomeBox = Annotated[_Box, BeforeValidator(_mapping)]


class _Geometry(_Said):
    bounding_box: _SomeBox = _Box()


class _Name(_Said):
    name: _Text = ""


_Names = Annotated[list[_Name], BeforeValidator(_mappings)]


class _Color(_Said):
    hex_code: _Text = ""
    red: _Number = None
    green: _Number = None
    blue: _Number = None
    css_color: _Text = Field("", validation_alias=AliasChoices("CSSColor", "CssColor"))
    simplified_color: _Text = ""
    pixel_percent: _Fraction = None

    def as_hex(self) -> str:
        """The colour as "#rrggbb"; "" where it names none."""
        digits = self.hex_code.lower().removeprefix("#")
        if len(digits) == _HEX_LENGTH and set(digits) <= _HEX_DIGITS:
            return f"#{digits}"
        if self.red is None or self.green is None or self.blue is None:
            return ""
        channels = [round(channel) for channel in (self.red, self.green, self.blue)]
        return "#" + bytes(channels).hex() if all(0 <= each <= _CHANNEL_MAX for each in channels) else ""


_Colors = Annotated[list[_Color], BeforeValidator(_mappings)]


class _Instance(_Said):
    bounding_box: _SomeBox = _Box()
    confidence: _Fraction = None
    dominant_colors: _Colors = []


class _Label(_Name):
    confidence: _Fraction = None
    instances: Annotated[list[_Instance], BeforeValidator(_mappings)] = []
    parents: _Names = []
    categories: _Names = []


class _Ground(_Said):
    dominant_colors: _Colors = []


_SomeGround = Annotated[_Ground, BeforeValidator(_mapping)]


class _Properties(_Ground):
    foreground: _SomeGround = _Ground()
    background: _SomeGround = _Ground()


class _Labels(_Said):
    labels: Annotated[list[_Label], BeforeValidator(_mappings)] = []
    image_properties: Annotated[_Properties, BeforeValidator(_mapping)] = _Properties()


class _Face(_Said):
    bounding_box: _SomeBox = _Box()
    confidence: _Fraction = None


class _YesNo(_Said):
    value: _Flag = None
    confidence: _Fraction = None


class _Words(_Said):
    detected_text: _Text = ""
    type: _Text = ""
    confidence: _Fraction = None
    geometry: Annotated[_Geometry, BeforeValidator(_mapping)] = _Geometry()


class _Texts(_Said):
    text_detections: Annotated[list[_Words], BeforeValidator(_mappings)] = []


class _Custom(_Name):
    confidence: _Fraction = None
    geometry: Annotated[_Geometry, BeforeValidator(_mapping)] = _Geometry()


class _Customs(_Said):
    custom_labels: Annotated[list[_Custom], BeforeValidator(_mappings)] = []


def labels_of(answer: Mapping[str, Any]) -> list[Label]:
    """What DetectLabels says: labels, then colours.

    A label with instances is one object for each of them, as sure as the less sure of the word and its box; a colour of
    an instance belongs to it. Colours of the photo itself are those of its foreground, where the service parts the two:
    a backdrop is nobody's garment. Those of the background belong to a label "Background", and those of the whole,
    which are the two together, are told where it parts nothing.

    Parents stand with the nearest first, which is the one with the most ancestors of its own (the service sorts them by
    name), and categories, the broadest, last. Aliases say the same again: they are in the raw answer only.
    """
    said = _Labels.model_validate(answer)
    depths = {label.name: len(label.parents) for label in said.labels}
    found: list[Label] = []
    colors: list[tuple[int | None, Sequence[_Color]]] = []
    for label in said.labels:
        if not label.name:
            continue
        parents = _parents(label, depths)
        placed = [(box, instance) for instance in label.instances if (box := instance.bounding_box.fractions())]
        if not placed:
            found.append(Label(name=label.name, confidence=label.confidence, parents=parents))
        for box, instance in placed:
            colors.append((len(found), instance.dominant_colors))
            known = [sure for sure in (label.confidence, instance.confidence) if sure is not None]
            confidence = min(known, default=None)
            found.append(Label(name=label.name, kind=LabelKind.OBJECT, confidence=confidence, box=box, parents=parents))
    properties = said.image_properties
    colors.append((None, properties.foreground.dominant_colors or properties.dominant_colors))
    if properties.foreground.dominant_colors and properties.background.dominant_colors:
        colors.append((len(found), properties.background.dominant_colors))
        found.append(Label(name="Background"))
    return found + [label for part_of, every in colors for label in _colors(every, part_of=part_of)]


def faces_of(answer: Mapping[str, Any]) -> list[Label]:
    """What DetectFaces says: each face, and after it what was seen on it or was seen not to be there."""
    found: list[Label] = []
    for detail in _entries(answer, "FaceDetails"):
        face = _Face.model_validate(detail)
        box = face.bounding_box.fractions()
        if box is None:
            continue
        at = len(found)
        found.append(Label(name="Face", kind=LabelKind.FACE, confidence=face.confidence, box=box))
        for name in FACE_ATTRIBUTES:
            said = _YesNo.model_validate(_mapping(detail.get(name)))
            if said.value is not None:
                found.append(
                    Label(
                        name=name,
                        kind=LabelKind.FACE,
                        confidence=said.confidence,
                        absent=not said.value,
                        part_of=at,
                    )
                )
    return found


def texts_of(answer: Mapping[str, Any]) -> list[Label]:
    """What DetectText says: its lines. Their words are the same again, in the raw answer only."""
    return [
        Label(
            name=words.detected_text,
            kind=LabelKind.TEXT,
            confidence=words.confidence,
            box=words.geometry.bounding_box.fractions(),
        )
        for words in _Texts.model_validate(answer).text_detections
        if words.detected_text and words.type == "LINE"
    ]


def customs_of(answer: Mapping[str, Any]) -> list[Label]:
    """What a model of the shop's own says: objects where it was trained to find places, labels of the photo else."""
    found = []
    for custom in _Customs.model_validate(answer).custom_labels:
        box = custom.geometry.bounding_box.fractions()
        kind = LabelKind.LABEL if box is None else LabelKind.OBJECT
        if custom.name:
            found.append(Label(name=custom.name, kind=kind, confidence=custom.confidence, box=box))
    return found


def kept(answer: object) -> Any:  # noqa: ANN401 - JSON
    """An answer as it is kept: plain JSON without age, gender, emotions, points of faces, and what the library adds."""
    if isinstance(answer, Mapping):
        return {str(name): kept(value) for name, value in answer.items() if name not in _NEVER_KEPT}
    if isinstance(answer, list):
        return [kept(each) for each in answer]
    if isinstance(answer, float) and not math.isfinite(answer):
        return None
    return answer


def _parents(label: _Label, depths: Mapping[str, int]) -> tuple[str, ...]:
    parents = sorted((each.name for each in label.parents if each.name), key=lambda name: -depths.get(name, 0))
    return tuple(dict.fromkeys([*parents, *(each.name for each in label.categories if each.name)]))


def _colors(colors: Sequence[_Color], *, part_of: int | None) -> Iterator[Label]:
    for color in colors:
        name = color.css_color or color.simplified_color or color.as_hex()
        if code := color.as_hex():
            yield Label(name=name, kind=LabelKind.COLOR, hex=code, share=color.pixel_percent, part_of=part_of)


def _entries(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    listed = answer.get(name)
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
