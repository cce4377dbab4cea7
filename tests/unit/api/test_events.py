"""Server-sent events of jobs: told on change, counted once, few at a time, ended with the server."""

import json
from dataclasses import replace

import anyio
import pytest
from structlog.testing import capture_logs

from tests.unit.api.conftest import STRANGER, open_app
from tests.unit.api.fakes import FakeEngine
from wornby.api import create_app
from wornby.api.events import JobEvents
from wornby.datamodel import JobState
from wornby.errors import BusyError, StoreError

NEVER = 1e9
NO_ENDS = {"done": 0, "failed": 0, "queued": 0, "running": 0}


class Counted:
    """Gives one answer after the other, the last for ever."""

    def __init__(self, *answers):
        self.looks = 0
        self._answers = list(answers)

    def __call__(self):
        self.looks += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return {JobState.QUEUED: answer}


def told(chunk):
    """What an event says; None for a heartbeat."""
    if chunk.startswith(": "):
        return None
    name, data = chunk.strip().split("\n")
    assert name == "event: counts"
    counts = json.loads(data.removeprefix("data: "))
    assert counts == NO_ENDS | {"queued": counts["queued"]}
    return counts["queued"]


async def read(events, count):
    """The first events of a stream, after its `retry`."""
    stream = events.stream()
    chunks = aiter(stream.body_iterator)
    assert (await anext(chunks)).startswith("retry: ")
    return [told(await anext(chunks)) for _ in range(count)]


def test_counts_are_told_at_once_and_when_they_change():
    async def listen():
        events = JobEvents(Counted(3, 3, 3, 1), look_s=0, beat_s=NEVER)
        assert await read(events, 2) == [3, 1]

    anyio.run(listen)


def test_a_stream_with_nothing_to_say_shows_that_it_lives():
    async def listen():
        assert await read(JobEvents(Counted(3), look_s=0, beat_s=0), 3) == [3, None, None]

    anyio.run(listen)


def test_one_look_is_for_all_streams():
    async def listen():
        count = Counted(3)
        events = JobEvents(count, look_s=NEVER)
        assert [await read(events, 1) for _ in range(5)] == [[3]] * 5
        assert count.looks == 1

    anyio.run(listen)


def test_nobody_looks_while_nobody_listens():
    count = Counted(3)
    with open_app(create_app(FakeEngine()), address=STRANGER):
        JobEvents(count).stream()
    assert count.looks == 0


class Ended:
    """Takes an answer in, and says that the client is gone when something is asked of it."""

    def __init__(self, *, gone):
        self.sent = []
        self._gone = gone
        self.began = anyio.Event()

    async def receive(self):
        await self.began.wait()
        if not self._gone:
            await anyio.sleep_forever()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)
        if b"event: counts" in message.get("body", b""):
            self.began.set()


@pytest.mark.parametrize("gone", [True, False], ids=["the client goes", "the server stops"])
def test_a_stream_ends_and_leaves_its_place(gone):
    async def answer():
        events = JobEvents(Counted(3), most=1, look_s=NEVER)
        stream, client = events.stream(), Ended(gone=gone)
        with pytest.raises(BusyError):
            events.stream()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(stream, {"type": "http", "asgi": {"spec_version": "2.3"}}, client.receive, client.send)
            await client.began.wait()
            if not gone:
                events.close()
        assert events.open == 0
        events.stream()

    anyio.run(answer)


def test_a_stream_ends_when_the_records_do_not_answer():
    async def listen():
        events = JobEvents(Counted(3, StoreError("locked")), look_s=0)
        chunks = [chunk async for chunk in events.stream().body_iterator]
        assert [told(chunk) for chunk in chunks[1:]] == [3]

    anyio.run(listen)


def test_a_stream_comes_with_its_type_and_ends_with_its_life():
    engine = FakeEngine(allowed_hosts=["console.example"])
    app = create_app(engine)
    events = JobEvents(engine.records.count_jobs, life_s=0, most=1)
    app.state.services = replace(app.state.services, events=events)
    with capture_logs(), open_app(app, address=STRANGER, host="console.example") as client:
        headers = {"Authorization": "Bearer wb_staff"}
        answers = [client.get("/v1/jobs/events", headers=headers) for _ in range(2)]
        events.stream()
        refused = client.get("/v1/jobs/events", headers=headers)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].headers["content-type"].startswith("text/event-stream")
    assert answers[0].headers["cache-control"] == "no-store"
    assert 'data: {"queued": 3, ' in answers[0].text
    assert (refused.status_code, refused.json()["code"]) == (429, "busy")
    assert int(refused.headers["retry-after"]) > 0
