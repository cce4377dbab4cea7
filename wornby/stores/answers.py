"""Kept answers of rented services: one file for each photo, which goes with the photo."""

import json
import threading
from collections.abc import Callable, Iterator

from pydantic import TypeAdapter, ValidationError

from wornby.datamodel.labels import ANSWERS, ProviderAnswer, answers_name
from wornby.errors import NotFoundError, StoreError
from wornby.interfaces import BlobStore

_ANSWERS = TypeAdapter(dict[str, ProviderAnswer])


class BlobAnswerShelf:
    """Keeps answers as JSON. Safe to call from several threads; of two processes that write about one photo, one stays.

    Args:
        blobs: Where the files lie.
        identify: The name of a photo by its SHA-256; in a library its keyed id, so that no file tells whose it is.
    """

    def __init__(self, blobs: BlobStore, *, identify: Callable[[str], str]) -> None:
        self._blobs = blobs
        self._identify = identify
        self._lock = threading.Lock()

    def get(self, photo: str, *, provider: str) -> ProviderAnswer | None:
        """The kept answer of a service; None where there is none, or none that can be read."""
        return self._read(answers_name(self._identify(photo))).get(provider)

    def put(self, photo: str, answer: ProviderAnswer, *, provider: str) -> None:
        """Keep an answer in the place of the one before.

        Raises:
            StoreError: It could not be written.
        """
        name = answers_name(self._identify(photo))
        with self._lock:
            held = {**self._read(name), provider: answer}
            self._blobs.put(name, _ANSWERS.dump_json(held, indent=1))

    def all(self) -> Iterator[tuple[str, ProviderAnswer]]:
        """Every kept answer with its service."""
        for name in self._blobs.list(ANSWERS):
            yield from self._read(name).items()

    def _read(self, name: str) -> dict[str, ProviderAnswer]:
        try:
            return _ANSWERS.validate_json(self._blobs.get(name))
        except NotFoundError:
            return {}
        except (ValidationError, json.JSONDecodeError) as exc:
            message = f"The file {name} of kept answers is damaged. Delete it; the services are then asked again."
            raise StoreError(message) from exc
