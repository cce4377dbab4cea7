"""How good a head is, on examples that it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel.learned import HeadFigures, Share, ValueFigures
from wornby.datamodel.reliability import reliability_table
from wornby.interfaces import HeadTrainer
from wornby.tagging.learned import confidences

FOLDS = 5
_RESAMPLES = 1000
_SEED = 7
_TAGGERS_WORD = -1
_TEMPERATURES = np.geomspace(0.05, 20.0, 241)

_Labels = NDArray[np.int64]
_Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Validation:
    """Examples with the scores of heads that had not seen them.

    Attributes:
        values: Value ids.
        labels: Index into values. (N,).
        groups: (N,); near copies have one number.
        folds: Part that each example was held out with. (N,).
        scores: (N, V), float64.
    """

    values: tuple[str, ...]
    labels: _Labels
    groups: _Labels
    folds: _Labels
    scores: _Scores

    @property
    def temperature(self) -> float:
        """What scores are divided by before they become confidences."""
        return fit_temperature(self.scores, self.labels)


def cross_validate(
    vectors: NDArray[np.float32],
    labels: _Labels,
    *,
    groups: _Labels,
    values: tuple[str, ...],
    trainer: HeadTrainer,
) -> Validation:
    """Score each example by a head that was fitted without its part.

    Args:
        vectors: (N, D), float32, unit length.
        labels: Index into values. (N,).
        groups: (N,); a group is never split.
        values: Value ids.
        trainer: Fits.
    """
    folds = trainer.folds(labels, groups=groups, count=FOLDS)
    scores = np.zeros((len(labels), len(values)), dtype=np.float64)
    for fold in np.unique(folds):
        held_out = folds == fold
        weights, bias = trainer.fit(vectors[~held_out], labels[~held_out], classes=len(values))
        scores[held_out] = vectors[held_out] @ weights.T + bias
    return Validation(values=values, labels=labels, groups=groups, folds=folds, scores=scores)


def fit_temperature(scores: _Scores, labels: _Labels) -> float:
    """The temperature at which confidences fit the labels best.

    Labels count as nearly sure, not as sure: few examples that are all told right are no proof of certainty.

    Args:
        scores: (N, V).
        labels: (N,).

    Source:
        Guo et al. 2017, section 4.2 (temperature); Platt 1999, section 2.2 (targets under 1).
    """
    count, classes = scores.shape
    doubt = 1 / (count + 2)
    targets = np.full((count, classes), doubt / (classes - 1))
    targets[np.arange(count), labels] = 1 - doubt
    losses = [
        -np.sum(targets * np.log(np.maximum(confidences(scores, temperature=one), 1e-12))) for one in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def make_figures(validation: Validation, *, said: Sequence[str | None]) -> HeadFigures:
    """Figures of a validation.

    Args:
        validation: Scores of held-out examples.
        said: What the tagger says without the head, for each example; all None where it does not state the attribute.
            Where it says a value that the head does not know, its word stands, so the answer is wrong.
    """
    labels, values = validation.labels, validation.values
    stands = np.array([word is not None and word not in values for word in said])
    answers = np.where(stands, _TAGGERS_WORD, validation.scores.argmax(axis=1))
    counts = np.bincount(labels, minlength=len(values))
    before = np.array([word == values[label] for word, label in zip(said, labels, strict=True)])
    stated = any(word is not None for word in said)
    return HeadFigures(
        examples=len(labels),
        photos=len(np.unique(validation.groups)),
        folds=len(np.unique(validation.folds)),
        accuracy=share(answers == labels, groups=validation.groups),
        baseline=float(counts.max() / len(labels)),
        baseline_value=values[int(counts.argmax())],
        builtin=share(before, groups=validation.groups) if stated else None,
        calibration_error=_calibration_error(validation, answers),
        values=tuple(_value_figures(validation, answers, number) for number in range(len(values))),
    )


def share(right: NDArray[np.bool_], *, groups: _Labels) -> Share:
    """Share of right answers with its 95 % interval, by drawing whole groups again.

    Args:
        right: (N,).
        groups: (N,), from 0 without gaps.
    """
    sizes = np.bincount(groups)
    hits = np.bincount(groups, weights=right)
    drawn = np.random.default_rng(_SEED).integers(len(sizes), size=(_RESAMPLES, len(sizes)))
    shares = hits[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(shares, (0.025, 0.975))
    return Share(value=float(right.mean()), low=float(low), high=float(high))


def _calibration_error(validation: Validation, answers: _Labels) -> float:
    """Each part's confidences have the temperature of the other parts, so that the error is not flattered."""
    sure = np.zeros(len(answers))
    for fold in np.unique(validation.folds):
        held_out = validation.folds == fold
        temperature = fit_temperature(validation.scores[~held_out], validation.labels[~held_out])
        sure[held_out] = confidences(validation.scores[held_out], temperature=temperature).max(axis=1)
    own = answers != _TAGGERS_WORD
    right = answers == validation.labels
    table = reliability_table(list(zip(sure[own].tolist(), right[own].tolist(), strict=True)))
    return table.error if table else 0.0


def _value_figures(validation: Validation, answers: _Labels, number: int) -> ValueFigures:
    has, told = validation.labels == number, answers == number
    both = int(np.sum(has & told))
    return ValueFigures(
        value=validation.values[number],
        examples=int(has.sum()),
        precision=both / int(told.sum()) if told.any() else None,
        recall=both / int(has.sum()),
    )
