"""Who is to answer a question, as far as the labels allow to say."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wornby.comparison.chance import Interval, difference_interval
from wornby.comparison.contest import Difference, Verdict, difference_of
from wornby.comparison.report import title_of
from wornby.comparison.scoring import LEAST_EXAMPLES, QuestionScore
from wornby.comparison.standings import NO_LABELS, NOBODY_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionVerdict:
    """The verdict on one question.

    Attributes:
        photos: Labelled photos.
        best: The tagger with the highest accuracy; None where no tagger states it.
        tied: Taggers that are not told apart from it.
        beaten: Taggers than which it is better beyond chance (`contest.Difference.verdict`).
        differences: Of the best against every other.
        baseline: Interval of the best one's accuracy less that of always saying the commonest label.
        fused: The fusion against the best; None without one.
        words: For people.
    """

    question: str
    photos: int
    best: str | None
    tied: tuple[str, ...]
    beaten: tuple[str, ...]
    differences: tuple[Difference, ...]
    baseline: Interval | None
    fused: Difference | None
    words: str

    @property
    def enough(self) -> bool:
        """Whether there are labels enough to say anything."""
        return self.photos >= LEAST_EXAMPLES

    @property
    def good_enough(self) -> bool:
        """Whether the best is better, beyond chance, than always saying the commonest label."""
        return self.enough and self.baseline is not None and self.baseline.low > 0

    @property
    def winners(self) -> frozenset[str]:
        """The best and who is not told apart from it; nobody where nobody is good enough."""
        return frozenset({self.best or "", *self.tied} - {""}) if self.good_enough else frozenset()


def judge(
    question: str, scores: Mapping[str, QuestionScore], *, photos: int, fused: tuple[str, QuestionScore] | None
) -> QuestionVerdict:
    """Judge the taggers that state a question.

    Args:
        question: Its id.
        scores: By tagger, of the same photos; the first of equals counts as the best.
        photos: Labelled ones.
        fused: Name and score of the fusion, which cannot win: it is no tagger.
    """
    if not scores or not photos:
        words = NOBODY_STATES if photos else NO_LABELS
        return QuestionVerdict(
            question=question,
            photos=photos,
            best=None,
            tied=(),
            beaten=(),
            differences=(),
            baseline=None,
            fused=None,
            words=words,
        )
    best = max(scores, key=lambda name: sum(cell.right for cell in scores[name].cells))
    differences = tuple(
        difference_of(scores[best], score, names=(best, name)) for name, score in scores.items() if name != best
    )
    tied = tuple(each.against for each in differences if each.verdict is not Verdict.BETTER)
    baseline = _above_baseline(scores[best])
    return QuestionVerdict(
        question=question,
        photos=photos,
        best=best,
        tied=tied,
        beaten=tuple(each.against for each in differences if each.verdict is Verdict.BETTER),
        differences=differences,
        baseline=baseline,
        fused=difference_of(fused[1], scores[best], names=(fused[0], best)) if fused else None,
        words=_words(best, tied, score=scores[best], baseline=baseline, others=len(differences)),
    )


def _above_baseline(score: QuestionScore) -> Interval:
    common = score.baseline[0] if score.baseline else ""
    right = np.array([cell.right for cell in score.cells], dtype=np.bool_)
    always = np.array([cell.label == common for cell in score.cells], dtype=np.bool_)
    return difference_interval(right, always)


def _words(best: str, tied: tuple[str, ...], *, score: QuestionScore, baseline: Interval, others: int) -> str:
    if len(score.cells) < LEAST_EXAMPLES:
        return f"too few labels ({len(score.cells)}) to say"
    common = score.baseline[0].replace("_", " ") if score.baseline else ""
    if all(cell.label == score.cells[0].label for cell in score.cells):
        return f"the labels hold one value only, “{common}”: they cannot tell who is good"
    if baseline.low <= 0:
        return f"none is good enough: none is better, beyond chance, than always saying “{common}”"
    if not others:
        return f"only {title_of(best)} states it"
    if not tied:
        return f"{title_of(best)} is better than all others"
    titles = [title_of(name) for name in tied]
    names = titles[0] if len(tied) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
    return f"{title_of(best)} is ahead; {names} {'is' if len(tied) == 1 else 'are'} not told apart"
