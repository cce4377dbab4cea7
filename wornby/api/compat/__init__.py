"""Drop-in endpoints: the clients of other services, unchanged but for the address, work against wornby.

None of them exists unless it is asked for. Each is a folder of its own; to add one: a router made by
`guard.compat_router`, a line in `COMPAT`, a section of docs/compat.md.
"""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from wornby.api.compat import cloudinary, google_vision, imagga, rekognition
from wornby.api.compat.guard import purposes_of, rights_of
from wornby.errors import InputError, UnknownComponentError
from wornby.settings import Settings

__all__ = ["COMPAT", "names_in", "routers_of"]

COMPAT: Mapping[str, APIRouter] = {
    "cloudinary": cloudinary.router,
    "google-vision": google_vision.router,
    "imagga": imagga.router,
    "rekognition": rekognition.router,
}
"""By the service's name; sorted."""


def names_in(text: str) -> tuple[str, ...]:
    """The names in a list that somebody typed, such as "rekognition,imagga".

    Raises:
        InputError: One is not known; the message lists those that are.
    """
    names = tuple(word.strip() for word in text.split(",") if word.strip())
    wrong = _unknown(names)
    if wrong:
        raise InputError(wrong)
    return names


def routers_of(names: Sequence[str], *, settings: Settings) -> tuple[APIRouter, ...]:
    """The routers behind names.

    Args:
        names: In any order, also twice.
        settings: Say what pictures that come in may be used for; looked at now, not at the first request.

    Raises:
        UnknownComponentError: One is not known; the message lists those that are.
        ConfigurationError: The settings name no purpose, or no state of rights.
    """
    wrong = _unknown(names)
    if wrong:
        raise UnknownComponentError(wrong)
    purposes_of(settings)
    rights_of(settings)
    return tuple(router for name, router in COMPAT.items() if name in names)


def _unknown(names: Sequence[str]) -> str:
    wrong = [name for name in names if name not in COMPAT]
    return f"No drop-in endpoint {', '.join(wrong)}. Known: {', '.join(COMPAT)}." if wrong else ""
