"""Object detectors in the layouts of RT-DETR and D-FINE exports."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Detection, Pixels
from wornby.errors import ModelError
from wornby.models.hub.boxes import check_numbers, detections
from wornby.models.hub.coco import COCO
from wornby.models.hub.folders import ModelFolder, sha256_of
from wornby.models.hub.preprocess import ImageRecipe
from wornby.runtimes.graph import OnnxGraph

_SIDE_PX = 640
_SIZES = "orig_target_sizes"


class DetrDetector:
    """Reads two layouts of the same networks.

    `pixel_values` in, `logits` and `pred_boxes` out: exports of the Hugging Face hub. `images` and
    `orig_target_sizes` in, `labels`, `boxes` and `scores` out: exports of the papers' own code.

    No suppression of overlapping boxes: these networks are trained to answer once for each object.

    Args:
        root: The `.onnx` file, or a folder with `onnx/model*.onnx`, `config.json` and `preprocessor_config.json`.
        classes: Words of the classes, in the model's order; those of the folder's `config.json`, or else COCO's, if
            empty.
        min_score: Least class score.
        variant: "fp16", "quantized" and the like, for a folder.
        threads: Threads of one run; 0 leaves it to ONNX Runtime.

    Source:
        Zhao et al. 2024, "DETRs Beat YOLOs on Real-time Object Detection"; Peng et al. 2024, "D-FINE".
    """

    def __init__(
        self,
        root: Path,
        *,
        classes: tuple[str, ...] = (),
        min_score: float = 0.5,
        variant: str = "",
        threads: int = 1,
    ) -> None:
        folder = ModelFolder(root=root if root.is_dir() else root.parent)
        path = folder.weights("model", variant=variant) if root.is_dir() else root
        self._graph = OnnxGraph(path, threads=threads)
        self._folder = folder
        self._own_classes = classes
        self._min_score = min_score
        self._label = root.resolve().stem if root.is_file() else root.resolve().name

    @cached_property
    def name(self) -> str:
        """Name of the folder or file and digest of its weights."""
        return f"hub/{self._label}@{sha256_of(self._graph.path)[:12]}"

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The words that its labels are taken from."""
        if self._own_classes:
            return self._own_classes
        words = self._folder.config("config.json").get("id2label")
        if not isinstance(words, Mapping):
            return COCO
        return tuple(str(words[key]) for key in sorted(words, key=int))

    def detect(self, pixels: Pixels) -> tuple[Detection, ...]:
        """Find objects in an upright RGB picture of any size; highest score first."""
        answers = self._graph.run(self._feeds(pixels))
        if {"logits", "pred_boxes"} <= answers.keys():
            corners, scores, best = _from_logits(answers)
        elif {"labels", "boxes", "scores"} <= answers.keys():
            height, width = pixels.shape[:2]
            corners = answers["boxes"][0].astype(np.float32) / np.array(
                [width, height, width, height], dtype=np.float32
            )
            scores, best = answers["scores"][0].astype(np.float32), answers["labels"][0].astype(np.int64)
        else:
            message = f"{self._graph.path.name} is no RT-DETR or D-FINE: its outputs are {', '.join(answers)}."
            raise ModelError(message)
        check_numbers(corners, source=self._graph.path.name)
        check_numbers(scores, source=self._graph.path.name)
        order = np.argsort(-scores, kind="stable")
        order = order[scores[order] >= self._min_score]
        return detections(corners[order], scores[order], [self._word(int(index)) for index in best[order]])

    def _feeds(self, pixels: Pixels) -> dict[str, NDArray[Any]]:
        names = {port.name for port in self._graph.inputs}
        port = next((port for port in self._graph.inputs if port.name not in {_SIZES, "pixel_mask"}), None)
        if port is None:
            message = f"{self._graph.path.name} has no input for pictures, only {', '.join(names)}."
            raise ModelError(message)
        feeds: dict[str, NDArray[Any]] = {port.name: self._tensor(pixels, shape=port.shape)[None]}
        height, width = pixels.shape[:2]
        if _SIZES in names:
            feeds[_SIZES] = np.array([[width, height]], dtype=np.int64)
        if "pixel_mask" in names:
            feeds["pixel_mask"] = np.ones((1, *feeds[port.name].shape[2:]), dtype=np.int64)
        return feeds

    def _tensor(self, pixels: Pixels, *, shape: tuple[int | None, ...]) -> NDArray[np.float32]:
        """The whole picture squeezed into the input, as these networks are trained."""
        config = self._folder.config("preprocessor_config.json")
        if config:
            return ImageRecipe.parse(config).prepare(pixels)
        height_px, width_px = ((side or _SIDE_PX) for side in (*shape, None, None, None, None)[2:4])
        small = cv2.resize(pixels, (width_px, height_px), interpolation=cv2.INTER_LINEAR)
        return np.ascontiguousarray(small.transpose(2, 0, 1), dtype=np.float32) / np.float32(255)

    def _word(self, index: int) -> str:
        return self.classes[index] if 0 <= index < len(self.classes) else f"class {index}"


def _from_logits(
    answers: Mapping[str, NDArray[Any]],
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
    """Corners in fractions, scores and classes of the best class of each query."""
    logits = answers["logits"][0].astype(np.float32)
    shares = 1 / (1 + np.exp(-np.clip(logits, -80, 80)))
    best = shares.argmax(axis=1).astype(np.int64)
    centre, size = np.split(answers["pred_boxes"][0].astype(np.float32), 2, axis=1)
    corners = np.concatenate([centre - size / 2, centre + size / 2], axis=1)
    return corners, shares[np.arange(len(best)), best], best
