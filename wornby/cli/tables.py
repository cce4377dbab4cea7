"""Tables in files: reading a CSV, writing JSONL, CSV and Parquet."""

import csv
import importlib.util
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TextIO

from wornby.errors import FULL_DISK, InputError, MissingExtraError, StoreError, StoreFullError
from wornby.sources.csvfile import open_csv

FORMATS = ("csv", "jsonl", "parquet")


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file with a header line; column names in small letters.

    Raises:
        InputError: No CSV in UTF-8.
        NotFoundError: No such file.
    """
    with open_csv(path) as (file, delimiter):
        return [
            {name.strip().lower(): value or "" for name, value in row.items() if isinstance(name, str)}
            for row in csv.DictReader(file, delimiter=delimiter)
        ]


def check_format(kind: str, *, target: Path | None) -> None:
    """Refuse a format that cannot be written.

    Raises:
        InputError: An unknown format, or Parquet without a file.
        MissingExtraError: Parquet without pyarrow.
    """
    if kind not in FORMATS:
        message = f"Unknown format {kind!r}. Known: {', '.join(FORMATS)}."
        raise InputError(message)
    if kind == "parquet" and target is None:
        message = "Parquet needs a file: add --out FILE.parquet."
        raise InputError(message)
    if kind == "parquet" and importlib.util.find_spec("pyarrow") is None:
        message = "Parquet needs pyarrow, of the extra 'parquet'. Install it: pip install 'wornby[parquet]'."
        raise MissingExtraError(message)


def write_rows(rows: Iterable[Mapping[str, object]], *, kind: str, target: Path | None) -> int:
    """Write rows; a file is replaced only when it is complete.

    Returns:
        The number of rows.

    Raises:
        StoreError: The file cannot be written.
    """
    if kind == "parquet" and target is not None:
        with whole_file(target) as part:
            return _write_parquet(rows, part)
    write = _write_csv if kind == "csv" else _write_jsonl
    if target is None:
        return write(rows, sys.stdout)
    with whole_file(target) as part, part.open("w", encoding="utf-8", newline="") as file:
        return write(rows, file)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place once it is complete.

    Raises:
        StoreError: It cannot be written.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(target)
    except OSError as exc:
        message = f"{target.name} cannot be written ({exc.strerror or type(exc).__name__})."
        raise (StoreFullError if exc.errno in FULL_DISK else StoreError)(message) from exc
    finally:
        part.unlink(missing_ok=True)


def _write_jsonl(rows: Iterable[Mapping[str, object]], file: TextIO) -> int:
    count = 0
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count


def _write_csv(rows: Iterable[Mapping[str, object]], file: TextIO) -> int:
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return 0
    writer = csv.DictWriter(file, fieldnames=list(first), lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in chain([first], iterator):
        writer.writerow(row)
        count += 1
    return count


def _write_parquet(rows: Iterable[Mapping[str, object]], path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist([dict(row) for row in rows])
    pq.write_table(table, path)
    return int(table.num_rows)
