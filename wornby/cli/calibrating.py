"""The work of `wornby models calibrate`."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from wornby import compose
from wornby.datamodel import Photo, Purpose
from wornby.errors import InputError, StoreError
from wornby.imaging.decode import decode_photo
from wornby.settings import Settings
from wornby.sources.files import FileSource
from wornby.tagging.calibration import CalibrationFile, Objective, ValueThreshold

# The operator labelled these photos and answers for their rights; nothing of them is kept but thresholds.
_PURPOSES = frozenset({Purpose.APPEARANCE})


def calibrate_attribute(
    settings: Settings, attribute: str, *, labels: Path, photos: Path, objective: Objective
) -> Mapping[str, ValueThreshold]:
    """Choose thresholds, and write them beside those of other attributes.

    Raises:
        InputError: The labels or a photo cannot be read.
        ConfigurationError: The attribute is not one that the zero-shot tagger states.
        StoreError: The thresholds cannot be written.
    """
    words = _read_labels(labels, attribute=attribute)
    tagger = compose.open_zero_shot(settings)
    found = tagger.calibrate(
        attribute,
        photos=_read_photos(settings, photos, words),
        labels=list(words.values()),
        purposes=_PURPOSES,
        objective=objective,
    )
    path = compose.thresholds_path(settings)
    known = CalibrationFile.read(path).attributes if path.exists() else {}
    kept = CalibrationFile(encoder=tagger.encoder_name, attributes={**known, attribute: dict(found)})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(kept.text(), encoding="utf-8")
    except OSError as exc:
        message = f"{path.name} cannot be written ({exc.strerror or type(exc).__name__})."
        raise StoreError(message) from exc
    return found


def _read_photos(settings: Settings, folder: Path, files: Iterable[str]) -> Iterator[Photo]:
    source = FileSource()
    for file in files:
        content = source.read(str(folder / file), limit_bytes=settings.max_upload_bytes)
        yield decode_photo(content, max_pixels=settings.max_pixels)


def _read_labels(path: Path, *, attribute: str) -> dict[str, str]:
    """File name and value of each labelled row. A column may write the attribute's dots as underscores."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError, csv.Error) as exc:
        message = f"The labels {path.name} cannot be read as CSV."
        raise InputError(message) from exc
    columns = set(rows[0]) if rows else set()
    column = next((name for name in (attribute, attribute.replace(".", "_")) if name in columns), None)
    if column is None or "file" not in columns:
        message = f"The labels {path.name} need the columns `file` and `{attribute}`, and a row."
        raise InputError(message)
    return {row["file"]: row[column] for row in rows if row["file"] and row[column]}
