"""A tuning over a library."""

import pytest

from tests.unit.engine.library import photo
from wornby.datamodel import MatchState, Verdict
from wornby.engine.tuning import MatchTuner
from wornby.errors import ConflictError, NotFoundError
from wornby.matching.tuning import TuningShelf
from wornby.stores.blobs import FsspecBlobStore
from wornby.testing.factories import make_decision, make_match
from wornby.testing.fakes import FakeRecordStore
from wornby.testing.fakes_matching import FakeFitter

SIMILAR = make_match("S1", score=0.75, state=MatchState.SIMILAR)


@pytest.fixture
def records():
    store = FakeRecordStore()
    for number in range(30):
        store.commit_asset(photo(f"a{number:02d}", matches=(SIMILAR,), matcher="m@1"))
        right = number % 3 > 0
        store.add_decision(
            make_decision(
                f"a{number:02d}",
                verdict=Verdict.CONFIRMED if right else Verdict.REJECTED,
                score=0.75 if right else 0.25,
                state=MatchState.SIMILAR,
                matcher="m@1",
            )
        )
    store.commit_asset(photo("bare"))
    return store


@pytest.fixture
def tuner(records, tmp_path):
    return MatchTuner(records, TuningShelf(FsspecBlobStore(str(tmp_path))), settle=lambda: None)


def test_a_library_without_decisions_is_not_tuned(tmp_path) -> None:
    tuner = MatchTuner(FakeRecordStore(), TuningShelf(FsspecBlobStore(str(tmp_path))), settle=lambda: None)
    with pytest.raises(ConflictError):
        tuner.tune(FakeFitter(), matcher="m@1")
    with pytest.raises(NotFoundError):
        tuner.undo()


def test_making_a_tuning_changes_nothing(records, tuner) -> None:
    before = records.last_change()
    tuner.tune(FakeFitter(), matcher="m@1")
    assert (records.last_change(), tuner.current()) == (before, None)


def test_a_tuning_is_written_over_all_matches_and_undone(records, tuner) -> None:
    tuning = tuner.tune(FakeFitter(), matcher="m@1")
    assert tuner.apply(tuning) == 30
    (match,) = records.get_asset("a00").matches
    assert (match.state, match.evidence.untuned_score) == (MatchState.LIKELY, 0.75)
    assert (tuner.current(), tuner.spread()) == (tuning, 0)
    assert records.get_asset("a00").matcher == "m@1"
    assert tuner.undo() == 30
    assert records.get_asset("a00").matches == (SIMILAR,)


def test_decisions_on_another_machines_matches_say_nothing(tuner) -> None:
    with pytest.raises(ConflictError):
        tuner.tune(FakeFitter(), matcher="m@2")


def test_a_tuning_leaves_another_machines_matches(records, tuner) -> None:
    records.commit_asset(photo("other", matches=(SIMILAR,), matcher="m@2"))
    assert tuner.apply(tuner.tune(FakeFitter(), matcher="m@1")) == 30
    assert records.get_asset("other").matches == (SIMILAR,)


def test_all_decisions_are_read(records, tuner, monkeypatch) -> None:
    read = records.list_decisions
    monkeypatch.setattr(records, "list_decisions", lambda *, after=None: read(after=after, limit=7))
    assert tuner.tune(FakeFitter(), matcher="m@1").examples == 30


def test_a_tuning_that_is_switched_on_twice_is_undone_once(tuner) -> None:
    for _ in range(2):
        tuner.apply(tuner.tune(FakeFitter(), matcher="m@1"))
    tuner.undo()
    assert tuner.current() is None
