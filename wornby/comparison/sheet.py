"""The table that a labeller fills: read once, and written whole with every answer."""

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wornby.comparison.labels import DOUBT, FILE, LABELLER, split_doubt
from wornby.comparison.questions import Question
from wornby.errors import ConflictError, InputError, StoreError, StoreFullError

_DISK_FULL = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One answer of a person."""

    value: str
    doubted: bool = False


class Sheet:
    """Labels in a CSV file: `file`, a column for each question, `doubt`, `labeller`. What else it holds is kept.

    Args:
        path: Made with the first answer.
        questions: Whose ids are the columns.
        labeller: Written beside each row that is touched.

    Raises:
        InputError: The file is there and is no such table, or holds a value that a question does not know.
    """

    def __init__(self, path: Path, *, questions: Sequence[Question], labeller: str = "") -> None:
        self._path = path
        self._labeller = labeller
        self._questions = {question.id: question for question in questions}
        self._stamp = _stamp(path)
        header, self._rows = _read(path)
        self._header = _merged(header, [question.id for question in questions])
        self._check()

    @property
    def path(self) -> Path:
        """Where the labels are."""
        return self._path

    def labels_of(self, file: str) -> Mapping[str, Label]:
        """What is labelled on a photo, by question."""
        row = self._rows.get(file, {})
        doubted = split_doubt(row.get(DOUBT, ""))
        return {name: Label(value=row[name], doubted=name in doubted) for name in self._questions if row.get(name)}

    def put(self, file: str, question: str, *, label: Label | None) -> None:
        """Write one answer, or take it away; it is on the disk when this returns.

        Raises:
            ConflictError: Another program has changed the file since.
            InputError: An unknown question or value.
            StoreError: The file cannot be written; it is as it was before.
        """
        self._known(question, label.value if label else None)
        if _stamp(self._path) != self._stamp:
            message = f"{self._path.name} was changed by another program. Start again to go on from what it holds now."
            raise ConflictError(message)
        rows = dict(self._rows)
        row = dict(rows.get(file, {FILE: file}))
        row[question] = label.value if label else ""
        doubted = [name for name in split_doubt(row.get(DOUBT, "")) if name != question]
        row[DOUBT] = ",".join([*doubted, question] if label and label.doubted else doubted)
        row[LABELLER] = self._labeller or row.get(LABELLER, "")
        rows[file] = row
        if not any(row.get(name) for name in self._header if name not in {FILE, DOUBT, LABELLER}):
            del rows[file]
        _write(self._path, self._text(rows.values()))
        self._rows, self._stamp = rows, _stamp(self._path)

    def _text(self, rows: Iterable[Mapping[str, str]]) -> str:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, fieldnames=self._header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row[FILE]))
        return text.getvalue()

    def _known(self, question: str, value: str | None) -> None:
        asked = self._questions.get(question)
        if asked is None:
            message = f"Unknown question {question!r}. Known: {', '.join(self._questions)}."
            raise InputError(message)
        if value is not None and value not in asked.value_ids:
            message = f"Unknown value of {question}: {value!r}. Known: {', '.join(asked.value_ids)}."
            raise InputError(message)

    def _check(self) -> None:
        for file in self._rows:
            for question, label in self.labels_of(file).items():
                try:
                    self._known(question, label.value)
                except InputError as exc:
                    message = f"{self._path.name}, {file}: {exc.message}"
                    raise InputError(message) from exc


def _merged(header: Sequence[str], questions: Sequence[str]) -> list[str]:
    """The columns that are there, with new questions before the last two."""
    others = [name for name in header if name not in {FILE, DOUBT, LABELLER}]
    return [FILE, *others, *(name for name in questions if name not in others), DOUBT, LABELLER]


def _read(path: Path) -> tuple[list[str], dict[str, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows = [{name: cell or "" for name, cell in row.items() if isinstance(name, str)} for row in reader]
            header = list(reader.fieldnames or ())
    except FileNotFoundError:
        return [], {}
    except (OSError, UnicodeError, csv.Error) as exc:
        message = f"{path.name} cannot be read as a CSV file in UTF-8 ({exc}). Choose another with --out."
        raise InputError(message) from exc
    if header and FILE not in header:
        message = f"{path.name} is there and has no column {FILE}: no table of labels. Choose another with --out."
        raise InputError(message)
    return header, {row[FILE]: row for row in rows if row[FILE]}


def _write(path: Path, text: str) -> None:
    """Replace a file whole: a reader, and a machine that stops, see the old or the new, never a part."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as exc:
        message = f"{path.name} cannot be written ({exc.strerror or type(exc).__name__}). The answer is not kept."
        raise (StoreFullError if exc.errno == _DISK_FULL else StoreError)(message) from exc
    finally:
        part.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the new name last, too; Windows cannot open a folder and does this by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_ino, status.st_size, status.st_mtime_ns)
