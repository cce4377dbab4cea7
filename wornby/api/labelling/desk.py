"""What lies before a labeller: photos, questions, and the sheet that takes the answers."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wornby.comparison import Question
from wornby.comparison.sheet import Label, Sheet
from wornby.datamodel import NOT_VISIBLE
from wornby.errors import NotFoundError
from wornby.imaging.decode import decode_photo
from wornby.imaging.renditions import RENDITIONS, encode_rendition

KEYS = "123456789abcdefghijklmnopqrstvwxyz"
"""The key of each value, in order; `u` marks a doubt, `0` is not visible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPhoto:
    """One photo: its path, and its name in the sheet."""

    path: str
    file: str


class Desk:
    """Photos, questions and answers.

    Args:
        photos: What is labelled.
        questions: What is asked of each.
        sheet: Takes the answers.
        read: Gives the bytes of a path.
        max_pixels: Largest picture.
    """

    def __init__(
        self,
        photos: Sequence[DeskPhoto],
        *,
        questions: Sequence[Question],
        sheet: Sheet,
        read: Callable[[str], bytes],
        max_pixels: int,
    ) -> None:
        self.photos = tuple(photos)
        self.questions = tuple(questions)
        self._sheet = sheet
        self._read = read
        self._max_pixels = max_pixels
        self._writing = threading.Lock()

    def open_photos(self) -> list[int]:
        """Numbers of the photos that still lack an answer."""
        return [number for number, photo in enumerate(self.photos) if not self._is_complete(photo)]

    def state(self) -> dict[str, object]:
        """Everything that the page needs to begin with; nothing that a tagger says."""
        return {
            "sheet": self._sheet.path.name,
            "questions": [_question(question) for question in self.questions],
            "photos": [
                {"file": photo.file, "labels": _labels(self._sheet.labels_of(photo.file))} for photo in self.photos
            ],
        }

    def answer(self, number: int, question: str, *, label: Label | None) -> None:
        """Keep an answer, or take it away.

        Raises:
            InputError: An unknown question or value.
            NotFoundError: No photo has the number.
            StoreError: It could not be written.
        """
        photo = self._photo(number)
        with self._writing:
            self._sheet.put(photo.file, question, label=label)

    def picture(self, number: int) -> bytes:
        """A photo as a JPEG of a size for the page, without metadata.

        Raises:
            ImageDecodeError: It cannot be read as a picture.
            NotFoundError: No photo has the number, or its file is gone.
        """
        content = self._read(self._photo(number).path)
        photo = decode_photo(content, max_pixels=self._max_pixels)
        return encode_rendition(photo.pixels, long_side_px=RENDITIONS["view"])

    def _photo(self, number: int) -> DeskPhoto:
        if not 0 <= number < len(self.photos):
            message = f"No photo {number}. There are {len(self.photos)}."
            raise NotFoundError(message)
        return self.photos[number]

    def _is_complete(self, photo: DeskPhoto) -> bool:
        labels = self._sheet.labels_of(photo.file)
        return all(question.id in labels for question in self.questions)


def _question(question: Question) -> dict[str, object]:
    values = [value for value in question.values if value.id != NOT_VISIBLE]
    unseen = next(value for value in question.values if value.id == NOT_VISIBLE)
    keyed = [*zip(KEYS, values, strict=False), ("0", unseen)]
    return {
        "id": question.id,
        "title": question.title,
        "about": question.about,
        "values": [
            {"key": key, "id": value.id, "title": value.title, "definition": value.definition} for key, value in keyed
        ],
    }


def _labels(labels: Mapping[str, Label]) -> dict[str, object]:
    return {name: {"value": label.value, "doubt": label.doubted} for name, label in labels.items()}
