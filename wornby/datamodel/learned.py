"""Heads that a shop has learned: small linear models on the garment embedding, with their figures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel.embedding import EmbeddingSpace
from wornby.datamodel.tags import LEARNED, Fact


def is_learned(fact: Fact | None) -> bool:
    """Whether a learned head states it."""
    return fact is not None and fact.source.startswith(LEARNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of examples, in [0, 1], with its 95 % interval (bootstrap over photos)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFigures:
    """How well one value was told.

    Attributes:
        examples: How many have this value.
        precision: Share of the answers with this value that are right; None where it was never answered.
        recall: Share of the examples with this value that were answered so.
    """

    value: str
    examples: int
    precision: float | None
    recall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadFigures:
    """How a head did on examples that it had not seen (cross-validated).

    Attributes:
        examples: How many were learned from.
        photos: Different photos among them; near copies count as one.
        folds: Parts of the cross-validation; near copies stand in one part.
        accuracy: Share of right values.
        baseline: Share that always answering `baseline_value`, the commonest, gets right.
        builtin: Share that the tagger without the head gets right on the same garments; None where it does not state
            the attribute.
        calibration_error: Expected calibration error of the confidences, ten bins of equal width.
    """

    examples: int
    photos: int
    folds: int
    accuracy: Share
    baseline: float
    baseline_value: str
    builtin: Share | None
    calibration_error: float
    values: tuple[ValueFigures, ...]

    @property
    def is_better(self) -> bool:
        """Whether the head gets more right than the commonest value, and than the tagger without it."""
        before = self.builtin.value if self.builtin else 0.0
        return self.accuracy.value > max(self.baseline, before)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCard:
    """What is known of a head.

    Attributes:
        version: From 1; 0 before it is kept.
        made_at: UTC, ISO 8601.
        made_with: Names and versions of the tagger whose embeddings it was learned on.
        space: Of these embeddings.
        values: Value ids in the order of the weights' rows.
        slots: Where the examples were: "upper", "dress", or "lying/upper" for a garment that nobody wears. The head
            says nothing about garments elsewhere.
        temperature: What scores are divided by before they become confidences.
        hears: Whether it also goes by what the tagger says, as a correction of the tagger does.
    """

    attribute: str
    version: int
    made_at: str
    made_with: str
    space: EmbeddingSpace
    values: tuple[str, ...]
    slots: tuple[str, ...]
    temperature: float
    hears: bool
    figures: HeadFigures


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LearnedHead:
    """A card with its weights.

    Attributes:
        weights: A row for each value. (V, D), float32; (V, D + V) where the head hears the tagger.
        bias: (V,), float32.
    """

    card: HeadCard
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @property
    def source(self) -> str:
        """Name and version as facts state them."""
        return f"{LEARNED}{self.card.attribute}@{self.card.version}"
