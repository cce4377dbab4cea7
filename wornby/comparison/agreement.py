"""How far two people who labelled the same photos agree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.comparison.bootstrap import cohens_kappa, kappa_interval
from wornby.comparison.chance import Interval
from wornby.comparison.labels import LabelRow, Labels
from wornby.comparison.questions import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One cell in which two people differ. `doubted`: whether either of them doubted."""

    file: str
    question: str
    first: str
    second: str
    doubted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two people agree on one question.

    Attributes:
        photos: Photos that both labelled.
        equal: Share of them with the same value.
        kappa: Cohen's kappa; None where it has no meaning, since both always said the same one value.
        disputes: Where they differ, by file.
    """

    question: Question
    photos: int
    equal: float
    kappa: float | None
    interval: Interval | None
    disputes: tuple[Dispute, ...]


def agree(first: Labels, second: Labels) -> tuple[Agreement, ...]:
    """Compare two people's labels, question by question; questions without a common photo are left out."""
    others = {row.file: row for row in second.rows}
    asked = {question.id for question in second.questions}
    found = []
    for question in first.questions:
        pairs = [
            (row, others[row.file])
            for row in first.rows
            if row.file in others and question.id in row.values and question.id in others[row.file].values
        ]
        if question.id in asked and pairs:
            found.append(_agreement(question, pairs))
    return tuple(found)


def _agreement(question: Question, pairs: Sequence[tuple[LabelRow, LabelRow]]) -> Agreement:
    values = [(one.values[question.id], two.values[question.id]) for one, two in pairs]
    counts = count_pairs(values)
    disputes = [
        Dispute(
            file=one.file,
            question=question.id,
            first=one.values[question.id],
            second=two.values[question.id],
            doubted=question.id in one.doubted | two.doubted,
        )
        for one, two in pairs
        if one.values[question.id] != two.values[question.id]
    ]
    return Agreement(
        question=question,
        photos=len(pairs),
        equal=1 - len(disputes) / len(pairs),
        kappa=cohens_kappa(counts),
        interval=kappa_interval(counts),
        disputes=tuple(sorted(disputes, key=lambda each: each.file)),
    )


def count_pairs(values: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
    """How often the first said row and the second column. (K, K), int64, over the K values that were said."""
    known = sorted({value for pair in values for value in pair})
    index = {value: number for number, value in enumerate(known)}
    counts = np.zeros((len(known), len(known)), dtype=np.int64)
    for one, two in values:
        counts[index[one], index[two]] += 1
    return counts
