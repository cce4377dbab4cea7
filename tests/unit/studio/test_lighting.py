"""Light and shadow."""

import numpy as np
import pytest

from wornby.studio.rendering.lighting import shadow_map
from wornby.studio.rendering.mesh import Patch, join
from wornby.studio.rendering.render import shoulder
from wornby.studio.rendering.surfaces import Surface, linear, to_linear, to_srgb


def roof():
    x, z = np.meshgrid(np.linspace(-20, 20, 9), np.linspace(-20, 20, 9))
    points = np.stack([x, 0 * x + 100, z], axis=2)
    return Patch(points=points, uv=points[..., :2], surface=Surface(color="#777777"), part="upper")


def test_what_lies_below_a_roof_is_in_its_shadow():
    shadows = shadow_map(join([roof()]), direction=(0.001, 1.0, 0.001))
    points = np.array([[0, 0, 0], [0, 50, 5], [60, 0, 0], [0, 120, 0]], np.float32)
    lit = shadows.shade(points, blur=2.0, rng=np.random.default_rng(1))
    assert lit == pytest.approx([0, 0, 1, 1])


def test_a_shadow_moves_with_the_light():
    shadows = shadow_map(join([roof()]), direction=(1.0, 1.0, 0.0))
    lit = shadows.shade(np.array([[0, 0, 0], [-100, 0, 0]], np.float32), blur=2.0, rng=np.random.default_rng(1))
    assert lit == pytest.approx([1, 0])


def test_a_shadows_edge_is_soft():
    shadows = shadow_map(join([roof()]), direction=(0.001, 1.0, 0.001))
    points = np.stack([np.linspace(10, 30, 200), np.zeros(200), np.zeros(200)], axis=1).astype(np.float32)
    lit = shadows.shade(points, blur=6.0, rng=np.random.default_rng(1))
    assert ((lit > 0.1) & (lit < 0.9)).sum() > 30


def test_srgb_and_linear_light_undo_each_other():
    values = np.linspace(0, 1, 50).astype(np.float32)
    assert to_srgb(to_linear(values)) == pytest.approx(values, abs=1e-5)


def test_a_colour_is_read_as_linear_light():
    assert linear("#ff8000") == pytest.approx([1.0, 0.2158605, 0.0], abs=1e-6)


def test_bright_light_is_bent_and_never_clipped():
    light = np.linspace(0, 6, 400)
    bent = shoulder(light)
    assert (np.diff(bent) >= 0).all()
    assert bent[light < 0.7] == pytest.approx(light[light < 0.7])
    assert bent.max() <= 1
