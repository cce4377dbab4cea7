"""The work of `wornby ingest`: arguments become items, a run shows its progress, its end is told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from wornby.cli.context import STAFF, err, out
from wornby.cli.render import failures_table
from wornby.datamodel import AssetKind, Failure, IngestOptions, Job, Rights
from wornby.datamodel.library import IngestItem, IngestReport, JointReport, RetagReport
from wornby.datamodel.rights import check_given
from wornby.datamodel.sources import UPLOAD, WEB, parse_caption, scheme_of, title_of
from wornby.engine import Engine
from wornby.errors import InputError, NotFoundError, RightsMoveError
from wornby.sources.listing import PhotoRow, expand, read_rows

Refused = list[tuple[str, Failure]]
_FAILURES_SHOWN = 200


class RateColumn(ProgressColumn):
    """Photos a second."""

    def render(self, task: Task) -> Text:
        """Return the rate so far."""
        seconds = task.finished_time or task.elapsed
        return Text(f"{task.completed / seconds:.1f} photos/s" if seconds and task.completed else "- photos/s")


def photo_bar(*, transient: bool = False) -> Progress:
    """A progress bar over photos, on standard error; a transient one is gone at its end."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    return Progress(*columns, console=err(), transient=transient)


def parse_options(
    *, rights: str, purposes: str, products: Sequence[str], kind: str, caption: str = "", evidence: str = ""
) -> IngestOptions:
    """Options of a run from the words of its command line.

    Raises:
        InputError: An unknown state, purpose or kind, a caption that is too long, or evidence that is no reference.
        RightsMoveError: Rights that a photo is not taken in with.
    """
    try:
        asset_kind = AssetKind(kind)
    except ValueError as exc:
        message = f"Unknown kind {kind!r}. Known: {', '.join(sorted(AssetKind))}."
        raise InputError(message) from exc
    parsed = Rights.parse(rights or None, split_words(purposes))
    check_given(parsed, evidence=evidence)
    return IngestOptions(
        kind=asset_kind,
        rights=parsed,
        products=tuple(products),
        caption=parse_caption(caption),
        by=STAFF,
        evidence=evidence,
    )


def split_words(text: str) -> list[str]:
    """Words separated by commas or bars."""
    return [word.strip() for word in text.replace("|", ",").split(",") if word.strip()]


def read_arguments(
    arguments: Sequence[str], *, engine: Engine, options: IngestOptions
) -> tuple[list[IngestItem], Refused]:
    """Turn arguments into items. What cannot become one is given back with its reason.

    Raises:
        NotFoundError: A SKU of the options is unknown.
    """
    for sku in options.products:
        engine.get_product(sku)
    items: list[IngestItem] = []
    refused: Refused = []
    for argument in arguments:
        try:
            if argument.lower().endswith(".csv") and not scheme_of(argument):
                _read_list(Path(argument), engine=engine, options=options, items=items, refused=refused)
            else:
                items.extend(IngestItem(source=source, options=options) for source in expand(argument))
        except (InputError, NotFoundError) as error:
            refused.append((short_name(argument), Failure.of(error)))
    return items, refused


def take_in(
    engine: Engine, items: Sequence[IngestItem] | None, *, seen: Callable[[Job], None] | None = None
) -> IngestReport:
    """Run an ingest with a progress bar on standard error; without items, finish what was left.

    Args:
        engine: The library.
        items: What to take in.
        seen: Called for each job that ended.
    """
    with photo_bar() as bar:
        task = bar.add_task("photos", total=len(items) if items is not None else None)

        def step(job: Job) -> None:
            bar.advance(task)
            if seen is not None:
                seen(job)

        report = engine.resume(progress=step) if items is None else engine.ingest(items, progress=step)
        if items is None:
            bar.update(task, total=bar.tasks[0].completed)
    return report


