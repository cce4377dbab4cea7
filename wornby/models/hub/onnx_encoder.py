"""Joint text-image encoders as ONNX exports: a vision model and a text model in one folder."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import EmbeddingSpace, Pixels, Vectors
from wornby.errors import ModelError
from wornby.models.hub.folders import ModelFolder, sha256_of
from wornby.models.hub.preprocess import ImageRecipe
from wornby.models.hub.texts import TextRecipe
from wornby.models.hub.vectors import unit_vectors
from wornby.runtimes.graph import OnnxGraph, Port

_IMAGE_OUTPUTS = ("image_embeds", "image_embedding", "image_features", "pooler_output", "embedding", "embeddings")
_TEXT_OUTPUTS = ("text_embeds", "text_embedding", "text_features", "pooler_output", "embedding", "embeddings")
# Pictures in one run: more do not make a CPU faster, and each takes its share of memory.
_BATCH = 8
_RANK = 2


class OnnxEncoder:
    """Runs on this machine's CPU; files are read on first use.

    Args:
        root: Folder with `onnx/vision_model*.onnx`, `onnx/text_model*.onnx`, `tokenizer.json`,
            `preprocessor_config.json` and, for what these leave open, `config.json`.
        label: What facts and spaces call it; the folder's name if empty.
        version: Pinned revision; a digest of the weights if empty.
        variant: "fp16", "quantized" and the like; the plain files, or else the first, if empty.
        models: Folder below the root with the `.onnx` files.
        threads: Threads of one run; 0 leaves it to ONNX Runtime.
    """

    def __init__(
        self,
        root: Path,
        *,
        label: str = "",
        version: str = "",
        variant: str = "",
        models: str = "onnx",
        threads: int = 1,
    ) -> None:
        self._folder = ModelFolder(root=root, models=models)
        self._label = label or root.resolve().name
        self._version = version
        self._variant = variant
        self._vision = OnnxGraph(self._folder.weights("vision_model", variant=variant), threads=threads)
        self._text = OnnxGraph(self._folder.weights("text_model", variant=variant), threads=threads)

    @cached_property
    def name(self) -> str:
        """Name and version."""
        version = self._version or sha256_of(*_files(self._vision.path), *_files(self._text.path))
        kind = f"+{self._variant}" if self._variant else ""
        return f"hub/{self._label}@{version[:12]}{kind}"

    @cached_property
    def space(self) -> EmbeddingSpace:
        """The space that pictures and texts share; its width is asked of the vision model itself."""
        blank = np.zeros((self._images.height_px, self._images.width_px, 3), dtype=np.uint8)
        return EmbeddingSpace(name=self.name, dimensions=int(self._encode_pixels([blank]).shape[1]))

    def encode_image(self, pictures: Sequence[Pixels]) -> Vectors:
        """Embed pictures of any size. (N, D), float32, unit length."""
        step = _step(self._vision)
        rows = [self._encode_pixels(pictures[start : start + step]) for start in range(0, len(pictures), step)]
        return unit_vectors(rows, width=self.space.dimensions, source=self.name)

    def encode_text(self, texts: Sequence[str]) -> Vectors:
        """Embed texts. (N, D), float32, unit length."""
        step = _step(self._text)
        rows = [self._encode_words(texts[start : start + step]) for start in range(0, len(texts), step)]
        return unit_vectors(rows, width=self.space.dimensions, source=self.name)

    @cached_property
    def _images(self) -> ImageRecipe:
        config = self._folder.config("preprocessor_config.json") or self._folder.config("processor_config.json")
        return ImageRecipe.parse(config)

    @cached_property
    def _texts(self) -> TextRecipe:
        return TextRecipe(self._folder)

    def _encode_pixels(self, pictures: Sequence[Pixels]) -> NDArray[Any]:
        port = _only(self._vision, wanted="pixel_values")
        batch = np.stack([self._images.prepare(pixels) for pixels in pictures])
        return _pick(self._vision, self._vision.run({port.name: batch}), known=_IMAGE_OUTPUTS)

    def _encode_words(self, texts: Sequence[str]) -> NDArray[Any]:
        ids, mask = self._texts.prepare(texts)
        feeds = {_only(self._text, wanted="input_ids").name: ids}
        others = {"attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        feeds |= {name: array for name, array in others.items() if self._text.input(name)}
        return _pick(self._text, self._text.run(feeds), known=_TEXT_OUTPUTS)


def _files(path: Path) -> list[Path]:
    """The file, and those beside it that hold its larger weights."""
    return [path, *sorted(path.parent.glob(f"{path.name}[._]data*"))]


def _step(graph: OnnxGraph) -> int:
    """Rows in one run; some exports take one row at a time."""
    shape = graph.inputs[0].shape
    return shape[0] or _BATCH if shape else _BATCH


def _only(graph: OnnxGraph, *, wanted: str) -> Port:
    found = graph.input(wanted) or (graph.inputs[0] if len(graph.inputs) == 1 else None)
    if found is None:
        names = ", ".join(port.name for port in graph.inputs)
        message = f"The model {graph.path.name} has no input {wanted!r}. Its inputs: {names}."
        raise ModelError(message)
    return found


def _pick(graph: OnnxGraph, answers: Mapping[str, NDArray[Any]], *, known: Sequence[str]) -> NDArray[Any]:
    """The output that holds one vector a row: by its usual names, or the only one of that shape."""
    flat = {name: array for name, array in answers.items() if array.ndim == _RANK and array.dtype.kind == "f"}
    name = next((name for name in known if name in flat), None)
    if name is None and len(flat) == 1:
        name = next(iter(flat))
    if name is None:
        shapes = ", ".join(f"{port.name} {port.shape}" for port in graph.outputs)
        message = f"None of the outputs of {graph.path.name} is an embedding, one vector a row: {shapes}."
        raise ModelError(message)
    return flat[name]
