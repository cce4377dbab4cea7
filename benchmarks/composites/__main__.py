"""Draws a contact sheet of composites: `python -m benchmarks.composites --sheet /tmp/sheet.png`.

For people who develop the generator. The sheet shows real persons: keep it outside the repository, publish it nowhere.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from benchmarks.composites import SPLITS, Split, distractors, draw_motif, make_catalogue, make_worn
from benchmarks.composites.ink import Rgba
from wornby.datamodel import Pixels

_ROOT = Path(__file__).resolve().parents[2]
_CELL = (300, 230)
_PALE, _DARK = (226, 223, 216), (38, 42, 56)
_BRIGHT = 115


def contact_sheet(pictures: Sequence[Pixels], *, columns: int = 8, cell: tuple[int, int] = _CELL) -> Pixels:
    """Pictures side by side, each shrunk into a cell of (height, width)."""
    rows = -(-len(pictures) // columns)
    sheet = np.full((rows * cell[0], columns * cell[1], 3), 90, np.uint8)
    for index, picture in enumerate(pictures):
        scale = min(cell[0] / picture.shape[0], cell[1] / picture.shape[1])
        size = (max(1, int(picture.shape[1] * scale)), max(1, int(picture.shape[0] * scale)))
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        top, left = index // columns * cell[0], index % columns * cell[1]
        sheet[top : top + size[1], left : left + size[0]] = cv2.resize(picture, size, interpolation=way)
    return sheet


def on_cloth(motif: Rgba) -> Pixels:
    """A motif on plain cloth that it can be seen on."""
    alpha = motif[..., 3:] / 255
    bright = motif[..., :3].mean(axis=2)[motif[..., 3] > 127].mean() > _BRIGHT
    cloth = np.array(_DARK if bright else _PALE)
    return (motif[..., :3] * alpha + cloth * (1 - alpha)).astype(np.uint8)


def draw_sheet(what: str, *, split: Split, count: int, start: int) -> Pixels:
    """Draw motifs, products with a photo of each, or distractors."""
    if what == "motifs":
        return contact_sheet(
            [on_cloth(draw_motif(split, start + n).pixels) for n in range(count)], columns=14, cell=(130, 110)
        )
    if what == "distractors":
        return contact_sheet([photo.pixels for photo in distractors(split=split, count=count)])
    catalogue = make_catalogue(split=split)
    step = max(1, len(catalogue) // count)
    pictures, started = [], time.perf_counter()
    for product in catalogue[start::step][:count]:
        pictures += [product.picture, make_worn(product, seed=start).pixels]
    print(f"{(time.perf_counter() - started) / len(pictures):.2f} s a picture")
    return contact_sheet(pictures)


def main() -> None:
    """Write the sheet.

    Raises:
        SystemExit: The sheet would lie inside the repository.
    """
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.composites", description=__doc__)
    arguments.add_argument(
        "--sheet", type=Path, required=True, help="PNG outside the repository: it shows real persons"
    )
    arguments.add_argument("--what", choices=("products", "motifs", "distractors"), default="products")
    arguments.add_argument("--split", choices=SPLITS, default="train")
    arguments.add_argument("--count", type=int, default=32)
    arguments.add_argument("--start", type=int, default=0)
    options = arguments.parse_args()
    if options.sheet.resolve().is_relative_to(_ROOT):
        arguments.error("--sheet must lie outside the repository: pictures of real persons are not published")
    sheet = draw_sheet(options.what, split=options.split, count=options.count, start=options.start)
    cv2.imwrite(str(options.sheet), sheet[..., ::-1])


if __name__ == "__main__":
    main()
