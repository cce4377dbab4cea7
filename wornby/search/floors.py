"""Below which a query has no answer: what `benchmarks/relevance.py` measured, kept as data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from wornby.errors import ConfigurationError

_FILE = Path(__file__).parent / "floors.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFloor:
    """Least cosine of a picture's hits.

    Attributes:
        sure: Where the picture surely shows a garment.
        doubtful: Where that is in doubt: nearly the same picture must be there.
        sure_from: Confidence of the surest garment's kind from which it is sure, in [0, 1].
    """

    sure: float
    doubtful: float
    sure_from: float

    def least(self, confidence: float) -> float:
        """Least cosine for a picture whose surest garment has a kind of this confidence."""
        return self.sure if confidence >= self.sure_from else self.doubtful


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """Where relevance ends.

    Attributes:
        most_unmatched: Share of a text's weight that may stay unmatched, in [0, 1); each part that counts weighs 1.
        pictures: By the name of the embedding space that they were measured for.
    """

    most_unmatched: float
    pictures: Mapping[str, PictureFloor] = field(default_factory=dict)

    def picture(self, space: str, *, confidence: float) -> float | None:
        """Least cosine in a space; None where nobody measured it.

        Args:
            space: Its name.
            confidence: Of the kind of the picture's surest garment.
        """
        floor = self.pictures.get(space)
        return None if floor is None else floor.least(confidence)


@cache
def load_floors(path: Path = _FILE) -> Floors:
    """Read the floors.

    Raises:
        ConfigurationError: The file is missing or damaged.
    """
    try:
        content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        names = ("sure", "doubtful", "sure_from")
        pictures = {
            str(space): PictureFloor(**{name: float(each[name]) for name in names})
            for space, each in content["pictures"].items()
        }
        return Floors(most_unmatched=float(content["most_unmatched"]), pictures=pictures)
    except (AttributeError, OSError, ValueError, KeyError, TypeError) as exc:
        message = f"The file {path.name} is missing or damaged. Install wornby again."
        raise ConfigurationError(message) from exc
