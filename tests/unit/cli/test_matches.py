"""`wornby matches`, and the evidence of `wornby show`."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from tests.unit.cli.fakes import asset
from wornby.datamodel import Failure, MatchState, Place, Verdict
from wornby.datamodel.staff import Role, User


def test_lists_matches(run, engine) -> None:
    done = run("matches", "list")
    assert done.exit_code == 0
    assert "asset1" in done.stdout
    assert "staff/anna" in done.stdout
    assert "[b]x" in done.stdout
    assert "24 points" in done.stdout


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ((), {}),
        (("--product", "TEE-01", "--state", "likely"), {"sku": "TEE-01", "state": MatchState.LIKELY}),
        (("--decided",), {"decided": True}),
        (("--undecided", "--after", "a", "-n", "3"), {"decided": False, "after": "a", "limit": 3}),
    ],
    ids=["all", "product", "decided", "page"],
)
def test_the_list_passes_its_filters_on(run, engine, words, asked) -> None:
    assert run("matches", "list", *words).exit_code == 0
    usual = {"sku": None, "state": None, "decided": None, "after": None, "limit": 50, "everything": True}
    assert engine.asked["list"] == usual | asked


def test_the_list_as_json(run, engine) -> None:
    first, second = json.loads(run("matches", "list", "--json").stdout)
    assert (first["schema"], first["state"], first["decision"]["by"]) == ("wornby.match/1", "confirmed", "staff/anna")
    assert (second["wearer"], second["evidence"]["motif"]["inliers"], second["decision"]) == (None, 24, None)


@pytest.mark.parametrize(("words", "only_due"), [((), True), (("--all",), False)], ids=["due", "all"])
def test_runs(run, engine, words, only_due) -> None:
    done = run("matches", "run", *words)
    assert (done.exit_code, engine.asked["only_due"]) == (0, only_due)
    assert "2 matched, 5 passed over, 0 failed; 1 product pictures prepared." in done.stdout


def test_a_run_lists_what_failed(run, engine) -> None:
    engine.matches.failed = ((asset(), Failure(code="model", message="Broken.")),)
    done = run("matches", "run")
    assert done.exit_code == 3
    assert "Broken." in done.stderr


@pytest.mark.parametrize(
    ("word", "verdict"), [("confirm", Verdict.CONFIRMED), ("reject", Verdict.REJECTED)], ids=["confirm", "reject"]
)
def test_decides(run, engine, word, verdict) -> None:
    anna = User(id="u1", name="anna", role=Role.EDITOR, password_hash="", created_at=datetime.now(UTC))
    engine.staff = SimpleNamespace(named={"anna": anna}.__getitem__)
    words = ("--wearer", "2", "--place", "upper", "--garment", "1", "--by", "anna")
    done = run("matches", word, "asset1", "TEE-01", *words)
    assert done.exit_code == 0
    assert "Wearer 1, garment 1: TEE-01 is confirmed." in done.stdout
    assert engine.asked["decide"] == (
        "asset1",
        "TEE-01",
        {
            "verdict": verdict,
            "by": "staff/u1",
            "wearer": 1,
            "place": Place.UPPER,
            "garment": 0,
            "nobody": False,
            "everything": True,
        },
    )


def test_a_decision_may_leave_the_garment_open(run, engine) -> None:
    run("matches", "confirm", "asset1", "TEE-01")
    asked = engine.asked["decide"][2]
    assert (asked["wearer"], asked["place"], asked["garment"], asked["by"]) == (None, None, None, "staff/cli")


@pytest.mark.parametrize("words", [("--wearer", "0"), ("--place", "nose")], ids=["wearer", "place"])
def test_a_garment_that_cannot_be_is_refused(run, engine, words) -> None:
    assert run("matches", "confirm", "asset1", "TEE-01", *words).exit_code == 2


def test_a_tuning_is_shown_and_changes_nothing(run, engine) -> None:
    done = run("matches", "tune")
    assert done.exit_code == 0
    for words in ("30 decisions on 20 photos", "log loss", "75.0%", "from 0.625", "as the matcher says", "--apply"):
        assert words in done.stdout
    assert "applied" not in engine.asked
    assert engine.asked["tuned"] == engine.matches.machine


def test_a_tuning_is_switched_on(run, engine) -> None:
    assert "3 photos changed." in run("matches", "tune", "--apply").stdout
    assert engine.asked["applied"].likely == 0.625


def test_a_tuning_as_json(run, engine) -> None:
    made = json.loads(run("matches", "tune", "--json").stdout)
    assert (made["schema"], made["after"]["likely"]["count"]) == ("wornby.match-tuning/1", 12)


def test_a_tuning_is_undone(run, engine) -> None:
    done = run("matches", "tune", "--undo")
    assert engine.asked["undone"]
    assert "no tuning is on" in done.stdout


def test_a_tuning_is_not_switched_on_and_undone_at_once(run, engine) -> None:
    assert run("matches", "tune", "--undo", "--apply").exit_code == 2


def test_the_evidence_is_written(run, engine, tmp_path) -> None:
    target = tmp_path / "why.png"
    done = run("show", "asset1", "--evidence", str(target), "--product", "TEE-01")
    assert done.exit_code == 0
    assert target.read_bytes() == b"png"
    assert engine.asked["evidence"] == ("asset1", "TEE-01")


def test_an_import_says_what_is_left_to_match(run, engine, tmp_path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("sku,title\nA,A\n")
    assert "wornby matches run" not in run("products", "import", str(file)).stdout
    engine.to_match = 120
    assert "120 products have new pictures" in run("products", "import", str(file)).stdout
