from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Table, insert, select, text

from wornby.datamodel import Rights
from wornby.datamodel.serial import rights_to_dict
from wornby.rights.retention import RULES
from wornby.stores.ledger import LedgerWriter, SqlLedger
from wornby.stores.photo_reports import photo_reports
from wornby.stores.records import SqlRecordStore
from wornby.stores.requests import SqlRequestStore
from wornby.stores.retention import SqlRetention, clock_names
from wornby.stores.schema import tag_edits
from wornby.stores.schema_rights import claims, contributions, contributors, links
from wornby.stores.schema_staff import sessions, users
from wornby.testing.factories import make_asset
from wornby.testing.fakes_rights import FakeLedgerSigner
from wornby.testing.postgres import new_database
from wornby.testing.suites_retention import BY, RetentionSuite

UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
OLD, NEW = "2026-05-31T23:59:59+00:00", "2026-06-01T00:00:01.500000+00:00"


def open_records(url: str) -> SqlRecordStore:
    records = SqlRecordStore(url, ledger=LedgerWriter(FakeLedgerSigner()))
    records.migrate()
    return records


def fill(records: SqlRecordStore, name: str) -> tuple[Table, str]:
    """Rows of which some are due; the table, and the name of its key."""
    records.commit_asset(make_asset("a"))
    person = {"language": "de", "contact": ""}
    link = {"purpose": "upload", "products": [], "made_by": "staff/ana", "made_at": OLD}
    claim = {"asset_id": "a", "made_by": "key/k", "rights": rights_to_dict(Rights()), "made_at": OLD}
    report = {"asset_id": "a", "reason": "other", "at": OLD}
    user = {"id": "u", "name": "ana", "role": "viewer", "password_hash": "", "created_at": OLD}
    session = {"user_id": "u", "csrf": "", "created_at": OLD, "seen_at": OLD}
    edit = {"asset_id": "a", "by": "staff/u", "changes": [], "undone_by": ""}
    people = [person | {"id": each, "created_at": OLD} for each in ("gone", "invited", "claims", "gives")]
    rows: dict[str, list[tuple[Table, list[dict[str, object]]]]] = {
        "ended-links": [
            (
                links,
                [
                    link | {"id": "over", "expires_at": OLD, "revoked_at": None},
                    link | {"id": "revoked", "expires_at": NEW, "revoked_at": OLD},
                    link | {"id": "open", "expires_at": NEW, "revoked_at": None},
                ],
            )
        ],
        "idle-contributors": [
            (contributors, people),
            (links, [link | {"id": "open", "expires_at": NEW, "contributor_id": "invited"}]),
            (claims, [claim | {"id": "open", "contributor_id": "claims"}]),
            (contributions, [{"asset_id": "a", "contributor_id": "gives"}]),
        ],
        "ended-sessions": [
            (users, [user]),
            (sessions, [session | {"id_sha256": each, "expires_at": at} for each, at in (("old", OLD), ("new", NEW))]),
        ],
        "decided-claims": [
            (
                claims,
                [
                    claim | {"id": "old", "verdict": "rejected", "decided_at": OLD},
                    claim | {"id": "new", "verdict": "rejected", "decided_at": NEW},
                    claim | {"id": "open", "verdict": None, "decided_at": None},
                ],
            )
        ],
        "closed-reports": [
            (
                photo_reports,
                [
                    report | {"id": "old", "state": "done", "closed_at": OLD},
                    report | {"id": "new", "state": "done", "closed_at": NEW},
                    report | {"id": "open", "state": "open", "closed_at": None},
                ],
            )
        ],
        "tag-edits": [(tag_edits, [edit | {"id": "old", "at": OLD}, edit | {"id": "new", "at": NEW}])],
    }
    with records.database.begin() as connection:
        for table, held in rows[name]:
            connection.execute(insert(table), held)
    table = rows[name][0][0] if name != "ended-sessions" else sessions
    return table, "id_sha256" if name == "ended-sessions" else "id"


class Sql(RetentionSuite):
    @pytest.fixture
    def ledger(self, records: SqlRecordStore) -> SqlLedger:
        return SqlLedger(records.database, records.ledger_writer)

    @pytest.fixture
    def requests(self, records: SqlRecordStore) -> SqlRequestStore:
        return SqlRequestStore(records.database, records.ledger_writer)

    @pytest.fixture
    def store(self, records: SqlRecordStore) -> SqlRetention:
        return SqlRetention(records.database, records.ledger_writer)

    @pytest.fixture
    def break_ledger(self, records: SqlRecordStore) -> Callable[[], None]:
        def take_away() -> None:
            with records.database.begin() as connection:
                connection.execute(text("ALTER TABLE ledger RENAME TO ledger_gone"))

        return take_away

    @pytest.mark.parametrize(
        ("name", "dues", "left"),
        [
            pytest.param("ended-links", {"over", "revoked"}, {"open"}, id="links"),
            pytest.param("idle-contributors", {"gone"}, {"invited", "claims", "gives"}, id="contributors"),
            pytest.param("ended-sessions", {"old"}, {"new"}, id="sessions"),
            pytest.param("decided-claims", {"old"}, {"open", "new"}, id="claims"),
            pytest.param("closed-reports", {"old"}, {"open", "new"}, id="reports"),
            pytest.param("tag-edits", {"old"}, {"new"}, id="edits"),
        ],
    )
    def test_what_is_over_goes_and_the_rest_stays(
        self, records: SqlRecordStore, store: SqlRetention, *, name: str, dues: set[str], left: set[str]
    ) -> None:
        table, key = fill(records, name)
        assert store.count(name, until=UNTIL).due == len(dues)
        store.drop(name, until=UNTIL, by=BY, days=30, limit=100)
        with records.database.connect() as connection:
            assert set(connection.execute(select(table.c[key])).scalars()) == left


class TestSqlite(Sql):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[SqlRecordStore]:
        records = open_records(f"sqlite:///{tmp_path}/records.sqlite3")
        yield records
        records.close()


class TestPostgres(Sql):
    @pytest.fixture
    def records(self, postgres_url: str) -> Iterator[SqlRecordStore]:
        with new_database(postgres_url) as url:
            records = open_records(url)
            yield records
            records.close()


def test_every_rule_has_its_clock() -> None:
    assert [rule.name for rule in RULES] == list(clock_names())
