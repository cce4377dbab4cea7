"""Reads the image data that the recipes train on, and splits them.

The held-out part is never trained on. The published folders hold no sender and no block of street numbers
with remainder 0 by 5 (those photos are kept aside elsewhere), so these two splits hold out remainder 2.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

FOLDS = 5
GARMENT_TEST_REMAINDER = 2
STREET_TEST_REMAINDER = 2
PORTRAIT_TEST_REMAINDER = 0
STREET_BLOCK = 10
# Of the senders that are trained on, one in eight is kept to fit temperatures and to choose settings.
VALIDATION_FOLDS = 8
# Labels made by eye for these recipes, of photos that are trained on: README.md.
LABELS = Path(__file__).parent / "labels"
# Two people in one photo.
STREET_LEFT_OUT = frozenset({"1386", "1470"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One labelled photo of a data folder; `eye` holds its eye labels without `doubt`, empty where it has none."""

    path: Path
    group: int
    test: bool
    validation: bool
    words: tuple[str, ...]
    eye: dict[str, str]
    doubt: frozenset[str]
    mask_path: Path | None = None

    @property
    def name(self) -> str:
        """The file name."""
        return self.path.name


def read_pixels(path: Path) -> Pixels:
    """Return one photo as (H, W, 3) uint8 RGB."""
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None:
        message = f"not an image: {path.name}"
        raise ValueError(message)
    return np.ascontiguousarray(pixels[:, :, ::-1])


def read_mask(path: Path) -> Pixels:
    """Return one mask of the street photos: (H, W) uint8, index of the class in `classes.txt`."""
    mask = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if mask is None or mask.ndim != 2:  # noqa: PLR2004 - a mask has no channels
        message = f"not a mask: {path.name}"
        raise ValueError(message)
    return mask.astype(np.uint8)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _eye_labels(folder: Path) -> dict[str, tuple[dict[str, str], frozenset[str]]]:
    """Return the eye labels of a data folder, and beside them those that were made for these recipes, for training.

    The folder's own rows win; held-out photos have no others.
    """
    found = {}
    for path in (LABELS / f"{folder.name}.csv", folder / "eye_labels.csv"):
        for row in _rows(path):
            doubt = frozenset(filter(None, (row.get("doubt") or "").split(",")))
            labels = {key: value for key, value in row.items() if key not in {"file", "doubt"} and value}
            found[row["file"]] = (labels, doubt)
    return found


def read_garments(root: Path) -> list[Photo]:
    """Return the photos of lying garments; `words` holds the folder's label. Split by sender."""
    folder = root / "garments"
    eyes = _eye_labels(folder)
    photos = []
    for row in _rows(folder / "labels.csv"):
        sender = int(row["sender_id"])
        eye, doubt = eyes.get(row["file"], ({}, frozenset()))
        photos.append(
            Photo(
                path=folder / "images" / row["file"],
                group=sender,
                test=sender % FOLDS == GARMENT_TEST_REMAINDER,
                validation=sender // FOLDS % VALIDATION_FOLDS == 0,
                words=(row["label"],),
                eye=eye,
                doubt=doubt,
            )
        )
    return photos


def read_street(root: Path) -> list[Photo]:
    """Return the street photos; `words` holds the tags. Split by blocks of ten neighbouring numbers."""
    folder = root / "street"
    eyes = _eye_labels(folder)
    photos = []
    for row in _rows(folder / "labels.csv"):
        stem = Path(row["file"]).stem
        if stem in STREET_LEFT_OUT:
            continue
        block = int(stem) // STREET_BLOCK
        eye, doubt = eyes.get(row["file"], ({}, frozenset()))
        photos.append(
            Photo(
                path=folder / "photos" / row["file"],
                group=block,
                test=block % FOLDS == STREET_TEST_REMAINDER,
                validation=block // FOLDS % VALIDATION_FOLDS == 0,
                words=tuple(row["tags"].split("|")),
                eye=eye,
                doubt=doubt,
                mask_path=folder / "masks" / row["mask"] if row["mask"] else None,
            )
        )
    return photos


def read_portraits(root: Path) -> list[Photo]:
    """Return the synthetic portraits; `words` holds the search texts. Split by file number."""
    folder = root / "faces_synthetic"
    eyes = _eye_labels(folder)
    photos = []
    for row in _rows(folder / "labels.csv"):
        number = int(Path(row["file"]).stem)
        eye, doubt = eyes.get(row["file"], ({}, frozenset()))
        photos.append(
            Photo(
                path=folder / "images" / row["file"],
                group=number,
                test=number % FOLDS == PORTRAIT_TEST_REMAINDER,
                validation=number // FOLDS % VALIDATION_FOLDS == 0,
                words=tuple(row["search_texts"].split("|")),
                eye=eye,
                doubt=doubt,
            )
        )
    return photos


def street_classes(root: Path) -> list[str]:
    """Return the names of the mask classes; the index is the pixel value."""
    return (root / "street" / "classes.txt").read_text(encoding="utf-8").split()
