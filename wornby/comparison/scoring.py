"""Tags against labels: figures for each question, as frozen values. No files, no clock."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.comparison.answers import NO_ANSWER, Answer, read_answer
from wornby.comparison.chance import Interval, share_interval
from wornby.comparison.labels import LabelRow, Labels
from wornby.comparison.macro import MacroScore, macro_score
from wornby.comparison.questions import NONE, Question
from wornby.datamodel import NOT_VISIBLE, PhotoTags
from wornby.datamodel.reliability import ReliabilityTable, reliability_table

LEAST_EXAMPLES = 10
"""A value with fewer labels is counted and not scored: one photo would move its figure by more than a tenth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of cells, with its interval. `total` cells were looked at, `right` of them fit."""

    right: int
    total: int
    value: float
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One photo's label and answer to one question."""

    file: str
    label: str
    doubted: bool
    answer: Answer

    @property
    def right(self) -> bool:
        """Whether the answer is the label."""
        return self.answer.value == self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueScore:
    """How one value fared.

    Attributes:
        labelled: Photos with this label.
        said: Photos with this answer.
        right: Photos with both.
        precision: Share of `said` that is right; None where never said or not scorable.
        recall: Share of `labelled` that is found; None where not scorable.
        scorable: Whether there are enough labels.
        precision_interval: None where the precision is.
        recall_interval: None where the recall is.
    """

    value: str
    labelled: int
    said: int
    right: int
    precision: float | None
    recall: float | None
    scorable: bool
    precision_interval: Interval | None = None
    recall_interval: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Counts of labels by answers. `counts[i][j]`: labelled `labels[i]` and answered `answers[j]`."""

    labels: tuple[str, ...]
    answers: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionScore:
    """How one tagger answers one question.

    Attributes:
        cells: Every labelled photo, in the order of the labels.
        accuracy: Share of the cells whose answer is the label. `not_visible` is an answer like any other: wrong where
            the label names something, right where the label says `not_visible`.
        accuracy_without_doubt: The same without the cells that the labeller doubted.
        coverage: Of the cells whose label names something that can be seen, the share whose answer does, too.
        right_when_stated: Share that is right of the answers that name something and are sure.
        unsure: Share of the cells whose answer the tagger keeps for review.
        balanced: Mean recall over the scorable values; None where there are none.
        baseline: The commonest label and its share: what a tagger would reach that always says it.
        calibration: None where no answer has a confidence.
        silent: Whether the tagger states nothing on any photo.
        macro: Precision and recall as means over the scorable values, with intervals.
        specificity: Of the photos whose label is a specific value and for which the tagger names something, the share
            whose answer is specific too, right or not: "sandals" and not "shoes". None where the question has no
            general value, or there is no such photo.
    """

    question: Question
    cells: tuple[Cell, ...]
    accuracy: Share | None
    accuracy_without_doubt: Share | None
    coverage: Share | None
    right_when_stated: Share | None
    unsure: float
    balanced: float | None
    baseline: tuple[str, float] | None
    values: tuple[ValueScore, ...]
    confusion: Confusion
    calibration: ReliabilityTable | None
    silent: bool
    macro: MacroScore
    specificity: Share | None

    def too_general(self) -> tuple[Cell, ...]:
        """Cells whose answer is general where the label is specific, in the order of the labels."""
        general = self.question.general_ids
        return tuple(cell for cell in _could_be_specific(self.question, self.cells) if cell.answer.value in general)

    def mistakes(self) -> tuple[Cell, ...]:
        """Wrong answers, the surest first; answers without a confidence last, failures not at all."""
        wrong = [cell for cell in self.cells if not cell.right and cell.answer.value != NO_ANSWER]
        return tuple(sorted(wrong, key=lambda cell: (-_sureness(cell.answer), cell.doubted, cell.file)))


def score_tags(tags: Mapping[str, PhotoTags], labels: Labels) -> tuple[QuestionScore, ...]:
    """Score tags against labels.

    Args:
        tags: By the file of the labels. A labelled photo without tags counts as one that the tagger failed on: its
            cells are wrong. Leave photos out with `Labels.without`.
        labels: What people said.

    Returns:
        A score for each question, in the order of the labels.
    """
    return tuple(score_cells(question, _cells(question, tags=tags, rows=labels.rows)) for question in labels.questions)


def _cells(question: Question, *, tags: Mapping[str, PhotoTags], rows: Sequence[LabelRow]) -> list[Cell]:
    return [
        Cell(
            file=row.file,
            label=row.values[question.id],
            doubted=question.id in row.doubted,
            answer=read_answer(tags.get(row.file), question),
        )
        for row in rows
        if question.id in row.values
    ]


def score_cells(question: Question, cells: Sequence[Cell]) -> QuestionScore:
    """Score the answers to one question."""
    values = _value_scores(question, cells)
    recalls = [each.recall for each in values if each.recall is not None]
    common = Counter(cell.label for cell in cells).most_common(1)
    visible = [cell for cell in cells if cell.label != NOT_VISIBLE]
    stated = [cell for cell in cells if cell.answer.stated and not cell.answer.unsure]
    sure = [(cell.answer.confidence, cell.right) for cell in cells if cell.answer.confidence is not None]
    return QuestionScore(
        question=question,
        cells=tuple(cells),
        accuracy=_share(cells, _is_right),
        accuracy_without_doubt=_share([cell for cell in cells if not cell.doubted], _is_right),
        coverage=_share(visible, lambda cell: cell.answer.stated),
        right_when_stated=_share(stated, _is_right),
        unsure=sum(cell.answer.unsure for cell in cells) / len(cells) if cells else 0.0,
        balanced=sum(recalls) / len(recalls) if recalls else None,
        baseline=(common[0][0], common[0][1] / len(cells)) if common else None,
        values=values,
        confusion=_confusion(question, cells),
        calibration=reliability_table([(float(confidence), right) for confidence, right in sure]),
        silent=not any(cell.answer.said for cell in cells),
        macro=macro_score(
            [(cell.label, cell.answer.value) for cell in cells], values=[each.value for each in values if each.scorable]
        ),
        specificity=_share(
            _could_be_specific(question, cells), lambda cell: cell.answer.value not in question.general_ids
        ),
    )


def _could_be_specific(question: Question, cells: Sequence[Cell]) -> list[Cell]:
    """Cells on which a tagger could name a specific value, and names something."""
    if not question.general_ids:
        return []
    others = question.general_ids | {NOT_VISIBLE, NONE}
    return [cell for cell in cells if cell.label not in others and cell.answer.stated and cell.answer.value != NONE]


def share_of(marks: NDArray[np.bool_]) -> Share | None:
    """The share that is true, with its interval; None where there is nothing.

    Args:
        marks: One cell for each photo. (N,), bool.
    """
    if not len(marks):
        return None
    return Share(right=int(marks.sum()), total=len(marks), value=float(marks.mean()), interval=share_interval(marks))


def _share(cells: Sequence[Cell], fits: Callable[[Cell], bool]) -> Share | None:
    return share_of(np.array([fits(cell) for cell in cells], dtype=np.bool_))


def _part(right: int, total: int) -> Share | None:
    return share_of(np.arange(total) < right)


def _is_right(cell: Cell) -> bool:
    return cell.right


def _value_scores(question: Question, cells: Sequence[Cell]) -> tuple[ValueScore, ...]:
    labelled = Counter(cell.label for cell in cells)
    said = Counter(cell.answer.value for cell in cells)
    right = Counter(cell.label for cell in cells if cell.right)
    scores = []
    for value in _ordered(question, set(labelled) | set(said) - {NO_ANSWER}):
        scorable = labelled[value] >= LEAST_EXAMPLES
        precision = _part(right[value], said[value]) if scorable else None
        recall = _part(right[value], labelled[value]) if scorable else None
        scores.append(
            ValueScore(
                value=value,
                labelled=labelled[value],
                said=said[value],
                right=right[value],
                precision=precision.value if precision else None,
                recall=recall.value if recall else None,
                scorable=scorable,
                precision_interval=precision.interval if precision else None,
                recall_interval=recall.interval if recall else None,
            )
        )
    return tuple(scores)


def _confusion(question: Question, cells: Sequence[Cell]) -> Confusion:
    pairs = Counter((cell.label, cell.answer.value) for cell in cells)
    labels = _ordered(question, {label for label, _ in pairs})
    answers = _ordered(question, {label for label, _ in pairs} | {answer for _, answer in pairs})
    counts = tuple(tuple(pairs[label, answer] for answer in answers) for label in labels)
    return Confusion(labels=labels, answers=answers, counts=counts)


def _ordered(question: Question, values: set[str]) -> tuple[str, ...]:
    """In the order of the vocabulary; what it does not know after that, silence last."""
    known = [value for value in question.value_ids if value in values]
    others = sorted(values - set(known) - {NO_ANSWER})
    return (*known, *others, *([NO_ANSWER] if NO_ANSWER in values else []))


def _sureness(answer: Answer) -> float:
    return -1.0 if answer.confidence is None else answer.confidence
