"""A picture with its tags, for services that only look."""

from wornby.api.errors import error_of
from wornby.datamodel import Photo, PhotoTags, Purpose
from wornby.engine import Engine
from wornby.errors import ModelError


def tagged(engine: Engine, content: bytes, *, purposes: frozenset[Purpose]) -> tuple[Photo, PhotoTags]:
    """Decode and tag a picture; nothing is kept.

    Args:
        engine: Looks.
        content: A whole file.
        purposes: What it may be used for.

    Raises:
        InputError: It cannot be decoded.
        WornbyError: The tagger failed.
    """
    result = engine.tag([content], purposes=purposes)[0]
    if result.failure is not None:
        raise error_of(result.failure)
    if result.photo is None or result.tags is None:
        message = "The tagger said nothing of this picture."
        raise ModelError(message)
    return result.photo, result.tags
