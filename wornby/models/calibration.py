"""How sure the built-in models really are: from the confidence of a network to how often it was right."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wornby.datamodel import ColorFact, Fact, GarmentTags, PhotoTags, Place, WearerTags
from wornby.errors import ModelError
from wornby.models.wearers import KINDS, LOWER_KINDS

# Kinds that are alone in their part of the parser.
ALONE = frozenset(kinds[0] for kinds in (*KINDS.values(), *LOWER_KINDS.values()) if len(kinds) == 1)
_EDGE = 1e-3
_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line on the log odds of a confidence.

    Attributes:
        slope: 1 leaves the confidence as it is; less makes it milder.
        intercept: Over 0 makes it surer.

    Raises:
        ValueError: The slope is not over 0, or a number is not finite.

    Source:
        Platt 1999, "Probabilistic Outputs for Support Vector Machines", on the odds that the models state.
    """

    slope: float
    intercept: float

    def __post_init__(self) -> None:
        """Refuse a curve that would turn the order of answers round."""
        if not (self.slope > 0 and math.isfinite(self.slope) and math.isfinite(self.intercept)):
            message = f"A curve rises; slope {self.slope} and intercept {self.intercept} make none."
            raise ValueError(message)

    def confidence(self, stated: float) -> float:
        """How often the models are right where they state this confidence. In (0, 1)."""
        return 1 / (1 + math.exp(-(self.slope * log_odds(stated) + self.intercept)))


def log_odds(confidence: float) -> float:
    """The logarithm of the odds, of 0.001 and 0.999 at the most."""
    kept = min(max(confidence, _EDGE), 1 - _EDGE)
    return math.log(kept / (1 - kept))


def garment_key(part: str, place: Place | None, *, value: str = "") -> str:
    """Which curve a fact about a garment follows.

    A kind follows that of its place; a kind that the parser's part leaves alone has one of its own, since its
    confidence says nothing. Colour, pattern and sleeves follow that of worn or of lying garments.
    """
    if place is None:
        return f"garment.{part}@lying"
    if part != "kind":
        return f"garment.{part}@worn"
    return f"garment.kind@{value if value in ALONE else place.value}"


class Calibration:
    """Curves by what they are about: "hair.color", "garment.kind@upper", "garment.color@lying".

    They were fitted by `training/calibration.py` on photos that the classifiers did not see; what has no curve stays.

    Attributes:
        source: Name and version.
    """

    def __init__(self, curves: Mapping[str, Curve], *, version: str) -> None:
        self._curves = dict(curves)
        self.source = f"builtin/calibration@{version}"

    def apply(self, tags: PhotoTags) -> PhotoTags:
        """The same tags with other confidences."""
        return replace(
            tags,
            wearers=tuple(map(self._wearer, tags.wearers)),
            garments=tuple(map(self._garment, tags.garments)),
        )

    def _wearer(self, wearer: WearerTags) -> WearerTags:
        return replace(
            wearer,
            attributes={name: self._fact(fact, name) for name, fact in wearer.attributes.items()},
            garments=tuple(map(self._garment, wearer.garments)),
        )

    def _garment(self, garment: GarmentTags) -> GarmentTags:
        place, pattern = garment.place, garment.pattern
        return replace(
            garment,
            kind=self._fact(garment.kind, garment_key("kind", place, value=garment.kind.value)),
            color=self._color(garment.color, garment_key("color", place)),
            pattern=pattern and self._fact(pattern, garment_key("pattern", place)),
            attributes={
                name: self._fact(fact, garment_key(name.removeprefix("garment."), place))
                for name, fact in garment.attributes.items()
            },
        )

    def _fact(self, fact: Fact, key: str) -> Fact:
        curve = self._curves.get(key)
        return replace(fact, confidence=round(curve.confidence(fact.confidence), _DIGITS)) if curve else fact

    def _color(self, color: ColorFact | None, key: str) -> ColorFact | None:
        curve = self._curves.get(key)
        if color is None or curve is None or color.confidence is None:
            return color
        return replace(color, confidence=round(curve.confidence(color.confidence), _DIGITS))


NO_CALIBRATION = Calibration({}, version="0")
"""Leaves every confidence as the networks state it."""


def load_calibration(path: Path) -> Calibration:
    """Read a file that `training/calibration.py` wrote.

    Raises:
        ModelError: The file is missing or damaged.
    """
    try:
        content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        curves = {
            key: Curve(slope=float(row["slope"]), intercept=float(row["intercept"]))
            for key, row in content["curves"].items()
        }
        return Calibration(curves, version=str(content["version"]))
    except (AttributeError, OSError, ValueError, KeyError, TypeError) as exc:
        message = f"The model file {path.name} is missing or damaged. Install wornby again."
        raise ModelError(message) from exc
