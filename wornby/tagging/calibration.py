"""Thresholds for scores, chosen on labelled examples, with the figures that speak for them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wornby.errors import ConfigurationError

Objective = Literal["balanced_accuracy", "f1"]

DEFAULT_THRESHOLD = 0.5
"""Where nobody calibrated: the value is as likely as all others together."""

MIN_EXAMPLES = 5
"""Fewest examples with the value, and fewest without it, that a threshold is chosen from."""


class ValueThreshold(BaseModel):
    """One value's threshold.

    Attributes:
        threshold: Least score at which the value is stated, in [0, 1].
        calibrated: Whether labels chose it; otherwise it is the default, and the figures are zero.
        objective: What was made as large as possible.
        figure: How large it became, on the labels it was chosen on: new photos will give a little less.
        precision: Share of right ones among the labelled examples at or above the threshold, each side one example
            richer (Laplace), so that few examples claim little.
        positives: Labelled examples with the value.
        negatives: Labelled examples without it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    threshold: float = Field(default=DEFAULT_THRESHOLD, ge=0, le=1)
    calibrated: bool = False
    objective: Objective = "balanced_accuracy"
    figure: float = 0.0
    precision: float = 0.0
    positives: int = 0
    negatives: int = 0


Thresholds = Mapping[str, ValueThreshold]
"""By value id."""


class CalibrationFile(BaseModel):
    """Thresholds by attribute and value, for one encoder: schema `wornby.zero-shot/1`."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_name: Literal["wornby.zero-shot/1"] = Field(default="wornby.zero-shot/1", alias="schema")
    encoder: str
    attributes: dict[str, dict[str, ValueThreshold]] = Field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "CalibrationFile":
        """Read a file.

        Raises:
            ConfigurationError: It cannot be read, or is no such file.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as exc:
            message = f"{path.name} cannot be read as thresholds of the zero-shot tagger. Calibrate again."
            raise ConfigurationError(message) from exc

    def text(self) -> str:
        """The file's content."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


def choose_threshold(
    scores: NDArray[np.float32], has_value: NDArray[np.bool_], *, objective: Objective = "balanced_accuracy"
) -> ValueThreshold:
    """The threshold between two examples that serves the labels best.

    Args:
        scores: One for each example, in [0, 1]. (N,).
        has_value: Whether the example is labelled with the value. (N,).
        objective: What is made as large as possible: the mean of the shares of right answers among examples with and
            without the value, or F1. Of several equal thresholds the one in the widest gap between examples is taken.

    Returns:
        The default, not calibrated, where either kind has fewer than MIN_EXAMPLES examples.
    """
    positives, negatives = int(has_value.sum()), int((~has_value).sum())
    if min(positives, negatives) < MIN_EXAMPLES:
        return ValueThreshold(positives=positives, negatives=negatives)
    steps = np.unique(np.concatenate([[0.0], scores.astype(np.float64), [1.0]]))
    candidates = (steps[1:] + steps[:-1]) / 2
    stated = scores[None, :] >= candidates[:, None]
    right = (stated & has_value).sum(axis=1).astype(np.float64)
    wrong = (stated & ~has_value).sum(axis=1).astype(np.float64)
    if objective == "f1":
        figures = 2 * right / (right + wrong + positives)
    else:
        figures = (right / positives + (negatives - wrong) / negatives) / 2
    equal = np.flatnonzero(figures >= figures.max() - 1e-12)
    best = int(equal[np.diff(steps)[equal].argmax()])
    return ValueThreshold(
        threshold=round(float(candidates[best]), 6),
        calibrated=True,
        objective=objective,
        figure=round(float(figures[best]), 4),
        precision=round(float((right[best] + 1) / (right[best] + wrong[best] + 2)), 4),
        positives=positives,
        negatives=negatives,
    )


def choose_thresholds(
    scores: NDArray[np.float32],
    labels: Sequence[str],
    *,
    values: Sequence[str],
    objective: Objective = "balanced_accuracy",
) -> dict[str, ValueThreshold]:
    """A threshold for each value.

    Args:
        scores: (N, V), in [0, 1].
        labels: One for each example; several values of one example are joined with "+".
        values: Value ids of the columns.
        objective: As for `choose_threshold`.
    """
    sets = [frozenset(label.split("+")) for label in labels]
    return {
        value: choose_threshold(
            scores[:, column], np.array([value in words for words in sets], dtype=bool), objective=objective
        )
        for column, value in enumerate(values)
    }
