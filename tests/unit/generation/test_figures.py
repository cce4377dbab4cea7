from dataclasses import replace

import numpy as np
import pytest

from wornby.datamodel import Place
from wornby.generation import DrawnGarment, Look, demo_looks, demo_products, draw_look, draw_product
from wornby.generation.canvas import Canvas, Frame, Paint, ellipse, flat, shade

LOOK = demo_looks()[0].look


def test_the_same_look_and_seed_give_the_same_pixels() -> None:
    assert np.array_equal(draw_look(LOOK, seed=5), draw_look(LOOK, seed=5))


def test_another_seed_gives_another_picture() -> None:
    assert not np.array_equal(draw_look(LOOK, seed=5), draw_look(LOOK, seed=6))


@pytest.mark.parametrize(
    "change",
    [
        {"hair_hex": "#d3ab62"},
        {"hair_length": "bald"},
        {"eyewear": "sunglasses"},
        {"headwear": "hat"},
        {"bag": "tote", "pose": "carry"},
        {"pose": "hip"},
        {"scene": "park"},
    ],
    ids="-".join,
)
def test_every_part_of_a_look_shows(change: dict[str, str]) -> None:
    plain = replace(
        LOOK, eyewear="none", headwear="none", bag="none", hair_length="short", pose="relaxed", scene="wall"
    )
    assert not np.array_equal(draw_look(plain, seed=5), draw_look(replace(plain, **change), seed=5))


def test_a_figure_without_garments_is_drawn() -> None:
    look = Look(garments=(), hair_color="brown", hair_length="short", hair_hex="#5b3a25")
    assert draw_look(look, seed=1).shape == (768, 512, 3)


@pytest.mark.parametrize("kind", ["shorts", "leggings", "jeans", "skirt", "trousers"])
def test_lower_garments_are_drawn(kind: str) -> None:
    garment = DrawnGarment(place=Place.LOWER, kind=kind, family="blue", color="#3d5f92")
    assert draw_look(replace(LOOK, garments=(garment,)), seed=2).dtype == np.uint8


@pytest.mark.parametrize("item", demo_products(), ids=lambda item: item.product.sku)
def test_a_product_lies_in_the_middle_with_plain_ground_around(item) -> None:
    pixels = draw_product(item.garment, seed=3).astype(int)
    ground = pixels[:, :6].reshape(-1, 3)
    assert ground.std(axis=0).max() < 6
    assert np.abs(pixels[384, 256] - ground.mean(axis=0)).max() > 12 or item.garment.family == "white"


def test_a_shape_outside_of_the_picture_changes_nothing() -> None:
    canvas = Canvas(np.full((20, 20, 3), 100, dtype=np.float32), frame=Frame(centre_px=10, top_px=0, unit_px=1), seed=0)
    canvas.paint([ellipse((500, 500), (3, 3))], Paint(color="#ffffff"))
    assert np.all(canvas.finish(grain=0, seed=0) == 100)


def test_a_flat_shape_has_its_color() -> None:
    canvas = Canvas(np.zeros((40, 40, 3), dtype=np.float32), frame=Frame(centre_px=20, top_px=20, unit_px=1), seed=0)
    canvas.paint([ellipse((0, 0), (12, 12))], flat("#ff8000"))
    assert canvas.finish(grain=0, seed=0)[20, 20].tolist() == [255, 128, 0]


@pytest.mark.parametrize(("factor", "expected"), [(0.5, "#40404c"), (1.0, "#808098"), (2.0, "#bfbfcb")])
def test_shade(factor: float, expected: str) -> None:
    assert shade("#808098", factor) == expected
