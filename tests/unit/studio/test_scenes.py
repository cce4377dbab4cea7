import numpy as np
import pytest

from wornby.studio.looks import Shot
from wornby.studio.rendering.camera import Camera
from wornby.studio.rendering.surfaces import Floats
from wornby.studio.scenery.scenes import SCENES, backdrop, floor_points, light_of

SIZE = (192, 128)
CAMERA = Camera(distance=430.0, height=110.0, pitch=0.045, shift=0.0, field=0.45)


def seen(scene: str, *, seed: int = 1, size: tuple[int, int] = SIZE) -> Floats:
    return backdrop(scene, size=size, camera=CAMERA, rng=np.random.default_rng(seed))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("scene", SCENES)
def test_a_backdrop_is_light(scene: str, seed: int) -> None:
    light = seen(scene, seed=seed)
    assert light.shape == (*SIZE, 3)
    assert light.dtype == np.float32
    assert np.isfinite(light).all()
    assert 0 <= light.min() <= light.max() <= 1
    assert 0.08 < light.mean() < 0.9


@pytest.mark.parametrize("scene", SCENES)
def test_the_same_seed_gives_the_same_backdrop(scene: str) -> None:
    assert np.array_equal(seen(scene), seen(scene))


@pytest.mark.parametrize("scene", SCENES)
def test_another_seed_gives_another_backdrop(scene: str) -> None:
    assert not np.array_equal(seen(scene), seen(scene, seed=9))


@pytest.mark.parametrize("size", [(97, 61), (128, 192)], ids=["odd", "wide"])
@pytest.mark.parametrize("scene", SCENES)
def test_a_backdrop_has_the_size_asked_for(scene: str, size: tuple[int, int]) -> None:
    assert seen(scene, size=size).shape == (*size, 3)


def test_the_studio_has_no_tint() -> None:
    light = seen("studio")
    assert np.array_equal(light[..., 0], light[..., 1])
    assert np.array_equal(light[..., 0], light[..., 2])
    lamp = light_of("studio", shot=Shot())
    assert all(len(set(color)) == 1 for color in (lamp.key, lamp.sky, lamp.floor, lamp.rim))


@pytest.mark.parametrize("scene", SCENES)
def test_the_key_light_comes_from_where_the_shot_says(scene: str) -> None:
    left, right = (light_of(scene, shot=Shot(light=turn)).direction for turn in (-0.6, 0.6))
    assert np.linalg.norm(left) == pytest.approx(1)
    assert left[0] == pytest.approx(-right[0])
    assert left[0] < 0 < left[1]
    assert left[2] > 0


def test_the_floor_begins_at_the_horizon() -> None:
    mask, points = floor_points(SIZE, camera=CAMERA)
    horizon = SIZE[0] / 2 - np.tan(CAMERA.pitch) * CAMERA.focal(SIZE[0])
    first = int(np.flatnonzero(mask.any(axis=1))[0])
    assert abs(first - horizon) < 3
    assert mask[first:].all()
    assert len(points) == mask.sum()
    assert np.abs(points[:, 1]).max() < 0.5


def test_floor_points_are_seen_where_they_are_said_to_be() -> None:
    mask, points = floor_points(SIZE, camera=CAMERA)
    pose = CAMERA.pose()
    there = points @ pose[:3, :3].T + pose[:3, 3]
    rows = SIZE[0] / 2 + there[:, 1] / there[:, 2] * CAMERA.focal(SIZE[0])
    assert np.abs(rows - (np.nonzero(mask)[0] + 0.5)).max() < 0.1


@pytest.mark.parametrize("scene", ["street", "park", "plaza"])
def test_what_is_far_is_less_sharp_than_the_floor_before_the_figure(scene: str) -> None:
    light = seen(scene, size=(384, 256)).mean(2)
    change = np.abs(np.diff(light, axis=0)).mean(1) / light[1:].mean(1)
    assert change[-60:].mean() > 0.002
    assert np.abs(np.diff(light[:120], n=2, axis=0)).max() < 0.25
