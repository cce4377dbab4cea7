"""A photo that kills its process fails in the end, and takes none of the others with it."""

import subprocess
import sys
from pathlib import Path

from tests.unit.ingest.build import open_records
from wornby.datamodel import JobState

INGEST = """
import os, sys
from pathlib import Path
from tests.unit.ingest.build import items, make_runs, open_records, png

class Deadly:
    def read(self, source, *, limit_bytes):
        number = int(source.rpartition("/")[2])
        if number == 5:
            os._exit(9)
        return png(number)

folder = Path(sys.argv[1])
runs = make_runs(open_records(folder), Deadly(), folder=folder, threads=2)
if sys.argv[2] == "again":
    runs.ingest(items(*(str(number) for number in range(12))))
else:
    runs.resume()
"""
MOST_RUNS = 6


def test_a_photo_that_kills_its_process_fails_alone(tmp_path: Path) -> None:
    ends = []
    while len(ends) < MOST_RUNS and 0 not in ends:
        how = "again" if len(ends) % 2 == 0 else "resume"
        done = subprocess.run([sys.executable, "-c", INGEST, str(tmp_path), how], check=False, capture_output=True)
        ends.append(done.returncode)
        assert done.returncode in {0, 9}, done.stderr.decode()

    records = open_records(tmp_path)
    jobs = records.list_jobs()
    assert ends == [9, 9, 9, 0]
    assert [(job.source, job.failure and job.failure.code) for job in jobs if job.state is not JobState.DONE] == [
        ("mem://5", "model")
    ]
    assert records.count_assets() == 11
    records.close()
