"""Which photos were not asked about, since their answers were kept."""

from wornby.datamodel.labels import ProviderAnswer
from wornby.interfaces import AnswerShelf


class NotingShelf:
    """A shelf that remembers which of its answers were used. Safe to call from several threads.

    Args:
        shelf: Keeps the answers.
    """

    def __init__(self, shelf: AnswerShelf) -> None:
        self._shelf = shelf
        self._used: set[tuple[str, str]] = set()

    def get(self, photo: str, *, provider: str) -> ProviderAnswer | None:
        """The kept answer of a service; None where there is none."""
        answer = self._shelf.get(photo, provider=provider)
        if answer is not None:
            self._used.add((photo, provider))
        return answer

    def put(self, photo: str, answer: ProviderAnswer, *, provider: str) -> None:
        """Keep an answer in the place of the one before, which was not enough then: the service was asked."""
        self._used.discard((photo, provider))
        self._shelf.put(photo, answer, provider=provider)

    @property
    def photos(self) -> frozenset[str]:
        """SHA-256 of the photos about which at least one call was saved."""
        return frozenset(photo for photo, _ in self._used.copy())
