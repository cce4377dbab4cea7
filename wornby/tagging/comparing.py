"""Compares pictures with the texts of an attribute's values."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Fact, Vectors
from wornby.interfaces import Encoder
from wornby.tagging.calibration import CalibrationFile, Thresholds, ValueThreshold
from wornby.tagging.prompts import neutral_prompts, spoken_values, value_prompts
from wornby.vocabulary import Attribute

# Cosines of joint encoders lie close together; they are trained with about this factor before the softmax.
_SHARPNESS = 100.0
_NO_THRESHOLD = ValueThreshold()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """One attribute with the directions of its values in the encoder's space. vectors: (V, D); neutral: (D,)."""

    attribute: Attribute
    values: tuple[str, ...]
    vectors: Vectors
    neutral: NDArray[np.float32]

    def scores(self, pictures: Vectors) -> NDArray[np.float32]:
        """How likely each value is. (N, V), float32, in [0, 1].

        Values exclude each other, and then compete; where one thing can have several, or where there is only one,
        each competes with what the picture is called without it.
        """
        closeness = pictures @ self.vectors.T * _SHARPNESS
        if not self.attribute.multiple and len(self.values) > 1:
            raised = np.exp(closeness - closeness.max(axis=1, keepdims=True))
            shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
            return shares
        without = (pictures @ self.neutral * _SHARPNESS)[:, None]
        alone: NDArray[np.float32] = 1 / (1 + np.exp(np.clip(without - closeness, -60, 60)))
        return alone


class Comparer:
    """States values that are above their thresholds. Safe to run from several threads.

    Args:
        encoder: Compares pictures with texts.
        calibration: Thresholds chosen before; the default one where there are none.
    """

    def __init__(self, encoder: Encoder, *, calibration: CalibrationFile | None) -> None:
        self._encoder = encoder
        self._calibration = calibration
        self._known: dict[str, Comparison] = {}
        self._lock = Lock()

    @property
    def name(self) -> str:
        """Who states the facts."""
        return f"zero-shot/{self._encoder.name}"

    def ask(self, entry: Attribute) -> Comparison:
        """The texts of an attribute; embedded once, since they are the slower half of a small job."""
        with self._lock:
            if entry.id not in self._known:
                values = spoken_values(entry)
                directions = [_mean(self._encoder.encode_text(value_prompts(entry, value))) for value in values]
                self._known[entry.id] = Comparison(
                    attribute=entry,
                    values=tuple(value.id for value in values),
                    vectors=np.stack(directions),
                    neutral=_mean(self._encoder.encode_text(neutral_prompts(entry))),
                )
            return self._known[entry.id]

    def state(self, entry: Attribute, picture: NDArray[np.float32]) -> Fact | None:
        """The surest value above its threshold, or all of them where one thing can have several.

        Args:
            entry: What is asked.
            picture: The encoder's vector of the picture. (D,).

        Returns:
            None where no value is sure enough.
        """
        asked = self.ask(entry)
        thresholds = self._thresholds(entry.id)
        over: dict[str, tuple[float, float, bool]] = {}
        for value, score in zip(asked.values, asked.scores(picture[None])[0].tolist(), strict=True):
            limit = thresholds.get(value, _NO_THRESHOLD)
            if score >= limit.threshold:
                confidence = limit.precision if limit.calibrated else score
                over[value] = (score - limit.threshold, confidence, limit.calibrated)
        if not over:
            return None
        stated = list(over) if entry.multiple else [max(over, key=lambda value: over[value][0])]
        confidence = min(over[value][1] for value in stated)
        known = all(over[value][2] for value in stated)
        source = self.name if known else f"{self.name}+uncalibrated"
        return Fact(value="+".join(stated), confidence=round(min(1.0, max(0.0, confidence)), 4), source=source)

    def _thresholds(self, attribute: str) -> Thresholds:
        none: Mapping[str, ValueThreshold] = {}
        return self._calibration.attributes.get(attribute, none) if self._calibration else none


def _mean(vectors: Vectors) -> NDArray[np.float32]:
    total = vectors.mean(axis=0)
    unit: NDArray[np.float32] = (total / max(float(np.linalg.norm(total)), 1e-12)).astype(np.float32)
    return unit
