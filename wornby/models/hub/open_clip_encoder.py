"""Joint text-image encoders through open_clip, on PyTorch."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import open_clip
import torch
from PIL import Image

from wornby.datamodel import EmbeddingSpace, Pixels, Vectors
from wornby.errors import MissingExtraError, ModelError
from wornby.models.hub.folders import sha256_of
from wornby.models.hub.vectors import unit_vectors

CONFIG = "open_clip_config.json"
_BATCH = 16


class OpenClipEncoder:
    """Runs on a GPU where PyTorch sees one, else on the CPU; files are read on first use.

    Args:
        root: A `.safetensors` file, or a folder with one and, for a model that open_clip does not know by name,
            `open_clip_config.json` beside it.
        model: Name of the architecture in open_clip, such as "ViT-B-32"; the folder's own configuration if empty.
        label: What facts and spaces call it; the folder's name if empty.
        version: Pinned revision; a digest of the weights if empty.
        device: Where PyTorch runs it: "cpu", "cuda"; chosen if empty.

    Raises:
        ModelError: No `.safetensors` file, or no way to know the architecture.
    """

    def __init__(self, root: Path, *, model: str = "", label: str = "", version: str = "", device: str = "") -> None:
        self._weights = _weights(root)
        folder = self._weights.parent
        if not model and not (folder / CONFIG).is_file():
            message = f"Give the open_clip name of the architecture of {self._weights.name}, or {CONFIG} beside it."
            raise ModelError(message)
        self._model_name = model or f"local-dir:{folder}"
        self._label = label or folder.resolve().name
        self._version = version
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self._lock = Lock()

    @cached_property
    def name(self) -> str:
        """Name and version."""
        version = self._version or sha256_of(self._weights)
        return f"hub/{self._label}@{version[:12]}+open-clip"

    @cached_property
    def space(self) -> EmbeddingSpace:
        """The space that pictures and texts share; its width is asked of the model itself."""
        with torch.inference_mode():
            blank = self._prepare(Image.new("RGB", (8, 8))).unsqueeze(0).to(self._device)
            width = int(self._model.encode_image(blank).shape[1])
        return EmbeddingSpace(name=self.name, dimensions=width)

    def encode_image(self, pictures: Sequence[Pixels]) -> Vectors:
        """Embed pictures of any size. (N, D), float32, unit length."""
        rows = []
        for start in range(0, len(pictures), _BATCH):
            tensors = [self._prepare(Image.fromarray(pixels)) for pixels in pictures[start : start + _BATCH]]
            with torch.inference_mode():
                found = self._model.encode_image(torch.stack(tensors).to(self._device))
            rows.append(found.float().cpu().numpy())
        return unit_vectors(rows, width=self.space.dimensions, source=self.name)

    def encode_text(self, texts: Sequence[str]) -> Vectors:
        """Embed texts. (N, D), float32, unit length."""
        rows = []
        for start in range(0, len(texts), _BATCH):
            ids = self._tokenizer(list(texts[start : start + _BATCH]))
            with torch.inference_mode():
                found = self._model.encode_text(ids.to(self._device))
            rows.append(found.float().cpu().numpy())
        return unit_vectors(rows, width=self.space.dimensions, source=self.name)

    @property
    def _model(self) -> Any:  # noqa: ANN401 - open_clip ships no types
        return self._loaded[0]

    @property
    def _prepare(self) -> Any:  # noqa: ANN401 - open_clip ships no types
        return self._loaded[1]

    @property
    def _loaded(self) -> tuple[Any, Any]:
        with self._lock:
            return self._load

    @cached_property
    def _load(self) -> tuple[Any, Any]:
        # A folder's own configuration leads open_clip to the weights beside it: of several kinds of file it prefers
        # .safetensors, and `_weights` has made sure that there is one. Nothing is unpickled, nothing is fetched.
        given = {} if self._model_name.startswith("local-dir:") else {"pretrained": str(self._weights)}
        try:
            model, _, prepare = open_clip.create_model_and_transforms(
                self._model_name, device=self._device, weights_only=True, **given
            )
        except (RuntimeError, ValueError, KeyError, OSError) as exc:
            message = f"open_clip cannot load {self._weights.name} as {self._model_name.partition(':')[0]}: {exc}"
            raise ModelError(message) from exc
        return model.eval(), prepare

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401 - open_clip ships no types
        try:
            return open_clip.get_tokenizer(self._model_name)
        except ImportError as exc:
            message = "The texts of this model are read by the package 'transformers': pip install transformers."
            raise MissingExtraError(message) from exc


def _weights(root: Path) -> Path:
    if root.is_file() and root.suffix == ".safetensors":
        return root
    found = sorted(root.glob("*.safetensors")) if root.is_dir() else []
    preferred = [path for path in found if path.name == "open_clip_model.safetensors"]
    if not found:
        message = f"No .safetensors file in {root.name}. Pickled weights (.bin, .pt) can run code and are not read."
        raise ModelError(message)
    return (preferred or found)[0]
