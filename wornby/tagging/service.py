"""Tags pictures without a library."""

import time
from collections.abc import Sequence
from dataclasses import replace

from wornby.datamodel import Failure, Purpose, Rights, RightsState
from wornby.datamodel.library import TagResult
from wornby.errors import WornbyError
from wornby.imaging.decode import decode_photo
from wornby.interfaces import PhotoSource, RightsGate, Tagger


class TaggingService:
    """Decodes and tags.

    Args:
        tagger: Who states the facts.
        gate: What the purposes allow to compute and to give out, whatever the tagger does.
        max_pixels: Largest picture, width times height.
        max_bytes: Largest file.
    """

    def __init__(self, tagger: Tagger, *, gate: RightsGate, max_pixels: int, max_bytes: int) -> None:
        self._tagger = tagger
        self._gate = gate
        self._max_pixels = max_pixels
        self._max_bytes = max_bytes

    def tag(self, contents: Sequence[bytes], *, purposes: frozenset[Purpose]) -> list[TagResult]:
        """Tag pictures given as bytes; one result for each, in order."""
        return [self._one(content, purposes=purposes, started=time.perf_counter()) for content in contents]

    def tag_source(self, name: str, *, source: PhotoSource, purposes: frozenset[Purpose]) -> TagResult:
        """Read and tag one file or address."""
        started = time.perf_counter()
        try:
            content = source.read(name, limit_bytes=self._max_bytes)
        except WornbyError as error:
            return _failed(error, started=started)
        return self._one(content, purposes=purposes, started=started)

    def _one(self, content: bytes, *, purposes: frozenset[Purpose], started: float) -> TagResult:
        try:
            photo = decode_photo(content, max_pixels=self._max_pixels)
        except WornbyError as error:
            return _failed(error, started=started)
        # Nothing is stored or shown, so the purposes are all that rights say here.
        rights = Rights(state=RightsState.LICENSED, purposes=purposes)
        photo = replace(photo, may_leave=bool(purposes))
        tags = self._tagger.tag([photo], purposes=[self._gate.purposes(rights)])[0]
        took_ms = (time.perf_counter() - started) * 1000
        if isinstance(tags, Failure):
            return TagResult(photo=photo, tags=None, failure=tags, took_ms=took_ms)
        return TagResult(photo=photo, tags=self._gate.strip(tags, rights), failure=None, took_ms=took_ms)


def _failed(error: WornbyError, *, started: float) -> TagResult:
    took_ms = (time.perf_counter() - started) * 1000
    return TagResult(photo=None, tags=None, failure=Failure.of(error), took_ms=took_ms)
