"""Tags compared with labels, taggers with each other, and labellers with each other."""

from wornby.comparison.agreement import Agreement, Dispute, agree
from wornby.comparison.answers import NO_ANSWER, OUTERMOST, Answer, main_wearer, outermost, read_answer
from wornby.comparison.bootstrap import Interval
from wornby.comparison.contest import Difference, Verdict, compare
from wornby.comparison.html import render_report
from wornby.comparison.labels import LabelRow, Labels, parse_labels
from wornby.comparison.questions import Question, Subject, find_question, known_columns
from wornby.comparison.report import (
    Report,
    Speed,
    TaggerResult,
    TaggerRun,
    make_report,
    measure_speed,
    report_json,
)
from wornby.comparison.scoring import (
    LEAST_EXAMPLES,
    Cell,
    Confusion,
    QuestionScore,
    Share,
    ValueScore,
    score_tags,
)

__all__ = [
    "LEAST_EXAMPLES",
    "NO_ANSWER",
    "OUTERMOST",
    "Agreement",
    "Answer",
    "Cell",
    "Confusion",
    "Difference",
    "Dispute",
    "Interval",
    "LabelRow",
    "Labels",
    "Question",
    "QuestionScore",
    "Report",
    "Share",
    "Speed",
    "Subject",
    "TaggerResult",
    "TaggerRun",
    "ValueScore",
    "Verdict",
    "agree",
    "compare",
    "find_question",
    "known_columns",
    "main_wearer",
    "make_report",
    "measure_speed",
    "outermost",
    "parse_labels",
    "read_answer",
    "render_report",
    "report_json",
    "score_tags",
]
