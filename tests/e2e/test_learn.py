"""`wornby learn` as a shop meets it: labels of drawn wearers, a head, and what changes where."""

import json
from collections import Counter
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from tests.e2e.drawn_labels import ATTRIBUTE, VOCABULARY, draw_labelled, write_labels
from tests.e2e.serving import serving
from tests.unit.tagging.heads import head
from wornby import compose
from wornby.cli.app import app
from wornby.cli.tables import read_table
from wornby.settings import Settings

EACH = 6


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    draw_labelled(folder, each=EACH)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory, photos):
    """A library with the labelled photos in it, and the shop's attribute in its vocabulary."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "vocabulary.toml").write_text(VOCABULARY, encoding="utf-8")
    taken = wornby(folder, "ingest", str(photos), "--rights", "licensed", "--purposes", "display")
    assert taken.exit_code == 0, taken.output
    return folder


def wornby(home: Path, *words: str):
    runner = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "WORNBY_THREADS": "2"})
    return runner.invoke(app, ["--home", str(home), *words])


def facet(home, attribute):
    answer = wornby(home, "facets", "--json", "--everything")
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.stdout).get(attribute, {"values": []})["values"]
    return {value["value"]: value["count"] for value in found}


def learn(home, photos, *more):
    return wornby(home, "learn", ATTRIBUTE, "--labels", str(photos / "labels.csv"), *more)


def test_a_shops_own_attribute_from_labels_to_the_shop_page(home, photos):
    learned = learn(home, photos)
    assert learned.exit_code == 0, learned.output
    assert "95 % interval" in learned.output
    assert "Kept, off" in learned.output
    assert facet(home, ATTRIBUTE) == {}

    switched = wornby(home, "learn", ATTRIBUTE, "--use", "1")
    assert switched.exit_code == 0, switched.output
    assert f"{3 * EACH} photos of the library changed" in switched.output
    counts = facet(home, ATTRIBUTE)
    assert sum(counts.values()) == 3 * EACH
    assert min(counts[value] for value in ("hills", "checks", "bare")) >= EACH - 2

    line = json.loads(wornby(home, "tag", str(photos / "hills-0.png"), "--json").stdout)
    garments = line["wearers"][0]["garments"]
    facts = [garment["attributes"][ATTRIBUTE] for garment in garments if "attributes" in garment]
    assert facts[0]["source"] == f"learned/{ATTRIBUTE}@1"

    found = json.loads(wornby(home, "search", "--where", f"{ATTRIBUTE}=hills", "--everything", "--json").stdout)
    assert found["total"] == counts["hills"]
    exported = wornby(home, "export").stdout
    assert f"{ATTRIBUTE}=hills" in exported
    _check_pages(home, asset_id=found["hits"][0]["asset_id"])

    listed = json.loads(wornby(home, "learn", "--list", "--json").stdout)
    assert [(card["attribute"], card["version"], card["on"]) for card in listed] == [(ATTRIBUTE, 1, True)]

    undone = wornby(home, "learn", ATTRIBUTE, "--undo")
    assert undone.exit_code == 0, undone.output
    assert facet(home, ATTRIBUTE) == {}
    assert wornby(home, "learn", ATTRIBUTE, "--remove").exit_code == 0
    assert wornby(home, "learn", "--list", "--json").stdout.strip() == "[]"


def _check_pages(home, *, asset_id):
    with compose.open_engine(Settings(home=home)) as engine, serving(engine) as url:
        assert "Hills" in httpx.get(f"{url}/photos/{asset_id}").text
        answer = httpx.get(f"{url}/v1/assets/{asset_id}").json()
        garments = answer["tags"]["wearers"][0]["garments"]
        assert any(garment.get("attributes", {}).get(ATTRIBUTE) for garment in garments)
        assert any("attributes" not in garment for garment in garments)


def test_a_correction_of_a_built_in_stands_beside_it(home, photos, tmp_path):
    rows = read_table(photos / "labels.csv")
    patterns = {"hills": "graphic", "checks": "checked", "bare": "solid"}
    write_labels(tmp_path / "p.csv", [{"file": row["file"], "pattern": patterns[row[ATTRIBUTE]]} for row in rows])
    before = facet(home, "garment.pattern")
    words = ("learn", "garment.pattern", "--labels", str(tmp_path / "p.csv"), "--photos", str(photos))
    learned = wornby(home, *words, "--json", "--yes", "--force")
    assert learned.exit_code == 0, learned.output
    figures = json.loads(learned.stdout)["figures"]
    assert 0 < figures["builtin"]["low"] <= figures["builtin"]["value"] <= 1
    on = next(one for one in compose.open_shelf(Settings(home=home)).switched_on())
    assert on.source == "learned/garment.pattern@1"
    assert wornby(home, "learn", "garment.pattern", "--undo").exit_code == 0
    assert facet(home, "garment.pattern") == before
    assert wornby(home, "learn", "garment.pattern", "--remove").exit_code == 0


def test_what_is_no_better_stays_off(home, photos, tmp_path):
    """Labelled by what the tagger says itself, a correction cannot be better, whatever the weights are."""
    lines = [json.loads(line) for line in wornby(home, "tag", str(photos), "--json").stdout.splitlines()]
    said = {line["file"]: line["wearers"][0]["garments"][0]["pattern"]["value"] for line in lines if line["wearers"]}
    often = {value for value, count in Counter(said.values()).items() if count >= 5}
    assert len(often) >= 2, Counter(said.values())
    rows = [{"file": file, "pattern": value} for file, value in said.items() if value in often]
    write_labels(tmp_path / "same.csv", rows)
    words = ("learn", "garment.pattern", "--labels", str(tmp_path / "same.csv"), "--photos", str(photos), "--yes")
    refused = wornby(home, *words)
    assert refused.exit_code == 1, refused.output
    assert "stays off" in refused.output
    assert compose.open_shelf(Settings(home=home)).switched_on() == []
    assert wornby(home, "learn", "garment.pattern", "--use", "1").exit_code == 1
    wornby(home, "learn", "garment.pattern", "--remove")


def test_an_attribute_that_is_not_in_the_vocabulary_comes_with_its_lines(tmp_path, photos):
    refused = learn(tmp_path, photos)
    assert refused.exit_code == 2
    assert 'id = "garment.print"' in refused.output
    assert "garment.kind, garment.pattern, garment.sleeve" in refused.output


def test_a_forbidden_attribute_is_refused(tmp_path):
    write_labels(tmp_path / "labels.csv", [{"file": "a.jpg", "wearer.ethnicity": "x"}])
    refused = wornby(tmp_path, "learn", "wearer.ethnicity", "--labels", str(tmp_path / "labels.csv"))
    assert refused.exit_code == 1
    assert "never infers" in refused.output
    assert "[[attribute]]" not in refused.output


@pytest.mark.parametrize(
    "words",
    [
        ("learn",),
        ("learn", "garment.kind"),
        ("learn", "garment.kind", "--undo", "--remove"),
        ("learn", "--undo"),
        ("learn", "garment.kind", "--labels", "missing.csv", "--list"),
    ],
)
def test_one_act_at_a_time(tmp_path, words):
    assert wornby(tmp_path, *words).exit_code == 2


@pytest.mark.parametrize("words", [("--undo",), ("--remove",), ("--use", "3"), ("--list",)])
def test_what_was_never_learned_is_named(tmp_path, words):
    answer = wornby(tmp_path, "learn", "garment.kind", *words)
    assert answer.exit_code == 1
    assert "garment.kind" in answer.output
    assert list(tmp_path.iterdir()) == []


def test_a_head_of_other_embeddings_closes_the_library_until_it_is_undone(tmp_path):
    settings = Settings(home=tmp_path)
    shelf = compose.open_shelf(settings)
    shelf.put(head("garment.pattern", ("striped", "solid")))
    refused = wornby(tmp_path, "learn", "garment.pattern", "--use", "1")
    assert (refused.exit_code, shelf.active("garment.pattern")) == (1, None)
    assert "Learn it again" in refused.output

    shelf.use("garment.pattern", 1)
    closed = wornby(tmp_path, "facets")
    assert closed.exit_code == 1
    assert "learned on testing@1" in closed.output
    assert wornby(tmp_path, "learn", "garment.pattern", "--undo").exit_code == 0
    assert wornby(tmp_path, "facets").exit_code == 0