def report_run(report: IngestReport, *, refused: Refused) -> bool:
    """Print the summary and what failed; return whether anything did."""
    failed = [*refused, *((short_name(job.source), job.failure or _unknown()) for job in report.failed)]
    parts = [f"{report.added} new", f"{report.known} known already", f"{report.updated} with new products or texts"]
    out().print(f"{', '.join(parts)}, {len(failed)} failed.")
    if report.claimed:
        out().print(
            f"{report.claimed} were in already, and their rights stay as they were: what you gave waits as a claim. "
            "See `wornby rights claims`."
        )
    if report.busy:
        out().print(f"{report.busy} are in the hands of another run.")
    print_failures(failed)
    return bool(failed)


def print_failures(failed: Refused) -> None:
    """Print what failed as a table on standard error, cut off where it gets long."""
    if failed:
        err().print(failures_table(failed[:_FAILURES_SHOWN]))
    if len(failed) > _FAILURES_SHOWN:
        err().print(f"… and {len(failed) - _FAILURES_SHOWN} more.")


def tag_again(engine: Engine) -> RetagReport:
    """Tag the stored photos again, with a progress bar on standard error."""
    with photo_bar() as bar:
        task = bar.add_task("photos", total=engine.count_assets())
        return engine.retag(progress=lambda: bar.advance(task))


def report_retag(report: RetagReport) -> bool:
    """Print the summary and what failed; return whether anything did."""
    out().print(f"{report.tagged} tagged again, {report.known} passed over, {len(report.failed)} failed.")
    print_failures([(f"{asset.title} ({asset.id})", failure) for asset, failure in report.failed])
    if report.waiting:
        err().print(f"{report.waiting} wait with their old vectors. Run `wornby reindex --retag` again.")
    return bool(report.failed)


def embed_joint(engine: Engine) -> JointReport:
    """Embed the stored photos with the joint encoder, with a progress bar on standard error."""
    with photo_bar() as bar:
        task = bar.add_task("photos", total=None)
        return engine.embed_joint(progress=lambda: bar.advance(task))


def report_joint(report: JointReport) -> bool:
    """Print the summary and what failed; return whether anything did."""
    out().print(f"{report.embedded} embedded, {report.passed} passed over, {len(report.failed)} failed.")
    print_failures([(f"{asset.title} ({asset.id})", failure) for asset, failure in report.failed])
    return bool(report.failed)


def short_name(source: str) -> str:
    """Name of a source for people: no folders, no query of an address."""
    if scheme_of(source) in WEB:
        parts = urlsplit(source)
        return f"{parts.hostname or ''}{parts.path}"
    return title_of(source) if scheme_of(source) == UPLOAD else Path(source).name or source


def _read_list(
    path: Path, *, engine: Engine, options: IngestOptions, items: list[IngestItem], refused: Refused
) -> None:
    known: dict[str, Failure | None] = {}
    for line, row in read_rows(path):
        place = f"{path.name}, line {line}"
        if isinstance(row, Failure):
            refused.append((place, row))
            continue
        sku = row["product"]
        if sku and sku not in known:
            known[sku] = _check_product(engine, sku)
        unknown = known.get(sku)
        if unknown is not None:
            refused.append((place, unknown))
            continue
        try:
            items.append(_item(row, options=options))
        except (InputError, RightsMoveError) as error:
            refused.append((place, Failure.of(error)))


def _item(row: PhotoRow, *, options: IngestOptions) -> IngestItem:
    chosen = options
    if row["product"]:
        chosen = replace(chosen, products=(row["product"],))
    if row["rights"] or row["purposes"]:
        state = row["rights"] or options.rights.state.value
        chosen = replace(chosen, rights=Rights.parse(state, row["purposes"]))
        check_given(chosen.rights, evidence=chosen.evidence)
    return IngestItem(source=row["photo"], options=chosen)


def _check_product(engine: Engine, sku: str) -> Failure | None:
    try:
        engine.get_product(sku)
    except NotFoundError as error:
        return Failure.of(error)
    return None


def _unknown() -> Failure:
    return Failure(code="error", message="No reason was kept.")
