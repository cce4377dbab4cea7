"""Several taggers side by side: which one answers which question better, on the same photos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from wornby.comparison.bootstrap import Interval, difference_interval
from wornby.comparison.scoring import QuestionScore


class Verdict(StrEnum):
    """What the interval of a difference allows to say."""

    BETTER = "better"
    WORSE = "worse"
    NOT_TOLD_APART = "not told apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One tagger against the first one, on one question.

    Attributes:
        difference: Its accuracy less the first one's.
        interval: Paired: each draw takes a photo with both answers.
        verdict: Of the tagger; better or worse only where the interval leaves out zero.
        photos: How many both were asked about.
    """

    question: str
    tagger: str
    against: str
    difference: float
    interval: Interval
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
        verdict=verdict,
        photos=len(mine),
    )
