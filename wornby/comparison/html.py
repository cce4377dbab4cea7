"""A report as one HTML page: nothing beside it, no script, light and dark."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from wornby.comparison.contest import Difference
from wornby.comparison.questions import Question
from wornby.comparison.report import Report, TaggerResult, title_of, unmeasured
from wornby.comparison.scoring import Confusion, QuestionScore
from wornby.comparison.wording import percent, span, value_words
from wornby.datamodel.reliability import ReliabilityTable

PictureOf = Callable[[str], bytes | None]
"""Gives a photo of the labels as a small JPEG; None where it cannot be had."""

MISTAKES_SHOWN = 8
_HERE = Path(__file__).parent
_HEAT_STEPS = 10
PLOT = 200
_MOST_RADIUS, _LEAST_RADIUS = 9.0, 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """One cell of a confusion table. `step` is its share of its row, from 0 to 10."""

    count: int
    step: int
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One bin of a reliability diagram, in units of the plot; y runs down."""

    x: float
    y: float
    radius: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One wrong answer with its picture, as a data URL; empty without."""

    file: str
    label: str
    answer: str
    confidence: float | None
    doubted: bool
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One tagger's answers to one question, ready to be shown."""

    tagger: str
    score: QuestionScore
    heat: tuple[tuple[str, int, tuple[HeatCell, ...]], ...]
    dots: tuple[Dot, ...]
    difference: Difference | None
    mistakes: tuple[Mistake, ...]
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question with a panel for each tagger."""

    question: Question
    anchor: str
    panels: tuple[Panel, ...]


def render_report(report: Report, *, picture_of: PictureOf | None, when: str) -> str:
    """The page.

    Args:
        report: What to show.
        picture_of: Gives the pictures of the worst mistakes; None leaves them out.
        when: The day, for the head of the page.
    """
    questions = [score.question for score in report.taggers[0].scores] if report.taggers else []
    sections = [_section(question, report, picture_of=picture_of) for question in questions]
    template = environment().get_template("report.html")
    holds_pictures = any(one.picture for section in sections for panel in section.panels for one in panel.mistakes)
    return template.render(report=report, sections=sections, pictures=holds_pictures, when=when, plot=PLOT)


def _section(question: Question, report: Report, *, picture_of: PictureOf | None) -> Section:
    panels = tuple(
        _panel(result, score, difference=_difference(report, result, question), picture_of=picture_of)
        for result in report.taggers
        for score in result.scores
        if score.question.id == question.id
    )
    return Section(question=question, anchor=question.id.replace(".", "-"), panels=panels)


def _difference(report: Report, result: TaggerResult, question: Question) -> Difference | None:
    return next(
        (each for each in report.differences if (each.tagger, each.question) == (result.name, question.id)), None
    )


def _panel(
    result: TaggerResult, score: QuestionScore, *, difference: Difference | None, picture_of: PictureOf | None
) -> Panel:
    mistakes = score.mistakes()
    return Panel(
        tagger=result.name,
        score=score,
        heat=heat_rows(score.confusion),
        dots=plot_dots(score.calibration),
        difference=difference,
        mistakes=tuple(
            Mistake(
                file=cell.file,
                label=cell.label,
                answer=cell.answer.value,
                confidence=cell.answer.confidence,
                doubted=cell.doubted,
                picture=data_url(picture_of(cell.file) if picture_of else None),
            )
            for cell in mistakes[:MISTAKES_SHOWN]
        ),
        wrong=len(mistakes),
    )


def heat_rows(confusion: Confusion) -> tuple[tuple[str, int, tuple[HeatCell, ...]], ...]:
    """A confusion table as rows: label, its photos, cells."""
    rows = []
    for label, counts in zip(confusion.labels, confusion.counts, strict=True):
        total = sum(counts)
        cells = tuple(
            HeatCell(count=count, step=heat_step(count, total), right=answer == label)
            for answer, count in zip(confusion.answers, counts, strict=True)
        )
        rows.append((label, total, cells))
    return tuple(rows)


def heat_step(count: float, total: float) -> int:
    """Depth of colour of a share, from 0 to 10; at least one for what is there at all."""
    return max(1, round(_HEAT_STEPS * count / total)) if count else 0


def plot_dots(calibration: ReliabilityTable | None) -> tuple[Dot, ...]:
    """The bins of a reliability diagram that hold answers."""
    if calibration is None:
        return ()
    most = max(each.count for each in calibration.bins)
    return tuple(
        Dot(
            x=round(PLOT * each.confidence, 1),
            y=round(PLOT * (1 - each.right), 1),
            radius=round(_LEAST_RADIUS + (_MOST_RADIUS - _LEAST_RADIUS) * (each.count / most) ** 0.5, 1),
            words=f"{each.count} answers, mean confidence {each.confidence:.2f}, right {each.right:.2f}",
        )
        for each in calibration.bins
        if each.confidence is not None and each.right is not None
    )


def data_url(jpeg: bytes | None) -> str:
    """A picture inside the page; nothing for none."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}" if jpeg else ""


def _points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return f"{difference * 100:+.1f}".replace("-", "\N{MINUS SIGN}")


def _ids(questions: Sequence[Question]) -> str:
    return ", ".join(question.id for question in questions)


def environment() -> Environment:
    """Templates of reports, with the filters that they use."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "percent": percent,
        "points": _points,
        "words": value_words,
        "ids": _ids,
        "span": span,
        "tagger": title_of,
        "unmeasured": unmeasured,
    }
    return made
