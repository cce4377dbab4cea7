"""Grids become meshes; tubes, curves and normals are what their geometry says."""

import numpy as np
import pytest

from wornby.studio.rendering.mesh import Patch, displaced, grid_normals, join, loft, resample, smooth
from wornby.studio.rendering.surfaces import Surface

PLAIN = Surface(color="#888888")


def tube(*, radius=5.0, rows=20, columns=32):
    path = np.stack([np.zeros(rows), np.linspace(100, 60, rows), np.zeros(rows)], axis=1)
    return loft(path, np.full((rows, 3), radius), columns=columns, surface=PLAIN, part="upper")


def test_a_curve_passes_through_its_knots():
    assert smooth([0.0, 1.0, 3.0], [2.0, 5.0, 4.0], at=np.array([0.0, 1.0, 3.0])) == pytest.approx([2, 5, 4])


def test_a_curve_does_not_overshoot():
    values = smooth([0.0, 1.0, 2.0, 3.0], [0.0, 0.0, 1.0, 1.0], at=np.linspace(0, 3, 200))
    assert values.min() >= 0
    assert values.max() <= 1


def test_beyond_its_ends_a_curve_holds():
    assert smooth([0.0, 1.0], [2.0, 3.0], at=np.array([-4.0, 9.0])) == pytest.approx([2, 3])


def test_a_path_keeps_its_ends():
    points, places = resample([[0, 0, 0], [0, 10, 0], [5, 10, 0]], rows=31)
    assert points[0] == pytest.approx([0, 0, 0])
    assert points[-1] == pytest.approx([5, 10, 0])
    assert (np.diff(places) > 0).all()


def test_a_tube_has_its_radius_all_round():
    away = np.hypot(tube().points[..., 0], tube().points[..., 2])
    assert away == pytest.approx(5.0, abs=1e-4)


def test_uv_of_a_tube_is_in_centimetres_from_the_front():
    patch = tube()
    middle = patch.uv.shape[1] // 2
    assert patch.uv[0, middle, 0] == pytest.approx(0, abs=1e-3)
    assert np.ptp(patch.uv[0, :, 0]) == pytest.approx(2 * np.pi * 5, rel=0.01)
    assert patch.uv[-1, 0, 1] == pytest.approx(40, abs=1e-3)
    assert patch.points[0, middle, 2] == pytest.approx(5, abs=1e-3)


def test_normals_of_a_tube_point_outwards():
    patch = tube()
    outwards = patch.points * np.array([1, 0, 1]) / 5
    assert (grid_normals(patch.points, closed=True) * outwards).sum(2).min() > 0.99


def test_displacement_moves_along_the_normal():
    grown = displaced(tube(), np.full(tube().points.shape[:2], 1.0))
    assert np.hypot(grown.points[..., 0], grown.points[..., 2]) == pytest.approx(6.0, abs=0.01)


def test_a_mesh_knows_whose_each_face_is():
    mesh = join([tube(rows=4, columns=6), tube(rows=3, columns=6)])
    assert np.bincount(mesh.owners).tolist() == [2 * 3 * 6, 2 * 2 * 6]
    assert mesh.faces.max() == len(mesh.points) - 1


def test_a_pole_has_a_normal():
    angle = np.linspace(0, 2 * np.pi, 17)
    radius = np.linspace(0, 3, 6)[:, None]
    points = np.stack([radius * np.sin(angle), 10 - radius**2 + 0 * angle, radius * np.cos(angle)], axis=2)
    patch = Patch(points=points, uv=points[..., :2], surface=PLAIN, part="hair", closed=True)
    assert np.linalg.norm(grid_normals(patch.points, closed=True), axis=2) == pytest.approx(1.0, abs=1e-3)
