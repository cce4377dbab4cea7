"""Tags compared with labels, taggers with each other, and labellers with each other."""

from wornby.comparison.agreement import Agreement, Dispute, agree
from wornby.comparison.answers import NO_ANSWER, OUTERMOST, Answer, main_wearer, outermost, read_answer
from wornby.comparison.chance import Interval
from wornby.comparison.contest import Difference, Verdict, compare
from wornby.comparison.disagreement import OverallPair, Pair
from wornby.comparison.html import render_report
from wornby.comparison.html_compare import render_comparison
from wornby.comparison.labels import LabelRow, Labels, parse_labels
from wornby.comparison.questions import Question, Subject, find_question, known_columns, open_questions
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
from wornby.comparison.side_by_side import NOTHING_SAYS_WHO_IS_RIGHT, Comparison, Contestant, make_comparison
from wornby.comparison.side_by_side_json import comparison_json, comparison_rows
from wornby.comparison.verdicts import QuestionVerdict

__all__ = [
    "LEAST_EXAMPLES",
    "NOTHING_SAYS_WHO_IS_RIGHT",
    "NO_ANSWER",
    "OUTERMOST",
    "Agreement",
    "Answer",
    "Cell",
    "Comparison",
    "Confusion",
    "Contestant",
    "Difference",
    "Dispute",
    "Interval",
    "LabelRow",
    "Labels",
    "OverallPair",
    "Pair",
    "Question",
    "QuestionScore",
    "QuestionVerdict",
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
    "comparison_json",
    "comparison_rows",
    "find_question",
    "known_columns",
    "main_wearer",
    "make_comparison",
    "make_report",
    "measure_speed",
    "open_questions",
    "outermost",
    "parse_labels",
    "read_answer",
    "render_comparison",
    "render_report",
    "report_json",
    "score_tags",
]
