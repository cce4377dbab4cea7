import numpy as np
import pytest

from wornby.datamodel import Cloth, Motif, Place
from wornby.studio.garments.patterns import (
    cloth_relief,
    denim_paint,
    emblem,
    harmonious,
    motif_paint,
    pattern_paint,
    unprinted,
)
from wornby.studio.rendering.surfaces import Floats, Spots, linear
from wornby.studio.rendering.tiles import Tile, band_noise

PATTERNS = ("solid", "striped", "checked", "dotted", "floral", "animal", "graphic", "other")
PIXELS_PER_CM = 4


def spots(*, width: float = 60.0, height: float = 60.0) -> Spots:
    across = np.arange(0, width, 1 / PIXELS_PER_CM) - width / 2
    down = np.arange(0, height, 1 / PIXELS_PER_CM)
    uv = np.stack(np.meshgrid(across, down), 2).reshape(-1, 2).astype(np.float32)
    flat = np.zeros((len(uv), 3), np.float32)
    return Spots(uv=uv, points=flat, normals=flat, around=flat, along=flat)


def cloth(pattern: str, *, color: str = "#7f93a8", accents: tuple[str, ...] = ("#20242c", "#f2eee4")) -> Cloth:
    return Cloth(place=Place.UPPER, kind="t-shirt", color=color, pattern=pattern, accents=accents)


def painted(pattern: str, *, seed: int, color: str = "#7f93a8") -> Floats:
    return pattern_paint(cloth(pattern, color=color), rng=np.random.default_rng(seed))(spots())


def ground_share(colors: Floats, palette: tuple[str, ...]) -> float:
    away = [np.linalg.norm(np.sqrt(colors) - np.sqrt(linear(color)), axis=1) for color in palette]
    return float((np.argmin(away, axis=0) == 0).mean())


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_same_seed_gives_the_same_cloth(pattern: str) -> None:
    assert np.array_equal(painted(pattern, seed=3), painted(pattern, seed=3))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_ground_keeps_more_than_half(pattern: str, seed: int) -> None:
    given = cloth(pattern)
    colors = painted(pattern, seed=seed)
    assert ground_share(colors, (given.color, *given.accents)) >= 0.55


@pytest.mark.parametrize("pattern", PATTERNS[1:])
def test_a_pattern_shows_another_colour(pattern: str) -> None:
    colors = painted(pattern, seed=2)
    assert (np.abs(colors - linear("#7f93a8")).sum(1) > 0.15).mean() > 0.02


@pytest.mark.parametrize("color", ["#000000", "#7d1f2d", "#f4f0e6"])
def test_the_mean_of_plain_cloth_is_its_colour(color: str) -> None:
    assert np.allclose(painted("solid", seed=1, color=color).mean(0), linear(color), atol=2e-3)


@pytest.mark.parametrize("color", ["#000000", "#7d1f2d", "#7f7f7f", "#f4f0e6", "#ffffff"])
def test_chosen_accents_differ_from_the_ground_and_each_other(color: str) -> None:
    chosen = (color, *harmonious(color, rng=np.random.default_rng(4)))
    values = [np.sqrt(linear(one)) for one in chosen]
    apart = [np.linalg.norm(a - b) for index, a in enumerate(values) for b in values[:index]]
    assert len(chosen) >= 2
    assert min(apart) > 0.1


def test_a_motif_lies_where_it_is_asked_for_and_nowhere_else() -> None:
    pixels = np.full((40, 80, 4), (255, 0, 0, 255), np.uint8)
    base = pattern_paint(cloth("solid", color="#000000"), rng=np.random.default_rng(0))
    seen = spots()
    red = motif_paint(base, Motif(pixels=pixels), width_cm=20, top_cm=10)(seen)[:, 0] > 0.5
    assert np.abs(seen.uv[red, 0]).max() == pytest.approx(10, abs=0.3)
    assert seen.uv[red, 1].min() == pytest.approx(10, abs=0.3)
    assert seen.uv[red, 1].max() == pytest.approx(20, abs=0.3)


def test_where_a_motif_is_clear_the_cloth_shows() -> None:
    base = pattern_paint(cloth("striped"), rng=np.random.default_rng(0))
    clear = Motif(pixels=np.zeros((8, 8, 4), np.uint8))
    assert np.allclose(motif_paint(base, clear, width_cm=20, top_cm=5)(spots()), base(spots()))


def test_the_cloth_without_its_print_is_plain() -> None:
    paint = pattern_paint(cloth("graphic"), rng=np.random.default_rng(2))
    assert np.abs(unprinted(paint)(spots()) - linear("#7f93a8")).max() < 0.06
    assert unprinted(unprinted(paint)) is unprinted(paint)


@pytest.mark.parametrize("seed", range(6))
def test_an_emblem_leaves_most_of_its_square_clear_or_inked(seed: int) -> None:
    cover = emblem(("#ff0000", "#00ff00"), rng=np.random.default_rng(seed)).pixels[..., 3]
    assert 0.1 < (cover > 0).mean() < 0.9


def test_denim_is_lighter_on_the_thigh() -> None:
    colors = denim_paint("#2b3f63", rng=np.random.default_rng(1))(spots()).sum(1)
    uv = spots().uv
    thigh = (np.abs(uv[:, 0]) < 4) & (np.abs(uv[:, 1] - 26) < 5)
    assert colors[thigh].mean() > 1.2 * colors[np.abs(uv[:, 0]) > 22].mean()


@pytest.mark.parametrize(
    ("kind", "cut"),
    [("knitwear", ""), ("knitwear", "cable"), ("knitwear", "rib"), ("jeans", ""), ("coat", ""), ("jacket", "leather")],
    ids="-".join,
)
def test_a_relief_is_low_and_the_same_each_time(kind: str, cut: str) -> None:
    relief, again = cloth_relief(kind, cut=cut), cloth_relief(kind, cut=cut)
    assert relief is not None
    assert again is not None
    height = relief(spots().uv)
    assert 0.001 < height.std() < 0.3
    assert np.array_equal(height, again(spots().uv))


def test_what_is_smooth_has_no_relief() -> None:
    assert cloth_relief("jacket", cut="") is None


def test_a_tile_repeats_without_a_seam() -> None:
    noise = band_noise((64, 64), rng=np.random.default_rng(0), low=2, high=6)
    tile = Tile(pixels=noise, width=10.0, height=10.0)
    places = np.array([[0.0, 3.0], [10.0, 13.0], [-20.0, -7.0]], np.float32)
    assert np.allclose(tile.at(places), tile.at(places)[0], atol=1e-4)
    assert abs(float(noise[:, 0].mean() - noise[:, -1].mean())) < 0.2


def test_no_spots_no_colours() -> None:
    empty = np.zeros((0, 3), np.float32)
    none = Spots(uv=empty[:, :2], points=empty, normals=empty, around=empty, along=empty)
    for pattern in PATTERNS:
        assert pattern_paint(cloth(pattern), rng=np.random.default_rng(0))(none).shape == (0, 3)
