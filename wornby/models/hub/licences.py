"""Which licences of weights need the operator's word."""

from collections.abc import Collection
from pathlib import Path

from wornby.errors import LicenceError

# Free for any use, sale included. Everything else is refused until the operator names it: a list of what is allowed
# errs on the safe side when a licence is new.
OPEN_LICENCES = frozenset(
    {"0bsd", "apache-2.0", "bsd-2-clause", "bsd-3-clause", "cc-by-4.0", "cc0-1.0", "isc", "mit", "unlicense", "zlib"}
)
_HEAD_BYTES = 4096


def is_open(licence: str) -> bool:
    """Whether a licence allows any use."""
    return licence.lower() in OPEN_LICENCES


def check_licence(licence: str, *, model: str, accepted: Collection[str]) -> None:
    """Refuse weights whose licence limits what they may be used for, unless the settings accept it.

    Raises:
        LicenceError: Not accepted.
    """
    if is_open(licence) or licence.lower() in {word.lower() for word in accepted}:
        return
    message = (
        f"The weights of {model} are under the licence {licence!r}, which limits their use (research or "
        f"non-commercial, or unknown to wornby). Read it, and if your use is allowed set "
        f"WORNBY_ACCEPT_LICENCES='[\"{licence}\"]'."
    )
    raise LicenceError(message)


def stated_licence(folder: Path) -> str:
    """The licence that the head of a folder's README.md states, as on the hub; empty where it states none."""
    try:
        with (folder / "README.md").open(encoding="utf-8", errors="replace") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return ""
    lines = head.splitlines()
    if not lines or lines[0].strip() != "---":
        return ""
    for line in lines[1:]:
        if line.strip() == "---":
            break
        key, _, value = line.partition(":")
        if key.strip() == "license":
            return value.strip().strip("'\"").lower()
    return ""
