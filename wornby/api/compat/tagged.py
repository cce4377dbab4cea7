"""A picture with its tags, for services that only look."""

from wornby.api.compat.rekognition.labels import statements
from wornby.api.errors import error_of
from wornby.datamodel import Photo, PhotoTags, Purpose
from wornby.engine import Engine
from wornby.errors import ModelError
from wornby.vocabulary import Vocabulary


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


def surest_words(tags: PhotoTags, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Words for a picture as a whole with their confidences, the surest first.

    Broader words are as sure as what they were said for.

    Args:
        tags: Of the photo.
        vocabulary: Tells of values that a shop added.
    """
    sure: dict[str, float] = {}
    for said in statements(tags, vocabulary):
        for name in (said.word.name, *said.word.parents):
            sure[name] = max(sure.get(name, 0.0), said.confidence)
    return sorted(sure.items(), key=lambda one: (-one[1], one[0]))
