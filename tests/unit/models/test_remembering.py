"""A model that is asked twice."""

from typing import ClassVar

import numpy as np

from wornby.models.remembering import RememberingSession


class Counting:
    values: ClassVar[dict[str, tuple[str, ...]]] = {"out": ("a",)}
    source = "test/counting@1"

    def __init__(self):
        self.runs = 0

    def run(self, pixels):
        self.runs += 1
        return {"out": pixels.sum(axis=(1, 2, 3))}


def pixels(shade, side=4):
    return np.full((1, side, side, 3), shade, np.uint8)


def test_the_same_pixels_are_looked_at_once():
    inner = Counting()
    session = RememberingSession(inner)
    first, second = session.run(pixels(1)), session.run(pixels(1))
    assert (inner.runs, first["out"].tolist(), second["out"].tolist()) == (1, [48], [48])


def test_other_pixels_or_another_shape_are_looked_at():
    inner = Counting()
    session = RememberingSession(inner)
    session.run(pixels(1))
    session.run(pixels(2))
    session.run(pixels(1).reshape(1, 2, 8, 3))
    assert inner.runs == 3


def test_the_oldest_answer_is_forgotten():
    inner = Counting()
    session = RememberingSession(inner, most=2)
    for shade in (1, 2, 1, 3, 1, 2):
        session.run(pixels(shade))
    assert inner.runs == 4


def test_it_is_named_as_the_session():
    session = RememberingSession(Counting())
    assert (session.source, dict(session.values)) == ("test/counting@1", {"out": ("a",)})
