"""A disk that is really full."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.requirements import require
from wornby.compose import open_engine
from wornby.datamodel import IngestOptions, JobState, Purpose, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.engine import Engine
from wornby.errors import StoreFullError
from wornby.ingest import sweep
from wornby.settings import Settings

OPTIONS = IngestOptions(rights=Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY})))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A library's folder on a disk of its own, of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    done = os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0
    require(done, "this user may not mount a tmpfs")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def noise(number: int, *, side: int = 700) -> bytes:
    """A picture that does not compress."""
    pixels = np.random.default_rng(number).integers(0, 255, (side, side, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=92)
    return out.getvalue()


def write_photos(folder: Path, count: int) -> list[IngestItem]:
    items = []
    for number in range(count):
        path = folder / f"{number}.jpg"
        path.write_bytes(noise(number))
        items.append(IngestItem(source=str(path), options=OPTIONS))
    return items


def fill_up(home: Path, *, leave: int) -> Path:
    ballast = home / "ballast"
    status = os.statvfs(home)
    with ballast.open("wb") as file:
        file.write(b"\0" * max(0, status.f_bavail * status.f_frsize - leave))
    return ballast


def files_of(engine: Engine) -> set[str]:
    return {Path(name).name.split(".")[0] for name in engine.blobs.list("masters")}


@pytest.mark.parametrize("leave", [1_500_000, 300_000, 40_000, 0], ids=lambda left: f"{left}-bytes-left")
def test_a_full_disk_loses_nothing_that_was_reported(home: Path, tmp_path: Path, leave: int) -> None:
    settings = Settings(home=home, threads=2)
    items = write_photos(tmp_path, 8)
    with open_engine(settings) as engine:
        assert engine.ingest(items[:1]).added == 1
        ballast = fill_up(home, leave=leave)
        try:
            report = engine.ingest(items)
        except StoreFullError:
            # Not even the jobs could be written down.
            added = engine.records.count_assets() - 1
        else:
            added = report.added
            assert {job.failure and job.failure.code for job in report.failed} == {"store-full"}
            assert report.added + report.known + len(report.failed) == len(items)
        assert engine.records.count_assets() == 1 + added
    with open_engine(settings) as engine:
        assert engine.records.count_assets() == 1 + added
        ballast.unlink()
        report = engine.ingest(items)
        assert (report.added, report.failed) == (len(items) - 1 - added, ())
        assert files_of(engine) == {asset.id for asset in engine.list_assets()}
        engine.sweep_files()
        assert files_of(engine) == {asset.id for asset in engine.list_assets()}


def test_uploads_that_failed_for_a_full_disk_come_in_by_themselves(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "RETRY_AGE_S", 0.0)
    with open_engine(Settings(home=home, threads=1)) as engine:
        sources = [engine.stage(noise(number), title=f"{number}.jpg") for number in range(3)]
        jobs = engine.submit([IngestItem(source=source, options=OPTIONS) for source in sources])
        ballast = fill_up(home, leave=150_000)
        report = engine.resume()
        assert {job.failure and job.failure.code for job in report.failed} == {"store-full"}
        ballast.unlink()
        assert engine.tend_uploads() == len(report.failed)
        engine.resume()
        assert {engine.get_job(job.id).state for job in jobs} == {JobState.DONE}
        assert list(engine.blobs.list("inbox")) == []


def test_the_command_line_says_that_the_disk_is_full(home: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    write_photos(tmp_path / "photos", 3)
    command = [sys.executable, "-m", "wornby.cli", "--home", str(home)]
    subprocess.run([*command, "init"], check=True, capture_output=True)
    fill_up(home, leave=300_000)
    done = subprocess.run([*command, "ingest", str(tmp_path / "photos")], check=False, capture_output=True, text=True)
    assert done.returncode in {1, 3}, done.stderr
    assert "space" in done.stderr
    assert "Traceback" not in done.stderr
