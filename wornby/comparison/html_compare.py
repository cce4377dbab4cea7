"""A comparison as one HTML page that can be read in two minutes, and looked into for longer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wornby.comparison.disagreement import OverallPair, Pair
from wornby.comparison.html import (
    PLOT,
    Dot,
    HeatCell,
    PictureOf,
    data_url,
    environment,
    heat_rows,
    heat_step,
    plot_dots,
)
from wornby.comparison.questions import Question
from wornby.comparison.report import title_of
from wornby.comparison.scoring import QuestionScore, Share
from wornby.comparison.side_by_side import NOTHING_SAYS_WHO_IS_RIGHT, Comparison, Contestant
from wornby.comparison.standings import NO_LABELS
from wornby.comparison.verdicts import QuestionVerdict
from wornby.comparison.wording import (
    contestant_words,
    cost_words,
    percent,
    span,
    time_words,
    typical_mistakes,
    unstated,
    value_words,
)

MISTAKES_SHOWN = 4
PICTURES_SHOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One tagger in the summary. `unstated`: why nothing is stated, and titles of attributes."""

    contestant: Contestant
    words: str
    time: str
    cost: str
    unstated: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """How often two taggers differ. `step` is the depth of its colour, from 0 to 10."""

    text: str
    step: int
    words: str


Matrix = tuple[tuple[str, tuple[MatrixCell | None, ...]], ...]
"""Rows of a table of taggers by taggers, each with its name; None on the diagonal, and where two share nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A sort of mistake, or of difference, with pictures of it as data URLs.

    Attributes:
        label: What a person said; without labels, what the other tagger says.
        answer: What the tagger says.
        count: Photos of this sort.
        total: Photos with this label.
        other: Name of the other tagger, without labels.
        words: Of the pictures, for who cannot see them.
    """

    label: str
    answer: str
    count: int
    total: int
    other: str
    words: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggerCell:
    """One tagger on one question, ready to be shown. `score` is None where it states nothing, and `why` says why."""

    name: str
    score: QuestionScore | None
    answered: Share | None
    why: str
    best: bool
    dots: tuple[Dot, ...]
    heat: tuple[tuple[str, int, tuple[HeatCell, ...]], ...]
    mistakes: tuple[Kind, ...]
    too_general: tuple[tuple[str, str, int], ...]

    @property
    def general(self) -> int:
        """Photos whose answer is general where it could be specific."""
        return sum(count for _, _, count in self.too_general)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question with a cell for each tagger. `alone`: whether the best is better than every other."""

    question: Question
    anchor: str
    photos: int
    verdict: QuestionVerdict | None
    alone: bool
    baseline: tuple[str, float] | None
    cells: tuple[TaggerCell, ...]
    names: tuple[str, ...]
    matrix: Matrix
    pairs: tuple[Pair, ...]


def render_comparison(comparison: Comparison, *, picture_of: PictureOf | None, when: str) -> str:
    """The page.

    Args:
        comparison: What to show.
        picture_of: Gives the pictures of typical mistakes; None leaves them out.
        when: The day, for the head of the page.
    """
    sections = [_section(question, comparison, picture_of=picture_of) for question in comparison.questions]
    names = tuple(each.name for each in comparison.contestants)
    pictures = any(kind.pictures for section in sections for cell in section.cells for kind in cell.mistakes)
    return (
        environment()
        .get_template("compare.html")
        .render(
            comparison=comparison,
            columns=[_column(each, comparison) for each in comparison.columns],
            sections=sections,
            overall=_matrix(names, {(each.first, each.second): _overall(each) for each in comparison.overall}),
            overall_names=names,
            unlabelled=NOTHING_SAYS_WHO_IS_RIGHT,
            pictures=pictures,
            unlike=_unlike(comparison),
            when=when,
            plot=PLOT,
        )
    )


def _unlike(comparison: Comparison) -> bool:
    """Whether the taggers' figures over all attributes are of different attributes."""
    return len({frozenset(each.scores) for each in comparison.columns}) > 1


