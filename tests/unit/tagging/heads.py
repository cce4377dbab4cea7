"""Heads, cards and a vocabulary for the tests of learning."""

from dataclasses import replace

import numpy as np

from wornby.datamodel.learned import HeadCard, HeadFigures, LearnedHead, Share, ValueFigures
from wornby.interfaces import BlobStore
from wornby.testing.factories import SPACE
from wornby.vocabulary import load_vocabulary

COLLAR = """
[[attribute]]
id = "garment.collar"
title = "Collar"
applies_to = "garment"
known_by = "model"
sensitivity = "open"
values = [
    { id = "polo", title = "Polo collar", definition = "A soft collar with two or three buttons." },
    { id = "crew", title = "Crew neck", definition = "Round, at the neck." },
    { id = "not_visible", title = "Not visible", definition = "The photo does not show it." },
]
"""


def collar_vocabulary(tmp_path):
    path = tmp_path / "vocabulary.toml"
    path.write_text(COLLAR, encoding="utf-8")
    return load_vocabulary(path)


def figures(*, right=0.9, baseline=0.5, builtin=None):
    return HeadFigures(
        examples=20,
        photos=20,
        folds=5,
        accuracy=Share(value=right, low=right - 0.1, high=min(1.0, right + 0.1)),
        baseline=baseline,
        baseline_value="polo",
        builtin=None if builtin is None else Share(value=builtin, low=builtin, high=builtin),
        calibration_error=0.03,
        values=(ValueFigures(value="polo", examples=10, precision=None, recall=0.0),),
    )


def head(attribute="garment.collar", values=("polo", "crew"), **card):
    """A head that says the first value where a vector points along the first axis, the second along the second."""
    weights = np.zeros((len(values), SPACE.dimensions), dtype=np.float32)
    weights[: len(values), : len(values)] = 4 * np.eye(len(values))
    made = HeadCard(
        attribute=attribute,
        version=1,
        made_at="2026-11-26T00:00:00+00:00",
        made_with="testing@1",
        space=SPACE,
        values=values,
        slots=("upper", "lying/upper"),
        temperature=1.0,
        hears=False,
        figures=figures(),
    )
    return LearnedHead(card=replace(made, **card), weights=weights, bias=np.zeros(len(values), dtype=np.float32))


def axis(number):
    """A unit vector along one axis."""
    return np.eye(SPACE.dimensions, dtype=np.float32)[number]


class MemoryBlobs(BlobStore):
    """Files in memory. With `fail_at`, the put of that number (from 0) fails, as where the process is killed there."""

    def __init__(self):
        self.files = {}
        self.puts = 0
        self.fail_at = None

    def put(self, name, content):
        if self.puts == self.fail_at:
            raise KeyboardInterrupt
        self.puts += 1
        self.files[name] = content

    def get(self, name):
        return self.files[name]

    def exists(self, name):
        return name in self.files

    def delete(self, name):
        self.files.pop(name, None)

    def list(self, prefix):
        below = f"{prefix}/" if prefix else ""
        return sorted(name for name in self.files if name.startswith(below))
