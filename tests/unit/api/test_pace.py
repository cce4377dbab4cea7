"""How much is generated at once and in a minute."""

import pytest

from wornby.api import pace as module
from wornby.api.pace import Pace
from wornby.errors import BusyError


def test_a_turn_is_refused_while_all_are_taken():
    pace = Pace(parallel=1, per_minute=9)
    with pace.turn(), pytest.raises(BusyError), pace.turn():
        pass
    with pace.turn():
        pass


def test_a_turn_that_failed_is_free_again():
    pace = Pace(parallel=1, per_minute=9)
    with pytest.raises(KeyError), pace.turn():
        raise KeyError
    with pace.turn():
        pass


def test_a_minute_has_its_share(monkeypatch):
    clock = iter((0.0, 10.0, 20.0, 59.0, 60.0))
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    pace = Pace(parallel=1, per_minute=2)
    pace.count()
    pace.count()
    with pytest.raises(BusyError) as refused:
        pace.count()
    assert refused.value.retry_after_s == 40.0
    with pytest.raises(BusyError):
        pace.count()
    pace.count()
