"""Files that are kept for a moment."""

from types import SimpleNamespace

import pytest

from wornby.engine.kept_bytes import KeptBytes


@pytest.fixture
def now():
    return SimpleNamespace(s=0.0)


@pytest.fixture
def kept(now):
    return KeptBytes(most_bytes=10, seconds=60, clock=lambda: now.s)


def test_nothing_is_kept_at_first(kept):
    assert kept.get("a") is None


def test_a_file_is_kept(kept):
    kept.put("a", b"12345")
    assert kept.get("a") == b"12345"


def test_a_file_is_forgotten_in_time_however_often_it_is_asked_for(kept, now):
    kept.put("a", b"12345")
    now.s = 59.0
    assert kept.get("a") is not None
    now.s = 60.0
    assert (kept.get("a"), kept.size_bytes) == (None, 0)


def test_others_are_forgotten_whatever_is_asked_for(kept, now):
    kept.put("a", b"12345")
    now.s = 61.0
    kept.put("b", b"1")
    assert kept.size_bytes == 1


def test_what_was_asked_for_longest_ago_goes_first(kept):
    kept.put("a", b"1234")
    kept.put("b", b"1234")
    kept.get("a")
    kept.put("c", b"1234")
    assert [kept.get(key) is not None for key in "abc"] == [True, False, True]


def test_a_file_that_is_too_large_is_not_kept(kept):
    kept.put("a", b"1")
    kept.put("a", b"x" * 11)
    assert (kept.get("a"), kept.size_bytes) == (None, 0)


def test_the_same_key_counts_once(kept):
    kept.put("a", b"123456")
    kept.put("a", b"654321")
    assert (kept.get("a"), kept.size_bytes) == (b"654321", 6)


def test_everything_can_be_forgotten(kept):
    kept.put("a", b"1234")
    kept.clear()
    assert (kept.get("a"), kept.size_bytes) == (None, 0)
