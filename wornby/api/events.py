"""Server-sent events: how many jobs there are in each state, told to whoever listens when it changes."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping

import anyio
import anyio.to_thread
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from wornby.datamodel import JobState
from wornby.errors import BusyError, StoreError

MOST_STREAMS = 20
LOOK_S = 1.0
BEAT_S = 15.0
"""Proxies close what says nothing for longer."""
LIFE_S = 60.0
"""A session or key that has ended listens no longer than this: the browser comes back by itself and is checked anew."""
COME_BACK_MS = 1000

Counts = Mapping[str, int]


class JobEvents:
    """Counts jobs for all streams at once, and only while somebody listens. To be used on one event loop.

    No stream has a clock of its own in the records: whoever wakes first after `look_s` looks, and the others take that.

    Args:
        count_jobs: Gives the number of jobs in each state; runs in a thread.
        most: Streams at once.
        look_s: Between looks.
        beat_s: After which a stream that has nothing to say shows that it lives.
        life_s: Of a stream.
    """

    def __init__(
        self,
        count_jobs: Callable[[], Mapping[JobState, int]],
        *,
        most: int = MOST_STREAMS,
        look_s: float = LOOK_S,
        beat_s: float = BEAT_S,
        life_s: float = LIFE_S,
    ) -> None:
        self._count_jobs = count_jobs
        self._most = most
        self._look_s = look_s
        self._beat_s = beat_s
        self._life_s = life_s
        self._open = 0
        self._closed = asyncio.Event()
        self._looking = asyncio.Lock()
        self._counts: Counts = {}
        self._looked_at = float("-inf")

    @property
    def open(self) -> int:
        """Streams that are open."""
        return self._open

    def stream(self) -> "EventStream":
        """A stream, counted from now until its answer has ended.

        Raises:
            BusyError: Too many are open.
        """
        if self._open >= self._most:
            message = f"{self._most} pages listen already. Ask for the jobs now and then instead."
            raise BusyError(message, retry_after_s=self._life_s)
        self._open += 1
        return EventStream(self._tell(), ended=self._leave)

    def close(self) -> None:
        """End all streams: a server does not stop while one is open."""
        self._closed.set()

    def _leave(self) -> None:
        self._open -= 1

    async def _tell(self) -> AsyncIterator[str]:
        yield f"retry: {COME_BACK_MS}\n\n"
        ends_at = time.monotonic() + self._life_s
        told: Counts = {}
        said_at = time.monotonic()
        while True:
            try:
                counts = await self._look()
            except StoreError:
                return  # the browser comes back, and is told then what is wrong
            if counts != told:
                told, said_at = counts, time.monotonic()
                yield f"event: counts\ndata: {json.dumps(counts)}\n\n"
            elif time.monotonic() >= said_at + self._beat_s:
                said_at = time.monotonic()
                yield ": still here\n\n"
            if time.monotonic() >= ends_at or await self._closed_within(self._look_s):
                return

    async def _look(self) -> Counts:
        async with self._looking:
            if time.monotonic() >= self._looked_at + self._look_s:
                counts = await anyio.to_thread.run_sync(self._count_jobs)
                self._counts = {state.value: counts.get(state, 0) for state in JobState}
                self._looked_at = time.monotonic()
            return self._counts

    async def _closed_within(self, seconds: float) -> bool:
        with anyio.move_on_after(seconds):
            await self._closed.wait()
        return self._closed.is_set()


class EventStream(StreamingResponse):
    """An answer of server-sent events.

    Args:
        content: The events.
        ended: Called once, when the answer has ended: all was said, the client went, or the server stops.
    """

    media_type = "text/event-stream"

    def __init__(self, content: AsyncIterator[str], *, ended: Callable[[], None]) -> None:
        # Proxies are told not to hold the events back until there are more.
        super().__init__(content, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()
