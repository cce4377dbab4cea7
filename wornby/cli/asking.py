"""What `wornby search` reads from its command line."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from wornby.datamodel import BoundingBox, Point
from wornby.errors import InputError, NotFoundError

_CORNERS = 4
_AXES = 2


def check_question(*, pictures: Sequence[object], region: str | None, point: str | None) -> None:
    """Refuse a question that contradicts itself.

    Args:
        pictures: File, address, entry of the library: None where it was not given.
        region: As it was given.
        point: As it was given.

    Raises:
        InputError: Several pictures, or a part of none.
    """
    given = [picture for picture in pictures if picture is not None]
    if len(given) > 1:
        message = "Give one picture: --image, --url or --like."
        raise InputError(message)
    if region is not None and point is not None:
        message = "Give --region or --point, not both."
        raise InputError(message)
    if point is not None and not given:
        message = "--point needs a picture: add --image, --url or --like."
        raise InputError(message)
    if region is not None and all(picture is None for picture in pictures[:2]):
        message = "--region needs a picture: add --image or --url."
        raise InputError(message)


def check_texts(texts: Iterable[str | None]) -> None:
    """Refuse texts that hold bytes which are no UTF-8: a shell passes them on as half a character.

    Raises:
        InputError: A text holds some.
    """
    for text in texts:
        if text is not None and any("\ud800" <= sign <= "\udfff" for sign in text):
            shown = text.encode("utf-8", "replace").decode("utf-8")
            message = f"{shown!r} is not UTF-8. Write it again, in a terminal that is set to UTF-8."
            raise InputError(message)


def parse_point(text: str) -> Point:
    """Read a place from "x,y".

    Raises:
        InputError: Not two numbers.
    """
    try:
        values = [float(word) for word in text.split(",")]
    except ValueError:
        values = []
    if len(values) != _AXES:
        message = f"Not a place: {text!r}. Write two fractions: x,y."
        raise InputError(message)
    return (values[0], values[1])


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
