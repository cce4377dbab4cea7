"""Measures a parser's ONNX file on held-out photos."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.data import read_garments, read_mask, read_pixels, read_portraits, read_street
from training.figures import Figures, Statistic, bootstrap
from training.parsed import ParserSession
from wornby.imaging.regions import PARTS, head_box, split_wearers


def measure(data: Path, *, parser: Path, table: NDArray[np.uint8]) -> Figures:
    """Return IoU on masks that were not trained on, and whether wearers are found where there are any.

    Args:
        data: The folder of image data.
        parser: The ONNX file.
        table: Part of each street class. (59,), uint8.
    """
    session = ParserSession(parser)
    rows = [
        _areas(session.labels(read_pixels(photo.path)), table[read_mask(photo.mask_path)])
        for photo in read_street(data)
        if photo.test and photo.mask_path is not None
    ]
    areas = np.stack(rows).astype(np.float64)
    figures: Figures = {
        "mIoU of 16 parts, street": bootstrap(areas, statistic=_mean_iou),
        "IoU person against background, street": bootstrap(areas, statistic=_iou_of(len(PARTS))),
        "share of pixels right, street": bootstrap(areas, statistic=_pixels_right),
    }
    for index, part in enumerate(PARTS):
        figures[f"IoU {part}"] = bootstrap(areas, statistic=_iou_of(index))
    portraits = [session.labels(read_pixels(photo.path)) for photo in read_portraits(data) if photo.test]
    heads = [any(head_box(labels, wearer) for wearer in split_wearers(labels)[:1]) for labels in portraits]
    lying = [session.labels(read_pixels(photo.path)) for photo in read_garments(data) if photo.test]
    nobody = [not split_wearers(labels) for labels in lying]
    figures["portraits in which a head is found"] = bootstrap(np.array(heads, dtype=np.float64))
    figures["lying garments in which nobody is found"] = bootstrap(np.array(nobody, dtype=np.float64))
    return figures


def _areas(found: NDArray[np.uint8], truth: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return intersection and union of each part, then of the person as a whole. (17, 2)."""
    both = np.bincount(truth[truth == found], minlength=len(PARTS))
    sums = np.bincount(truth.ravel(), minlength=len(PARTS)) + np.bincount(found.ravel(), minlength=len(PARTS))
    person = (found > 0, truth > 0)
    whole = [np.count_nonzero(person[0] & person[1]), np.count_nonzero(person[0] | person[1])]
    return np.vstack([np.stack([both, sums - both], axis=1), whole])


def _iou_of(index: int) -> Statistic:
    def measure_one(areas: NDArray[np.float64]) -> float:
        both, union = areas[:, index].sum(axis=0)
        return float(both / union) if union else float("nan")

    return measure_one


def _mean_iou(areas: NDArray[np.float64]) -> float:
    both, union = areas[:, : len(PARTS)].sum(axis=0).T
    return float(np.mean(both[union > 0] / union[union > 0]))


def _pixels_right(areas: NDArray[np.float64]) -> float:
    both, union = areas[:, : len(PARTS)].sum(axis=0).T
    # Each wrong pixel lies in two unions: that of its part and that of the part it was taken for.
    return float(both.sum() / ((union + both).sum() / 2))
