"""The face detector YuNet."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import FaceDetection, Pixels, Point
from wornby.errors import ModelError
from wornby.models.hub.boxes import check_numbers, cut_box, keep_best, letterbox_into
from wornby.models.hub.folders import sha256_of
from wornby.runtimes.graph import OnnxGraph

STRIDES = (8, 16, 32)
_SIDE_PX = 640


class YunetDetector:
    """BGR 0-255 in; class, objectness, box and five points for each cell of three grids out.

    Run through ONNX Runtime and not through OpenCV's own `FaceDetectorYN`, which keeps the picture's size as state and
    so serves one thread at a time; a test compares the two.

    Args:
        path: The file, of one input size or of any.
        min_score: Least square root of class times objectness.
        overlap: Intersection over union from which two boxes count as one face.
        long_side_px: To which pictures are scaled where the file takes any size; at most this, they are not enlarged.
        threads: Threads of one run; 0 leaves it to ONNX Runtime.

    Source:
        Wu et al. 2023, "YuNet: A Tiny Millisecond-level Face Detector"; decoding of libfacedetection.train.
    """

    def __init__(
        self,
        path: Path,
        *,
        min_score: float = 0.6,
        overlap: float = 0.3,
        long_side_px: int = _SIDE_PX,
        threads: int = 1,
    ) -> None:
        self._graph = OnnxGraph(path, threads=threads)
        self._min_score = min_score
        self._overlap = overlap
        self._long_side_px = long_side_px

    @cached_property
    def name(self) -> str:
        """Name of the file and digest of its content."""
        return f"hub/{self._graph.path.stem}@{sha256_of(self._graph.path)[:12]}"

    def detect(self, pixels: Pixels) -> tuple[FaceDetection, ...]:
        """Find faces in an upright RGB picture of any size; highest score first."""
        width_px, height_px = self._size(pixels)
        boxed = letterbox_into(pixels, width_px=width_px, height_px=height_px, fill=0)
        tensor = boxed.pixels[None, :, :, ::-1].transpose(0, 3, 1, 2).astype(np.float32)
        answers = self._graph.run({self._graph.inputs[0].name: tensor})
        scores, corners, points = self._decode(answers, width_px=width_px)
        kept = keep_best(corners, scores, np.zeros(len(scores), dtype=np.int64), overlap=self._overlap)
        height, width = pixels.shape[:2]
        size = np.array([width, height], dtype=np.float32) * np.float32(boxed.scale)
        found = []
        for row in kept:
            box = cut_box((corners[row] / np.tile(size, 2)).tolist())
            if box is not None:
                landmarks = _landmarks(points[row] / size)
                found.append(FaceDetection(box=box, landmarks=landmarks, score=min(1.0, float(scores[row]))))
        return tuple(found)

    def _size(self, pixels: Pixels) -> tuple[int, int]:
        """Width and height of the network's input for this picture."""
        _, _, fixed_h, fixed_w = (*self._graph.inputs[0].shape, None, None, None, None)[:4]
        if fixed_h and fixed_w:
            return fixed_w, fixed_h
        height, width = pixels.shape[:2]
        scale = min(1.0, self._long_side_px / max(height, width))
        step = STRIDES[-1]
        return max(1, -(-int(width * scale) // step)) * step, max(1, -(-int(height * scale) // step)) * step

    def _decode(
        self, answers: Mapping[str, NDArray[Any]], *, width_px: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Scores (N,), corners (N, 4) and points (N, 5, 2) in network pixels, of the cells that are sure enough."""
        scores, corners, points = [], [], []
        for stride in STRIDES:
            cls, obj, bbox, kps = (self._answer(answers, f"{part}_{stride}") for part in ("cls", "obj", "bbox", "kps"))
            score = np.sqrt(np.clip(cls[:, 0], 0, 1) * np.clip(obj[:, 0], 0, 1))
            sure = np.flatnonzero(score >= self._min_score)
            columns = width_px // stride
            cell = np.stack([sure % columns, sure // columns], axis=1).astype(np.float32)
            centre = (cell + bbox[sure, :2]) * stride
            half = np.exp(np.minimum(bbox[sure, 2:4], 20)) * stride / 2
            scores.append(score[sure])
            corners.append(np.concatenate([centre - half, centre + half], axis=1))
            points.append((kps[sure].reshape(-1, 5, 2) + cell[:, None]) * stride)
        return np.concatenate(scores), np.concatenate(corners), np.concatenate(points)

    def _answer(self, answers: Mapping[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
        if name not in answers:
            message = f"{self._graph.path.name} is no YuNet: it has no output {name}, only {', '.join(answers)}."
            raise ModelError(message)
        return check_numbers(answers[name][0].astype(np.float32), source=self._graph.path.name)


def _landmarks(points: NDArray[np.float32]) -> tuple[Point, Point, Point, Point, Point]:
    """YuNet names the sides from the face's own view, right eye first: which is the image's left first."""
    first, second, nose, third, fourth = ((float(x), float(y)) for x, y in points.tolist())
    return (first, second, nose, third, fourth)
