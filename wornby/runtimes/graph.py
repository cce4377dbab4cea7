"""Any ONNX file on a CPU: named inputs to named outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from wornby.errors import ModelError

# ONNX Runtime has no common parent for its errors.
_ORT_ERRORS: tuple[type[Exception], ...] = tuple(
    value
    for value in vars(ort_errors).values()
    if isinstance(value, type) and issubclass(value, Exception) and value is not Exception
)
_DTYPES = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
    "tensor(uint8)": np.uint8,
}


# ort.OrtArenaCfg takes numbers: grow by what is asked; leave sizes to ONNX Runtime.
_AS_REQUESTED, _UNSET = 1, -1
_ARENA_LOCK = Lock()


@cache
def _register_arena() -> None:
    """Give ONNX Runtime one arena for all models and threads of the process; it keeps the largest demand for ever."""
    place = ort.OrtMemoryInfo("Cpu", ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, ort.OrtMemType.DEFAULT)
    ort.create_and_register_allocator(place, ort.OrtArenaCfg(0, _AS_REQUESTED, _UNSET, _UNSET))


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """An input or output. A side of the shape is None where it is free."""

    name: str
    shape: tuple[int | None, ...]
    kind: str


class OnnxGraph:
    """One ONNX file, loaded on first use; safe to run from many threads.

    Args:
        path: The file; what it keeps in files beside it is found there.
        threads: Threads of one run; 0 leaves it to ONNX Runtime.
    """

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        self.path = path
        self._threads = threads
        self._lock = Lock()

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401 - ONNX Runtime ships no types
        options = ort.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # An arena for each model would keep what its own largest batch took. Plans of memory are kept for each shape of
        # input, and crops come in any number.
        options.add_session_config_entry("session.use_env_allocators", "1")
        options.enable_mem_pattern = False
        try:
            with _ARENA_LOCK:
                _register_arena()
            return ort.InferenceSession(str(self.path), options, providers=["CPUExecutionProvider"])
        except _ORT_ERRORS as exc:
            message = f"The model file {self.path.name} is missing, damaged, or of a kind that ONNX Runtime cannot run."
            raise ModelError(message) from exc

    @cached_property
    def metadata(self) -> Mapping[str, str]:
        """What the file says of itself."""
        return dict(self._loaded().get_modelmeta().custom_metadata_map)

    @cached_property
    def inputs(self) -> tuple[Port, ...]:
        """The inputs, in the file's order."""
        return tuple(_port(each) for each in self._loaded().get_inputs())

    @cached_property
    def outputs(self) -> tuple[Port, ...]:
        """The outputs, in the file's order."""
        return tuple(_port(each) for each in self._loaded().get_outputs())

    def input(self, name: str) -> Port | None:
        """The input with this name, if there is one."""
        return next((port for port in self.inputs if port.name == name), None)

    def run(self, feeds: Mapping[str, NDArray[Any]]) -> Mapping[str, NDArray[Any]]:
        """Run once; each array is cast to what its input takes.

        Raises:
            ModelError: An input is missing or unknown, or the model failed.
        """
        names = {port.name for port in self.inputs}
        if names != set(feeds):
            message = f"The model {self.path.name} takes the inputs {sorted(names)}, not {sorted(feeds)}."
            raise ModelError(message)
        cast = {port.name: feeds[port.name].astype(_dtype(port, self.path), copy=False) for port in self.inputs}
        try:
            answers = self._loaded().run(None, cast)
        except _ORT_ERRORS as exc:
            shapes = {name: array.shape for name, array in cast.items()}
            message = f"The model {self.path.name} failed on inputs of shape {shapes}."
            raise ModelError(message) from exc
        return dict(zip((port.name for port in self.outputs), answers, strict=True))

    def _loaded(self) -> Any:  # noqa: ANN401 - ONNX Runtime ships no types
        # Weights of a gigabyte must not be read twice because two threads came first.
        with self._lock:
            return self._session


def _port(value: Any) -> Port:  # noqa: ANN401 - ONNX Runtime ships no types
    shape = tuple(side if isinstance(side, int) else None for side in value.shape)
    return Port(name=value.name, shape=shape, kind=value.type)


def _dtype(port: Port, path: Path) -> type[Any]:
    if port.kind not in _DTYPES:
        message = f"The input {port.name} of the model {path.name} takes {port.kind}, which wornby cannot give."
        raise ModelError(message)
    return _DTYPES[port.kind]
