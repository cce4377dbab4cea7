"""Tags as words for a picture as a whole, for services that tell no more."""

from wornby.api.compat.rekognition.labels import statements
from wornby.datamodel import PhotoTags
from wornby.vocabulary import Vocabulary


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
