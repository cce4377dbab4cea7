"""Which photo comes next: the one that the tagger is least sure of."""

import threading
from collections.abc import Callable, Mapping, Sequence

from wornby.comparison import Question, read_answer
from wornby.datamodel.library import TagResult

EVERYTHING = ""
"""Rank by the least sure answer to any question."""

_UNKNOWN = 2.0


class Ranking:
    """Tags photos in the background and remembers nothing of it but how sure each answer is.

    What the tagger says is not kept: who labels must not be led by it.

    Args:
        photos: How many there are.
        questions: What is labelled.
        tag: Tags one photo by its number.
    """

    def __init__(self, photos: int, *, questions: Sequence[Question], tag: Callable[[int], TagResult]) -> None:
        self._photos = photos
        self._questions = tuple(questions)
        self._tag = tag
        self._sure: dict[int, Mapping[str, float]] = {}
        self._total = 0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> tuple[int, int]:
        """Photos that were looked at, and photos to look at."""
        return len(self._sure), self._total

    def start(self, numbers: Sequence[int]) -> None:
        """Begin to tag these photos."""
        self._total = len(numbers)
        self._thread = threading.Thread(target=self._run, args=(tuple(numbers),), name="ranking", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the photo at hand, and no other."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def join(self) -> None:
        """Wait until every photo was looked at."""
        if self._thread is not None:
            self._thread.join()

    def order(self, question: str = EVERYTHING) -> list[int]:
        """Numbers of the photos, the least sure first; those not looked at yet come last, in their own order."""
        known = dict(self._sure)

        def key(number: int) -> tuple[float, int]:
            sure = known.get(number, {})
            if question != EVERYTHING:
                return (sure.get(question, _UNKNOWN if number not in known else 1.0), number)
            return (min(sure.values(), default=_UNKNOWN if number not in known else 1.0), number)

        return sorted(range(self._photos), key=key)

    def _run(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            if self._stopping.is_set():
                return
            tags = self._tag(number).tags
            answers = {each.id: read_answer(tags, each) for each in self._questions}
            self._sure[number] = {
                name: answer.confidence for name, answer in answers.items() if answer.confidence is not None
            }
