import numpy as np
import pytest

from wornby.datamodel import Cloth, Place
from wornby.studio.carried.bags import BAG_POSES, bag_patches
from wornby.studio.figures.figure import Figure
from wornby.studio.garments.dressing import dress
from wornby.studio.looks import Extra, Look
from wornby.studio.rendering.mesh import Patch

SHIRT = Cloth(place=Place.UPPER, kind="t-shirt", color="#8fa3b8")


def look(kind: str, *, height: float = 172.0) -> Look:
    arms = BAG_POSES.get(kind, ("down", "down"))
    return Look(figure=Figure(height=height, arms=arms), bag=Extra(kind=kind, color="#7d1f2d"), garments=(SHIRT,))


def points(patches: list[Patch]) -> np.ndarray:
    return np.concatenate([patch.points.reshape(-1, 3) for patch in patches])


@pytest.mark.parametrize("kind", BAG_POSES)
def test_every_bag_is_a_bag_above_the_floor(kind: str) -> None:
    patches = bag_patches(look(kind), rng=np.random.default_rng(1))
    assert {patch.part for patch in patches} == {"bag"}
    assert np.isfinite(points(patches)).all()
    assert points(patches)[:, 1].min() > 5


@pytest.mark.parametrize("kind", BAG_POSES)
def test_the_same_seed_gives_the_same_bag(kind: str) -> None:
    first, again = (points(bag_patches(look(kind), rng=np.random.default_rng(3))) for _ in range(2))
    assert np.array_equal(first, again)


def test_no_bag_no_patches() -> None:
    assert bag_patches(look("none"), rng=np.random.default_rng(0)) == []


def test_poses_are_poses_of_the_figure() -> None:
    for pair in BAG_POSES.values():
        figure = Figure(arms=pair)
        assert all(figure.arm(side).end.shape == (3,) for side in (-1, 1))


@pytest.mark.parametrize("kind", ["handbag", "tote", "other", "clutch"])
def test_what_is_carried_is_in_reach_of_the_hand(kind: str) -> None:
    given = look(kind)
    every = points(bag_patches(given, rng=np.random.default_rng(1)))
    assert np.linalg.norm(every - given.figure.arm(1).end, axis=1).min() < 16


@pytest.mark.parametrize("kind", ["shoulder", "crossbody", "backpack"])
def test_straps_reach_the_shoulder(kind: str) -> None:
    given = look(kind)
    every = points(bag_patches(given, rng=np.random.default_rng(1)))
    assert given.figure.at(0.79) < every[:, 1].max() < given.figure.at(0.87)


@pytest.mark.parametrize("height", [155.0, 195.0])
@pytest.mark.parametrize("kind", ["shoulder", "crossbody", "backpack"])
def test_straps_lie_over_the_clothes(kind: str, height: float) -> None:
    given = look(kind, height=height)
    worn = dress(given, rng=np.random.default_rng(1)).patches
    every = points(bag_patches(given, rng=np.random.default_rng(1), over=worn))
    chest = given.figure.at(0.74)
    strap = every[(np.abs(every[:, 1] - chest) < 2) & (every[:, 2] > 0)]
    strap = strap[np.sign(strap[:, 0]) == np.sign(strap[0, 0])]
    cloth = points([patch for patch in worn if np.abs(patch.points[..., 0]).min() < 4])
    below = cloth[(np.abs(cloth[:, 1] - chest) < 2) & (np.abs(cloth[:, 0] - strap[:, 0].mean()) < 2)]
    assert len(strap)
    assert strap[:, 2].max() > below[:, 2].max()


def test_a_backpack_is_behind() -> None:
    patches = bag_patches(look("backpack"), rng=np.random.default_rng(1))
    assert patches[0].points[..., 2].max() < 0
    assert np.ptp(patches[0].points[..., 1]) > 35


def test_a_tote_is_larger_than_a_clutch() -> None:
    tote, clutch = (bag_patches(look(kind), rng=np.random.default_rng(1))[0].points for kind in ("tote", "clutch"))
    assert np.ptp(tote[..., 1]) > 2 * np.ptp(clutch[..., 1])
