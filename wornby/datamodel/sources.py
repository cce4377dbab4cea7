"""The text that names where a photo is: a path, an address, or an upload."""

import re
from pathlib import Path

from wornby.errors import InputError

LONGEST_CAPTION = 500
"""Characters."""

UPLOAD_ID_DIGITS = 32
"""Hexadecimal digits that keep uploads of one name apart."""

UPLOAD_MARK_DIGITS = 8
"""First digits of the photo's id; they follow those. Uploads of older versions have none."""

WEB = frozenset({"http", "https"})
"""Schemes of addresses."""

UPLOAD = "inbox"
"""Scheme of uploads."""

ERASED_UPLOAD = f"{UPLOAD}:erased"
"""Stands for the source of a photo that was refused because it was erased before."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UPLOAD_PREFIX = re.compile(rf"^{UPLOAD}:(?:[0-9a-f]{{{UPLOAD_ID_DIGITS}}}([0-9a-f]{{{UPLOAD_MARK_DIGITS}}})?-)?")
_TITLE_LENGTH = 120
# Not printable, but they hold emojis together and part letters of Persian and Indian scripts.
_JOINERS = frozenset("\u200c\u200d")


def scheme_of(source: str) -> str:
    """Scheme of a source in small letters; empty for a path."""
    found = _SCHEME.match(source)
    return found[1].lower() if found else ""


def absolute(source: str, *, base: Path | None = None) -> str:
    """The source itself where it has a scheme, else an absolute path: whoever reads it may stand in another folder.

    Args:
        source: As somebody gave it.
        base: Folder that a path starts from; the current one if it is left out.
    """
    return source if scheme_of(source) else str((Path() if base is None else base).absolute() / source)


def upload_source(name: str) -> str:
    """The source of an upload that is kept under a name."""
    return f"{UPLOAD}:{name}"


def upload_name(source: str) -> str | None:
    """The name under which an upload is kept; None for other sources."""
    return source.removeprefix(f"{UPLOAD}:") if source.startswith(f"{UPLOAD}:") else None


def upload_mark(source: str) -> str:
    """The first digits of the id that the photo of an upload has; empty where its name does not say."""
    found = _UPLOAD_PREFIX.match(source)
    return (found[1] or "") if found else ""


def title_of(source: str) -> str:
    """File name of a path or address, without folders, query and what keeps uploads apart."""
    tail = source.split("?", 1)[0].replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return _UPLOAD_PREFIX.sub("", tail)[:_TITLE_LENGTH] or "photo"


def parse_caption(text: str) -> str:
    """What somebody wrote about a photo: in one line, without control characters and signs that nobody sees.

    Raises:
        InputError: It has more than 500 characters.
    """
    plain = "".join(sign if sign.isprintable() or sign in _JOINERS else " " for sign in text)
    caption = " ".join(plain.split())
    if len(caption) > LONGEST_CAPTION:
        message = f"The caption has {len(caption)} characters; at most {LONGEST_CAPTION} are kept."
        raise InputError(message)
    return caption
