"""Presets by name, as data beside this file."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from wornby.errors import UnknownComponentError

# What can be read without running anything: no pickles, no code.
SAFE_SUFFIXES = frozenset({".json", ".onnx", ".onnx_data", ".safetensors", ".txt"})
COMMIT = re.compile(r"[0-9a-f]{40}")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Variant(_Entry):
    """One set of weights of a preset. `size_bytes` is 0 where nobody looked it up."""

    name: str
    files: tuple[str, ...] = Field(min_length=1)
    size_bytes: int = 0


class Preset(_Entry):
    """A model that `wornby models pull` knows; presets.toml says what its fields are."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    loader: Literal["onnx", "open-clip"]
    repository: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    licence: str = Field(min_length=1)
    dimensions: int
    files: tuple[str, ...]
    variant: tuple[Variant, ...] = Field(min_length=1)
    revision: str = Field(default="", pattern=r"^([0-9a-f]{40})?$")
    models: str = "onnx"
    verified: str = ""
    sha256: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _only_safe_files(self) -> Self:
        for name in (*self.files, *(file for variant in self.variant for file in variant.files)):
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or path.suffix not in SAFE_SUFFIXES:
                message = f"{name} is no file that a preset may fetch: {', '.join(sorted(SAFE_SUFFIXES))}"
                raise ValueError(message)
        return self

    def of_variant(self, name: str) -> Variant:
        """One set of weights.

        Raises:
            UnknownComponentError: There is none of this name; the known ones are named.
        """
        found = next((each for each in self.variant if each.name == name), None)
        if found is None:
            known = ", ".join(each.name or "(plain)" for each in self.variant)
            message = f"Model {self.name} has no variant {name!r}. Known: {known}."
            raise UnknownComponentError(message)
        return found

    def files_of(self, variant: str) -> tuple[str, ...]:
        """Everything that is fetched for a variant."""
        return (*self.files, *self.of_variant(variant).files)


class _File(_Entry):
    preset: tuple[Preset, ...]


@cache
def load_presets() -> Mapping[str, Preset]:
    """Every preset, by name, sorted."""
    text = files("wornby.models.hub").joinpath("presets.toml").read_text(encoding="utf-8")
    return {preset.name: preset for preset in _File.model_validate(tomllib.loads(text)).preset}


def get_preset(name: str) -> Preset:
    """One preset.

    Raises:
        UnknownComponentError: Unknown; the known ones are named.
    """
    presets = load_presets()
    if name not in presets:
        message = f"Unknown model {name!r}. Known: {', '.join(presets)}."
        raise UnknownComponentError(message)
    return presets[name]
