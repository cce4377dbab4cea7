"""The work of `wornby compare`: costs are told, every tagger looks at the photos, and the reports are written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wornby import __version__
from wornby.cli.comparing_tables import print_comparison
from wornby.cli.context import out, plain
from wornby.cli.evaluating import open_labels, shop_vocabulary, today
from wornby.cli.evaluating_routes import check_routable, write_routes
from wornby.cli.tables import whole_file, write_rows
from wornby.cli.tagger_runs import TaggerRuns, check_taggers
from wornby.cli.taking import split_words
from wornby.comparison import (
    Comparison,
    LabelRow,
    Labels,
    Question,
    comparison_json,
    comparison_rows,
    make_comparison,
    open_questions,
    render_comparison,
)
from wornby.errors import InputError
from wornby.sources.listing import expand


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is written beside the table in the terminal. `pictures`: whether the HTML report may hold photos."""

    html: Path | None = None
    json: Path | None = None
    csv: Path | None = None
    routes: Path | None = None
    pictures: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRun:
    """One call of `wornby compare`.

    Attributes:
        labels: None compares without labels.
        note: For the head of the reports.
    """

    runs: TaggerRuns
    labels: Path | None
    note: str = ""

    def run(self, taggers: str, wanted: Wanted) -> None:
        """Compare, print and write.

        Args:
            taggers: Names with commas between them.
            wanted: What is written.

        Raises:
            BudgetError: It would cost more than is allowed; nothing was sent.
            InputError: Labels, names or tags that cannot be used, or no photo that can be read.
        """
        names = split_words(taggers)
        self._check(names, wanted)
        labels, closed = self._labels()
        found, gone = self.runs.run(names, files=[row.file for row in labels.rows])
        comparison = make_comparison(
            labels,
            found,
            title=self.labels.name if self.labels else "",
            version=__version__,
            left_out=sorted(gone.items()),
            closed=closed,
            note=self.note,
        )
        print_comparison(comparison)
        self._write(comparison, wanted)

    def _check(self, names: Sequence[str], wanted: Wanted) -> None:
        if not names:
            message = "No tagger is named. Give --taggers builtin,file:TAGS.jsonl, for instance."
            raise InputError(message)
        check_taggers(names)
        if self.labels is None and len(names) == 1:
            message = "One tagger alone, without labels, agrees with itself. Name a second one, or give --labels."
            raise InputError(message)
        if wanted.routes is not None:
            if self.labels is None:
                message = "Without labels nothing says who is right: --routes needs --labels."
                raise InputError(message)
            check_routable(names)

    def _labels(self) -> tuple[Labels, tuple[Question, ...]]:
        """Labels, or the photos of the folder with every question and nothing labelled."""
        settings, purposes = self.runs.settings, self.runs.purposes
        if self.labels is not None:
            return open_labels(self.labels, settings=settings, purposes=purposes)
        folder = self.runs.photos
        paths = expand(str(folder)) if folder.is_dir() else []
        if not paths:
            message = f"No photos in {folder.name}. Give the folder of the photos with --photos."
            raise InputError(message)
        rows = tuple(LabelRow(file=Path(path).relative_to(folder).as_posix(), values={}) for path in paths)
        return Labels(questions=open_questions(shop_vocabulary(settings)), rows=rows).allowed(purposes)

    def _write(self, comparison: Comparison, wanted: Wanted) -> None:
        if wanted.json is not None:
            with whole_file(wanted.json) as part:
                text = json.dumps(comparison_json(comparison), ensure_ascii=False, indent=1)
                part.write_text(text + "\n", encoding="utf-8")
            out().print(f"Figures: {plain(wanted.json)}")
        if wanted.csv is not None:
            write_rows(comparison_rows(comparison), kind="csv", target=wanted.csv)
            out().print(f"Table: {plain(wanted.csv)}")
        if wanted.routes is not None:
            write_routes(comparison.report, wanted.routes)
        if wanted.html is not None:
            picture_of = self.runs.picture if wanted.pictures else None
            with whole_file(wanted.html) as part:
                part.write_text(render_comparison(comparison, picture_of=picture_of, when=today()), encoding="utf-8")
            out().print(f"Report: {plain(wanted.html)}")
