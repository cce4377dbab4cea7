"""A comparison as JSON (schema `wornby.compare/1`) and as rows of a table."""

from collections.abc import Iterator
from dataclasses import asdict

from wornby.comparison.answers import Answer
from wornby.comparison.fusion import FOLDS
from wornby.comparison.macro import MacroScore, Mean
from wornby.comparison.questions import Question
from wornby.comparison.report import failure_json, rounded, score_json
from wornby.comparison.scoring import Share
from wornby.comparison.side_by_side import NOTHING_SAYS_WHO_IS_RIGHT, Comparison, Contestant
from wornby.comparison.standings import AnswerTable
from wornby.comparison.verdicts import QuestionVerdict
from wornby.datamodel.profiles import MICROS

SCHEMA = "wornby.compare/1"
_DIGITS = 4


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """Every figure, and every answer."""
    report = comparison.report
    return {
        "schema": SCHEMA,
        "version": report.version,
        "labels": comparison.title or None,
        "notice": "" if comparison.labelled else NOTHING_SAYS_WHO_IS_RIGHT,
        "note": comparison.note,
        "photos": comparison.photos,
        "left_out": [failure_json(file, failure) for file, failure in report.left_out],
        "not_computed": [{"question": each.id, "needs": each.sensitivity.value} for each in report.closed],
        "taggers": [_contestant(each) for each in comparison.contestants],
        "fused": {"folds": FOLDS, **_contestant(comparison.fused)} if comparison.fused else None,
        "verdicts": [_verdict(each) for each in comparison.verdicts.values()],
        "disagreement": {
            "overall": [rounded(asdict(each)) for each in comparison.overall],
            "by_question": [rounded(asdict(pair)) for pairs in comparison.pairs.values() for pair in pairs],
        },
        "answers": [] if comparison.labelled else [_answers(each) for each in comparison.tables.values()],
    }


def comparison_rows(comparison: Comparison) -> Iterator[dict[str, object]]:
    """One row for each tagger and question; what is not known is empty."""
    for question in comparison.questions:
        for contestant in comparison.columns:
            yield _row(comparison, question, contestant)


def _contestant(contestant: Contestant) -> dict[str, object]:
    run = contestant.run
    speed = run.speed if run else None
    return {
        "name": contestant.name,
        "sources": list(run.sources) if run else [],
        "failures": [failure_json(file, failure) for file, failure in run.failures] if run else [],
        "speed": rounded(asdict(speed)) if speed else None,
        "kept_answers": run.kept if run else None,
        "s_per_1000_photos": rounded(speed.s_per_1000) if speed else None,
        "spent_micros": run.cost_micros if run else None,
        "cost_usd_per_1000_photos": _usd(contestant),
        "can_state": sorted(run.can_state) if run and run.can_state is not None else None,
        "not_served": dict(run.not_served) if run else {},
        "not_asked": dict(run.not_asked) if run else {},
        "states_not": dict(contestant.why_not),
        "together": rounded(asdict(contestant.together)) if contestant.together else None,
        "answered": {name: rounded(asdict(share)) for name, share in contestant.answered.items()},
        "questions": [score_json(score) for score in contestant.scores.values()],
    }


def _verdict(verdict: QuestionVerdict) -> object:
    return rounded(
        asdict(verdict)
        | {"enough_labels": verdict.enough, "good_enough": verdict.good_enough, "winners": sorted(verdict.winners)}
    )


def _answers(table: AnswerTable) -> dict[str, object]:
    return {
        "question": table.question.id,
        "files": list(table.files),
        "taggers": {name: [_answer(each) for each in given] for name, given in table.answers.items()},
    }


def _answer(answer: Answer) -> dict[str, object]:
    return {"value": answer.value, "confidence": rounded(answer.confidence), "unsure": answer.unsure}


def _row(comparison: Comparison, question: Question, contestant: Contestant) -> dict[str, object]:
    score = contestant.scores.get(question.id)
    verdict = comparison.verdicts.get(question.id)
    speed = contestant.run.speed if contestant.run else None
    macro = score.macro if score else MacroScore(precision=None, recall=None)
    return {
        "tagger": contestant.name,
        "question": question.id,
        "attribute": question.attribute,
        "labels": comparison.title,
        "states_not": contestant.why_not.get(question.id, ""),
        "photos": len(comparison.tables[question.id].files),
        **_cells("accuracy", score.accuracy if score else None),
        "baseline": _number(score.baseline[1] if score and score.baseline else None),
        **_cells("macro_precision", macro.precision),
        **_cells("macro_recall", macro.recall),
        **_cells("specificity", score.specificity if score else None),
        **_cells("coverage", score.coverage if score else None),
        **_cells("answered", contestant.answered.get(question.id)),
        "ece": _number(score.calibration.error if score and score.calibration else None),
        "best": bool(verdict and contestant.name in verdict.winners),
        "verdict": verdict.words if verdict else "",
        "s_per_1000_photos": _number(speed.s_per_1000 if speed else None),
        "usd_per_1000_photos": _number(_usd(contestant)),
    }


def _cells(name: str, figure: Share | Mean | None) -> dict[str, object]:
    interval = figure.interval if figure else None
    return {
        name: _number(figure.value if figure else None),
        f"{name}_low": _number(interval.low if interval else None),
        f"{name}_high": _number(interval.high if interval else None),
    }


def _number(value: float | None) -> object:
    return "" if value is None else round(value, _DIGITS)


def _usd(contestant: Contestant) -> float | None:
    cost = contestant.run.cost_micros_per_1000 if contestant.run else None
    return None if cost is None else round(cost / MICROS, _DIGITS)
