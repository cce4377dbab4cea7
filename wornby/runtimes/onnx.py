"""ONNX Runtime on a CPU."""

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import onnxruntime as ort
from numpy.typing import NDArray

from wornby.errors import ModelError


class OnnxSession:
    """One ONNX file, loaded on first use; safe to run from many threads.

    Args:
        path: The file, with the metadata `wornby.name`, `wornby.version` and `wornby.values`.
        threads: Threads of one run; many photos at once are faster than many threads for one.
    """

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        self._path = path
        self._threads = threads

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401 - ONNX Runtime ships no types
        options = ort.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The arena keeps the largest batch for ever; without it the process stays under its memory budget.
        options.enable_cpu_mem_arena = False
        try:
            return ort.InferenceSession(str(self._path), options, providers=["CPUExecutionProvider"])
        except Exception as exc:
            message = f"The model file {self._path.name} is missing or damaged. Install wornby again."
            raise ModelError(message) from exc

    @cached_property
    def _metadata(self) -> Mapping[str, str]:
        return dict(self._session.get_modelmeta().custom_metadata_map)

    @cached_property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """Value ids of each output's channels."""
        words: Mapping[str, list[str]] = json.loads(self._metadata.get("wornby.values", "{}"))
        return {name: tuple(values) for name, values in words.items()}

    @property
    def name(self) -> str:
        """Name in the file."""
        return self._metadata.get("wornby.name", self._path.stem)

    @property
    def version(self) -> str:
        """Version in the file."""
        return self._metadata.get("wornby.version", "0")

    @property
    def source(self) -> str:
        """Name and version as facts state them."""
        return f"builtin/{self.name}@{self.version}"

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the outputs."""
        return tuple(output.name for output in self._session.get_outputs())

    def run(self, pixels: NDArray[Any]) -> Mapping[str, NDArray[Any]]:
        """Run on (N, H, W, 3) uint8 RGB; outputs by name.

        Raises:
            ModelError: The model failed.
        """
        session = self._session
        try:
            answers = session.run(None, {session.get_inputs()[0].name: pixels})
        except Exception as exc:
            message = f"The model {self.name} failed on an input of shape {pixels.shape}."
            raise ModelError(message) from exc
        return dict(zip(self.outputs, answers, strict=True))
