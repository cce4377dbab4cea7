"""Labels of people: rows of a table, checked against the vocabulary."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from wornby.comparison.answers import joined
from wornby.comparison.questions import Question, find_question, known_columns
from wornby.datamodel import Purpose
from wornby.errors import FilterError, InputError
from wornby.vocabulary import Attribute, Sensitivity, Vocabulary

FILE = "file"
DOUBT = "doubt"
LABELLER = "labeller"
FIRST_LINE = 2
"""Line of a CSV file in which its first row stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """What a person says about one photo.

    Attributes:
        file: Path of the photo below the folder of photos, with "/".
        values: By id of the question; what is not labelled is missing.
        doubted: Ids of the questions to which two values fitted nearly as well.
    """

    file: str
    values: Mapping[str, str]
    doubted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Questions in the order of their columns, and a row for each photo."""

    questions: tuple[Question, ...]
    rows: tuple[LabelRow, ...]

    def without(self, files: Iterable[str]) -> "Labels":
        """The labels of all photos but these."""
        left_out = set(files)
        return replace(self, rows=tuple(row for row in self.rows if row.file not in left_out))

    def allowed(self, purposes: frozenset[Purpose]) -> tuple["Labels", tuple[Question, ...]]:
        """The labels that these purposes open, and the questions that they do not."""
        kept = tuple(each for each in self.questions if _is_open(each, purposes))
        closed = tuple(each for each in self.questions if not _is_open(each, purposes))
        return replace(self, questions=kept), closed


def parse_labels(rows: Sequence[Mapping[str, str]], *, vocabulary: Vocabulary) -> Labels:
    """Labels from the rows of a table.

    Args:
        rows: Cells by column: `file`, any of `known_columns`, and, if there, `doubt` with the columns in doubt.
            Other columns are ignored, empty cells are not labelled.
        vocabulary: What is known.

    Raises:
        InputError: No usable column, two columns that ask the same, a photo that is named twice or not at all, or a
            value or a doubt that is not known. The message names the line and what is known.
    """
    header = list(rows[0]) if rows else []
    questions = _questions(header, vocabulary)
    parsed: dict[str, LabelRow] = {}
    for line, row in enumerate(rows, start=FIRST_LINE):
        one = _row(row, questions=questions, line=line)
        if one.file in parsed:
            message = f"Line {line}: {one.file} has a row already. Keep one row for each photo."
            raise InputError(message)
        parsed[one.file] = one
    return Labels(questions=tuple(questions.values()), rows=tuple(parsed.values()))


def split_doubt(cell: str) -> tuple[str, ...]:
    """Columns that a cell of `doubt` names."""
    return tuple(word.strip() for word in re.split(r"[,;|]", cell) if word.strip())


def _is_open(question: Question, purposes: frozenset[Purpose]) -> bool:
    needed = {Sensitivity.APPEARANCE: Purpose.APPEARANCE, Sensitivity.BIOMETRIC: Purpose.FACE}
    return question.sensitivity not in needed or needed[question.sensitivity] in purposes


def _questions(header: Sequence[str], vocabulary: Vocabulary) -> dict[str, Question]:
    found: dict[str, Question] = {}
    for column in header:
        question = find_question(column, vocabulary)
        if question is None:
            continue
        twin = next((name for name, other in found.items() if other.id == question.id), None)
        if twin is not None:
            message = f"The columns {twin} and {column} ask the same ({question.id}). Keep one of them."
            raise InputError(message)
        found[column] = question
    if not found or FILE not in header:
        lacks = "column of labels" if FILE in header else f"column {FILE}"
        known = ", ".join(known_columns(vocabulary))
        message = f"The labels have no {lacks}. Give {FILE} and at least one of: {known}."
        raise InputError(message)
    return found


def _row(row: Mapping[str, str], *, questions: Mapping[str, Question], line: int) -> LabelRow:
    file = row.get(FILE, "").strip().replace("\\", "/").removeprefix("./")
    if not file:
        message = f"Line {line}: the cell {FILE} is empty. Give the photo's path below the folder of photos."
        raise InputError(message)
    values = {}
    for column, question in questions.items():
        cell = row.get(column, "").strip()
        if cell:
            values[question.id] = _value(cell, question, place=f"Line {line}, column {column}")
    doubted = {_doubted(word, row, questions=questions, line=line) for word in split_doubt(row.get(DOUBT, ""))}
    return LabelRow(file=file, values=MappingProxyType(values), doubted=frozenset(doubted - {""}))


def _value(cell: str, question: Question, *, place: str) -> str:
    parts = cell.split("+") if question.multiple else [cell]
    if set(parts) <= set(question.value_ids):
        return joined(parts)
    entry = Attribute(
        id=question.attribute,
        title=question.title,
        applies_to="photo",
        known_by="model",
        sensitivity=question.sensitivity,
        values=question.values,
    )
    only = Vocabulary.of([entry])
    try:
        for part in parts:
            only.check(entry.id, part)
    except FilterError as exc:
        message = f"{place}: {exc.message}"
        raise InputError(message) from exc
    return joined(parts)


def _doubted(word: str, row: Mapping[str, str], *, questions: Mapping[str, Question], line: int) -> str:
    """The question in doubt; nothing for a column that is there and asks nothing."""
    if word in questions:
        return questions[word].id
    if word in row:
        return ""
    message = f"Line {line}, column {DOUBT}: no column {word!r}. Name columns of labels: {', '.join(questions)}."
    raise InputError(message)
