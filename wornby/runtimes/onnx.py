"""The ONNX files that wornby ships: pixels to named outputs, with what their metadata says."""

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from wornby.runtimes.graph import OnnxGraph


class OnnxSession:
    """One ONNX file with one input, loaded on first use; safe to run from many threads.

    Args:
        path: The file, with the metadata `wornby.name`, `wornby.version` and `wornby.values`.
        threads: Threads of one run; many photos at once are faster than many threads for one.
    """

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        self._path = path
        self._graph = OnnxGraph(path, threads=threads)

    @cached_property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """Value ids of each output's channels."""
        words: Mapping[str, list[str]] = json.loads(self._graph.metadata.get("wornby.values", "{}"))
        return {name: tuple(values) for name, values in words.items()}

    @property
    def name(self) -> str:
        """Name in the file."""
        return self._graph.metadata.get("wornby.name", self._path.stem)

    @property
    def version(self) -> str:
        """Version in the file."""
        return self._graph.metadata.get("wornby.version", "0")

    @property
    def source(self) -> str:
        """Name and version as facts state them."""
        return f"builtin/{self.name}@{self.version}"

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the outputs."""
        return tuple(port.name for port in self._graph.outputs)

    def run(self, pixels: NDArray[Any]) -> Mapping[str, NDArray[Any]]:
        """Run on (N, H, W, 3) uint8 RGB; outputs by name.

        Raises:
            ModelError: The file is missing or damaged, or the model failed.
        """
        return self._graph.run({self._graph.inputs[0].name: pixels})
