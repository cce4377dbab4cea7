"""The work of `wornby generate`: progress, the table of results, pictures written to a folder."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Group
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from wornby.cli.context import err, plain
from wornby.cli.render import make_table
from wornby.cli.tables import whole_file
from wornby.datamodel import Fidelity, Generation
from wornby.datamodel.library import PictureMade, PictureOrder
from wornby.datamodel.serial import generation_to_dict
from wornby.engine import Engine
from wornby.engine.generating import may_be_shown
from wornby.errors import InputError, StoreError

_SIDES = 2
_RENDITION = "view"
_PRODUCT = "product."


def parse_size(text: str) -> tuple[int, int]:
    """Width and height from "512x768".

    Raises:
        InputError: Not two whole numbers.
    """
    sides = [word.strip() for word in text.lower().replace("\N{MULTIPLICATION SIGN}", "x").split("x")]
    if len(sides) != _SIDES or not all(side.isascii() and side.isdigit() and len(side) <= 6 for side in sides):  # noqa: PLR2004
        message = f"Not a size: {text[:40]!r}. Write width x height in pixels, such as 512x768."
        raise InputError(message)
    return int(sides[0]), int(sides[1])


def generate_pictures(engine: Engine, order: PictureOrder) -> list[PictureMade]:
    """Have an order made, with a progress bar on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task("pictures", total=order.count)
        return engine.generate(order, progress=lambda _: bar.advance(task))


def write_pictures(engine: Engine, made: Sequence[PictureMade], *, folder: Path) -> list[Path]:
    """Write the renditions of what may be shown, which bear the mark of generated pictures.

    Raises:
        StoreError: The folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        message = f"{folder.name} cannot be made ({exc.strerror})."
        raise StoreError(message) from exc
    written = []
    for one in made:
        if may_be_shown(one.asset):
            target = folder / f"{Path(one.asset.title).stem}-{one.asset.id}.jpg"
            with whole_file(target) as part:
                part.write_bytes(engine.rendition(one.asset.id, name=_RENDITION))
            written.append(target)
    return written


def made_table(made: Sequence[PictureMade]) -> Table:
    """One row for each picture."""
    table = make_table("id", "seed", "passed", "colour distance", "tags found", "print inliers", "", "reason")
    for one in made:
        generation = one.asset.generation
        if generation is None:
            continue
        fidelity = generation.fidelity
        table.add_row(
            one.asset.id,
            str(generation.seed),
            "[green]yes[/green]" if fidelity.passed else "[red]no[/red]",
            _figure(fidelity, "product.color"),
            _found(fidelity),
            _figure(fidelity, "product.print"),
            one.outcome.value,
            plain(_reason(one)),
        )
    return table


def made_dict(made: Sequence[PictureMade], *, written: Sequence[Path]) -> dict[str, object]:
    """Pictures for JSON."""
    return {
        "schema": "wornby.generated/1",
        "pictures": [
            {
                "id": one.asset.id,
                "outcome": one.outcome.value,
                "shown": may_be_shown(one.asset),
                "generation": generation_dict(one.asset.generation) if one.asset.generation else None,
            }
            for one in made
        ],
        "files": [str(path) for path in written],
    }


def generation_dict(generation: Generation) -> dict[str, object]:
    """How a picture was generated, for JSON; without the key that it is found again by."""
    return {name: value for name, value in generation_to_dict(generation).items() if name != "key"}


def generation_table(generation: Generation) -> Group:
    """How a picture was generated, for people: request and fidelity."""
    head = make_table("", "", title="Generated")
    head.show_header = False
    for name, value in (
        ("by", f"{generation.backend} ({generation.source_type.value}), seed {generation.seed}"),
        ("asked for", generation.tags or "-"),
        ("drawn", generation.request),
        ("fidelity", generation.fidelity.reason),
    ):
        head.add_row(f"[bold]{name}[/bold]", plain(value))
    table = make_table("check", "asked", "found", "value", "limit", "ok")
    for check in generation.fidelity.checks:
        ok = "-" if check.ok is None else "yes" if check.ok else "no" if check.required else "no (told only)"
        table.add_row(
            check.name, plain(check.asked), plain(check.found), _number(check.value), _number(check.limit), ok
        )
    return Group(head, table)


def _reason(one: PictureMade) -> str:
    """Why a picture is shown or not."""
    reason = one.asset.generation.fidelity.reason if one.asset.generation is not None else ""
    if one.asset.generation is None or not one.asset.generation.fidelity.passed or may_be_shown(one.asset):
        return reason
    return f"Not shown: its rights ({one.asset.rights.state}) do not allow display. {reason}"


def _figure(fidelity: Fidelity, name: str) -> str:
    check = next((check for check in fidelity.checks if check.name == name), None)
    if check is None:
        return "-"
    return check.found if check.ok is None else f"{_number(check.value)} of {_number(check.limit)}"


def _found(fidelity: Fidelity) -> str:
    asked = [check for check in fidelity.checks if not check.name.startswith(_PRODUCT) and check.name != "wearer"]
    looked_for = [check for check in asked if check.ok is not None]
    found = f"{sum(bool(check.ok) for check in looked_for)} of {len(looked_for)}"
    unchecked = len(asked) - len(looked_for)
    return f"{found}, {unchecked} not checked" if unchecked else found


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
