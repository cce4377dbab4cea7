"""Runs the trained parser over training photos, through the very functions of the product."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnxruntime

from training.data import Photo, Pixels, read_pixels
from wornby.imaging.regions import LONG_SIDES_PX, letterbox, part_labels


class ParserSession:
    """The ONNX file of the parser."""

    def __init__(self, path: Path, *, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def labels(self, pixels: Pixels) -> Pixels:
        """Return the part of each pixel of an upright photo. (H, W), uint8."""
        padded, scale = letterbox(pixels)
        probabilities = self._session.run(None, {"pixels": padded[None]})[0][0]
        height, width = pixels.shape[:2]
        return part_labels(probabilities, height_px=height, width_px=width, scale=scale)


def parsed(photos: Iterable[Photo], *, parser: Path, cache: Path) -> Iterator[tuple[Photo, Pixels, Pixels]]:
    """Yield each photo with its pixels and its parts; the parts are kept in a folder for the next recipe."""
    session = ParserSession(parser)
    stamp = "-".join(map(str, (parser.stat().st_size, int(parser.stat().st_mtime), *LONG_SIDES_PX)))
    folder = cache / f"parts-{stamp}"
    folder.mkdir(parents=True, exist_ok=True)
    for photo in photos:
        pixels = read_pixels(photo.path)
        file = folder / f"{photo.path.parent.parent.name}-{photo.path.stem}.npz"
        if file.exists():
            labels = np.load(file)["labels"]
        else:
            labels = session.labels(pixels)
            # Two recipes may look at once: a file is there whole or not at all.
            part = file.with_suffix(f".{os.getpid()}.npz")
            np.savez_compressed(part, labels=labels)
            part.replace(file)
        yield photo, pixels, labels
