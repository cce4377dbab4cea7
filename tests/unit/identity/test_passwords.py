import threading

import pytest

from wornby.errors import BusyError
from wornby.identity.passwords import Argon2Passwords, Cost

CHEAP = Cost(time=1, memory_kib=8, lanes=1)


@pytest.fixture
def passwords():
    return Argon2Passwords(CHEAP)


def test_the_cost_is_that_of_the_rfc():
    assert Argon2Passwords().hash("correct horse").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_hash_is_of_one_password(passwords):
    held = passwords.hash("correct horse")
    assert passwords.verify("correct horse", held)
    assert not passwords.verify("correct horsf", held)


def test_the_same_password_has_another_hash_each_time(passwords):
    assert passwords.hash("correct horse") != passwords.hash("correct horse")


@pytest.mark.parametrize("held", ["", "x", "$argon2id$v=19$m=8", "$2b$12$abcdefghijklmnopqrstuv"])
def test_what_is_no_hash_is_of_no_password(passwords, held):
    assert not passwords.verify("correct horse", held)


@pytest.mark.parametrize(("cost", "expected"), [(CHEAP, False), (Cost(time=2, memory_kib=8, lanes=1), True)])
def test_a_hash_of_another_cost_is_made_again(passwords, cost, expected):
    assert Argon2Passwords(cost).needs_rehash(passwords.hash("correct horse")) == expected


def test_only_so_many_at_once():
    passwords = Argon2Passwords(CHEAP, at_once=1, wait_s=0.0)
    with passwords._turn(), pytest.raises(BusyError):
        passwords.hash("correct horse")


def test_who_comes_after_them_waits():
    passwords = Argon2Passwords(CHEAP, at_once=1, wait_s=30.0)
    made = []
    with passwords._turn():
        waiting = threading.Thread(target=lambda: made.append(passwords.hash("correct horse")))
        waiting.start()
    waiting.join(timeout=30)
    assert len(made) == 1
