"""What every tagger answers to every question side by side, and why there is nothing where there is nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wornby.comparison.answers import Answer, read_answer
from wornby.comparison.labels import Labels
from wornby.comparison.questions import Question
from wornby.comparison.report import TaggerRun

CANNOT_STATE = "cannot state it"
SAYS_NOTHING = "states nothing about it here"
NO_LABELS = "no labels"
NOBODY_STATES = "nobody states it"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTable:
    """The answers to one question.

    Attributes:
        files: Photos that were asked about.
        labels: What a person said of each; None without labels.
        answers: By tagger, in the order of `files`; only taggers that state something about it.
        why_not: By tagger: why it states nothing, in words; only the others.
    """

    question: Question
    files: tuple[str, ...]
    labels: tuple[str, ...] | None
    answers: Mapping[str, tuple[Answer, ...]]
    why_not: Mapping[str, str]


def answer_table(
    question: Question, runs: Sequence[TaggerRun], *, files: Sequence[str], labels: Labels | None
) -> AnswerTable:
    """Read what every tagger answers.

    Args:
        question: What is asked.
        runs: Of the taggers, whose order is kept.
        files: All photos; with labels only those that have one for this question are asked about.
        labels: What people said, if they did.
    """
    known = {row.file: row.values[question.id] for row in labels.rows if question.id in row.values} if labels else None
    asked = tuple(file for file in files if known is None or file in known)
    answers: dict[str, tuple[Answer, ...]] = {}
    why_not: dict[str, str] = {}
    for run in runs:
        found = tuple(read_answer(run.tags.get(file), question) for file in asked)
        reason = _why_not(run, question, found)
        if reason:
            why_not[run.name] = reason
        else:
            answers[run.name] = found
    return AnswerTable(
        question=question,
        files=asked,
        labels=None if known is None else tuple(known[file] for file in asked),
        answers=answers,
        why_not=why_not,
    )


def _why_not(run: TaggerRun, question: Question, answers: Sequence[Answer]) -> str:
    """Why a tagger has no figures for a question; nothing where it has.

    What was ended is named before all else, also where another feature of the service might have stated it.
    """
    if any(answer.said for answer in answers):
        return ""
    spoken = sorted(question.spoken_attributes)
    for reasons in (run.not_served, run.not_asked):
        named = next((reasons[each] for each in spoken if each in reasons), "")
        if named:
            return named
    if run.can_state is not None and not run.can_state & question.spoken_attributes:
        return CANNOT_STATE
    return SAYS_NOTHING if answers else NO_LABELS
