import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wornby.cli.app import app
from wornby.datamodel import Rights
from wornby.stores.records import SqlRecordStore
from wornby.testing.factories import make_asset


@pytest.fixture
def home(tmp_path: Path) -> Path:
    records = SqlRecordStore(f"sqlite:///{tmp_path}/records.db")
    records.migrate()
    records.commit_asset(make_asset("a", rights=Rights(), tags=None))
    records.close()
    return tmp_path


def run(home: Path, *words: str):
    runner = CliRunner(env={"WORNBY_HOME": str(home), "COLUMNS": "160", "NO_COLOR": "1"})
    return runner.invoke(app, list(words))


def test_the_whole_way_of_a_request(home: Path) -> None:
    answer = run(home, "requests", "add", "a", "--to", "@ana", "--language", "de", "--copy")
    assert answer.exit_code == 0, answer.output
    request = answer.stdout.split()[1].rstrip(":")
    assert run(home, "requests", "send", request).exit_code == 0
    assert "requested" in run(home, "rights", "board").stdout
    given = ("--state", "granted", "--purposes", "display", "--evidence", "mail/1")
    assert run(home, "requests", "answer", request, *given).exit_code == 0
    assert "granted, for display" in run(home, "rights", "show", "a").stdout
    assert "@ana" not in run(home, "requests", "list").stdout


def test_rights_are_set_and_the_ledger_is_whole_until_somebody_changes_it(home: Path) -> None:
    # The asset was written without a key: that is what stays on record.
    assert run(home, "ledger", "verify").exit_code == 1
    done = run(home, "rights", "set", "a", "--state", "licensed", "--purposes", "display", "--reason", "deal/1")
    assert done.exit_code == 0, done.output
    shown = json.loads(run(home, "ledger", "show", "--json").stdout)
    assert (shown[0]["actor"], shown[0]["action"], shown[0]["details"]["reason"]) == ("staff/cli", "licensed", "deal/1")
    with sqlite3.connect(home / "records.db") as connection:
        connection.execute("DROP TRIGGER ledger_no_update")
        connection.execute("UPDATE ledger SET actor = 'staff/eve' WHERE subject = 'a'")
    connection.close()
    found = json.loads(run(home, "ledger", "verify", "--json").stdout)
    assert {"seq": 1, "problem": "changed"} in found["faults"]


def test_an_illegal_move_is_refused(home: Path) -> None:
    assert run(home, "rights", "set", "a", "--state", "expired").exit_code == 1
    assert run(home, "rights", "set", "a", "--state", "erased").exit_code == 1


def test_texts_are_published(home: Path, tmp_path: Path) -> None:
    assert "Mein Foto" in run(home, "consent", "list", "--language", "de").stdout
    bad = tmp_path / "bad.toml"
    bad.write_text("version = 1", "utf-8")
    assert run(home, "consent", "publish", str(bad)).exit_code == 2
    assert run(home, "consent", "due").exit_code == 0


def test_the_export_ends_with_the_key(home: Path) -> None:
    run(home, "rights", "set", "a", "--state", "declined")
    lines = [json.loads(line) for line in run(home, "ledger", "export").stdout.splitlines()]
    assert lines[-1]["public_key"].startswith("-----BEGIN PUBLIC KEY-----")
    assert lines[-1]["head"]["seq"] == lines[-2]["seq"]
