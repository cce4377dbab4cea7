"""What a rented service says of a photo, in its own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.rights import Purpose
from wornby.errors import InputError

ANSWERS = "answers"
"""Folder of the kept answers of services."""


def answers_name(asset_id: str) -> str:
    """Name of the file with every kept answer about one photo."""
    return f"{ANSWERS}/{asset_id}.json"


class LabelKind(StrEnum):
    """What a label is about."""

    LABEL = "label"
    """The photo as a whole, or something in it."""
    OBJECT = "object"
    """A thing that was found at a place."""
    FACE = "face"
    """A face, or something about it."""
    COLOR = "color"
    CATEGORY = "category"
    """The one class, of a list, that the photo as a whole belongs to."""
    LOGO = "logo"
    TEXT = "text"
    """What can be read in it."""
    WEB = "web"
    """What pages that show the same picture speak of."""
    PRODUCT = "product"
    """A product of a catalogue that lies at the service."""


READ_KINDS = frozenset({LabelKind.LABEL, LabelKind.OBJECT, LabelKind.FACE, LabelKind.CATEGORY})
"""Labels whose words say what is seen. A print reads "Jeans", a page speaks of dresses, a logo is called "Coat"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One statement.

    Attributes:
        name: The service's own word, as it writes it: "Frock", "Eyeglasses".
        kind: What it is about.
        confidence: Fraction in [0, 1]; None where the service gives none.
        box: Where; None for the whole photo.
        parents: Broader words of the service, the nearest first: ("Footwear", "Clothing").
        absent: The service says that it is not so, as sure as `confidence`: no eyeglasses.
        hex: Of colours: sRGB, "#rrggbb".
        share: Of colours: fraction of the pixels, in [0, 1]; None where it is not told.
        part_of: Place, in the answer's labels, of the thing that it belongs to: the object of a colour, the face of a
            pair of glasses; None for what stands alone.

    Raises:
        InputError: No name, or a fraction outside [0, 1].
    """

    name: str
    kind: LabelKind = LabelKind.LABEL
    confidence: float | None = None
    box: BoundingBox | None = None
    parents: tuple[str, ...] = ()
    absent: bool = False
    hex: str = ""
    share: float | None = None
    part_of: int | None = None

    def __post_init__(self) -> None:
        """Check the name and the fractions."""
        if not self.name.strip():
            message = "A label needs a name."
            raise InputError(message)
        for number in (self.confidence, self.share):
            if number is not None and not 0.0 <= number <= 1.0:
                message = f"The label {self.name!r} has {number}: give fractions in [0, 1]."
                raise InputError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswer:
    """All that one service says of one photo.

    Attributes:
        source: Service and version of its model: "rekognition/labels@3.0".
        labels: In the order of the service's answers.
        raw: What it answered, as JSON, by the feature that was asked for.
        units: What it charges for: calls, by feature.
        purposes: What the photo might be used for when it was asked: nothing else that needs a purpose was kept.
    """

    source: str
    labels: tuple[Label, ...]
    raw: Mapping[str, object]
    units: Mapping[str, int] = field(default_factory=dict)
    purposes: frozenset[Purpose] = frozenset()

    def joined(self, other: "ProviderAnswer") -> "ProviderAnswer":
        """Both answers about one photo as one."""
        start = len(self.labels)
        moved = (
            label if label.part_of is None else replace(label, part_of=label.part_of + start) for label in other.labels
        )
        return ProviderAnswer(
            source="+".join(dict.fromkeys((*self.source.split("+"), *other.source.split("+")))),
            labels=(*self.labels, *moved),
            raw={**self.raw, **other.raw},
            units={**self.units, **other.units},
            purposes=self.purposes & other.purposes,
        )
