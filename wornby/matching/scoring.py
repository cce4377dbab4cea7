"""From evidence to one calibrated score and a state."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wornby.datamodel import MatchEvidence, MatchState
from wornby.errors import ModelError

FILE = Path(__file__).parent / "files" / "scorer.json"
_FAR = 40.0
_FAR_TINT = 20.0
_NEAR_RIVAL = 15.0
_SCALE = 10.0
MOST_COLOR = _FAR / _SCALE
"""Largest of `color_numbers`; 0 is the least."""

_SMALL_PX = 24.0
_LOGIT = 5.0
_SURE = 0.9933


class LinearScore(BaseModel):
    """Log odds from named numbers: a logistic regression that `training/matching.py` fitted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    intercept: float
    weights: dict[str, float]

    def log_odds(self, numbers: Mapping[str, float]) -> float:
        """The log odds; numbers that have no weight do not count."""
        return self.intercept + sum(weight * numbers[name] for name, weight in self.weights.items())


class Scorer(BaseModel):
    """Scores evidence: schema `wornby.matching/1`.

    Attributes:
        version: Of the weights.
        geometric: For garments on which the product's motif was found.
        look: For the others.
        shortlist: For all products at once, before the pixels are looked at.
        confirmed: Least score for `confirmed`, where there is geometric evidence.
        likely: Least score for `likely`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_name: Literal["wornby.matching/1"] = Field(default="wornby.matching/1", alias="schema")
    version: str
    geometric: LinearScore
    look: LinearScore
    shortlist: LinearScore
    confirmed: float = Field(ge=0, le=1)
    likely: float = Field(ge=0, le=1)

    @classmethod
    def read(cls, path: Path = FILE) -> Self:
        """Read a file that `training/matching.py` wrote.

        Raises:
            ModelError: It is missing or damaged.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as exc:
            message = f"The file {path.name} of the matcher is missing or damaged. Install wornby again."
            raise ModelError(message) from exc

    def score(self, evidence: MatchEvidence) -> float:
        """The chance that the garment is this product, in (0, 1)."""
        chosen = self.look if evidence.motif is None else self.geometric
        return 1 / (1 + math.exp(-float(np.clip(chosen.log_odds(numbers(evidence)), -30, 30))))


def state_of(evidence: MatchEvidence, score: float, *, confirmed: float, likely: float) -> MatchState:
    """The state that evidence and score allow.

    Without geometric evidence nothing is confirmed by machine, and by its colour or its cut alone nothing is likely.

    Args:
        evidence: Of one garment and product.
        score: In [0, 1].
        confirmed: Least score for `confirmed`.
        likely: Least score for `likely`.
    """
    if evidence.is_geometric and score >= confirmed:
        return MatchState.CONFIRMED
    return MatchState.LIKELY if evidence.may_be_likely and score >= likely else MatchState.SIMILAR


def numbers(evidence: MatchEvidence) -> dict[str, float]:
    """What the scores are made of, each about in [-1, 5]."""
    distance = color_distance(evidence)
    color = float(color_numbers(np.array(np.nan if distance is None else distance)))
    motif = evidence.motif
    rival = evidence.rival_distance
    ahead = 0.0 if rival is None or distance is None else float(np.clip(rival - distance, -_NEAR_RIVAL, _NEAR_RIVAL))
    tint = None if motif is None else motif.tint_distance
    other = evidence.rival_tint
    tint_ahead = 0.0 if other is None or tint is None else float(np.clip(other - tint, -_NEAR_RIVAL, _NEAR_RIVAL))
    inliers, own = (0, 0.0) if motif is None else (motif.inliers, motif.similarity)
    return {
        "similarity": evidence.similarity,
        "margin": float(np.clip(evidence.similarity - evidence.rival_similarity, -1, 1)),
        "color": color,
        "color_squared": color**2,
        "color_ahead": ahead / _SCALE,
        "color_rival": float(rival is not None),
        "kind": _sign(evidence.kind_agrees),
        "pattern": _sign(evidence.pattern_agrees),
        "motif_missing": float(evidence.has_motif and motif is None),
        "rival": evidence.rival_motif,
        "rival_found": float(evidence.rival_motif > 0),
        "inliers": math.log1p(inliers),
        "ahead": (_logit(own) - _logit(evidence.rival_motif)) / _LOGIT,
        "coverage": 0.0 if motif is None else motif.coverage,
        "overlay": _logit(own) / _LOGIT,
        "tint": (_FAR_TINT if tint is None else min(tint, _FAR_TINT)) / _SCALE,
        "tint_ahead": tint_ahead / _SCALE,
        "small": 0.0 if motif is None else max(0.0, math.log2(_SMALL_PX * 2 / max(motif.side_px, 4.0))),
        "text": 0.0 if evidence.text is None else 2 * evidence.text - 1,
    }


def color_numbers(distances: NDArray[np.float64]) -> NDArray[np.float64]:
    """What scores take colour distances for: none counts for more than 40, one that is unknown (NaN) for 20."""
    return np.where(np.isnan(distances), _FAR / 2, np.minimum(distances, _FAR)) / _SCALE


def color_distance(evidence: MatchEvidence) -> float | None:
    """The colour distance that counts: as measured, or in neutral light, whichever is less; None where unknown."""
    known = [each for each in (evidence.color_distance, evidence.corrected_distance) if each is not None]
    return min(known) if known else None


def _logit(chance: float) -> float:
    """Log odds, within 5 of none."""
    held = min(max(chance, 1 - _SURE), _SURE)
    return math.log(held / (1 - held))


def _sign(agrees: bool | None) -> float:  # noqa: FBT001 - the value itself
    return 0.0 if agrees is None else 1.0 if agrees else -1.0
