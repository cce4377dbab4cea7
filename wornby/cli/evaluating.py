"""The work of `wornby eval`: labels are read, every tagger tags the photos, and the report is written."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from wornby import __version__, compose
from wornby.cli.context import out, plain
from wornby.cli.tables import read_table, whole_file
from wornby.cli.taking import photo_bar
from wornby.comparison import (
    Labels,
    Report,
    TaggerRun,
    make_report,
    measure_speed,
    parse_labels,
    render_report,
    report_json,
)
from wornby.comparison.html import PictureOf
from wornby.datamodel import Failure, PhotoTags, Purpose
from wornby.datamodel.library import TagResult
from wornby.errors import InputError, NotFoundError, WornbyError
from wornby.imaging.decode import decode_photo
from wornby.imaging.renditions import encode_rendition
from wornby.registry import TAGGERS
from wornby.settings import Settings
from wornby.sources.files import FileSource
from wornby.tagging import TaggingService
from wornby.tagging.wire import TagLine, read_line
from wornby.vocabulary import Vocabulary, load_vocabulary

FILE_PREFIX = "file:"
_PICTURE_PX = 240
_BATCH_PER_THREAD = 4

Gone = dict[str, Failure]
"""Photos that no tagger can be scored on, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One call of `wornby eval`."""

    settings: Settings
    photos: Path
    purposes: frozenset[Purpose]

    def run(self, labels_file: Path, *, taggers: Sequence[str]) -> Report:
        """Tag and score.

        Raises:
            InputError: Labels, names or tags that cannot be used, or no photo that can be read.
        """
        check_taggers(taggers)
        vocabulary = shop_vocabulary(self.settings)
        labels, closed = read_labels(labels_file, vocabulary).allowed(self.purposes)
        if not labels.questions:
            names = ", ".join(f"{question.id} (needs {question.sensitivity})" for question in closed)
            message = f"None of the labels may be scored: {names}. Add --purposes appearance where the rights allow it."
            raise InputError(message)
        gone = self._missing(labels)
        runs: list[TaggerRun] = []
        for name in taggers:
            files = [row.file for row in labels.rows if row.file not in gone]
            if not files:
                break
            run, unreadable = self._run(name, files)
            gone |= unreadable
            runs.append(replace(run, name=_shown(name, taggers)))
        if not runs or len(gone) == len(labels.rows):
            first = next(iter(gone.values())).message if gone else ""
            message = (
                f"None of the {len(labels.rows)} labelled photos can be read in {self.photos.name}. {first}".strip()
            )
            raise InputError(message)
        left_out = sorted(gone.items())
        return make_report(labels, runs, title=labels_file.name, version=__version__, left_out=left_out, closed=closed)

    def picture(self, file: str) -> bytes | None:
        """A photo as a small JPEG without metadata; None where it cannot be read."""
        try:
            content = FileSource().read(str(self.photos / file), limit_bytes=self.settings.max_upload_bytes)
            photo = decode_photo(content, max_pixels=self.settings.max_pixels)
        except WornbyError:
            return None
        return encode_rendition(photo.pixels, long_side_px=_PICTURE_PX)

    def _missing(self, labels: Labels) -> Gone:
        if not self.photos.is_dir():
            message = f"No folder {self.photos.name}. Give the folder of the photos with --photos."
            raise InputError(message)
        gone: Gone = {}
        for row in labels.rows:
            path = PurePosixPath(row.file)
            if path.is_absolute() or ".." in path.parts:
                gone[row.file] = Failure(code=InputError.code, message="It lies outside of the folder of photos.")
            elif not (self.photos / path).is_file():
                gone[row.file] = Failure(code=NotFoundError.code, message="No such file in the folder of photos.")
        return gone

    def _run(self, name: str, files: Sequence[str]) -> tuple[TaggerRun, Gone]:
        if name.startswith(FILE_PREFIX):
            return _run_of_lines(name, _read_lines(Path(name.removeprefix(FILE_PREFIX))), files=files)
        # What was learned belongs to the shop's own tagger; another one may embed in another space.
        chosen = self.settings.model_copy(update={"tagger": name})
        service = compose.open_tagging(chosen, learned=name == self.settings.tagger)
        self._tag(files[0], service)  # a model is loaded at its first photo: that is start, not speed
        threads = self.settings.threads or os.cpu_count() or 1
        started = time.perf_counter()
        results = dict(zip(files, self._tag_all(files, service=service, threads=threads, name=name), strict=True))
        wall_s = time.perf_counter() - started
        gone = {file: result.failure for file, result in results.items() if result.failure and result.photo is None}
        took = [result.took_ms for file, result in results.items() if file not in gone]
        run = TaggerRun(
            name=name,
            tags={file: result.tags for file, result in results.items() if result.tags is not None},
            failures=tuple(
                (file, result.failure) for file, result in results.items() if result.failure and file not in gone
            ),
            speed=measure_speed(took, wall_s=wall_s, threads=threads),
        )
        return run, gone

    def _tag_all(
        self, files: Sequence[str], *, service: TaggingService, threads: int, name: str
    ) -> Iterator[TagResult]:
        with (
            photo_bar(transient=True) as bar,
            ThreadPoolExecutor(max_workers=threads, thread_name_prefix="eval") as pool,
        ):
            task = bar.add_task(plain(name), total=len(files))
            window = threads * _BATCH_PER_THREAD
            for start in range(0, len(files), window):
                for result in pool.map(lambda file: self._tag(file, service), files[start : start + window]):
                    bar.advance(task)
                    yield result

    def _tag(self, file: str, service: TaggingService) -> TagResult:
        result = service.tag_source(str(self.photos / file), source=FileSource(), purposes=self.purposes)
        return _without_pixels(result)


def check_taggers(names: Sequence[str]) -> None:
    """Refuse a name that is not known, or that is given twice.

    Raises:
        InputError: The message names the known ones.
    """
    for name in names:
        if not name.startswith(FILE_PREFIX) and name not in TAGGERS:
            message = f"Unknown tagger {name!r}. Known: {', '.join(TAGGERS)}, {FILE_PREFIX}TAGS.jsonl."
            raise InputError(message)
        if names.count(name) > 1:
            message = f"The tagger {name!r} is given twice."
            raise InputError(message)


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
    text = render_report(report, picture_of=picture_of, when=date.today().isoformat())  # noqa: DTZ011 - the reader's day
    with whole_file(target) as part:
        part.write_text(text, encoding="utf-8")
    out().print(f"Report: {plain(target)}")


def _shown(name: str, names: Sequence[str]) -> str:
    """A tagger's name for people: a report that is passed on tells no folder, unless two files have one name."""
    if not name.startswith(FILE_PREFIX):
        return name
    short = Path(name.removeprefix(FILE_PREFIX)).name
    files = [Path(each.removeprefix(FILE_PREFIX)).name for each in names if each.startswith(FILE_PREFIX)]
    return f"{FILE_PREFIX}{short}" if files.count(short) == 1 else name


