"""Words on prints, read by RapidOCR (extra `ocr`): its models lie in its wheel, nothing is fetched."""

import importlib
import importlib.util
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from wornby.datamodel import Pixels
from wornby.errors import MissingExtraError, ModelError

_PACKAGE = "rapidocr"
_PARTS = {"Det": "det", "Cls": "cls", "Rec": "rec"}
# Of RapidOCR's own configuration: a line below is more often a fold or a pattern than a word.
_MIN_CONFIDENCE = 0.5
# Shortest side that words are looked for at; smaller crops are scaled up. RapidOCR's own 736 takes three times as long
# on the demo shop's garments, half as much memory again, and reads no more (docs/decisions/0018-reading-prints.md).
_SHORT_SIDE_PX = 320

Reading = tuple[str, float]
"""A line with its confidence in [0, 1]."""

Recogniser = Callable[..., Any]
"""Reads a picture; its answer has `txts` and `scores`, both None where nothing was found."""


class RapidOcrReader:
    """Reads the words that are printed on a garment. Safe to call from several threads.

    The models (PP-OCRv6 small: 32 MB) are loaded at the first reading.

    Args:
        threads: Threads of one reading.
        recogniser: Reads in place of RapidOCR; for tests.

    Raises:
        MissingExtraError: RapidOCR is not installed.
    """

    def __init__(self, *, threads: int = 1, recogniser: Recogniser | None = None) -> None:
        if recogniser is None and importlib.util.find_spec(_PACKAGE) is None:
            message = f"Reading prints needs the package {_PACKAGE!r}: pip install 'wornby[ocr]'."
            raise MissingExtraError(message)
        self._threads = threads
        self._recogniser = recogniser
        self._lock = threading.Lock()

    @cached_property
    def name(self) -> str:
        """Name and version, such as "rapidocr@3.10.0"."""
        try:
            return f"{_PACKAGE}@{version(_PACKAGE)}"
        except PackageNotFoundError:
            return f"{_PACKAGE}@none"

    def read(self, pixels: Pixels) -> Sequence[Reading]:
        """Lines with their confidence in [0, 1], from the top, left to right.

        Neighbouring words of one line may come without the space between them; `text_agreement` reckons with that.

        Args:
            pixels: A crop of any size. (H, W, 3), uint8, RGB.

        Raises:
            ModelError: A model is missing, or failed.
        """
        if not pixels.size:
            return ()
        try:
            answer = self._load()(np.ascontiguousarray(pixels[:, :, ::-1]))
        except _failures() as exc:
            message = f"{self.name} failed on a picture: {type(exc).__name__}."
            raise ModelError(message) from exc
        return readings(answer)

    def _load(self) -> Recogniser:
        # Importing takes more than a second: the lock makes other threads wait for it, not do it again.
        with self._lock:
            if self._recogniser is None:
                self._recogniser = _open(threads=self._threads)
            return self._recogniser


def readings(answer: Any) -> tuple[Reading, ...]:  # noqa: ANN401 - of a package that has no types
    """What RapidOCR answered, as lines with their confidence.

    Args:
        answer: With `txts` and `scores` in reading order, or without lines.

    Raises:
        ModelError: Texts and scores are not of one number.
    """
    texts, scores = getattr(answer, "txts", None) or (), getattr(answer, "scores", None) or ()
    if len(texts) != len(scores):
        message = f"RapidOCR gave {len(texts)} texts and {len(scores)} scores."
        raise ModelError(message)
    lines = ((str(text).strip(), min(1.0, max(0.0, float(score)))) for text, score in zip(texts, scores, strict=True))
    return tuple((text, confidence) for text, confidence in lines if text and confidence >= _MIN_CONFIDENCE)


def _open(*, threads: int) -> Recogniser:
    package = importlib.import_module(_PACKAGE)
    folder = Path(str(package.__file__)).parent / "models"
    params: dict[str, object] = {
        "Global.log_level": "error",
        "Global.text_score": _MIN_CONFIDENCE,
        "Det.limit_side_len": _SHORT_SIDE_PX,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    for part, word in _PARTS.items():
        # Named by their paths: what is only named by its version is fetched where it is missing or damaged.
        params[f"{part}.model_path"] = str(_model(folder, word))
    recogniser: Recogniser = package.RapidOCR(params=params)
    return recogniser


def _model(folder: Path, word: str) -> Path:
    found = sorted(folder.glob(f"*_{word}_*.onnx"))
    if len(found) != 1:
        message = (
            f"RapidOCR's folder {folder} has {len(found)} models *_{word}_*.onnx; one is expected. Install it again."
        )
        raise ModelError(message)
    return found[0]


def _failures() -> tuple[type[Exception], ...]:
    """What a reading can end with; RapidOCR's own errors share no parent."""
    found: list[type[Exception]] = [ImportError, OSError, RuntimeError, ValueError, cv2.error]
    for module, name in (
        ("rapidocr.inference_engine.onnxruntime.main", "ONNXRuntimeError"),
        ("rapidocr.utils.load_image", "LoadImageError"),
        ("rapidocr.utils.process_img", "ResizeImgError"),
        ("rapidocr.ch_ppocr_det.utils", "ResizeImgError"),
    ):
        try:
            found.append(getattr(importlib.import_module(module), name))
        except (ImportError, AttributeError):
            continue
    return tuple(found)
