"""Ten thousand damaged pictures: no crash, no fault of ours, no memory without end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.security.mutations import mutants

COUNT = 10_000
SEED = 6
MORE_MB = 400
"""More memory than good pictures take: three copies of the largest picture allowed here, 20 million pixels."""
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What a process of its own says of them: a crash of a decoder would take the tests along."""
    words = ["-m", "tests.security.send_mutants", str(COUNT), str(SEED), str(tmp_path_factory.mktemp("mutants"))]
    ended = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return json.loads(ended.stdout.splitlines()[-1])


def test_every_one_is_answered(told):
    assert sum(told["answers"].values()) == COUNT


def test_none_is_a_fault_of_the_server(told):
    assert {answer: count for answer, count in told["answers"].items() if answer.startswith("5")} == {}


def test_some_are_taken_and_some_are_refused(told):
    answers = told["answers"]
    assert sum(count for answer, count in answers.items() if answer.startswith("2")) > COUNT // 100
    assert answers.get("422 image-decode", 0) > COUNT // 10


def test_memory_is_bounded(told):
    assert told["peak_mb"] - told["before_mb"] <= MORE_MB


def test_the_same_seed_damages_the_same_way():
    assert list(mutants(50, seed=1)) == list(mutants(50, seed=1))
    assert list(mutants(50, seed=1)) != list(mutants(50, seed=2))
