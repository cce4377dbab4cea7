"""What the camera sees: the nearest face, and the very place on it."""

import numpy as np
import pytest

from wornby.studio.rendering.camera import Camera, look, resolve
from wornby.studio.rendering.mesh import Patch, join
from wornby.studio.rendering.surfaces import Surface

SIZE = (120, 80)
CAMERA = Camera(distance=400, height=100, pitch=0.0, shift=0.0, field=2 * float(np.arctan(100 / 400)))


def wall(*, away=0.0, half=50.0, part="upper"):
    """An upright square at z = away, whose uv is x and y themselves."""
    x, y = np.meshgrid(np.linspace(-half, half, 9), np.linspace(100 + half, 100 - half, 9))
    points = np.stack([x, y, 0 * x + away], axis=2)
    return Patch(points=points, uv=points[..., :2], surface=Surface(color="#777777"), part=part)


def seen(*patches):
    mesh = join(patches)
    view = look(mesh, CAMERA, size=SIZE)
    return mesh, view, resolve(mesh, view, camera=CAMERA)


def test_depth_is_the_distance_along_the_axis():
    _, view, _ = seen(wall())
    assert view.depth[60, 40] == pytest.approx(400, abs=0.1)


def test_a_wall_covers_what_perspective_says():
    _, view, _ = seen(wall())
    # 100 of 200 cm that the picture shows from top to bottom.
    assert (view.faces[:, 40] >= 0).sum() == pytest.approx(60, abs=1)


def test_points_lie_on_the_surface_that_is_seen():
    _, _, found = seen(wall(away=25.0))
    assert found.spots.points[:, 2] == pytest.approx(25, abs=0.01)


def test_uv_is_that_of_the_point():
    _, _, found = seen(wall())
    assert found.spots.uv == pytest.approx(found.spots.points[:, :2], abs=0.01)


def test_what_is_nearer_hides_what_is_behind():
    mesh, _, found = seen(wall(), wall(away=30.0, half=10.0, part="bag"))
    middle = (found.rows == 60) & (found.columns == 40)
    assert mesh.patches[int(found.owners[middle][0])].part == "bag"


def test_normals_look_at_the_camera():
    _, _, found = seen(wall())
    assert found.spots.normals[:, 2] == pytest.approx(1, abs=1e-3)


def test_nothing_is_seen_of_nothing():
    _, view, found = seen(wall(away=900.0))
    assert (view.faces >= 0).sum() == 0
    assert len(found.rows) == 0
