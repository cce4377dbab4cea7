"""Whether the parser gains from eight-bit weights and activations: `python -m benchmarks.int8 --photos DIR`."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from wornby.imaging.decode import decode_photo
from wornby.imaging.regions import letterbox
from wornby.models.builtin import WEIGHTS

MAX_PIXELS = 80_000_000
ROUNDS = 3
LEAST = 4
QUANTISED = ["Conv", "Add", "Resize", "Mul", "Clip"]
Boxed = NDArray[np.uint8]


class Pictures(CalibrationDataReader):
    """Gives the quantiser what the parser sees."""

    def __init__(self, pictures: list[Boxed]) -> None:
        self._left: Iterator[Boxed] = iter(pictures)

    def get_next(self) -> dict[str, Boxed] | None:
        """Return the next picture; None at the end."""
        picture = next(self._left, None)
        return None if picture is None else {"pixels": picture}


def main() -> None:
    """Quantise with one half of the photos, compare on the other."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.int8")
    arguments.add_argument("--photos", type=Path, required=True)
    arguments.add_argument("--count", type=int, default=60)
    options = arguments.parse_args()
    paths = sorted(options.photos.glob("*.jpg"))[: options.count]
    if len(paths) < LEAST:
        arguments.error(f"{options.photos} holds {len(paths)} photos, and {LEAST} are the least")
    pictures = [letterbox(decode_photo(path.read_bytes(), max_pixels=MAX_PIXELS).pixels)[0][None] for path in paths]
    with tempfile.TemporaryDirectory() as scratch:
        plain, small = WEIGHTS / "parser.onnx", Path(scratch) / "int8.onnx"
        _quantise(plain, small, pictures[::2], folded=Path(scratch) / "folded.onnx")
        ours, theirs = _session(plain), _session(small)
        times = _times({"float": ours, "int8": theirs}, pictures[1::2])
        same = [np.mean(_parts(ours, picture) == _parts(theirs, picture)) for picture in pictures[1::2]]
        sizes = {"float": plain.stat().st_size, "int8": small.stat().st_size}
    for name, taken in times.items():
        sys.stdout.write(
            f"{name}: median {np.median(taken):.1f} ms, least {min(taken):.1f} ms, {sizes[name] / 1e6:.1f} MB\n"
        )
    sys.stdout.write(f"{100 * np.mean(same):.1f} % of the cells show the same part\n")


def _quantise(plain: Path, small: Path, pictures: list[Boxed], *, folded: Path) -> None:
    # ONNX Runtime folds the casts of the half-precision weights; the quantiser needs plain ones.
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(folded)
    ort.InferenceSession(str(plain), options, providers=["CPUExecutionProvider"])
    quantize_static(
        str(folded),
        str(small),
        Pictures(pictures),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        reduce_range=True,  # processors without VNNI add two products in 16 bits
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=QUANTISED,
    )


def _session(path: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _parts(session: ort.InferenceSession, picture: Boxed) -> NDArray[np.int64]:
    parts: NDArray[np.int64] = session.run(None, {"pixels": picture})[0][0].argmax(axis=0)
    return parts


def _times(sessions: dict[str, ort.InferenceSession], pictures: list[Boxed]) -> dict[str, list[float]]:
    """Milliseconds of each run; the sessions take turns, so that a busy machine slows both."""
    times: dict[str, list[float]] = {name: [] for name in sessions}
    for picture in [pictures[0], *pictures * ROUNDS]:
        for name, session in sessions.items():
            started = time.perf_counter()
            session.run(None, {"pixels": picture})
            times[name].append((time.perf_counter() - started) * 1000)
    return {name: taken[1:] for name, taken in times.items()}


if __name__ == "__main__":
    main()
