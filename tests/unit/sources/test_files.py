import os

import pytest

from wornby.errors import ImageTooLargeError, InputError, NotFoundError, SourceChangedError
from wornby.sources import files
from wornby.sources.files import FileSource

LIMIT = 1000


def read(path, limit=LIMIT):
    return FileSource().read(str(path), limit_bytes=limit)


@pytest.mark.parametrize("size", [0, 1, LIMIT])
def test_a_file_is_read_whole(tmp_path, size):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x" * size)
    assert read(path) == b"x" * size


def test_over_the_limit(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x" * (LIMIT + 1))
    with pytest.raises(ImageTooLargeError):
        read(path)


def test_nothing_there(tmp_path):
    with pytest.raises(NotFoundError):
        read(tmp_path / "a.jpg")
    (tmp_path / "b").write_bytes(b"x")
    with pytest.raises(NotFoundError):
        read(tmp_path / "b" / "c.jpg")


def test_what_is_no_plain_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    for path in (tmp_path, tmp_path / "pipe.jpg", "/dev/zero", "a\x00b", "x" * 5000):
        with pytest.raises(InputError):
            read(path)


def test_a_link_is_followed(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"x")
    (tmp_path / "b.jpg").symlink_to(tmp_path / "a.jpg")
    assert read(tmp_path / "b.jpg") == b"x"


@pytest.mark.parametrize("act", ["grows", "shrinks", "vanishes", "is replaced"])
def test_a_change_while_it_is_read(tmp_path, monkeypatch, act):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x" * 100)
    check = files._check_plain
    calls = []

    def check_and_change(status, *, limit_bytes):
        check(status, limit_bytes=limit_bytes)
        calls.append(1)
        if len(calls) < 2:
            return
        if act == "vanishes":
            path.unlink()
        elif act == "is replaced":
            other = tmp_path / "b"
            other.write_bytes(b"y" * 100)
            other.replace(path)
        else:
            path.write_bytes(b"x" * (200 if act == "grows" else 50))

    monkeypatch.setattr(files, "_check_plain", check_and_change)
    with pytest.raises(SourceChangedError):
        read(path)
