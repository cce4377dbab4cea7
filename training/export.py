"""Writes ONNX files with weights stored as float16, and the figures beside the model cards."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from training.lite0 import ConvNorm

OPSET = 18
MODEL_VERSION = "2"
# Smaller tensors (sizes, biases) stay as they are: nothing is gained, and shapes must not be rounded.
_HALF_FROM_ELEMENTS = 256
_FIGURES_START = "<!-- figures -->"
_FIGURES_END = "<!-- /figures -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What goes into the metadata of one ONNX file."""

    name: str
    size_px: int
    values: Mapping[str, Sequence[str]]
    inputs: tuple[str, ...] = ("pixels",)
    dynamic_size: bool = False
    outputs: tuple[str, ...] = field(default=())


def fold_norms(model: nn.Module) -> None:
    """Fold every batch norm of a `ConvNorm` into its convolution; the model must be in eval mode."""
    for module in model.modules():
        if isinstance(module, ConvNorm) and isinstance(module.norm, nn.BatchNorm2d):
            module.conv = nn.utils.fuse_conv_bn_eval(module.conv, module.norm)
            module.norm = nn.Identity()


def export_onnx(model: nn.Module, *, example: torch.Tensor, spec: Spec, path: Path) -> None:
    """Write the model, already folded and in eval mode, to one ONNX file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = list(spec.outputs or spec.values)
    axes: dict[int, str] = {0: "n"}
    if spec.dynamic_size:
        axes |= {1: "h", 2: "w"}
    scratch = path.with_suffix(".part")
    torch.onnx.export(
        model,
        (example,),
        str(scratch),
        input_names=list(spec.inputs),
        output_names=names,
        opset_version=OPSET,
        dynamic_axes={spec.inputs[0]: axes} | {name: {0: "n"} for name in names},
        dynamo=False,
    )
    graph = onnx.load(str(scratch))
    scratch.unlink()
    _store_half(graph)
    _describe(graph, spec)
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))


def _store_half(model: onnx.ModelProto) -> None:
    """Store large float32 initializers as float16 and cast them back: ONNX Runtime folds the cast at load."""
    graph = model.graph
    kept, casts = [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < _HALF_FROM_ELEMENTS:
            kept.append(tensor)
            continue
        name = f"{tensor.name}.half"
        kept.append(numpy_helper.from_array(values.astype(np.float16), name))
        casts.append(helper.make_node("Cast", [name], [tensor.name], to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(casts + nodes)


def _describe(model: onnx.ModelProto, spec: Spec) -> None:
    helper.set_model_props(
        model,
        {
            "wornby.name": spec.name,
            "wornby.version": MODEL_VERSION,
            "wornby.values": json.dumps({name: list(values) for name, values in spec.values.items()}),
            "wornby.size_px": str(spec.size_px),
        },
    )
    model.producer_name = "wornby"
    model.doc_string = ""


def bootstrap(
    rows: NDArray[np.float64],
    *,
    statistic: Callable[[NDArray[np.float64]], float] | None = None,
    rounds: int = 1000,
    seed: int = 7,
) -> dict[str, float | int]:
    """Return a statistic of per-photo rows with its 95 % percentile interval.

    Args:
        rows: One row for each photo. (N,) or (N, ...), float64.
        statistic: Turns rows into one number; the mean when left out.
        rounds: Number of resamples.
        seed: Of the resampling.

    Returns:
        `value`, `low`, `high`, and `photos`, the number of rows.
    """
    measure = statistic or (lambda part: float(np.mean(part)))
    if len(rows) == 0:
        return {"value": float("nan"), "low": float("nan"), "high": float("nan"), "photos": 0}
    rng = np.random.default_rng(seed)
    found = [measure(rows[rng.integers(0, len(rows), len(rows))]) for _ in range(rounds)]
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return {
        "value": round(measure(rows), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "photos": len(rows),
    }


def write_figures(
    name: str, *, figures: Mapping[str, Mapping[str, float | int]], about: Mapping[str, object], docs: Path
) -> None:
    """Write `NAME.json`, and the table of figures between the two marks of `NAME.md` if that card is there."""
    docs.mkdir(parents=True, exist_ok=True)
    content = {"model": name, "version": MODEL_VERSION, **about, "figures": figures}
    (docs / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    card = docs / f"{name}.md"
    if not card.exists():
        return
    lines = ["| figure | value | 95 % interval | photos or cells |", "|---|---|---|---|"]
    for key, row in figures.items():
        lines.append(f"| {key} | {row['value']:.3f} | {row['low']:.3f} to {row['high']:.3f} | {row['photos']} |")
    table = "\n".join([_FIGURES_START, *lines, _FIGURES_END])
    pattern = re.compile(re.escape(_FIGURES_START) + ".*?" + re.escape(_FIGURES_END), re.DOTALL)
    text = card.read_text(encoding="utf-8")
    card.write_text(pattern.sub(lambda _: table, text), encoding="utf-8")
