"""Tiny models with random weights in the layouts of the hub tier, and its real fixtures where they are at hand."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from tests.requirements import require

SHARED = Path(__file__).resolve().parents[2] / "shared"
WIDTH = 8
LENGTH = 12
SIDE_PX = 32
WORDS = ["<pad>", "<unk>", "red", "green", "blue", "a", "photo", "of", "hair", "shirt", "coat", "glasses", "white"]
PREPROCESSOR = {
    "do_resize": True,
    "size": {"height": SIDE_PX, "width": SIDE_PX},
    "resample": 2,
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "do_normalize": True,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
}
CONFIG = {"model_type": "clip", "text_config": {"max_position_embeddings": LENGTH}}


def real_model(name: str) -> Path:
    path = SHARED / "models" / name
    require(path.is_file(), f"no {name} beside the repository: ../shared/models")
    return path


def real_photos(folder: str, *, number: int) -> list[Path]:
    files = sorted((SHARED / "data" / folder).glob("*.jpg"))
    require(len(files) >= number, f"no photos beside the repository: ../shared/data/{folder}")
    return files[:: len(files) // number][:number]


def save_graph(path: Path, *, nodes: list, inputs: list, outputs: list, weights: dict[str, np.ndarray]) -> None:
    initializers = [numpy_helper.from_array(array, name) for name, array in weights.items()]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, initializer=initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)


def value(name: str, shape: list, *, kind: int = TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def save_vision(
    path: Path, *, width: int = WIDTH, output: str = "image_embeds", batch: int | str = "n", half: bool = False
) -> None:
    """The mean colour, projected; beside it the output of every pixel, as exports have it."""
    dtype = np.float16 if half else np.float32
    kind = TensorProto.FLOAT16 if half else TensorProto.FLOAT
    weights = np.random.default_rng(1).normal(size=(3, width)).astype(dtype)
    save_graph(
        path,
        nodes=[
            helper.make_node("GlobalAveragePool", ["pixel_values"], ["pooled"]),
            helper.make_node("Flatten", ["pooled"], ["flat"]),
            helper.make_node("MatMul", ["flat", "w"], [output]),
            helper.make_node("Identity", ["pixel_values"], ["last_hidden_state"]),
        ],
        inputs=[value("pixel_values", [batch, 3, SIDE_PX, SIDE_PX], kind=kind)],
        outputs=[
            value("last_hidden_state", [batch, 3, SIDE_PX, SIDE_PX], kind=kind),
            value(output, [batch, width], kind=kind),
        ],
        weights={"w": weights},
    )


def save_text(
    path: Path, *, width: int = WIDTH, outputs: tuple[str, ...] = ("text_embeds",), mask: bool = False
) -> None:
    """The mean of the words' vectors, under the mask where there is one."""
    table = np.random.default_rng(2).normal(size=(len(WORDS), width)).astype(np.float32)
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["words"])]
    inputs = [value("input_ids", ["n", LENGTH], kind=TensorProto.INT64)]
    if mask:
        inputs.append(value("attention_mask", ["n", LENGTH], kind=TensorProto.INT64))
        nodes += [
            helper.make_node("Cast", ["attention_mask"], ["kept"], to=TensorProto.FLOAT),
            helper.make_node("Unsqueeze", ["kept", "last"], ["column"]),
            helper.make_node("Mul", ["words", "column"], ["seen"]),
        ]
    source = "seen" if mask else "words"
    nodes += [helper.make_node("ReduceMean", [source], [name], axes=[1], keepdims=0) for name in outputs]
    save_graph(
        path,
        nodes=nodes,
        inputs=inputs,
        outputs=[value(name, ["n", width]) for name in outputs],
        weights={"table": table} | ({"last": np.array([2])} if mask else {}),
    )


def save_tokenizer(folder: Path) -> None:
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({"pad_token": "<pad>"}), encoding="utf-8")


def save_encoder(folder: Path, *, vision: str = "onnx/vision_model.onnx", text: str = "onnx/text_model.onnx") -> Path:
    """A whole folder of a joint encoder."""
    folder.mkdir(parents=True, exist_ok=True)
    save_vision(folder / vision)
    save_text(folder / text)
    save_tokenizer(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(PREPROCESSOR), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    return folder


# Two objects and one that is too unsure: class 1 in the middle, class 0 over the right edge.
LOGITS = np.array([[[-5, 2, -5], [-9, -9, -9], [3, -5, -5]]], dtype=np.float32)
BOXES = np.array([[[0.5, 0.5, 0.2, 0.4], [0.5, 0.5, 1, 1], [0.95, 0.5, 0.2, 0.2]]], dtype=np.float32)
DETR_CLASSES = ("person", "bag", "hat")


def save_detr(path: Path) -> Path:
    """Answers the same to every picture, in the layout of the Hugging Face hub."""
    save_graph(
        path,
        nodes=[
            helper.make_node("Identity", ["l"], ["logits"]),
            helper.make_node("Identity", ["b"], ["pred_boxes"]),
        ],
        inputs=[value("pixel_values", ["n", 3, 64, 64])],
        outputs=[value("logits", [1, 3, 3]), value("pred_boxes", [1, 3, 4])],
        weights={"l": LOGITS, "b": BOXES},
    )
    return path


def save_detr_with_sizes(path: Path) -> Path:
    """The same objects in the layout of the papers' own code: boxes in pixels of the size that is given."""
    corners = np.concatenate([BOXES[..., :2] - BOXES[..., 2:] / 2, BOXES[..., :2] + BOXES[..., 2:] / 2], axis=2)
    save_graph(
        path,
        nodes=[
            helper.make_node("Cast", ["orig_target_sizes"], ["size"], to=TensorProto.FLOAT),
            helper.make_node("Concat", ["size", "size"], ["sizes"], axis=1),
            helper.make_node("Mul", ["c", "sizes"], ["boxes"]),
            helper.make_node("Identity", ["s"], ["scores"]),
            helper.make_node("Identity", ["k"], ["labels"]),
        ],
        inputs=[value("images", ["n", 3, 64, 64]), value("orig_target_sizes", ["n", 2], kind=TensorProto.INT64)],
        outputs=[
            value("labels", [1, 3], kind=TensorProto.INT64),
            value("boxes", [1, 3, 4]),
            value("scores", [1, 3]),
        ],
        weights={
            "c": corners.astype(np.float32),
            "s": (1 / (1 + np.exp(-LOGITS.max(axis=2)))).astype(np.float32),
            "k": LOGITS.argmax(axis=2).astype(np.int64),
        },
    )
    return path