def _column(contestant: Contestant, comparison: Comparison) -> Column:
    return Column(
        contestant=contestant,
        words=contestant_words(contestant, comparison),
        time=time_words(contestant),
        cost=cost_words(contestant),
        unstated=unstated(contestant, comparison),
    )


def _section(question: Question, comparison: Comparison, *, picture_of: PictureOf | None) -> Section:
    table = comparison.tables[question.id]
    pairs = comparison.pairs[question.id]
    verdict = comparison.verdicts.get(question.id)
    names = tuple(table.answers)
    some = next((each.scores[question.id] for each in comparison.contestants if question.id in each.scores), None)
    return Section(
        question=question,
        anchor=question.id.replace(".", "-"),
        photos=len(table.files),
        verdict=verdict,
        alone=verdict is not None and len(verdict.winners) == 1,
        baseline=some.baseline if some else None,
        cells=tuple(
            _cell(each, question, verdict=verdict, kinds=_kinds(each, question, pairs=pairs, picture_of=picture_of))
            for each in comparison.columns
        ),
        names=names,
        matrix=_matrix(names, {(each.first, each.second): _pair(each) for each in pairs}),
        pairs=pairs,
    )


def _cell(
    contestant: Contestant, question: Question, *, verdict: QuestionVerdict | None, kinds: tuple[Kind, ...]
) -> TaggerCell:
    score = contestant.scores.get(question.id)
    general = Counter((cell.label, cell.answer.value) for cell in score.too_general()) if score else Counter()
    return TaggerCell(
        name=contestant.name,
        score=score,
        answered=contestant.answered.get(question.id),
        why=contestant.why_not.get(question.id, NO_LABELS),
        best=verdict is not None and contestant.name in verdict.winners,
        dots=plot_dots(score.calibration if score else None),
        heat=heat_rows(score.confusion) if score else (),
        mistakes=kinds,
        too_general=tuple((label, answer, count) for (label, answer), count in general.most_common()),
    )


def _kinds(
    contestant: Contestant, question: Question, *, pairs: Sequence[Pair], picture_of: PictureOf | None
) -> tuple[Kind, ...]:
    score = contestant.scores.get(question.id)
    if score is not None:
        labelled = Counter(cell.label for cell in score.cells)
        return tuple(
            Kind(
                label=label,
                answer=answer,
                count=len(cells),
                total=labelled[label],
                other="",
                words=f"Labelled {value_words(label)}, tagged {value_words(answer)}",
                pictures=_pictures([cell.file for cell in cells], picture_of),
            )
            for label, answer, cells in typical_mistakes(score.cells)[:MISTAKES_SHOWN]
        )
    return tuple(
        Kind(
            label=clash.second,
            answer=clash.first,
            count=1,
            total=1,
            other=title_of(pair.second),
            words=f"{value_words(clash.first)} by {title_of(pair.first)}, {value_words(clash.second)} by the other",
            pictures=_pictures([clash.file], picture_of),
        )
        for pair in pairs
        if pair.first == contestant.name
        for clash in pair.clashes[:MISTAKES_SHOWN]
    )


def _pictures(files: Sequence[str], picture_of: PictureOf | None) -> tuple[str, ...]:
    if picture_of is None:
        return ()
    return tuple(filter(None, (data_url(picture_of(file)) for file in files[:PICTURES_SHOWN])))


def _matrix(names: Sequence[str], cells: Mapping[tuple[str, str], MatrixCell]) -> Matrix:
    if not cells:
        return ()
    return tuple(
        (row, tuple(cells.get((row, column)) or cells.get((column, row)) for column in names)) for row in names
    )


def _overall(pair: OverallPair) -> MatrixCell:
    words = f"{pair.answers} answers, 95 %: {span(pair.interval)}"
    return MatrixCell(text=percent(pair.differ), step=heat_step(pair.differ, 1), words=words)


def _pair(pair: Pair) -> MatrixCell:
    words = f"{pair.differ.right} of {pair.differ.total} photos, 95 %: {span(pair.differ.interval)}"
    return MatrixCell(text=percent(pair.differ.value), step=heat_step(pair.differ.value, 1), words=words)
