"""Several taggers as one: each votes with the weight that its answers have earned. Pure; measured out of fold."""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence

from wornby.comparison.answers import NO_ANSWER, Answer

FUSED = "fused"
FOLDS = 5
_PSEUDO = 2.0
"""Laplace's two counts before anything is seen, shared as a guess among all values would share them."""

Weights = Mapping[tuple[str, str], float]
"""By tagger and value that it says: natural log odds of its precision, less those of a guess."""


def folds_of(files: Sequence[str], *, folds: int = FOLDS) -> dict[str, int]:
    """Parts of equal size, the same for the same files in whatever order.

    Args:
        files: Photos; each once.
        folds: Number of parts; as many as photos where there are fewer.
    """
    ranked = sorted(files, key=lambda file: (hashlib.sha256(file.encode()).digest(), file))
    return {file: rank % folds for rank, file in enumerate(ranked)}


def weigh(answers: Mapping[str, Sequence[Answer]], labels: Sequence[str], *, values: int) -> Weights:
    """How much each tagger's word for each value is worth on labelled photos.

    A value that a tagger never said weighs nothing, one that it is more often wrong with than a guess weighs against.

    Args:
        answers: By tagger, in the order of the labels.
        labels: One for each photo.
        values: How many values there are to guess among, at least 2.

    Source:
        Nitzan and Paroush 1982, "Optimal Decision Rules in Uncertain Dichotomous Choice Situations" (log odds), with a
        guess among several values in the place of one among two.
    """
    guess = 1 / values
    weights = {}
    for name, given in answers.items():
        said = Counter(answer.value for answer in given)
        right = Counter(answer.value for answer, label in zip(given, labels, strict=True) if answer.value == label)
        for value in said:
            precision = (right[value] + _PSEUDO * guess) / (said[value] + _PSEUDO)
            weights[name, value] = _log_odds(precision) - _log_odds(guess)
    return weights


def vote(said: Mapping[str, str], weights: Weights, *, values: int) -> Answer:
    """What several answers to one question come to.

    Args:
        said: By tagger, its answer; silence has no vote.
        weights: What each is worth.
        values: As for `weigh`.

    Returns:
        The value with the greatest sum of weights, among equals the one of the first tagger; its confidence is what the
        weights say if the taggers err independently, which they hardly do. No answer where even the greatest sum is
        below zero: such a word was right less often than a guess, so that any value that nobody named is likelier, and
        nothing says which.
    """
    sums: dict[str, float] = {}
    for name, value in said.items():
        if value != NO_ANSWER:
            sums[value] = sums.get(value, 0.0) + weights.get((name, value), 0.0)
    if not sums:
        return Answer(value=NO_ANSWER)
    best = max(sums, key=lambda value: sums[value])
    if sums[best] < 0:
        return Answer(value=NO_ANSWER)
    rest = max(0, values - len(sums))
    whole = sum(math.exp(each - sums[best]) for each in sums.values()) + rest * math.exp(-sums[best])
    return Answer(value=best, confidence=1 / whole)


def fuse(
    answers: Mapping[str, Sequence[Answer]], labels: Sequence[str], *, folds: Sequence[int], values: int
) -> tuple[Answer, ...]:
    """Fuse the answers to one question, each photo by weights of the other folds: its own label never weighs.

    Args:
        answers: By tagger, in the order of the labels.
        labels: One for each photo.
        folds: The part that each photo belongs to.
        values: As for `weigh`.
    """
    fused: dict[int, Answer] = {}
    for fold in sorted(set(folds)):
        others = [row for row, each in enumerate(folds) if each != fold]
        weights = weigh(
            {name: [given[row] for row in others] for name, given in answers.items()},
            [labels[row] for row in others],
            values=values,
        )
        for row in (row for row, each in enumerate(folds) if each == fold):
            fused[row] = vote({name: given[row].value for name, given in answers.items()}, weights, values=values)
    return tuple(fused[row] for row in range(len(labels)))


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))
