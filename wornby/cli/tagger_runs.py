"""Several taggers on the same photos: what `wornby eval` and `wornby compare` share."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from wornby import compose
from wornby.cli.context import plain
from wornby.cli.kept import NotingShelf
from wornby.cli.spending import check_spending, has_answers, plan_spending
from wornby.cli.taking import photo_bar
from wornby.cli.terms import terms_of
from wornby.comparison import Speed, TaggerRun, measure_speed
from wornby.compose.providers import Rented
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

FILE_PREFIX = "file:"
_PICTURE_PX = 240
_BATCH_PER_THREAD = 4

Gone = dict[str, Failure]
"""Photos that no tagger can be scored on, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggerRuns:
    """Taggers that look at the photos of a folder.

    Attributes:
        photos: The folder.
        purposes: What the photos may be used for.
        answers: Folder in which answers of rented services are kept.
        ask: Whether a person is asked before photos are sent that cost something.
    """

    settings: Settings
    photos: Path
    purposes: frozenset[Purpose]
    answers: Path | None = None
    ask: bool = True

    def run(self, names: Sequence[str], *, files: Sequence[str]) -> tuple[list[TaggerRun], Gone]:
        """Let every tagger look at every photo that can be read.

        Args:
            names: Taggers, as `check_taggers` allows them.
            files: Photos, by their path below the folder.

        Returns:
            A run for each tagger, and the photos that are missing or unreadable.

        Raises:
            BudgetError: More than `max_cost` would be spent; nothing was sent.
            InputError: No photo can be read, or tags in a file cannot be used.
        """
        gone = self._missing(files)
        remote = [name for name in names if not name.startswith(FILE_PREFIX)]
        spending = plan_spending(self.settings, remote, photos=len(files) - len(gone), purposes=self.purposes)
        check_spending(spending, settings=self.settings, ask=self.ask, kept=has_answers(self.answers))
        rented = compose.open_rented(self.settings, answers=self.answers)
        runs: list[TaggerRun] = []
        for name in names:
            asked = [file for file in files if file not in gone]
            if not asked:
                break
            run, unreadable = self._run(name, asked, rented=rented)
            gone |= unreadable
            runs.append(replace(run, name=_shown(name, names)))
        if not runs or len(gone) == len(files):
            first = next(iter(gone.values())).message if gone else ""
            message = f"None of the {len(files)} photos can be read in {self.photos.name}. {first}".strip()
            raise InputError(message)
        return runs, gone

    def picture(self, file: str) -> bytes | None:
        """A photo as a small JPEG without metadata; None where it cannot be read."""
        try:
            content = FileSource().read(str(self.photos / file), limit_bytes=self.settings.max_upload_bytes)
            photo = decode_photo(content, max_pixels=self.settings.max_pixels)
        except WornbyError:
            return None
        return encode_rendition(photo.pixels, long_side_px=_PICTURE_PX)

    def _missing(self, files: Sequence[str]) -> Gone:
        if not self.photos.is_dir():
            message = f"No folder {self.photos.name}. Give the folder of the photos with --photos."
            raise InputError(message)
        gone: Gone = {}
        for file in files:
            path = PurePosixPath(file)
            if path.is_absolute() or ".." in path.parts:
                gone[file] = Failure(code=InputError.code, message="It lies outside of the folder of photos.")
            elif not (self.photos / path).is_file():
                gone[file] = Failure(code=NotFoundError.code, message="No such file in the folder of photos.")
        return gone

    def _run(self, name: str, files: Sequence[str], *, rented: Rented) -> tuple[TaggerRun, Gone]:
        if name.startswith(FILE_PREFIX):
            return _run_of_lines(name, _read_lines(Path(name.removeprefix(FILE_PREFIX))), files=files)
        # What was learned belongs to the shop's own tagger; another one may embed in another space.
        chosen = self.settings.model_copy(update={"tagger": name})
        shelf = NotingShelf(rented.shelf) if rented.shelf is not None else None
        service = compose.open_tagging(
            chosen, learned=name == self.settings.tagger, rented=replace(rented, shelf=shelf)
        )
        terms = terms_of(name, self.settings, purposes=self.purposes)
        if not compose.sends_photos(self.settings, name):
            self._tag(files[0], service)  # a model is loaded at its first photo: that is start, not speed
        spent = rented.budget.spent_micros
        threads = self.settings.threads or os.cpu_count() or 1
        started = time.perf_counter()
        results = dict(zip(files, self._tag_all(files, service=service, threads=threads, name=name), strict=True))
        wall_s = time.perf_counter() - started
        gone = {file: result.failure for file, result in results.items() if result.failure and result.photo is None}
        kept = _kept(results, shelf.photos if shelf else frozenset())
        run = TaggerRun(
            name=name,
            tags={file: result.tags for file, result in results.items() if result.tags is not None},
            failures=tuple(
                (file, result.failure) for file, result in results.items() if result.failure and file not in gone
            ),
            speed=_speed(results, kept=kept, wall_s=wall_s, threads=threads),
            can_state=terms.can_state,
            not_served=terms.not_served,
            not_asked=terms.not_asked,
            price_micros=terms.price_micros,
            cost_micros=rented.budget.spent_micros - spent,
            kept=len(kept),
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


def _kept(results: Mapping[str, TagResult], photos: frozenset[str]) -> frozenset[str]:
    """Files whose photo was not asked about as a whole, since an answer was kept."""
    return frozenset(file for file, result in results.items() if result.photo and result.photo.sha256 in photos)


def _speed(results: Mapping[str, TagResult], *, kept: frozenset[str], wall_s: float, threads: int) -> Speed | None:
    """Speed over the photos that were asked about and have tags: what was kept, or not sent, took no time to tell of.

    They are held to have taken their part of the whole time, by what each photo took.
    """
    took = [result.took_ms for file, result in results.items() if result.tags is not None and file not in kept]
    whole = sum(result.took_ms for result in results.values())
    part = sum(took) / whole if whole else 1.0
    return measure_speed(took, wall_s=wall_s * part, threads=threads)


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
