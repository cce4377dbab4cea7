"""The codebook of visual words that motifs are named with."""

from functools import cache
from pathlib import Path

from wornby.errors import ModelError
from wornby.imaging.motif_words import Codebook

FILE = Path(__file__).parent / "files" / "motif-words.npz"


@cache
def load_codebook(path: Path = FILE) -> Codebook:
    """Read the codebook that `training/motif_words.py` wrote.

    Raises:
        ModelError: It is missing or damaged.
    """
    try:
        return Codebook.read(path)
    except (OSError, ValueError, KeyError) as exc:
        message = f"The file {path.name} of the matcher is missing or damaged. Install wornby again."
        raise ModelError(message) from exc
