"""What `wornby search` reads from its command line."""

from pathlib import Path

from wornby.datamodel import BoundingBox
from wornby.errors import InputError, NotFoundError

_CORNERS = 4


def parse_region(text: str) -> BoundingBox:
    """Read a box from "x_min,y_min,x_max,y_max".

    Raises:
        InputError: Not four fractions, or no box.
    """
    try:
        corners = [float(word) for word in text.split(",")]
    except ValueError:
        corners = []
    if len(corners) != _CORNERS:
        message = f"Not a region: {text!r}. Write four fractions: x_min,y_min,x_max,y_max."
        raise InputError(message)
    return BoundingBox(x_min=corners[0], y_min=corners[1], x_max=corners[2], y_max=corners[3])


def read_picture(path: Path) -> bytes:
    """Return the bytes of a picture to search with.

    Raises:
        InputError: It cannot be read.
        NotFoundError: No such file.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as exc:
        message = f"No such file: {path.name}. Check the path."
        raise NotFoundError(message) from exc
    except OSError as exc:
        message = f"{path.name} cannot be read ({exc.strerror})."
        raise InputError(message) from exc
