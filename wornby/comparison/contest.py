"""Several taggers side by side: which one answers which question better, on the same photos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from wornby.comparison.chance import Interval, difference_interval, mcnemar
from wornby.comparison.scoring import QuestionScore


class Verdict(StrEnum):
    """What the exact test of a difference allows to say."""

    BETTER = "better"
    WORSE = "worse"
    NOT_TOLD_APART = "not told apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One tagger against the first one, on one question.

    Attributes:
        difference: Its accuracy less the first one's.
        interval: Of pairs, by `chance.difference_interval`; it leaves out zero only where the test tells them apart.
        p_value: How often chance alone would part them so (`chance.mcnemar`).
        verdict: Of the tagger; better or worse only where the exact test of McNemar tells the two apart (p < 0.05),
            for which at least six photos are needed on which only one of them is right. Each question is judged by
            itself: nothing is corrected for how many there are.
        photos: How many both were asked about.
    """

    question: str
    tagger: str
    against: str
    difference: float
    interval: Interval
    p_value: float
    verdict: Verdict
    photos: int


def compare(scores: Mapping[str, Sequence[QuestionScore]]) -> tuple[Difference, ...]:
    """Compare every tagger with the first one.

    Args:
        scores: By tagger, of the same labels.
    """
    names = list(scores)
    if not names:
        return ()
    first = {score.question.id: score for score in scores[names[0]]}
    return tuple(
        difference_of(score, first[score.question.id], names=(name, names[0]))
        for name in names[1:]
        for score in scores[name]
        if score.cells
    )


def difference_of(ours: QuestionScore, theirs: QuestionScore, *, names: tuple[str, str]) -> Difference:
    """One tagger against another, on the same photos in the same order.

    Args:
        ours: The one that the verdict is about; at least one photo.
        theirs: The other.
        names: Of both.
    """
    mine = np.array([cell.right for cell in ours.cells], dtype=np.bool_)
    other = np.array([cell.right for cell in theirs.cells], dtype=np.bool_)
    interval = difference_interval(mine, other)
    verdict = Verdict.NOT_TOLD_APART
    if interval.low > 0:
        verdict = Verdict.BETTER
    elif interval.high < 0:
        verdict = Verdict.WORSE
    return Difference(
        question=ours.question.id,
        tagger=names[0],
        against=names[1],
        difference=float(mine.mean() - other.mean()),
        interval=interval,
        p_value=mcnemar(int((mine & ~other).sum()), int((other & ~mine).sum())),
        verdict=verdict,
        photos=len(mine),
    )
