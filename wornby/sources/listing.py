"""What a folder or a table of photos names."""

import csv
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypedDict

from wornby.datamodel import Failure
from wornby.datamodel.sources import scheme_of
from wornby.errors import InputError
from wornby.sources.csvfile import open_csv

SUFFIXES = frozenset(
    {".avif", ".bmp", ".gif", ".heic", ".heif", ".jfif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
)
"""Endings, in small letters, of the files that are taken from a folder."""

COLUMNS = ("photo", "product", "rights", "purposes")
"""Columns of a table of photos; only `photo` must be there."""


class PhotoRow(TypedDict):
    """One row of a table of photos. `photo` is a path or an address; what the table lacks is empty."""

    photo: str
    product: str
    rights: str
    purposes: tuple[str, ...]


def expand(argument: str) -> list[str]:
    """Turn what a person gave into sources.

    A folder gives the pictures in it and below it, sorted, without hidden ones; links are followed, each folder is
    entered once. Anything else (a file of whatever ending, an address) is given back as it is.

    Raises:
        InputError: A folder cannot be listed.
    """
    if scheme_of(argument) or not os.path.isdir(argument):  # noqa: PTH112 - a path that was given as text stays text
        return [argument]
    return sorted(_walk(argument))


def read_rows(path: Path) -> Iterator[tuple[int, PhotoRow | Failure]]:
    """Read a CSV of photos with the columns `COLUMNS`, in any order; others are ignored.

    Args:
        path: UTF-8, separated by commas or semicolons. Paths in it are relative to it.

    Yields:
        The line where a row begins, and the row or why it cannot be used.

    Raises:
        InputError: No CSV, or no column `photo`.
        NotFoundError: No such file.
    """
    with open_csv(path) as (file, delimiter):
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        yield from _rows(reader, line_now=lambda: reader.line_num, folder=path.parent)


def _walk(folder: str) -> Iterator[str]:
    seen: set[tuple[int, int]] = set()
    for parent, folders, files in os.walk(folder, followlinks=True, onerror=_refuse):
        status = Path(parent).stat()
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield str(Path(parent) / name)


def _refuse(exc: OSError) -> None:
    message = f"A folder cannot be listed ({exc.strerror}). Check the right to read it."
    raise InputError(message) from exc


def _rows(
    reader: Iterator[list[str]], *, line_now: Callable[[], int], folder: Path
) -> Iterator[tuple[int, PhotoRow | Failure]]:
    header = [name.strip().lower() for name in next(reader, [])]
    known = ", ".join(COLUMNS)
    if "photo" not in header:
        message = f"The table has no column photo in its first line. Known columns: {known}."
        raise InputError(message)
    line = line_now() + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, _row(header, cells, folder=folder)
        line = line_now() + 1


def _row(header: list[str], cells: list[str], *, folder: Path) -> PhotoRow | Failure:
    if len(cells) != len(header):
        message = (
            f"The row has {len(cells)} cells and the first line {len(header)}. "
            "Quote cells that hold a comma, and separate purposes with |."
        )
        return Failure(code=InputError.code, message=message)
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    photo = row["photo"]
    if not photo:
        return Failure(code=InputError.code, message="The cell photo is empty. Give a path or an address.")
    return PhotoRow(
        photo=photo if scheme_of(photo) else str(folder / photo),
        product=row.get("product", ""),
        rights=row.get("rights", ""),
        purposes=tuple(word.strip() for word in row.get("purposes", "").replace("|", ",").split(",") if word.strip()),
    )
