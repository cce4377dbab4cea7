"""Opening a CSV file as people save it: UTF-8, with commas or semicolons."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from wornby.errors import InputError, NotFoundError


@contextmanager
def open_csv(path: Path) -> Iterator[tuple[TextIO, str]]:
    """Open a table and tell what separates its cells. Errors of reading it are ours as well.

    Raises:
        InputError: No CSV in UTF-8.
        NotFoundError: No such file.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            file.seek(0)
            yield file, ";" if ";" in header and "," not in header else ","
    except FileNotFoundError as exc:
        message = f"No such file: {path.name}. Check the path."
        raise NotFoundError(message) from exc
    except (OSError, UnicodeError, csv.Error) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else str(exc)
        message = f"{path.name} cannot be read as a CSV file in UTF-8 ({reason}). Save it as such."
        raise InputError(message) from exc
