import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.unit.api.conftest import open_client
from wornby.cli.app import app
from wornby.compose import open_engine
from wornby.datamodel import Product, Purpose, Rights, RightsState, Scope
from wornby.settings import Settings
from wornby.stores.records import SqlRecordStore
from wornby.testing.factories import make_asset, make_fact, make_tags

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """One photo that nobody asked about since 2020, one that was taken in just now, and a wearer of a product."""
    records = SqlRecordStore(f"sqlite:///{tmp_path}/records.db")
    records.migrate()
    for name, created_at in {"old": LONG_AGO, "new": datetime.now(UTC)}.items():
        asset = make_asset(name, rights=Rights(), tags=None, products=(), created_at=created_at, sha256=name * 8)
        records.commit_asset(asset)
    records.put_products([Product(sku="TEE-01", title="Tee")])
    rights = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
    tags = make_tags(1)
    said = replace(tags.wearers[0], attributes={"body.height": make_fact("190-up")}, garments=())
    tags = replace(tags, wearers=(said,), garments=())
    records.commit_asset(make_asset("worn", rights=rights, tags=tags, products=("TEE-01",)))
    records.close()
    return tmp_path


def run(home: Path, *words: str, **env: str):
    runner = CliRunner(env={"WORNBY_HOME": str(home), "COLUMNS": "200", "NO_COLOR": "1", **env})
    return runner.invoke(app, list(words))


def due(home: Path) -> dict[str, int]:
    shown = json.loads(run(home, "retention", "show", "--json").stdout)
    return {clock["name"]: clock["due"] for clock in shown["clocks"] if clock["due"]}


def test_what_is_due_is_shown_and_goes(home: Path) -> None:
    assert due(home) == {"discovered-photos": 1}
    assert "discovered-photos" in run(home, "retention", "run", "--dry-run").stdout
    assert due(home) == {"discovered-photos": 1}
    done = json.loads(run(home, "retention", "run", "--json").stdout)
    assert (done["gone"], done["whole"]) == (1, True)
    assert due(home) == {}
    lines = json.loads(run(home, "ledger", "show", "--json").stdout)
    said = {(line["subject"], line["kind"], line["actor"]) for line in lines}
    assert ("discovered-photos", "retention", "staff/cli") in said


def test_the_setting_holds_for_good(home: Path) -> None:
    days = json.dumps({"discovered-photos": 0})
    done = json.loads(run(home, "retention", "run", "--json", WORNBY_RETAIN_DAYS=days).stdout)
    assert done["gone"] == 0


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param({"photos": 3}, "done-jobs", id="unknown-class"),
        pytest.param({"done-jobs": -1}, "WORNBY_RETAIN_DAYS", id="negative"),
    ],
)
def test_days_that_cannot_be_are_refused(home: Path, days: dict[str, int], said: str) -> None:
    answer = run(home, "retention", "show", WORNBY_RETAIN_DAYS=json.dumps(days))
    assert answer.exit_code in {1, 2}
    assert said in answer.stderr


def test_the_report_names_gaps(home: Path) -> None:
    table = run(home, "report", "representation", "--product", "TEE-01", "--attribute", "body.height")
    assert "under 160" in table.stdout.lower()
    rows = list(csv.DictReader(io.StringIO(run(home, "report", "representation", "--csv").stdout)))
    (tall,) = [row for row in rows if row["value"] == "190-up"]
    assert (tall["product"], tall["count"], tall["missing"], tall["ask"]) == ("TEE-01", "1", "2", "photos")


def test_the_routes_say_the_same(home: Path) -> None:
    with open_engine(Settings(home=home)) as engine:
        _, secret = engine.create_key("test", frozenset({Scope.RIGHTS}))
        with open_client(engine, key=secret) as client:
            clocks = client.get("/v1/retention").json()["clocks"]
            assert {each["name"]: each["due"] for each in clocks if each["due"]} == {"discovered-photos": 1}
            done = client.post("/v1/retention/run", json={}).json()
            assert (done["gone"], done["whole"]) == (1, True)
            (product,) = client.get("/v1/representation?product=TEE-01&least=1").json()["products"]
            assert (product["wearers"], len(product["gaps"]) > 0) == (1, True)
            assert client.get("/v1/representation?product=NONE").status_code == 404
