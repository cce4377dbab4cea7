import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.hub_models import save_encoder
from wornby import compose
from wornby.datamodel.library import PullReport
from wornby.models.hub.shelf import ModelShelf

REPORT = PullReport(
    name="siglip2-base-224",
    repository="owner/model",
    revision="a" * 40,
    licence="apache-2.0",
    size_bytes=5_000_000,
    folder="models/siglip2-base-224",
    files=("config.json", "onnx/x.onnx"),
    trusted=("onnx/x.onnx",),
)


@pytest.fixture
def shelf(monkeypatch):
    class Shelf(ModelShelf):
        def pull(self, name, **options):
            self.asked = {"name": name, **options}
            return REPORT

    found = Shelf(Path("nowhere"))
    monkeypatch.setattr(compose, "open_models", lambda settings: found)
    return found


@pytest.mark.parametrize("words", [("models",), ("models", "list")], ids=["models", "list"])
def test_presets_are_listed_with_licence_and_state(run, engine, words) -> None:
    shown = run(*words).stdout
    assert "siglip2-base-224" in shown
    assert "apple-amlr (restricted)" in shown
    assert "not pulled, unverified" in " ".join(shown.split())


def test_presets_in_json(run, engine) -> None:
    rows = json.loads(run("models", "list", "--json").stdout)
    assert [row["tier"] for row in rows][:2] == ["built-in", "hub"]
    assert {"licence", "revision", "verified", "size_bytes"} <= rows[-1].keys()


def test_the_licence_is_shown_before_anything_is_fetched(run, engine, shelf) -> None:
    result = run("models", "pull", "siglip2-base-224", "--revision", "a" * 40, "--variant", "fp16")
    assert result.exit_code == 0
    assert "apache-2.0" in result.stderr
    assert shelf.asked == {"name": "siglip2-base-224", "variant": "fp16", "revision": "a" * 40}


def test_a_pull_says_what_it_trusted(run, engine, shelf) -> None:
    assert "Trusted at first sight, and locked: onnx/x.onnx" in run("models", "pull", "siglip2-base-224").stdout


def test_a_pull_in_json(run, engine, shelf) -> None:
    assert json.loads(run("models", "pull", "siglip2-base-224", "--json").stdout)["revision"] == "a" * 40


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("siglip2-base-224",), 1, "--revision"),
        (("siglip2-base-224", "--revision", "main"), 2, "can be moved"),
        (("mobileclip2-s0", "--revision", "a" * 40), 1, "apple-amlr"),
        (("clip",), 1, "Known"),
    ],
    ids=["no-commit", "branch", "licence", "unknown"],
)
def test_a_pull_that_is_refused(run, engine, words, code, told) -> None:
    result = run("models", "pull", *words)
    assert result.exit_code == code
    assert told in result.stderr


@pytest.fixture
def labelled(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    rows = []
    for number in range(14):
        color = (200 - number, 30, 30) if number % 2 else (30, 30, 200 - number)
        Image.fromarray(np.full((40, 30, 3), color, dtype=np.uint8)).save(folder / f"{number}.png")
        rows.append({"file": f"{number}.png", "photo_kind": "worn" if number % 2 else "flat"})
    with (tmp_path / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=["file", "photo_kind"])
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setenv("WORNBY_ENCODER", f"onnx:{save_encoder(tmp_path / 'tiny')}")
    monkeypatch.setenv("WORNBY_ZERO_SHOT", '["photo.kind"]')
    return tmp_path


def calibrate(run, folder: Path, *words: str):
    labels, photos = str(folder / "labels.csv"), str(folder / "photos")
    return run("models", "calibrate", "photo.kind", "--labels", labels, "--photos", photos, *words)


def test_calibrating_keeps_the_thresholds(run, labelled) -> None:
    found = json.loads(calibrate(run, labelled, "--json").stdout)
    assert found["worn"]["calibrated"]
    assert found["worn"]["positives"] == 7
    kept = json.loads((labelled / "zero-shot.json").read_text(encoding="utf-8"))
    assert kept["attributes"]["photo.kind"]["worn"]["threshold"] == found["worn"]["threshold"]


def test_calibrating_shows_figures_and_what_had_too_few(run, labelled) -> None:
    shown = calibrate(run, labelled, "--f1").stdout
    assert "f1" in shown
    assert "too few labels" in shown


def test_labels_without_the_attribute_are_told(run, labelled) -> None:
    (labelled / "labels.csv").write_text("file,color\na.png,red\n", encoding="utf-8")
    result = calibrate(run, labelled)
    assert result.exit_code == 2
    assert "photo.kind" in result.stderr
