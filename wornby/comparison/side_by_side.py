"""Several taggers on the same photos, with labels or without: who states what, how well, and how far they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wornby.comparison.bootstrap import ratio_interval
from wornby.comparison.chance import Interval
from wornby.comparison.disagreement import OverallPair, Pair, compare_answers, compare_overall
from wornby.comparison.fusion import FUSED, folds_of, fuse
from wornby.comparison.labels import Labels
from wornby.comparison.questions import Question
from wornby.comparison.report import Report, TaggerRun, make_report, title_of
from wornby.comparison.scoring import QuestionScore, Share, score_cells, share_of
from wornby.comparison.standings import NO_LABELS, NOBODY_STATES, AnswerTable, answer_table
from wornby.comparison.verdicts import QuestionVerdict, judge
from wornby.datamodel import Failure

NOTHING_SAYS_WHO_IS_RIGHT = (
    "No labels were given: this tells how far the taggers agree with each other. Nothing here says who is right."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """One tagger over all the questions that it states.

    Attributes:
        answers: Photos and questions together.
        right: Share of them that is right.
        interval: Photos are drawn with all their answers.
    """

    answers: int
    right: float
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """One tagger, or the fusion of all.

    Attributes:
        run: What it gave; the fusion gave nothing of its own.
        scores: By question that it states; empty without labels.
        answered: By question that it states, the share of the photos that it names something on.
        why_not: By question that it does not state: why, in words.
        together: None without labels.
    """

    name: str
    run: TaggerRun | None
    scores: Mapping[str, QuestionScore]
    answered: Mapping[str, Share]
    why_not: Mapping[str, str]
    together: Together | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One comparison.

    Attributes:
        title: Name of the labels; nothing without labels.
        photos: Photos that every tagger was asked about.
        note: What whoever made it wants the reader to know.
        questions: What was asked.
        contestants: The taggers, in the order in which they were named.
        fused: The taggers as one, measured out of fold; None without labels, or where no two state one thing.
        verdicts: By question; empty without labels.
        pairs: By question, every two taggers that state it.
        overall: Every two taggers over all questions that both state.
        report: The first tagger against the others, and what was left out.
        tables: By question: every answer.
    """

    title: str
    photos: int
    note: str
    questions: tuple[Question, ...]
    contestants: tuple[Contestant, ...]
    fused: Contestant | None
    verdicts: Mapping[str, QuestionVerdict]
    pairs: Mapping[str, tuple[Pair, ...]]
    overall: tuple[OverallPair, ...]
    report: Report
    tables: Mapping[str, AnswerTable]

    @property
    def labelled(self) -> bool:
        """Whether anybody said what is right."""
        return bool(self.title)

    @property
    def columns(self) -> tuple[Contestant, ...]:
        """The taggers, and the fusion last."""
        return (*self.contestants, *([self.fused] if self.fused else []))


def make_comparison(
    labels: Labels,
    runs: Sequence[TaggerRun],
    *,
    title: str,
    version: str,
    left_out: Sequence[tuple[str, Failure]] = (),
    closed: Sequence[Question] = (),
    note: str = "",
) -> Comparison:
    """Compare taggers.

    Args:
        labels: Of all photos. Without labels: the questions, and a row without values for each photo.
        runs: Of at least one tagger.
        title: Name of the labels; nothing without labels.
        version: Of wornby.
        left_out: Missing or unreadable photos.
        closed: Questions that are not computed for want of a purpose.
        note: For the head of the report.
    """
    report = make_report(
        labels if title else replace(labels, questions=()),
        runs,
        title=title,
        version=version,
        left_out=left_out,
        closed=closed,
    )
    kept = labels.without(file for file, _ in left_out)
    files = [row.file for row in kept.rows]
    tables = {
        question.id: answer_table(question, runs, files=files, labels=kept if title else None)
        for question in labels.questions
    }
    if not title:
        tables = {name: table for name, table in tables.items() if table.answers}
    scores = _scores(report, tables)
    fused = _fused(tables, scores, files=files) if title and len(runs) > 1 else None
    return Comparison(
        title=title,
        photos=len(files),
        note=note,
        questions=tuple(table.question for table in tables.values()),
        contestants=tuple(_contestant(run, tables, scores[run.name]) for run in runs),
        fused=fused,
        verdicts=_verdicts(tables, scores, fused=fused) if title else {},
        pairs={name: compare_answers(table) for name, table in tables.items()},
        overall=compare_overall(list(tables.values()), [run.name for run in runs]),
        report=report,
        tables=tables,
    )


