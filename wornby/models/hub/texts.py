"""How an encoder wants its texts: `tokenizer.json` with the length and padding of its configuration."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from wornby.errors import ModelError
from wornby.models.hub.folders import ModelFolder

# What the families were trained with, for exports whose configuration does not say it.
_FAMILY_LENGTHS = {"siglip": 64, "clip": 77}
# Tokenizers without a limit write a number of 30 digits.
_NO_LIMIT = 100_000


class TextRecipe:
    """Turns texts into token ids of one length.

    Args:
        folder: With `tokenizer.json`, and `config.json` and `tokenizer_config.json` for what that leaves open.

    Raises:
        ModelError: A file is missing or damaged, or the length or padding can be found nowhere.
    """

    def __init__(self, folder: ModelFolder) -> None:
        self._tokenizer = _read(folder.file("tokenizer.json"))
        config = folder.config("config.json")
        own = folder.config("tokenizer_config.json")
        self.length = _length(self._tokenizer, config=config, own=own)
        # SigLIP was trained on lower case only, and its tokenizer files do not always say so.
        self._lower = bool(own.get("do_lower_case")) or _family(config) == "siglip"
        pad_id, pad_token = _padding(self._tokenizer, config=config, own=own)
        self._tokenizer.enable_truncation(self.length)
        self._tokenizer.enable_padding(pad_id=pad_id, pad_token=pad_token, length=self.length)

    def prepare(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Token ids, and 1 where they are no padding. (N, length), int64, both."""
        words = [text.lower() if self._lower else text for text in texts]
        encoded = self._tokenizer.encode_batch(words)
        ids = np.array([each.ids for each in encoded], dtype=np.int64).reshape(len(texts), self.length)
        mask = np.array([each.attention_mask for each in encoded], dtype=np.int64).reshape(len(texts), self.length)
        return ids, mask


def _read(path: Path) -> Tokenizer:
    try:
        return Tokenizer.from_str(path.read_text(encoding="utf-8"))
    # The library raises bare Exception for a file that it cannot read.
    except Exception as exc:
        message = f"The file {path.name} of the model folder {path.parent.name} is no tokenizer."
        raise ModelError(message) from exc


def _family(config: Mapping[str, Any]) -> str:
    kind = str(config.get("model_type", ""))
    return next((family for family in _FAMILY_LENGTHS if family in kind), "")


def _length(tokenizer: Tokenizer, *, config: Mapping[str, Any], own: Mapping[str, Any]) -> int:
    text = config.get("text_config", {})
    padding = tokenizer.padding or {}
    candidates = (
        text.get("max_position_embeddings"),
        config.get("max_position_embeddings"),
        own.get("model_max_length"),
        padding.get("length"),
        _FAMILY_LENGTHS.get(_family(config)),
    )
    for found in candidates:
        if isinstance(found, int) and 0 < found < _NO_LIMIT:
            return found
    message = "Neither config.json nor tokenizer_config.json of the model says how long its texts are."
    raise ModelError(message)


def _padding(tokenizer: Tokenizer, *, config: Mapping[str, Any], own: Mapping[str, Any]) -> tuple[int, str]:
    """Id and word. The tokenizer's own files first: a configuration often holds its library's default instead."""
    word = own.get("pad_token")
    word = word.get("content") if isinstance(word, Mapping) else word
    number = tokenizer.token_to_id(word) if isinstance(word, str) else None
    if isinstance(word, str) and number is not None:
        return number, word
    if tokenizer.padding:
        return tokenizer.padding["pad_id"], tokenizer.padding["pad_token"]
    found = config.get("text_config", {}).get("pad_token_id", config.get("pad_token_id"))
    token = tokenizer.id_to_token(found) if isinstance(found, int) else None
    if isinstance(found, int) and token is not None:
        return found, token
    message = "Neither the tokenizer's files nor config.json of the model say what texts are padded with."
    raise ModelError(message)
