import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from wornby.cli.app import app
from wornby.compose import open_engine
from wornby.ingest.pipeline import master_name
from wornby.settings import Settings
from wornby.stores.records import SqlRecordStore
from wornby.testing.factories import make_asset

WHY = ("--reason", "wish", "--evidence", "mail/1")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    records = SqlRecordStore(f"sqlite:///{tmp_path}/records.db")
    records.migrate()
    for name in ("a", "b"):
        records.commit_asset(make_asset(name, sha256=name * 64, tags=None))
    records.close()
    return tmp_path


def run(home: Path, *words: str) -> Result:
    runner = CliRunner(env={"WORNBY_HOME": str(home), "COLUMNS": "160", "NO_COLOR": "1"})
    return runner.invoke(app, ["erase", *words])


def test_erases_and_verifies(home: Path, tmp_path: Path) -> None:
    done = run(home, "a", *WHY)
    assert done.exit_code == 0, done.output
    assert "1 photos are erased" in done.stdout
    held = json.loads(run(home, "receipts", "--json").stdout)
    assert (held["asset_ids"], held["actor"], held["evidence"]) == (["a"], "staff/cli", "mail/1")
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(held))
    assert run(home, "verify", held["id"]).exit_code == 0
    assert run(home, "verify", str(path)).exit_code == 0
    path.write_text(json.dumps(held | {"reason": "other"}))
    changed = run(home, "verify", str(path))
    assert (changed.exit_code, "Signed by this library: no" in changed.stdout) == (1, True)


def test_verify_fails_where_something_came_back(home: Path) -> None:
    assert run(home, "photos", "a", *WHY).exit_code == 0
    (home / "blobs" / "masters").mkdir(parents=True)
    (home / "blobs" / master_name("a")).write_bytes(b"back")
    held = json.loads(run(home, "receipts", "--json").stdout)
    check = run(home, "verify", held["id"], "--json")
    assert (check.exit_code, json.loads(check.stdout)["ok"]) == (1, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param((), "Give ids of photos", id="nothing"),
        pytest.param(("a",), "--reason", id="no-reason"),
        pytest.param(("a", "--resume"), "Give ids of photos", id="two-things"),
        pytest.param(("a", "--reason", "two words"), "reference", id="free-text"),
        pytest.param(("verify", "pyproject.toml"), "no receipt", id="no-receipt"),
    ],
)
def test_says_what_to_give(home: Path, words: tuple[str, ...], said: str) -> None:
    done = run(home, *words)
    assert (done.exit_code, said in done.output) == (2, True), done.output


def test_what_was_never_there_is_not_erased(home: Path) -> None:
    assert run(home, "nobody", *WHY).exit_code == 1
    assert run(home, "--person", "nobody", *WHY).exit_code == 1
    assert json.loads(run(home, "b", "--json", *WHY).stdout)["asset_ids"] == ["b"]


def test_resume_finishes_what_was_cut_off(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No erasure was cut off" in run(home, "--resume").stdout
    with monkeypatch.context() as patch:
        patch.setattr("wornby.stores.erasing.SqlErasureStore.scrub", _cut)
        assert run(home, "a", *WHY).exit_code == 1
    assert "wornby erase --resume" in run(home, "receipts").output
    assert run(home, "--resume").exit_code == 0
    with open_engine(Settings(home=home)) as engine:
        (receipt,) = engine.erasing.receipts()
        assert engine.erasing.verify(receipt).ok


def _cut(*_args: object, **_given: object) -> None:
    raise OSError(5, "Input/output error")
