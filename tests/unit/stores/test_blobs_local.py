import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.requirements import require
from wornby.errors import ConfigurationError, NotFoundError, StoreFullError
from wornby.stores import blobs
from wornby.stores.blobs import FsspecBlobStore


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    done = os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0
    require(done, "this user may not mount a tmpfs")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_full_disk_keeps_the_old_file(tiny: Path) -> None:
    store = FsspecBlobStore(str(tiny))
    store.put("a", b"old")
    with pytest.raises(StoreFullError):
        store.put("a", b"x" * 200_000)
    assert store.get("a") == b"old"
    assert list(store.list("")) == ["a"]


def test_a_full_disk_at_the_last_moment_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(blobs.os, "fsync", full)
    store = FsspecBlobStore(str(tmp_path))
    with pytest.raises(StoreFullError):
        store.put("a", b"x")
    with pytest.raises(NotFoundError):
        store.get("a")
    assert list(tmp_path.iterdir()) == []


def test_refuses_an_unknown_scheme() -> None:
    with pytest.raises(ConfigurationError):
        FsspecBlobStore("nonsense://a/b")
