"""What was pulled: repository, commit and the digest of every file, in one file beside the models."""

import json
import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wornby.errors import ConfigurationError, StoreError

LOCK_NAME = "models.lock.json"


class LockedModel(BaseModel):
    """One model. `files` holds a SHA-256 for each path."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repository: str
    revision: str
    licence: str
    files: dict[str, str]


class ModelLock(BaseModel):
    """The lock file: schema `wornby.models/1`."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    schema_name: Literal["wornby.models/1"] = Field(default="wornby.models/1", alias="schema")
    models: dict[str, LockedModel] = Field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "ModelLock":
        """Read the lock of a folder; an empty one where there is none.

        Raises:
            ConfigurationError: The file is no lock of ours.
        """
        path = folder / LOCK_NAME
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return cls()
        except (OSError, ValidationError) as exc:
            message = f"{path} cannot be read as a lock of models. Mend it, or delete it and pull the models again."
            raise ConfigurationError(message) from exc

    def write(self, folder: Path) -> None:
        """Write whole or not at all.

        Raises:
            StoreError: It could not be written.
        """
        path = folder / LOCK_NAME
        waiting = path.with_suffix(".part")
        try:
            text = json.dumps(self.model_dump(by_alias=True), indent=2, sort_keys=True)
            waiting.write_text(f"{text}\n", encoding="utf-8")
            os.replace(waiting, path)  # noqa: PTH105 - the one call that replaces on every system
        except OSError as exc:
            message = f"{LOCK_NAME} cannot be written ({exc.strerror})."
            raise StoreError(message) from exc
