import threading
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import anyio
import pytest

from tests.unit.api.conftest import open_app
from tests.unit.api.fakes import FakeEngine
from wornby.api import create_app
from wornby.api.turns import Turns
from wornby.datamodel.staff import Role
from wornby.errors import BusyError

PASSWORD = "correct horse battery"


class Slow:
    """Work that goes on until it is let go."""

    def __init__(self):
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()
        self.count = 0

    def __call__(self):
        self.count += 1
        self.begun.release()
        assert self.go.wait(30)
        return "done"


def test_gives_back_what_was_made():
    assert anyio.run(Turns().run, lambda: 3) == 3


def test_who_comes_too_late_is_refused_before_any_work():
    work, turns, answers = Slow(), Turns(at_once=1, most_waiting=1), []

    async def ask():
        answers.append(await turns.run(work))

    async def main():
        async with anyio.create_task_group() as group:
            group.start_soon(ask)
            group.start_soon(ask)
            await anyio.to_thread.run_sync(work.begun.acquire)
            with pytest.raises(BusyError) as caught:
                await turns.run(work)
            assert caught.value.retry_after_s > 0
            assert work.count == 1
            work.go.set()
        assert await turns.run(work) == "done"

    anyio.run(main)
    assert (answers, work.count) == (["done", "done"], 3)


def test_one_who_asks_has_not_all_threads_at_once():
    work, other, turns = Slow(), Slow(), Turns(at_once=2, at_once_each=1)

    async def main():
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(partial(turns.run, work, who="10.0.0.1"))
            await anyio.to_thread.run_sync(work.begun.acquire)
            other.go.set()
            assert await turns.run(other, who="10.0.0.2") == "done"
            assert work.count == 1
            work.go.set()
        assert await turns.run(work, who="10.0.0.1") == "done"

    anyio.run(main)
    assert work.count == 4


def test_one_who_asks_too_much_keeps_nobody_else_out():
    work, turns = Slow(), Turns(at_once=1, most_waiting=5, most_waiting_each=1)

    async def main():
        async with anyio.create_task_group() as group:
            for who in ("a", "a", "b"):
                group.start_soon(partial(turns.run, work, who=who))
            await anyio.to_thread.run_sync(work.begun.acquire)
            with pytest.raises(BusyError):
                await turns.run(work, who="a")
            work.go.set()
        assert await turns.run(work, who="a") == "done"

    anyio.run(main)
    assert work.count == 4


@pytest.mark.parametrize(("gone", "done"), [(False, 1), (True, 0)], ids=["there", "gone"])
def test_nothing_is_done_for_whoever_is_gone(gone, done):
    turns, made = Turns(), []

    async def is_gone():
        return gone

    async def main():
        try:
            await turns.run(lambda: made.append(1), gone=is_gone)
        except BusyError:
            assert gone

    anyio.run(main)
    assert len(made) == done


def test_a_failure_gives_its_turn_back():
    turns = Turns(at_once=1, most_waiting=0)

    async def main():
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await turns.run(lambda: 1 // 0)

    anyio.run(main)


def test_who_waits_for_the_provider_keeps_no_password_waiting():
    engine, work = FakeEngine(), Slow()
    engine.staff.add("ada", Role.VIEWER, password=PASSWORD)
    engine.staff._provider = SimpleNamespace(address=lambda **_values: f"https://p.example/{work()}")
    app = create_app(engine)
    few = Turns(at_once=1, most_waiting=0)
    app.state.services = replace(app.state.services, passwords=few, provider=Turns(at_once=1, most_waiting=0))
    with open_app(app) as client:
        waiting = threading.Thread(target=partial(client.get, "/v1/session/oidc"))
        waiting.start()
        assert work.begun.acquire(timeout=30)
        refused = client.get("/v1/session/oidc")
        answer = client.post("/v1/session", json={"name": "ada", "password": PASSWORD})
        work.go.set()
        waiting.join(30)
    assert (refused.status_code, answer.status_code) == (429, 200)


def test_a_flood_of_sign_ins_leaves_other_requests_alone():
    engine, work = FakeEngine(), Slow()
    engine.staff.add("ada", Role.VIEWER, password=PASSWORD)
    engine.staff.sign_in = lambda _name, _password: work()
    app = create_app(engine)
    app.state.services = replace(app.state.services, passwords=Turns(at_once=2, most_waiting=0))
    with open_app(app) as client:
        ask = partial(client.post, "/v1/session", json={"name": "ada", "password": PASSWORD})
        waiting = [threading.Thread(target=ask) for _ in range(2)]
        for thread in waiting:
            thread.start()
        for _ in waiting:
            assert work.begun.acquire(timeout=30)
        refused = ask()
        seen = client.get("/v1/products").status_code
        engine.staff.sign_in = lambda _name, _password: pytest.fail("nobody waits any more")
        work.go.set()
        for thread in waiting:
            thread.join(30)
    assert (refused.status_code, refused.json()["code"], seen) == (429, "busy", 200)
    assert int(refused.headers["retry-after"]) > 0
    assert work.count == 2
