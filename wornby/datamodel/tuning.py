"""How a library has tuned its matcher: from the machine's scores to how often people said yes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.errors import InputError

NEVER = 2.0
"""A threshold that no score reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreMap:
    """A line through points that never falls; beyond the first and the last it is level.

    Attributes:
        scores: The machine's, strictly rising. (K,).
        values: How often it is right there, in [0, 1], never falling. (K,).

    Raises:
        InputError: It is no such line.
    """

    scores: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        """Check the line."""
        risen = np.diff(self.scores), np.diff(self.values)
        inside = all(0.0 <= value <= 1.0 for value in self.values)
        if not self.scores or len(self.scores) != len(self.values) or not inside:
            message = "A map of scores has as many scores as values, at least one, and the values lie in [0, 1]."
            raise InputError(message)
        if np.any(risen[0] <= 0) or np.any(risen[1] < 0):
            message = "A map of scores rises."
            raise InputError(message)

    def apply(self, scores: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
        """How often matches of these scores are right. (N,), in [0, 1]."""
        return np.asarray(np.interp(np.asarray(scores, np.float64), self.scores, self.values), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFigures:
    """How a state did over the decisions of people.

    Attributes:
        count: Decisions on matches that stood so.
        precision: Share of them that people confirmed; None where there are none.
        recall: Share of what people confirmed that stood so.
    """

    count: int
    precision: float | None
    recall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningFigures:
    """How scores and states did over the decisions of people.

    Attributes:
        log_loss: Of the scores; lower is better.
        calibration_error: Expected calibration error of the scores, ten bins of equal width.
        confirmed: Of the state confirmed.
        likely: Of the state likely or better: what is shown as worn.
    """

    log_loss: float
    calibration_error: float
    confirmed: StateFigures
    likely: StateFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchTuning:
    """A map of scores with the least scores of the states.

    Attributes:
        made_at: UTC, ISO 8601.
        method: "platt" or "isotonic", whichever told held-out decisions better.
        map: From the machine's score to the tuned one.
        confirmed: Least tuned score of a confirmed match, which needs geometric evidence besides; None leaves it to the
            machine, where too few decided matches had such evidence.
        likely: Least tuned score of a likely match; None leaves it to the machine.
        examples: Decisions it was made from.
        photos: Photos that they are on.
        before: As the matches stood when people decided.
        after: By scores and thresholds from other photos than those that they are measured on (cross-validated).
        matcher: Name and version of the machine whose scores it tunes.
    """

    made_at: str
    method: str
    map: ScoreMap
    confirmed: float | None
    likely: float | None
    examples: int
    photos: int
    before: TuningFigures
    after: TuningFigures
    matcher: str
