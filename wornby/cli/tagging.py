"""The work of `wornby tag`: several photos at once, answers in the order of the arguments."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from wornby import compose
from wornby.cli.context import err, out, plain
from wornby.cli.render import failures_table, make_table, print_json, tags_summary
from wornby.cli.spending import check_spending, has_answers, plan_spending
from wornby.cli.taking import split_words
from wornby.datamodel import Failure, Pixels, Purpose, Rights, RightsState
from wornby.datamodel.library import TagResult
from wornby.errors import InputError, StoreError
from wornby.imaging.draw import annotate
from wornby.settings import Settings
from wornby.sources.files import FileSource
from wornby.sources.listing import expand
from wornby.tagging import TaggingService
from wornby.tagging.wire import photo_line

_BATCH_PER_THREAD = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A photo and the name that the output gives it, or why an argument gave no photo."""

    path: str
    file: str
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """What is kept of one result once its pixels are gone."""

    file: str
    line: dict[str, object]
    result: TagResult


def parse_purposes(words: str) -> frozenset[Purpose]:
    """Purposes from words.

    Raises:
        InputError: An unknown purpose.
    """
    return Rights.parse(RightsState.LICENSED.value, split_words(words)).purposes


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRun:
    """One call of `wornby tag`.

    Attributes:
        annotate: PNG for one photo, folder for several.
        answers: Folder in which answers of rented services are kept.
        ask: Whether a person is asked before photos are sent that cost something.
    """

    settings: Settings
    purposes: frozenset[Purpose]
    annotate: Path | None = None
    answers: Path | None = None
    ask: bool = True

    def print_json(self, paths: Sequence[str]) -> int:
        """Print a line for each photo as it comes; return how many failed."""
        failed = 0
        for tagged in self._tag(paths):
            print_json(tagged.line)
            failed += tagged.result.failure is not None
        return failed

    def print_table(self, paths: Sequence[str]) -> int:
        """Print a row for each photo; return how many failed."""
        table = make_table("file", "kind", "wearers", "main", "ms")
        failures = []
        for tagged in self._tag(paths):
            result = tagged.result
            if result.failure is not None:
                failures.append((tagged.file, result.failure))
            if result.tags is not None:
                kind, main = tags_summary(result.tags)
                wearers = str(len(result.tags.wearers))
                table.add_row(plain(tagged.file), kind, wearers, plain(main), f"{result.took_ms:.0f}")
        if table.row_count:
            out().print(table)
        if failures:
            err().print(failures_table(failures))
        return len(failures)

    def _tag(self, paths: Sequence[str]) -> Iterator[Tagged]:
        """Tag in windows, so that memory does not grow with the number of photos."""
        names = [name for path in paths for name in photo_names(path)]
        refused = [name.failure for name in names if name.failure is not None]
        if refused and len(refused) == len(names):
            # Nothing to tag at all: that is how the command was called, not how a photo is.
            raise InputError(refused[0].message)
        if self.annotate is not None and len(names) > 1:
            self.annotate.mkdir(parents=True, exist_ok=True)
        spending = plan_spending(self.settings, [self.settings.tagger], photos=len(names), purposes=self.purposes)
        check_spending(spending, settings=self.settings, ask=self.ask, kept=has_answers(self.answers))
        service = compose.open_tagging(self.settings, rented=compose.open_rented(self.settings, answers=self.answers))
        threads = self.settings.threads or os.cpu_count() or 1
        window = threads * _BATCH_PER_THREAD
        several = len(names) > 1
        with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="tag") as pool:
            for start in range(0, len(names), window):
                yield from pool.map(
                    lambda name: self._one(name, service=service, several=several), names[start : start + window]
                )

    def _one(self, name: Name, *, service: TaggingService, several: bool) -> Tagged:
        file = name.file
        if name.failure is not None:
            result = TagResult(photo=None, tags=None, failure=name.failure, took_ms=0.0)
            return Tagged(file=file, line=photo_line(result, file=file), result=result)
        result = service.tag_source(name.path, source=FileSource(), purposes=self.purposes)
        if self.annotate is not None and result.photo is not None and result.tags is not None:
            target = self.annotate / f"{Path(file).as_posix().replace('/', '_')}.png" if several else self.annotate
            _save(annotate(result.photo.pixels, result.tags), target)
        line = photo_line(result, file=file)
        kept = TagResult(photo=None, tags=result.tags, failure=result.failure, took_ms=result.took_ms)
        return Tagged(file=file, line=line, result=kept)


def photo_names(path: str) -> list[Name]:
    """Photos with the names that the output gives them: below a folder that was given, or the file's own.

    A folder that gives none is one name with its reason, so that the other arguments go on.
    """
    file = Path(path).name or path
    try:
        found = expand(path)
    except InputError as error:
        return [Name(path=path, file=file, failure=Failure.of(error))]
    if not found:
        empty = InputError(f"No pictures in the folder {file}.")
        return [Name(path=path, file=file, failure=Failure.of(empty))]
    if Path(path).is_dir():
        return [Name(path=each, file=Path(each).relative_to(path).as_posix()) for each in found]
    return [Name(path=each, file=file) for each in found]


def _save(pixels: Pixels, target: Path) -> None:
    try:
        Image.fromarray(pixels).save(target, format="PNG")
    except OSError as exc:
        message = f"{target.name} cannot be written ({exc.strerror or type(exc).__name__})."
        raise StoreError(message) from exc
