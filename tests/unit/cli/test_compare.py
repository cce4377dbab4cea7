import csv
import json
from pathlib import Path

import pytest

from tests.unit.cli.fakes import write_their_tags
from wornby import compose
from wornby.cli.terms import Terms, rented_terms, terms_of
from wornby.comparison import NOTHING_SAYS_WHO_IS_RIGHT
from wornby.compose import providers
from wornby.datamodel import Purpose
from wornby.registry import PROFILES
from wornby.settings import Settings
from wornby.testing.fakes_providers import make_profile
from wornby.testing.pictures import encoded

LABELS = "file,hair_color,upper_type\na.jpg,red,shirt\nb.jpg,brown,shirt\nc.jpg,red,coat\n"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        (folder / name).write_bytes(encoded("jpeg"))
    return folder


@pytest.fixture
def theirs(tmp_path: Path) -> str:
    """Tags of another program, as a tagger."""
    kinds = {"a.jpg": "shirt", "b.jpg": "shirt", "c.jpg": "coat"}
    return f"file:{write_their_tags(tmp_path, kinds)}"


@pytest.fixture
def compare(run, tagging, photos: Path, theirs: str, tmp_path: Path):
    """Run compare with labels that are given as text; without any where there is none."""

    def call(*words: str, labels: str = LABELS, taggers: str = f"builtin,{theirs}"):
        (tmp_path / "labels.csv").write_text(labels)
        given = ("--labels", str(tmp_path / "labels.csv")) if labels else ()
        return run("compare", "--taggers", taggers, *given, "--photos", str(photos), *words)

    return call


def test_with_labels_there_is_a_verdict(compare) -> None:
    result = compare()
    assert result.exit_code == 0, result.output
    for words in ("too few labels (3) to say", "theirs (file)", "fused", "Not computed: hair.color (needs appearance)"):
        assert words in result.stdout
    assert NOTHING_SAYS_WHO_IS_RIGHT not in result.stdout


def test_without_labels_it_says_loudly_that_nobody_knows(compare, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = compare("--json", str(out), labels="")
    assert result.exit_code == 0, result.output
    assert NOTHING_SAYS_WHO_IS_RIGHT in " ".join(result.stdout.split())
    assert "fused" not in result.stdout
    found = json.loads(out.read_text())
    assert (found["labels"], found["notice"], found["photos"]) == (None, NOTHING_SAYS_WHO_IS_RIGHT, 3)
    assert found["disagreement"]["overall"][0]["answers"] == 3


def test_all_that_is_written(compare, tmp_path: Path) -> None:
    targets = {kind: tmp_path / f"out.{kind}" for kind in ("html", "json", "csv")}
    written = [word for kind, target in targets.items() for word in (f"--{kind}", str(target))]
    result = compare("--purposes", "appearance", "--note", "Only a try.", *written)
    assert result.exit_code == 0, result.output
    assert "Only a try." in targets["html"].read_text(encoding="utf-8")
    found = json.loads(targets["json"].read_text())
    assert (found["schema"], found["note"]) == ("wornby.compare/1", "Only a try.")
    assert found["taggers"][1]["states_not"] == {"hair.color": "states nothing about it here"}
    with targets["csv"].open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["question"], row["accuracy"]) for row in rows if row["tagger"] == "builtin"] == [
        ("hair.color", "0.6667"),
        ("outermost.kind", "0.6667"),
    ]
    assert str(tmp_path) not in targets["html"].read_text() + targets["json"].read_text() + targets["csv"].read_text()


@pytest.mark.parametrize(("option", "holds"), [("--pictures", True), ("--no-pictures", False)])
def test_the_report_holds_pictures_unless_told_not_to(compare, tmp_path: Path, option: str, holds: bool) -> None:
    target = tmp_path / "out.html"
    assert compare("--html", str(target), option).exit_code == 0
    assert ("data:image/jpeg" in target.read_text(encoding="utf-8")) is holds


def test_the_router_can_adopt_it(compare, tmp_path: Path) -> None:
    target = tmp_path / "routes.json"
    assert compare("--routes", str(target)).exit_code == 0
    assert json.loads(target.read_text())["default"] == "builtin"


@pytest.mark.parametrize(
    ("words", "labels", "taggers", "told"),
    [
        ([], LABELS, " , ", "No tagger is named"),
        ([], LABELS, "builtin,nobody", "Unknown tagger 'nobody'"),
        ([], LABELS, "builtin,builtin", "given twice"),
        ([], "", "builtin", "agrees with itself"),
        (["--routes", "routes.json"], "", "builtin,zero-shot", "--routes needs --labels"),
        ([], "file,hair_color\na.jpg,red\n", "builtin", "None of the labels may be scored"),
    ],
    ids=["none", "unknown", "twice", "alone-unlabelled", "routes-unlabelled", "no-purpose"],
)
def test_what_cannot_be_compared(compare, words, labels, taggers, told) -> None:
    result = compare(*words, labels=labels, taggers=taggers)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())


def test_a_folder_without_photos_is_told(run, tagging, theirs: str, tmp_path: Path) -> None:
    result = run("compare", "--taggers", f"builtin,{theirs}", "--photos", str(tmp_path / "nothing"))
    assert result.exit_code == 2
    assert "No photos in nothing" in result.stderr


@pytest.fixture
def rented(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that costs half a dollar a photo."""
    monkeypatch.setenv("WORNBY_ALLOW_REMOTE", "true")
    price = {"rekognition": 500_000}
    monkeypatch.setattr(compose, "price_micros", lambda settings, name, *, purposes: price.get(name, 0))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none-that-is-used")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")


def test_what_costs_too_much_is_refused_before_anything_is_sent(compare, rented, tagging) -> None:
    result = compare("--max-cost", "1.49", taggers="builtin,rekognition")
    assert result.exit_code == 1
    assert "Nothing was sent" in " ".join(result.stderr.split())
    assert tagging.purposes == frozenset()


def test_the_cost_is_told_before_anything_is_sent(compare, rented, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = compare("--max-cost", "1.5", "--yes", "--json", str(out), taggers="builtin,rekognition")
    assert result.exit_code == 0, result.output
    assert "rekognition $1.50" in " ".join(result.stderr.split())
    builtin, service = json.loads(out.read_text())["taggers"]
    assert (builtin["cost_usd_per_1000_photos"], service["cost_usd_per_1000_photos"]) == (0.0, 500.0)


def test_the_builtin_tagger_states_what_it_states(tmp_path: Path) -> None:
    found = terms_of("builtin", Settings(home=tmp_path), purposes=frozenset())
    assert {"hair.color", "garment.kind", "bag.kind"} <= found.can_state
    assert "accessories" not in found.can_state
    assert found.price_micros == 0


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_a_rented_service_states_what_its_profile_says(name: str) -> None:
    profile = providers.list_profiles()[name]
    found = rented_terms(profile, purposes=frozenset(Purpose))
    assert found.can_state == profile.states(profile.choose())
    assert {*found.not_served} == {each for gone in profile.not_served for each in gone.attributes}


def test_what_is_not_served_is_told_with_its_day() -> None:
    profile = make_profile()
    found = rented_terms(profile, price_micros=3, purposes=frozenset())
    assert found.price_micros == 3
    assert all(words.startswith("not served since ") for words in found.not_served.values())
    assert Terms(price_micros=0).can_state is None
