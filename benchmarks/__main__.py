"""Measures ingest, stages, queries, memory and start; prints tables (--keep writes benchmarks/RESULTS.md)."""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.delivery import measure_delivery
from benchmarks.queries import measure_queries
from benchmarks.stages import measure_ingest, measure_stages
from benchmarks.studio import measure_studio
from wornby.demo import demo_shop
from wornby.models.builtin import WEIGHTS

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "street" / "photos"


def main() -> None:
    """Run everything."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks")
    arguments.add_argument("--photos", type=Path, default=SHARED, help="folder; the drawn shop if missing")
    arguments.add_argument("--count", type=int, default=60)
    arguments.add_argument("--large", action="store_true", help="query 1,000,000 records too; takes minutes")
    arguments.add_argument("--keep", action="store_true", help="write benchmarks/RESULTS.md")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        photos, what = _photos(options.photos, count=options.count)
        lines = [
            "# Results",
            "",
            f"`make bench` on {os.cpu_count()} cores ({platform.machine()}), {what}.",
            "",
            "## Start",
            "",
            *_table(("what", "median ms", "ratio to peer"), _starts()),
            "",
            "## One photo, stage by stage, one thread",
            "",
            *_table(("stage", "median ms", "p95 ms", "ratio to peer"), measure_stages(photos)),
            "",
            "## Ingest",
            "",
            *_table(("threads", "photos/s"), measure_ingest(photos, scratch=Path(scratch))),
            "",
            f"Largest resident memory of a process that takes them in with two threads: {_resident_mb(photos):.0f} MB.",
            "",
            f"Weights of the built-in models: {sum(each.stat().st_size for each in WEIGHTS.iterdir()) / 1e6:.1f} MB.",
            "",
            "## A picture of the studio",
            "",
            *_table(("what", "median s", "CPU s", "ratio to peer"), measure_studio()),
            "",
            "## A picture by its delivery address, one after the other",
            "",
            *_table(
                ("what", "pictures/s", "ratio to peer"), measure_delivery(photos[:32], scratch=Path(scratch) / "d")
            ),
            "",
            "## Queries with a filter and facets",
            "",
            *measure_queries((100_000, 1_000_000) if options.large else (100_000,), scratch=Path(scratch)),
        ]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if options.keep:
        (Path(__file__).parent / "RESULTS.md").write_text(text, encoding="utf-8")


def _photos(folder: Path, *, count: int) -> tuple[list[Path], str]:
    if folder.is_dir():
        found = sorted(folder.glob("*.jpg"))[:count]
        return found, f"{len(found)} street photos of 512 px"
    found = [picture.path for picture in demo_shop().pictures][:count]
    return found, f"{len(found)} drawn pictures of 512 x 768 px"


def _starts() -> list[tuple[str, ...]]:
    commands = {
        "python -c pass (peer)": ["-c", "pass"],
        "wornby --help": ["-m", "wornby.cli", "--help"],
        "engine ready (library opened, models loaded)": ["-c", READY],
    }
    rows, peer = [], 0.0
    for name, words in commands.items():
        _run(words)  # the first run writes the bytecode
        times = []
        for _ in range(5):
            started = time.perf_counter()
            _run(words)
            times.append((time.perf_counter() - started) * 1000)
        peer = peer or float(np.median(times))
        rows.append((name, f"{np.median(times):.0f}", f"{np.median(times) / peer:.0f}"))
    return rows


def _run(words: list[str]) -> str:
    # As on a user's machine: with bytecode kept beside the modules.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout  # noqa: S603


OPEN = """
import sys, tempfile
from pathlib import Path
from wornby.compose import open_engine
from wornby.datamodel import IngestOptions, Purpose, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.settings import Settings
"""

READY = (
    OPEN
    + """
with tempfile.TemporaryDirectory() as home, open_engine(Settings(home=Path(home))) as engine:
    engine.facets()
"""
)

RESIDENT = (
    OPEN
    + """
rights = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
with tempfile.TemporaryDirectory() as home, open_engine(Settings(home=Path(home), threads=2)) as engine:
    report = engine.ingest([IngestItem(source=path, options=IngestOptions(rights=rights)) for path in sys.argv[1:]])
    assert not report.failed
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""
)


def _resident_mb(photos: list[Path]) -> float:
    return int(_run(["-c", RESIDENT, *(str(path) for path in photos)])) / 1024


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [_line(head), _line(("---",) * len(head)), *(_line(row) for row in rows)]


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
