import threading
from collections.abc import Callable

import pytest

from wornby.stores.locks import ReadWriteLock

WAIT_S = 10


def started(act: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def test_readers_share_the_lock() -> None:
    lock, both = ReadWriteLock(), threading.Barrier(2, timeout=WAIT_S)

    def read() -> None:
        with lock.reading():
            both.wait()

    threads = [started(read), started(read)]
    for thread in threads:
        thread.join(WAIT_S)
    assert not any(thread.is_alive() for thread in threads)


def test_a_writer_is_alone() -> None:
    lock, inside, most = ReadWriteLock(), [0], [0]

    def write() -> None:
        for _ in range(200):
            with lock.writing():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [started(write) for _ in range(3)]
    for _ in range(200):
        with lock.reading():
            most[0] = max(most[0], 1 + inside[0])
    for thread in threads:
        thread.join(WAIT_S)
    assert most == [1]


def test_a_lock_is_free_after_an_error() -> None:
    lock = ReadWriteLock()
    for use in (lock.reading, lock.writing):
        with pytest.raises(ZeroDivisionError), use():
            _ = 1 / 0
    with lock.writing():
        pass


def test_a_reader_that_waited_goes_before_the_next_writer() -> None:
    lock, order = ReadWriteLock(), []

    def use(name: str) -> None:
        with lock.reading() if name == "reader" else lock.writing():
            order.append(name)

    with lock.writing():
        threads = []
        for name in ("reader", "writer"):
            threads.append(started(lambda name=name: use(name)))
            while not (lock._readers_waiting if name == "reader" else lock._writers_waiting):
                pass
    for thread in threads:
        thread.join(WAIT_S)
    assert order == ["reader", "writer"]


def test_a_writer_goes_before_new_readers() -> None:
    lock, order = ReadWriteLock(), []

    def use(name: str) -> None:
        with lock.reading() if name == "reader" else lock.writing():
            order.append(name)

    with lock.reading():
        threads = []
        for name in ("writer", "reader"):
            threads.append(started(lambda name=name: use(name)))
            while not (lock._readers_waiting if name == "reader" else lock._writers_waiting):
                pass
    for thread in threads:
        thread.join(WAIT_S)
    assert order == ["writer", "reader"]
