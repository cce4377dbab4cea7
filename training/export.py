"""Writes ONNX files with weights stored as float16."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from training.figures import MODEL_VERSION
from training.lite0 import ConvNorm

OPSET = 18
# Smaller tensors (sizes, biases) stay as they are: nothing is gained, and shapes must not be rounded.
_HALF_FROM_ELEMENTS = 256


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
