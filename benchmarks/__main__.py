"""Measures ingest, stages, queries, memory and start; prints tables (--keep writes benchmarks/RESULTS.md)."""

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.queries import measure_queries
from benchmarks.stages import measure_ingest, measure_stages

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "street" / "photos"


def main() -> None:
    """Run everything."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks")
    arguments.add_argument("--photos", type=Path, default=SHARED, help="folder; the drawn shop if missing")
    arguments.add_argument("--count", type=int, default=60)
    arguments.add_argument("--keep", action="store_true", help="write benchmarks/RESULTS.md")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        photos, what = _photos(options.photos, count=options.count, scratch=Path(scratch))
        lines = [
            "# Results",
            "",
            f"`make bench` on {os.cpu_count()} cores ({platform.machine()}), {what}.",
            "",
            "## Start",
            "",
            *_table(("what", "ms"), _starts()),
            "",
            "## One photo, stage by stage, one thread",
            "",
            *_table(("stage", "median ms", "p95 ms", "ratio to decoding"), measure_stages(photos)),
            "",
            "## Ingest",
            "",
            *_table(("threads", "photos/s"), measure_ingest(photos, scratch=Path(scratch))),
            "",
            f"Largest resident memory up to here: {_peak_mb():.0f} MB.",
            "",
            "## Queries with a filter and facets",
            "",
            *_table(
                ("records", "index", "filter keeps", "p50 ms", "p99 ms", "facets ms", "recall_at_10", "p50 to exact"),
                measure_queries((10_000, 100_000), scratch=Path(scratch)),
            ),
        ]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if options.keep:
        (Path(__file__).parent / "RESULTS.md").write_text(text, encoding="utf-8")


def _photos(folder: Path, *, count: int, scratch: Path) -> tuple[list[Path], str]:
    if folder.is_dir():
        found = sorted(folder.glob("*.jpg"))[:count]
        return found, f"{len(found)} street photos of 512 px"
    from wornby.generation.shop import write_demo_shop

    shop = scratch / "shop"
    write_demo_shop(shop)
    found = sorted((shop / "photos").glob("*.jpg"))[:count]
    return found, f"{len(found)} drawn pictures of 512 x 768 px"


def _starts() -> list[tuple[str, str]]:
    commands: dict[str, Callable[[], list[str]]] = {
        "python -c pass (peer)": lambda: ["-c", "pass"],
        "wornby --help": lambda: ["-m", "wornby.cli", "--help"],
        "engine ready (models loaded)": lambda: ["-c", READY],
    }
    rows = []
    for name, words in commands.items():
        times = []
        for _ in range(5):
            started = time.perf_counter()
            subprocess.run([sys.executable, *words()], check=True, capture_output=True)  # noqa: S603 - our own program
            times.append((time.perf_counter() - started) * 1000)
        rows.append((name, f"{np.median(times):.0f}"))
    return rows


READY = """
import tempfile
from pathlib import Path
from wornby.compose import open_engine
from wornby.settings import Settings
with tempfile.TemporaryDirectory() as home, open_engine(Settings(home=Path(home))) as engine:
    engine.facets()
"""


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [_line(head), _line(("---",) * len(head)), *(_line(row) for row in rows)]


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
