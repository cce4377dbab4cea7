"""Makes docs/comparison/report.html: `python docs/comparison/make.py --data ../shared/data`.

Compares the built-in tagger with two fakes, on labelled photos that none of its models was trained on. THE FAKES ARE NO
MEASURE OF ANY VENDOR. They are made here from the labels themselves, by a stated error model and with a fixed seed, so
that the report has something to compare, and so that figures can be checked against what was put in:

- `fake-general` imitates a service with general words. It sees less (a quarter of what is there it does not name), says
  the general value where the vocabulary has one ("other" bag, headwear, pattern), states no hair, and is modest.
- `fake-noisy` imitates a service that always says something. Of its answers 35 in 100 are drawn at random from the
  other values, and it claims to be sure of 85 to 99 in 100.

Neither knows how long it takes or what it costs: the report says "not known".
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from training.data import Photo, read_portraits, read_street
from wornby.comparison import Labels, Question, Subject, parse_labels
from wornby.vocabulary import load_vocabulary

HERE = Path(__file__).parent
SEED = 2026
MISSES = 0.25
NOISE = 0.35
NOTE = (
    "The taggers fake-general and fake-noisy are fakes: made from the labels by a stated error model "
    "(docs/comparison/make.py), no measure of any vendor's service. The photos are those that no built-in model was "
    "trained on: 47 of street/ and 56 synthetic portraits of faces_synthetic/, labelled by a vision model."
)
_COLUMNS = (
    "hair_color",
    "hair_length",
    "eyewear",
    "headwear",
    "upper_type",
    "upper_color",
    "upper_pattern",
    "lower_type",
    "bag_type",
)
_UNSEEN = {"none", "not_visible"}


def held_out(data: Path) -> list[dict[str, str]]:
    """Rows of labels of the photos that the recipes keep out of all training."""
    rows = []
    for folder, photos in (("street", read_street(data)), ("faces_synthetic", read_portraits(data))):
        rows += [_row(photo, data=data) for photo in photos if photo.test and photo.eye and folder]
    return sorted(rows, key=lambda row: row["file"])


def _row(photo: Photo, *, data: Path) -> dict[str, str]:
    row = {"file": photo.path.relative_to(data).as_posix()}
    row |= {column: photo.eye.get(column, "") for column in _COLUMNS}
    return row | {"doubt": ",".join(sorted(photo.doubt))}


class Fake:
    """An imitation that knows the labels.

    Args:
        name: States its facts.
        misses: Share of what is there that it does not name.
        noise: Share of its answers that is drawn from the other values.
        general: Says the general value where there is one.
        silent: Attributes that it never states.
        sure: Its confidences are drawn between these.
    """

    def __init__(
        self,
        name: str,
        *,
        misses: float = 0.0,
        noise: float = 0.0,
        general: bool = False,
        silent: frozenset[str] = frozenset(),
        sure: tuple[float, float] = (0.5, 0.9),
    ) -> None:
        self.name = name
        self._misses = misses
        self._noise = noise
        self._general = general
        self._silent = silent
        self._sure = sure
        self._random = random.Random(f"{SEED} {name}")  # noqa: S311 - an imitation, no secret

    def line(self, file: str, values: Mapping[str, str], *, questions: Mapping[str, Question]) -> dict[str, object]:
        """Tags of one photo in the form of `wornby tag --json`."""
        attributes: dict[str, object] = {}
        garments: dict[str, dict[str, Any]] = {}
        for name, label in values.items():
            question = questions[name]
            answer = None if question.attribute in self._silent else self._answer(label, question)
            if answer is None:
                continue
            if question.subject is Subject.WEARER:
                attributes[question.attribute] = self._fact(answer)
            elif answer not in _UNSEEN:
                place = question.place.value if question.place else "outer"
                garments.setdefault(place, {})[question.part] = self._fact(answer)
        worn = [_garment(place, parts) for place, parts in garments.items() if "kind" in parts]
        wearer = {"main": True, "attributes": attributes, "garments": worn}
        return {"schema": "wornby.tags/1", "file": file, "photo": {}, "wearers": [wearer], "garments": []}

    def _answer(self, label: str, question: Question) -> str | None:
        seen = label not in _UNSEEN
        if seen and self._random.random() < self._misses:
            return None
        if self._random.random() < self._noise:
            return self._random.choice([value for value in question.value_ids if value not in {label, "not_visible"}])
        if seen and self._general and question.general_ids and label not in {"solid", *question.general_ids}:
            return min(question.general_ids)
        return label

    def _fact(self, value: str) -> dict[str, object]:
        confidence = round(self._random.uniform(*self._sure), 3)
        return {"value": value, "confidence": confidence, "source": f"{self.name}@1"}


def _garment(place: str, parts: Mapping[str, dict[str, Any]]) -> dict[str, object]:
    garment: dict[str, object] = {"place": place, "kind": parts["kind"]}
    if "pattern" in parts:
        garment["pattern"] = parts["pattern"]
    if "color" in parts:
        said = parts["color"]
        family = said["value"]
        garment["color"] = {
            "family": family,
            "name": family,
            "hex": "#808080",
            "share": 1.0,
            "source": said["source"],
            "confidence": said["confidence"],
        }
    return garment


def fakes() -> Iterator[Fake]:
    """The two of them."""
    yield Fake(
        "fake-general",
        misses=MISSES,
        general=True,
        silent=frozenset({"hair.color", "hair.length"}),
        sure=(0.5, 0.75),
    )
    yield Fake("fake-noisy", noise=NOISE, sure=(0.85, 0.99))


def write_fakes(labels: Labels, folder: Path) -> list[Path]:
    """Write a file of tags for each fake."""
    questions = {question.id: question for question in labels.questions}
    paths = []
    for fake in fakes():
        path = folder / f"{fake.name}.jsonl"
        lines = [json.dumps(fake.line(row.file, row.values, questions=questions)) for row in labels.rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def main() -> None:
    """Make the report, without photos: street/ shows real people."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data, see its README.md")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of report.html and report.csv")
    options = parser.parse_args()
    rows = held_out(options.data)
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "held-out.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        tags = write_fakes(parse_labels(rows, vocabulary=load_vocabulary()), folder)
        subprocess.run(  # noqa: S603 - our own program
            [
                *(sys.executable, "-m", "wornby.cli", "--home", str(folder / "home"), "compare"),
                *("--taggers", ",".join(["builtin", *(f"file:{path}" for path in tags)])),
                *("--labels", str(table), "--photos", str(options.data), "--purposes", "appearance"),
                *("--html", str(options.out / "report.html"), "--csv", str(options.out / "report.csv")),
                *("--no-pictures", "--note", NOTE),
            ],
            check=True,
        )


if __name__ == "__main__":
    main()
