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
from wornby.cli.taking import split_words
from wornby.datamodel import Pixels, Purpose, Rights, RightsState
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
    """

    settings: Settings
    purposes: frozenset[Purpose]
    annotate: Path | None = None

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
        names = [pair for path in paths for pair in photo_names(path)]
        if self.annotate is not None and len(names) > 1:
            self.annotate.mkdir(parents=True, exist_ok=True)
        service = compose.open_tagging(self.settings)
        threads = self.settings.threads or os.cpu_count() or 1
        window = threads * _BATCH_PER_THREAD
        several = len(names) > 1
        with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="tag") as pool:
            for start in range(0, len(names), window):
                yield from pool.map(
                    lambda pair: self._one(pair, service=service, several=several), names[start : start + window]
                )

    def _one(self, pair: tuple[str, str], *, service: TaggingService, several: bool) -> Tagged:
        path, file = pair
        result = service.tag_source(path, source=FileSource(), purposes=self.purposes)
        if self.annotate is not None and result.photo is not None and result.tags is not None:
            target = self.annotate / f"{Path(file).as_posix().replace('/', '_')}.png" if several else self.annotate
            _save(annotate(result.photo.pixels, result.tags), target)
        line = photo_line(result, file=file)
        kept = TagResult(photo=None, tags=result.tags, failure=result.failure, took_ms=result.took_ms)
        return Tagged(file=file, line=line, result=kept)


def photo_names(path: str) -> list[tuple[str, str]]:
    """Paths with the names that the output gives them: below a folder that was given, or the file's own.

    Raises:
        InputError: A folder without pictures.
    """
    found = expand(path)
    if not found and Path(path).is_dir():
        message = f"No pictures in the folder {Path(path).name}."
        raise InputError(message)
    if Path(path).is_dir():
        return [(each, Path(each).relative_to(path).as_posix()) for each in found]
    return [(each, Path(each).name or each) for each in found]


def _save(pixels: Pixels, target: Path) -> None:
    try:
        Image.fromarray(pixels).save(target, format="PNG")
    except OSError as exc:
        message = f"{target.name} cannot be written ({exc.strerror or type(exc).__name__})."
        raise StoreError(message) from exc
