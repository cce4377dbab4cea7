"""The work of `wornby eval`: labels are read, every tagger tags the photos, and the report is written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wornby import __version__, compose
from wornby.cli.context import out, plain
from wornby.cli.tables import read_table, whole_file
from wornby.cli.tagger_runs import TaggerRuns, check_taggers
from wornby.comparison import Labels, Question, Report, make_report, parse_labels, render_report, report_json
from wornby.comparison.html import PictureOf
from wornby.datamodel import Purpose
from wornby.errors import InputError, NotFoundError
from wornby.settings import Settings
from wornby.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One call of `wornby eval`."""

    runs: TaggerRuns

    def run(self, labels_file: Path, *, taggers: Sequence[str]) -> Report:
        """Tag and score.

        Raises:
            InputError: Labels, names or tags that cannot be used, or no photo that can be read.
        """
        check_taggers(taggers)
        labels, closed = open_labels(labels_file, settings=self.runs.settings, purposes=self.runs.purposes)
        runs, gone = self.runs.run(taggers, files=[row.file for row in labels.rows])
        left_out = sorted(gone.items())
        return make_report(labels, runs, title=labels_file.name, version=__version__, left_out=left_out, closed=closed)


def open_labels(path: Path, *, settings: Settings, purposes: frozenset[Purpose]) -> tuple[Labels, tuple[Question, ...]]:
    """Labels that the purposes open, and the questions that they do not.

    Raises:
        InputError: No such file, none that can be used, or nothing in it that may be scored.
    """
    labels, closed = read_labels(path, shop_vocabulary(settings)).allowed(purposes)
    if not labels.questions:
        names = ", ".join(f"{question.id} (needs {question.sensitivity})" for question in closed)
        message = f"None of the labels may be scored: {names}. Add --purposes appearance where the rights allow it."
        raise InputError(message)
    return labels, closed


def shop_vocabulary(settings: Settings) -> Vocabulary:
    """The vocabulary, with the shop's own additions where its library has some."""
    extra = settings.home / compose.SHOP_VOCABULARY
    return load_vocabulary(extra if extra.exists() else None)


def read_labels(path: Path, vocabulary: Vocabulary) -> Labels:
    """Labels from a CSV file.

    Raises:
        InputError: No such file, or none that can be used.
    """
    try:
        return parse_labels(read_table(path), vocabulary=vocabulary)
    except (InputError, NotFoundError) as exc:
        message = exc.message if path.name in exc.message else f"{path.name}: {exc.message}"
        raise InputError(message) from exc


def write_json(report: Report, target: Path) -> None:
    """Write the figures."""
    with whole_file(target) as part:
        part.write_text(json.dumps(report_json(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    out().print(f"Figures: {plain(target)}")


def write_html(report: Report, target: Path, *, picture_of: PictureOf | None) -> None:
    """Write the report for people."""
    text = render_report(report, picture_of=picture_of, when=today())
    with whole_file(target) as part:
        part.write_text(text, encoding="utf-8")
    out().print(f"Report: {plain(target)}")


def today() -> str:
    """The reader's day."""
    return date.today().isoformat()  # noqa: DTZ011 - not a moment of any record
