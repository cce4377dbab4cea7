"""How often two taggers differ. It needs no labels, and says nothing about who is right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from wornby.comparison.agreement import count_pairs
from wornby.comparison.answers import NO_ANSWER, Answer
from wornby.comparison.bootstrap import cohens_kappa, kappa_interval, ratio_interval
from wornby.comparison.chance import Interval
from wornby.comparison.scoring import Share, share_of
from wornby.comparison.standings import AnswerTable

EXAMPLES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One photo on which two taggers say something else."""

    file: str
    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two taggers on one question.

    Attributes:
        differ: Share of the photos on which the two differ; silence of one beside an answer of the other differs.
        differ_if_both: The same of the photos on which both answer; None where there is none.
        kappa: Cohen's kappa over the photos on which both answer; None where it has no meaning.
        kappa_interval: Its interval.
        clashes: Some photos on which both answer and differ, the surest answers first.
    """

    question: str
    first: str
    second: str
    differ: Share
    differ_if_both: Share | None
    kappa: float | None
    kappa_interval: Interval | None
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallPair:
    """Two taggers over all questions that both can answer.

    Attributes:
        answers: Answers that were compared, one for each photo and question.
        differ: Share of them that differ.
        interval: Photos are drawn with all their answers.
    """

    first: str
    second: str
    answers: int
    differ: float
    interval: Interval


def compare_answers(table: AnswerTable) -> tuple[Pair, ...]:
    """Every two taggers that answer a question; nothing where no photo is asked about."""
    if not table.files:
        return ()
    return tuple(_pair(table, first, second) for first, second in combinations(table.answers, 2))


def compare_overall(tables: Sequence[AnswerTable], names: Sequence[str]) -> tuple[OverallPair, ...]:
    """Every two taggers over all questions; two that share no question are left out."""
    found = []
    for first, second in combinations(names, 2):
        shared = [table for table in tables if {first, second} <= set(table.answers) and table.files]
        if shared:
            found.append(_overall(shared, first, second))
    return tuple(found)


def _pair(table: AnswerTable, first: str, second: str) -> Pair:
    ours, theirs = table.answers[first], table.answers[second]
    both = [
        (file, one, two)
        for file, one, two in zip(table.files, ours, theirs, strict=True)
        if NO_ANSWER not in {one.value, two.value}
    ]
    counts = count_pairs([(one.value, two.value) for _, one, two in both])
    differ = share_of(_differ(ours, theirs))
    assert differ is not None  # noqa: S101 - there is a photo
    clashes = sorted((each for each in both if each[1].value != each[2].value), key=_sureness)
    return Pair(
        question=table.question.id,
        first=first,
        second=second,
        differ=differ,
        differ_if_both=share_of(_differ([one for _, one, _ in both], [two for _, _, two in both])),
        kappa=cohens_kappa(counts) if both else None,
        kappa_interval=kappa_interval(counts) if both else None,
        clashes=tuple(Clash(file=file, first=one.value, second=two.value) for file, one, two in clashes[:EXAMPLES]),
    )


def _differ(ours: Sequence[Answer], theirs: Sequence[Answer]) -> NDArray[np.bool_]:
    return np.array([one.value != two.value for one, two in zip(ours, theirs, strict=True)], dtype=np.bool_)


def _sureness(both: tuple[str, Answer, Answer]) -> tuple[float, str]:
    file, one, two = both
    return -min(one.confidence or 0.0, two.confidence or 0.0), file


def _overall(tables: Sequence[AnswerTable], first: str, second: str) -> OverallPair:
    parts: dict[str, int] = {}
    totals: dict[str, int] = {}
    for table in tables:
        for file, differs in _marks(table, first, second):
            parts[file] = parts.get(file, 0) + differs
            totals[file] = totals.get(file, 0) + 1
    whole = sum(totals.values())
    return OverallPair(
        first=first,
        second=second,
        answers=whole,
        differ=sum(parts.values()) / whole,
        interval=ratio_interval(_column(parts), _column(totals)),
    )


def _marks(table: AnswerTable, first: str, second: str) -> Iterator[tuple[str, bool]]:
    for file, one, two in zip(table.files, table.answers[first], table.answers[second], strict=True):
        yield file, one.value != two.value


def _column(numbers: Mapping[str, int]) -> NDArray[np.int64]:
    return np.array(list(numbers.values()), dtype=np.int64)
