"""Object detectors in the layout of YOLOX exports."""

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Detection, Pixels
from wornby.errors import ModelError
from wornby.models.hub.boxes import check_numbers, detections, keep_best, letterbox_into
from wornby.models.hub.coco import COCO
from wornby.models.hub.folders import sha256_of
from wornby.runtimes.graph import OnnxGraph

STRIDES = (8, 16, 32)
_SIDE_PX = 640
_BOX_COLUMNS = 5


class YoloxDetector:
    """Letterboxed BGR 0-255 in; for each cell of three grids box, objectness and class scores out.

    Args:
        path: The file.
        classes: Words of the classes, in the model's order.
        min_score: Least objectness times class score.
        overlap: Intersection over union from which two boxes of a class count as one object.
        threads: Threads of one run; 0 leaves it to ONNX Runtime.

    Source:
        Ge et al. 2021, "YOLOX: Exceeding YOLO Series in 2021"; default thresholds of its demo.
    """

    def __init__(
        self,
        path: Path,
        *,
        classes: tuple[str, ...] = COCO,
        min_score: float = 0.3,
        overlap: float = 0.45,
        threads: int = 1,
    ) -> None:
        self._graph = OnnxGraph(path, threads=threads)
        self._classes = classes
        self._min_score = min_score
        self._overlap = overlap

    @cached_property
    def name(self) -> str:
        """Name of the file and digest of its content."""
        return f"hub/{self._graph.path.stem}@{sha256_of(self._graph.path)[:12]}"

    @property
    def classes(self) -> tuple[str, ...]:
        """The words that its labels are taken from."""
        return self._classes

    def detect(self, pixels: Pixels) -> tuple[Detection, ...]:
        """Find objects in an upright RGB picture of any size; highest score first."""
        port = self._graph.inputs[0]
        height_px, width_px = (side or _SIDE_PX for side in port.shape[2:])
        boxed = letterbox_into(pixels, width_px=width_px, height_px=height_px)
        tensor = boxed.pixels[None, :, :, ::-1].transpose(0, 3, 1, 2).astype(np.float32)
        answers = self._graph.run({port.name: tensor})
        rows = self._rows(next(iter(answers.values())), width_px=width_px, height_px=height_px)
        scores_of = rows[:, _BOX_COLUMNS - 1, None] * rows[:, _BOX_COLUMNS:]
        best = scores_of.argmax(axis=1)
        scores = scores_of[np.arange(len(rows)), best]
        sure = scores >= self._min_score
        corners, scores, best = _corners(rows[sure]), scores[sure], best[sure]
        kept = keep_best(corners, scores, best, overlap=self._overlap)
        height, width = pixels.shape[:2]
        size = np.array([width, height, width, height], dtype=np.float32) * np.float32(boxed.scale)
        return detections(corners[kept] / size, scores[kept], [self._classes[index] for index in best[kept]])

    def _rows(self, answer: NDArray[np.float32], *, width_px: int, height_px: int) -> NDArray[np.float32]:
        """One row a cell: centre and size in network pixels, objectness, class scores."""
        grid, strides = _grid(width_px, height_px)
        if answer.shape != (1, len(grid), _BOX_COLUMNS + len(self._classes)):
            expected = (1, len(grid), _BOX_COLUMNS + len(self._classes))
            message = f"{self._graph.path.name} gave {answer.shape}, not the {expected} of YOLOX with these classes."
            raise ModelError(message)
        rows = check_numbers(answer[0].astype(np.float32), source=self._graph.path.name).copy()
        rows[:, :2] = (rows[:, :2] + grid) * strides
        rows[:, 2:4] = np.exp(np.minimum(rows[:, 2:4], 20)) * strides
        return rows


def _corners(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    half = rows[:, 2:4] / 2
    return np.concatenate([rows[:, :2] - half, rows[:, :2] + half], axis=1)


def _grid(width_px: int, height_px: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Column and row of each cell, and its stride. (N, 2) and (N, 1), float32."""
    cells, strides = [], []
    for stride in STRIDES:
        rows, columns = np.mgrid[0 : height_px // stride, 0 : width_px // stride]
        cells.append(np.stack([columns.ravel(), rows.ravel()], axis=1))
        strides.append(np.full((cells[-1].shape[0], 1), stride))
    return np.concatenate(cells).astype(np.float32), np.concatenate(strides).astype(np.float32)
