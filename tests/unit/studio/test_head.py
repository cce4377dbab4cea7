from dataclasses import replace

import numpy as np
import pytest

from wornby.imaging.regions import PARTS
from wornby.studio.figures.figure import CHIN, Figure
from wornby.studio.heads.eyewear import EYEWEAR_STYLES
from wornby.studio.heads.hair import HAIR_SHADES
from wornby.studio.heads.head import head_patches
from wornby.studio.heads.headwear import HEADWEAR_STYLES
from wornby.studio.heads.skull import Shell, features, form, pose
from wornby.studio.looks import Extra, Face, Hair, Look
from wornby.studio.rendering.mesh import grid_normals

_BALD = Look(hair=Hair(length="bald"))
_MOST_TRIANGLES = 120_000


def _patches(look, *, part=None, seed=0):
    patches = head_patches(look, rng=np.random.default_rng(seed))
    return [patch for patch in patches if part is None or patch.part == part]


def _points(patches):
    return np.concatenate([patch.points.reshape(-1, 3) for patch in patches])


def test_a_bald_head_is_skin_alone():
    assert {patch.part for patch in _patches(_BALD)} == {"skin"}


@pytest.mark.parametrize("height", [155.0, 172.0, 194.0])
def test_the_head_reaches_from_the_chin_to_the_figures_height(height):
    head = _patches(replace(_BALD, figure=Figure(height=height)))[0].points
    assert head[..., 1].max() == pytest.approx(height, rel=0.01)
    assert head[..., 1].min() == pytest.approx(CHIN * height, rel=0.01)


def test_a_turned_face_looks_to_the_figures_left():
    nose = lambda turn: _patches(replace(_BALD, face=Face(turn=turn)))[0].points.reshape(-1, 3)  # noqa: E731
    ahead = [points[points[:, 2].argmax(), 0] for points in (nose(0.0), nose(0.5))]
    assert ahead[1] > ahead[0] + 2


def test_the_faces_normals_point_outwards():
    points, _ = form(features(Face()))
    normals = grid_normals(points, closed=True)
    front = points[..., 2] > 5
    assert (normals[..., 2][front] > 0).mean() > 0.95


def test_the_same_state_gives_the_same_head():
    one, other = _patches(Look(), seed=3), _patches(Look(), seed=3)
    assert all(np.array_equal(a.points, b.points) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("curl", [0.0, 0.4, 0.9])
@pytest.mark.parametrize("length", ["short", "medium", "long", "up"])
@pytest.mark.parametrize("fringe", [False, True], ids=["open", "fringe"])
def test_hair_is_finite_and_within_its_budget(length, curl, fringe):
    hair = _patches(Look(hair=Hair(length=length, curl=curl, fringe=fringe)), part="hair")
    assert np.isfinite(_points(hair)).all()
    assert sum(2 * (p.points.shape[0] - 1) * (p.points.shape[1] - 1) for p in hair) <= _MOST_TRIANGLES


@pytest.mark.parametrize(
    ("length", "above", "below"),
    [("short", 0.862, 0.93), ("medium", 0.80, 0.87), ("long", 0.60, 0.78), ("up", 0.862, 0.95)],
)
def test_hair_ends_where_its_length_says(length, above, below):
    figure = Figure()
    low = np.quantile(_points(_patches(Look(hair=Hair(length=length)), part="hair"))[:, 1], 0.005)
    assert figure.at(above) < low < figure.at(below)


def test_long_hair_lies_outside_of_the_trunk():
    figure = Figure()
    points = _points(_patches(Look(hair=Hair(length="long", curl=0.0)), part="hair"))
    points = points[points[:, 1] < figure.at(0.78)]
    half, away = figure.trunk(points[:, 1]), points - figure.spine(points[:, 1])
    depth = np.where(away[:, 2] > 0, half[:, 1], half[:, 2])
    inside = (np.abs(away[:, 0]) / half[:, 0]) ** 2 + (away[:, 2] / depth) ** 2 < 1
    assert inside.mean() < 0.01


@pytest.mark.parametrize(
    ("kind", "style"), [(kind, style) for kind, styles in HEADWEAR_STYLES.items() for style in styles]
)
def test_headwear_covers_the_head(kind, style):
    worn = _patches(Look(headwear=Extra(kind=kind, style=style)), part="headwear")
    assert worn
    assert np.isfinite(_points(worn)).all()


@pytest.mark.parametrize("kind", ["beanie", "cap"])
def test_hair_does_not_show_above_headwear(kind):
    look = Look(hair=Hair(length="long", curl=0.8), headwear=Extra(kind=kind))
    seat = pose(look.figure, look.face)
    shell = Shell(features(look.face))
    top = lambda part: seat.head(_points(_patches(look, part=part)))  # noqa: E731
    hair = top("hair")
    high = hair[hair[:, 1] > 18.5]
    away = high - np.array([0, 13.6, -0.8])
    assert (np.linalg.norm(away, axis=1) - shell.radius(away)).max() < 0.8
    assert top("headwear")[:, 1].max() > hair[:, 1].max()


@pytest.mark.parametrize(
    ("kind", "style"), [(kind, style) for kind, styles in EYEWEAR_STYLES.items() for style in styles]
)
def test_eyewear_is_drawn(kind, style):
    worn = _patches(Look(eyewear=Extra(kind=kind, style=style)), part="eyewear")
    assert np.isfinite(_points(worn)).all()


def test_clear_lenses_are_clear_and_dark_ones_are_not():
    clear = [p.surface.clear for p in _patches(Look(eyewear=Extra(kind="eyeglasses")), part="eyewear")]
    dark = [p.surface.clear for p in _patches(Look(eyewear=Extra(kind="sunglasses")), part="eyewear")]
    assert max(clear) > 0.85
    assert max(dark) == 0


def test_eyewear_that_is_not_worn_lies_above_the_eyes():
    look = Look(eyewear=Extra(kind="not_worn", style="round"))
    seat = pose(look.figure, look.face)
    points = seat.head(_points(_patches(look, part="eyewear")))
    ahead = points[points[:, 2] > 4]
    assert ahead[:, 1].min() > 14


def test_every_part_is_one_that_the_parser_knows():
    look = Look(eyewear=Extra(kind="eyeglasses"), headwear=Extra(kind="cap"))
    assert {patch.part for patch in _patches(look)} <= set(PARTS)


def test_hair_shades_are_colors():
    assert all(len(shade) == 7 and shade.startswith("#") for shades in HAIR_SHADES.values() for shade in shades)