def _scores(report: Report, tables: Mapping[str, AnswerTable]) -> dict[str, dict[str, QuestionScore]]:
    """By tagger and question; only what the tagger states."""
    return {
        result.name: {
            score.question.id: score
            for score in result.scores
            if result.name in tables[score.question.id].answers and score.cells
        }
        for result in report.taggers
    }


def _contestant(run: TaggerRun, tables: Mapping[str, AnswerTable], scores: Mapping[str, QuestionScore]) -> Contestant:
    answered = {}
    for name, table in tables.items():
        named = share_of(np.array([each.stated for each in table.answers.get(run.name, ())], dtype=np.bool_))
        if named is not None:
            answered[name] = named
    return Contestant(
        name=run.name,
        run=run,
        scores=scores,
        answered=answered,
        why_not={name: table.why_not[run.name] for name, table in tables.items() if run.name in table.why_not},
        together=_together(scores),
    )


def _fused(
    tables: Mapping[str, AnswerTable], scores: Mapping[str, Mapping[str, QuestionScore]], *, files: Sequence[str]
) -> Contestant | None:
    """The fusion of what at least two taggers state; None where there is no such thing."""
    folds = folds_of(files)
    found: dict[str, QuestionScore] = {}
    answered: dict[str, Share] = {}
    why_not: dict[str, str] = {}
    for name, table in tables.items():
        if not table.labels or len(table.answers) < 2:  # noqa: PLR2004 - one voice is no vote
            why_not[name] = _not_fused(table)
            continue
        answers = fuse(
            table.answers,
            table.labels,
            folds=[folds[file] for file in table.files],
            values=max(2, len(table.question.value_ids)),
        )
        cells = next(by_question[name].cells for by_question in scores.values() if name in by_question)
        found[name] = score_cells(
            table.question, [replace(cell, answer=answer) for cell, answer in zip(cells, answers, strict=True)]
        )
        named = share_of(np.array([answer.stated for answer in answers], dtype=np.bool_))
        if named is not None:
            answered[name] = named
    if not found:
        return None
    return Contestant(name=FUSED, run=None, scores=found, answered=answered, why_not=why_not, together=_together(found))


def _not_fused(table: AnswerTable) -> str:
    """Why there is nothing to be fused."""
    if not table.labels:
        return NO_LABELS
    alone = next(iter(table.answers), "")
    return f"only {title_of(alone)} states it" if alone else NOBODY_STATES


def _verdicts(
    tables: Mapping[str, AnswerTable],
    scores: Mapping[str, Mapping[str, QuestionScore]],
    *,
    fused: Contestant | None,
) -> dict[str, QuestionVerdict]:
    found = {}
    for name, table in tables.items():
        both = fused is not None and name in fused.scores
        found[name] = judge(
            name,
            {tagger: by_question[name] for tagger, by_question in scores.items() if name in by_question},
            photos=len(table.files),
            fused=(FUSED, fused.scores[name]) if fused is not None and both else None,
        )
    return found


def _together(scores: Mapping[str, QuestionScore]) -> Together | None:
    right: dict[str, int] = {}
    total: dict[str, int] = {}
    for cell in (cell for score in scores.values() for cell in score.cells):
        right[cell.file] = right.get(cell.file, 0) + cell.right
        total[cell.file] = total.get(cell.file, 0) + 1
    if not total:
        return None
    whole = sum(total.values())
    parts = np.array(list(right.values()), dtype=np.int64)
    return Together(
        answers=whole,
        right=int(parts.sum()) / whole,
        interval=ratio_interval(parts, np.array(list(total.values()), dtype=np.int64)),
    )
