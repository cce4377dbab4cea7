from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.unit.cli.fakes import FakeEngine, FakeTagging, opener
from wornby import compose
from wornby.cli.app import app
from wornby.settings import Settings

Run = Callable[..., object]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    fake = FakeEngine(Settings(home=tmp_path))
    monkeypatch.setattr(compose, "open_engine", opener(fake))
    return fake


@pytest.fixture
def tagging(monkeypatch: pytest.MonkeyPatch) -> FakeTagging:
    fake = FakeTagging()
    monkeypatch.setattr(compose, "open_tagging", lambda settings, **_: fake)
    return fake


@pytest.fixture
def run(tmp_path: Path) -> Run:
    runner = CliRunner(env={"WORNBY_HOME": str(tmp_path), "COLUMNS": "160", "NO_COLOR": "1"})

    def call(*words: str) -> object:
        return runner.invoke(app, list(words))

    return call
