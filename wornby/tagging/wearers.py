"""Who is in a photo."""

from collections.abc import Sequence
from typing import Protocol

from wornby.datamodel import Detection, Failure, Photo, PhotoTags, Purpose, WearerTags
from wornby.errors import WornbyError
from wornby.interfaces import Detector

PERSON = "person"
MOST_WEARERS = 8
# As in the built-in parser: smaller ones are passers-by.
MIN_LARGEST_SHARE = 0.12


class WearerFinder(Protocol):
    """Finds wearers; every tagger does."""

    def tag(self, photos: Sequence[Photo], *, purposes: Sequence[frozenset[Purpose]]) -> Sequence[PhotoTags | Failure]:
        """Wearers of a batch, with what is known of them; one answer for each photo, in order."""
        ...


class DetectedWearers:
    """Persons that a detector finds, the largest first; nothing is stated about them.

    Args:
        detector: One of its classes is "person".
    """

    def __init__(self, detector: Detector) -> None:
        self._detector = detector

    def tag(self, photos: Sequence[Photo], *, purposes: Sequence[frozenset[Purpose]]) -> Sequence[PhotoTags | Failure]:
        """Wearers of a batch; one answer for each photo, in order."""
        del purposes
        return [self._find(photo) for photo in photos]

    def _find(self, photo: Photo) -> PhotoTags | Failure:
        try:
            persons = [each for each in self._detector.detect(photo.pixels) if each.label == PERSON]
        except WornbyError as error:
            return Failure(code=error.code, message=error.message, retryable=error.retryable)
        persons.sort(key=_area, reverse=True)
        large = [each for each in persons if _area(each) >= MIN_LARGEST_SHARE * _area(persons[0])]
        wearers = tuple(
            WearerTags(main=number == 0, box=each.box, attributes={}, garments=())
            for number, each in enumerate(large[:MOST_WEARERS])
        )
        return PhotoTags(photo={}, wearers=wearers, garments=())


def _area(found: Detection) -> float:
    return (found.box.x_max - found.box.x_min) * (found.box.y_max - found.box.y_min)