def _without_pixels(result: TagResult) -> TagResult:
    """The result with a picture of one pixel in place of the whole: that it could be read is all that counts."""
    if result.photo is None:
        return result
    return replace(result, photo=replace(result.photo, pixels=result.photo.pixels[:1, :1].copy()))


def _read_lines(path: Path) -> dict[str, TagLine]:
    try:
        texts = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as exc:
        message = f"The tags {path.name} cannot be read ({getattr(exc, 'strerror', None) or type(exc).__name__})."
        raise InputError(message) from exc
    lines = {}
    for number, text in enumerate(texts, start=1):
        if not text.strip():
            continue
        try:
            line = read_line(text)
        except InputError as exc:
            message = f"{path.name}, line {number}: {exc.message}"
            raise InputError(message) from exc
        lines[line.file] = line
    return lines


def _run_of_lines(name: str, lines: dict[str, TagLine], *, files: Sequence[str]) -> tuple[TaggerRun, Gone]:
    known = [lines[file] for file in files if file in lines]
    if not known:
        example = next(iter(lines), "nothing")
        message = f"{name} names none of the labelled photos: it has {example}, the labels have {files[0]}."
        raise InputError(message)
    gone = {line.file: line.failure for line in known if line.failure and not line.readable}
    tags: dict[str, PhotoTags] = {line.file: line.tags for line in known if line.tags is not None}
    nothing = Failure(code=NotFoundError.code, message="The file of tags has no line for it.")
    failures = [(line.file, line.failure) for line in known if line.failure and line.readable]
    failures += [(file, nothing) for file in files if file not in lines]
    took = [line.took_ms for line in known if line.took_ms is not None and line.file not in gone]
    speed = measure_speed(took, wall_s=None, threads=None)
    return TaggerRun(name=name, tags=tags, failures=tuple(failures), speed=speed), gone
