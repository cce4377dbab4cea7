"""A folder that holds a model in the layout that ONNX exports usually have."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wornby.errors import ModelError

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFolder:
    """Finds weights and configurations.

    Attributes:
        root: The folder.
        models: Folder below it with the `.onnx` files; where there is none, they lie in the root.
    """

    root: Path
    models: str = "onnx"

    def weights(self, part: str, *, variant: str = "") -> Path:
        """The file of one part, such as "vision_model".

        Args:
            part: What the file's name begins with.
            variant: What follows it: "fp16" for `vision_model_fp16.onnx`. Empty takes the plain file, or else the
                first in alphabetical order.

        Raises:
            ModelError: There is none; the message names the variants that are there.
        """
        found = {path.stem.removeprefix(part).removeprefix("_"): path for path in self._weights_of(part)}
        if variant in found:
            return found[variant]
        if found and not variant:
            return found[min(found)]
        there = ", ".join(sorted(name or "(plain)" for name in found)) or "none"
        wanted = f"{part}_{variant}.onnx" if variant else f"{part}.onnx"
        message = f"No {wanted} in {self.root.name}/{self.models}. Variants that are there: {there}."
        raise ModelError(message)

    def file(self, name: str) -> Path:
        """A file beside the weights, or else in the root.

        Raises:
            ModelError: It is in neither.
        """
        found = self.find(name)
        if found is None:
            message = f"The model folder {self.root.name} lacks {name}."
            raise ModelError(message)
        return found

    def find(self, name: str) -> Path | None:
        """A file beside the weights, or else in the root; None where it is in neither."""
        places = (self.root / self.models / name, self.root / name)
        return next((path for path in places if path.is_file()), None)

    def config(self, name: str) -> dict[str, Any]:
        """A JSON object; empty where the file is missing.

        Raises:
            ModelError: The file is no JSON object.
        """
        path = self.find(name)
        if path is None:
            return {}
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as exc:
            message = f"The file {name} of the model folder {self.root.name} is no JSON."
            raise ModelError(message) from exc
        if not isinstance(found, dict):
            message = f"The file {name} of the model folder {self.root.name} holds no JSON object."
            raise ModelError(message)
        return found

    def _weights_of(self, part: str) -> list[Path]:
        below = self.root / self.models
        return sorted((below if below.is_dir() else self.root).glob(f"{part}*.onnx"))


def sha256_of(*paths: Path) -> str:
    """Digest of the contents of files, one after the other. 64 hexadecimal digits.

    Raises:
        ModelError: A file cannot be read.
    """
    digest = hashlib.sha256()
    for path in paths:
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK_BYTES):
                    digest.update(chunk)
        except OSError as exc:
            message = f"The model file {path.name} cannot be read ({exc.strerror})."
            raise ModelError(message) from exc
    return digest.hexdigest()
