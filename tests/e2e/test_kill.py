"""`kill -9` at any moment: nothing that was reported as done is lost, nothing is in twice, a second run finishes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wornby.demo import demo_shop

PHOTOS = 16


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for picture in demo_shop().pictures[:PHOTOS]:
        (folder / picture.name).write_bytes(picture.path.read_bytes())
    assert len(list(folder.iterdir())) == PHOTOS
    return folder


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "wornby.cli", "--home", str(home), *words]


def exported(home: Path) -> list[dict[str, object]]:
    done = subprocess.run(
        command(home, "export", "--format", "jsonl", "--out", str(home / "out.jsonl")), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in (home / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def assets_in(home: Path) -> int:
    import sqlite3

    with sqlite3.connect(f"file:{home / 'records.db'}?mode=ro", uri=True, timeout=30) as database:
        return int(database.execute("select count(*) from assets").fetchone()[0])


@pytest.mark.parametrize("after", [0, 1, 5, 11], ids=lambda count: f"after-{count}-photos")
def test_a_killed_ingest_loses_nothing_and_a_second_run_finishes(photos: Path, tmp_path: Path, after: int) -> None:
    home = tmp_path / "home"
    ingest = command(home, "ingest", str(photos), "--rights", "licensed", "--purposes", "display,appearance")
    subprocess.run(command(home, "init"), check=True, capture_output=True)
    process = subprocess.Popen(ingest, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None and assets_in(home) < after:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    before = {row["asset_id"] for row in exported(home)}
    assert len(before) >= min(after, PHOTOS)

    second = subprocess.run(ingest, capture_output=True, check=False, timeout=300)

    assert second.returncode == 0, second.stderr.decode()
    rows = exported(home)
    assert before <= {row["asset_id"] for row in rows}
    assert sorted({str(row["title"]) for row in rows}) == sorted(path.name for path in photos.iterdir())
    assert assets_in(home) == PHOTOS


def test_two_ingests_at_once_make_no_twins(photos: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    subprocess.run(command(home, "init"), check=True, capture_output=True)
    ingest = command(home, "ingest", str(photos), "--rights", "licensed", "--purposes", "display")
    both = [subprocess.Popen(ingest, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]
    answers = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], answers
    assert assets_in(home) == PHOTOS
