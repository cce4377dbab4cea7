"""The thread that works off what requests left behind."""

import threading

import pytest

from tests.unit.api.fakes import FakeEngine
from wornby.api.background import PRODUCTS_A_ROUND, Daily, Resumer
from wornby.datamodel import JobState

WAIT_S = 30


class Engine(FakeEngine):
    """Counts rounds: an event after so many looks for new products."""

    def __init__(self, *, until, broken=()):
        super().__init__()
        self.until = until
        self.broken = broken
        self.done = threading.Event()
        self.swept = False
        self.matching = []
        self.finished = []

    def resume(self, *, progress=None, matching=True):
        self.matching.append(matching)
        return super().resume(progress=progress)

    def sweep_files(self):
        self.swept = True
        return 0

    def finish_erasures(self, *, older_than_s):
        self.finished.append(older_than_s)
        if "finish_erasures" in self.broken:
            message = "It fails."
            raise RuntimeError(message)
        return 0

    def match_new(self, *, limit=None):
        left = super().match_new(limit=limit)
        if len(self.limits) >= self.until:
            self.done.set()
        if "match_new" in self.broken:
            message = "It fails."
            raise RuntimeError(message)
        return left


def run(engine):
    errors = []
    counts = {JobState.QUEUED: 1}
    resumer = Resumer(engine, count_jobs=lambda: counts, observe=lambda _: None, count_error=lambda: errors.append(1))
    resumer.start()
    resumer.announce()
    assert engine.done.wait(WAIT_S)
    resumer.stop()
    return errors


def test_new_products_are_looked_for_a_few_at_a_time() -> None:
    engine = Engine(until=3)
    engine.waiting = [4, 1, 0]
    assert run(engine) == []
    assert engine.limits == [PRODUCTS_A_ROUND] * 3
    assert set(engine.matching) == {False}


def test_products_that_are_not_fewer_wait_for_the_next_round() -> None:
    engine = Engine(until=2)
    engine.waiting = [150, 150, 150]
    run(engine)
    assert len(engine.limits) == 2


@pytest.mark.parametrize("broken", [(), ("match_new",)], ids=["well", "matching-fails"])
def test_files_are_swept_whatever_matching_does(broken) -> None:
    engine = Engine(until=1, broken=broken)
    errors = run(engine)
    assert (engine.swept, len(errors)) == (True, len(broken))


@pytest.mark.parametrize("broken", [(), ("finish_erasures",)], ids=["well", "erasing-fails"])
def test_a_server_that_starts_finishes_all_erasures(broken) -> None:
    engine = Engine(until=1, broken=broken)
    errors = run(engine)
    assert (engine.finished, len(errors)) == ([0.0], len(broken))


class Clocks:
    """Fails at the first run; an event after the second."""

    def __init__(self):
        self.runs = []
        self.done = threading.Event()

    def run_if_due(self, *, stopped):
        self.runs.append(stopped())
        if len(self.runs) == 2:
            self.done.set()
        message = "It fails."
        raise RuntimeError(message)


def test_a_bad_run_of_the_clocks_is_counted_and_not_the_last() -> None:
    clocks, errors = Clocks(), []
    daily = Daily(clocks, count_error=lambda: errors.append(1), first_s=0.0, every_s=0.0)
    daily.start()
    assert clocks.done.wait(WAIT_S)
    daily.stop()
    assert (clocks.runs[:2], len(errors) >= 2) == ([False, False], True)
