import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from wornby.datamodel.ledger import verify_chain
from wornby.errors import StoreError
from wornby.rights.ledger import verify_ledger
from wornby.stores import records as records_module
from wornby.stores.connect import writing
from wornby.stores.ledger import LedgerWriter, SqlLedger, head_from_text
from wornby.stores.records import SqlRecordStore
from wornby.testing.factories import make_asset
from wornby.testing.fakes_rights import FakeLedgerSigner
from wornby.testing.suites_rights import make_entry

SIGNER = FakeLedgerSigner()
APPEND = """
import sys
from pathlib import Path
from wornby.stores.ledger import LedgerWriter, SqlLedger
from wornby.stores.records import SqlRecordStore
from wornby.testing.fakes_rights import FakeLedgerSigner
from wornby.testing.suites_rights import make_entry
folder = Path(sys.argv[1])
writer = LedgerWriter(FakeLedgerSigner(), head_file=folder / "ledger.head")
records = SqlRecordStore(f"sqlite:///{folder}/records.db", ledger=writer)
records.migrate()
for number in range(25):
    SqlLedger(records.database, writer).append(make_entry(f"user-{number}"))
"""


def open_ledger(folder: Path, *, signer: FakeLedgerSigner | None = SIGNER) -> tuple[SqlRecordStore, SqlLedger]:
    writer = LedgerWriter(signer, head_file=folder / "ledger.head")
    records = SqlRecordStore(f"sqlite:///{folder}/records.db", ledger=writer)
    records.migrate()
    return records, SqlLedger(records.database, writer)


def tamper(folder: Path, *statements: str) -> None:
    """What somebody can do who holds the file: the triggers are theirs to drop."""
    with sqlite3.connect(folder / "records.db") as connection:
        for trigger in ("ledger_no_update", "ledger_no_delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        pytest.param("UPDATE ledger SET actor = 'staff/eve' WHERE seq = 3", (3, "changed"), id="actor"),
        pytest.param("UPDATE ledger SET at = replace(at, '+00:00', 'Z') WHERE seq = 3", (3, "changed"), id="moment"),
        pytest.param("UPDATE ledger SET details = '[]' WHERE seq = 3", (3, "changed"), id="details"),
        pytest.param("UPDATE ledger SET kind = 'other' WHERE seq = 3", (3, "changed"), id="kind"),
        pytest.param("UPDATE ledger SET subject = 'a b@c' WHERE seq = 3", (3, "changed"), id="subject"),
        pytest.param("DELETE FROM ledger WHERE seq = 3", (3, "missing"), id="missing"),
        pytest.param("DELETE FROM ledger WHERE seq > 3", (4, "cut"), id="cut"),
        pytest.param("DELETE FROM ledger", (1, "cut"), id="emptied"),
    ],
)
def test_finds_what_was_done_to_the_file(tmp_path: Path, statement: str, fault: tuple[int, str]) -> None:
    records, ledger = open_ledger(tmp_path)
    for number in range(5):
        ledger.append(make_entry(f"user-{number}"))
    tamper(tmp_path, statement)
    assert [(one.seq, one.problem) for one in verify_ledger(ledger, SIGNER).faults] == [fault]
    records.close()


def test_finds_exchanged_lines(tmp_path: Path) -> None:
    records, ledger = open_ledger(tmp_path)
    for number in range(5):
        ledger.append(make_entry(f"user-{number}"))
    tamper(
        tmp_path,
        "UPDATE ledger SET seq = 9 WHERE seq = 2",
        "UPDATE ledger SET seq = 2 WHERE seq = 4",
        "UPDATE ledger SET seq = 4 WHERE seq = 9",
    )
    assert [(one.seq, one.problem) for one in verify_ledger(ledger, SIGNER).faults] == [
        (2, "reordered"),
        (4, "reordered"),
    ]
    records.close()


def test_a_cut_tail_is_found_by_the_file_though_the_head_was_set_back(tmp_path: Path) -> None:
    records, ledger = open_ledger(tmp_path)
    ledger.append(make_entry())
    tamper(tmp_path, "CREATE TABLE kept AS SELECT * FROM meta")
    ledger.append(make_entry())
    tamper(tmp_path, "DELETE FROM ledger WHERE seq = 2", "DELETE FROM meta", "INSERT INTO meta SELECT * FROM kept")
    assert [(one.seq, one.problem) for one in verify_ledger(ledger, SIGNER).faults] == [(2, "cut")]
    records.close()


def test_lines_that_were_added_without_the_key_stay_visible(tmp_path: Path) -> None:
    records, ledger = open_ledger(tmp_path)
    ledger.append(make_entry())
    others, unsigned = open_ledger(tmp_path, signer=None)
    unsigned.append(make_entry("user-eve"))
    others.close()
    assert [(one.seq, one.problem) for one in verify_ledger(ledger, SIGNER).faults] == [(2, "unsigned")]
    ledger.append(make_entry())
    report = verify_ledger(ledger, SIGNER)
    assert (report.lines, [(one.seq, one.problem) for one in report.faults]) == (4, [(2, "unsigned")])
    records.close()


def test_two_processes_leave_one_chain(tmp_path: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", APPEND, str(tmp_path)]) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    records, ledger = open_ledger(tmp_path)
    report = verify_ledger(ledger, SIGNER)
    assert (report.lines, report.faults) == (50, ())
    records.close()


def test_a_change_that_is_cut_off_leaves_neither_line_nor_asset(tmp_path: Path, monkeypatch) -> None:
    records, ledger = open_ledger(tmp_path)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(records_module, "_write", stop)
    with pytest.raises(KeyboardInterrupt):
        records.commit_asset(make_asset("a"))
    assert (ledger.lines(), records.count_assets(), ledger.head(), ledger.witness()) == ([], 0, None, None)
    records.close()


def test_a_head_that_cannot_be_kept_is_an_error(tmp_path: Path) -> None:
    records, _ = open_ledger(tmp_path)
    ledger = SqlLedger(records.database, LedgerWriter(SIGNER, head_file=tmp_path / "gone" / "ledger.head"))
    with pytest.raises(StoreError):
        ledger.append(make_entry())
    records.close()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"seq": 1}', '{"seq": 1, "at": 2}'])
def test_a_broken_head_is_none(content: str) -> None:
    assert head_from_text(content) is None


def test_the_migration_takes_rights_over(tmp_path: Path) -> None:
    records, ledger = open_ledger(tmp_path)
    for number in range(3):
        records.commit_asset(make_asset(f"a{number}"))
    config = Config()
    config.set_main_option("script_location", str(Path(records_module.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with writing(records.database) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")
        connection.execute(text("UPDATE assets SET rights = :none WHERE id = 'a1'"), {"none": json.dumps(DEFAULT)})
    (tmp_path / "ledger.head").unlink()
    records.migrate()
    lines = ledger.lines()
    assert [(line.entry.subject, line.entry.action) for line in lines] == [("a0", "taken-over"), ("a2", "taken-over")]
    assert list(verify_chain(lines, head=ledger.head())) == []
    assert verify_ledger(ledger, SIGNER).faults == ()
    records.close()


DEFAULT = {"state": "discovered", "purposes": []}
