import numpy as np
import pytest

from wornby.datamodel import Cloth, Place
from wornby.studio.figures.figure import Figure
from wornby.studio.garments.shoes import BARE_KINDS, bare_feet, shoe_patches
from wornby.studio.rendering.surfaces import Surface

KINDS = ("boots", "flats", "heels", "sandals", "shoes", "sneakers")
SKIN = Surface(color="#d3a082")


def shoes(kind: str, *, color: str = "#2c3a55") -> Cloth:
    return Cloth(place=Place.FEET, kind=kind, color=color)


def points(kind: str, *, seed: int, figure: Figure | None = None) -> np.ndarray:
    patches = shoe_patches(figure or Figure(), shoes(kind), rng=np.random.default_rng(seed))
    return np.concatenate([patch.points.reshape(-1, 3) for patch in patches])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", KINDS)
def test_shoes_stand_on_the_floor_and_are_a_foot_long(kind: str, seed: int) -> None:
    every = points(kind, seed=seed)
    assert np.isfinite(every).all()
    assert -0.3 < every[:, 1].min() < 0.3
    assert 22 < np.ptp(every[:, 2]) < 38


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_one_on_each_foot(kind: str) -> None:
    figure = Figure()
    every = points(kind, seed=1)
    for side in (-1, 1):
        ankle = figure.leg(side).end
        near = np.abs(every[:, 0] - ankle[0]) < 6
        assert near.mean() > 0.25


@pytest.mark.parametrize("kind", KINDS)
def test_all_of_it_is_shoes(kind: str) -> None:
    patches = shoe_patches(Figure(), shoes(kind), rng=np.random.default_rng(0))
    assert {patch.part for patch in patches} == {"shoes"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_shoes(kind: str) -> None:
    assert np.array_equal(points(kind, seed=5), points(kind, seed=5))


def test_a_taller_figure_has_larger_shoes() -> None:
    small, large = (points("shoes", seed=1, figure=Figure(height=height)) for height in (158, 192))
    assert np.ptp(large[:, 2]) > 1.15 * np.ptp(small[:, 2])


def test_boots_reach_above_the_ankle_and_flats_do_not() -> None:
    assert points("boots", seed=0)[:, 1].max() > 14
    assert points("flats", seed=0)[:, 1].max() < 10


def test_an_unknown_kind_is_drawn_as_a_low_shoe() -> None:
    assert points("other", seed=2)[:, 1].max() < 16


@pytest.mark.parametrize("kind", KINDS)
def test_skin_is_seen_in_open_shoes_only(kind: str) -> None:
    patches = bare_feet(Figure(), shoes(kind), skin=SKIN)
    assert bool(patches) == (kind in BARE_KINDS)
    assert all(patch.part == "skin" for patch in patches)


def test_without_shoes_both_feet_are_bare() -> None:
    every = np.concatenate([patch.points.reshape(-1, 3) for patch in bare_feet(Figure(), None, skin=SKIN)])
    assert every[:, 0].min() < 0 < every[:, 0].max()
    assert every[:, 1].min() > -0.3


def test_in_heels_the_foot_stands_higher_behind_than_before() -> None:
    sole = bare_feet(Figure(), shoes("heels"), skin=SKIN)[0].points[:, 0]
    assert sole[8, 1] > 4
    assert sole[-4, 1] < 1
