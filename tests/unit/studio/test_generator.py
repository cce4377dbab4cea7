"""The studio answers requests: determined by request and seed, true to the cloth, and exact about what it shows."""

from dataclasses import replace

import numpy as np
import pytest

from wornby.datamodel import NOT_VISIBLE, Cloth, Motif, PictureRequest, Place, SourceType
from wornby.errors import InputError
from wornby.imaging.colors import delta_e_2000, measure_color, rgb_to_lab
from wornby.studio import Studio

TEE = Cloth(place=Place.UPPER, kind="t-shirt", color="#3f7a4c")
REQUEST = PictureRequest(product=TEE, wearer={"hair.length": "short", "bag.kind": "none"}, width_px=256, height_px=384)
COLORS = ("#f1f0ec", "#1d2a4d", "#b3202c", "#e5b21f", "#6a3a80", "#24252a", "#8f9196", "#cdb08a")


WHOLE = replace(REQUEST, garments=(Cloth(place=Place.FEET, kind="sneakers", color="#e9e7e2"),))


def generate(request=REQUEST, *, seed=7):
    return Studio().generate(request, seed=seed)


@pytest.fixture(scope="module")
def picture():
    return generate(WHOLE)


def checkers():
    """A print of red and blue squares."""
    squares = np.indices((8, 8)).sum(0) % 2
    colors = np.array([[214, 30, 40, 255], [30, 60, 200, 255]], np.uint8)[squares]
    return np.repeat(np.repeat(colors, 40, 0), 40, 1)


def distance(picture, part, color):
    fact = measure_color(picture.pixels, picture.part(part))
    pair = np.array([[int(code[at : at + 2], 16) for at in (1, 3, 5)] for code in (fact.hex, color)], np.uint8)
    lab = rgb_to_lab(pair)
    return float(delta_e_2000(lab[:1], lab[1:])[0])


def test_it_says_that_an_algorithm_draws():
    assert Studio().source_type is SourceType.ALGORITHMIC
    assert Studio().name == "studio/1"


def test_the_same_request_and_seed_give_the_same_pixels(picture):
    again = generate(WHOLE)
    assert np.array_equal(again.pixels, picture.pixels)
    assert np.array_equal(again.parts, picture.parts)


def test_another_seed_gives_another_person(picture):
    assert not np.array_equal(generate(WHOLE, seed=8).pixels, picture.pixels)


def test_the_size_is_the_one_asked_for(picture):
    assert picture.pixels.shape == (384, 256, 3)
    assert picture.parts.shape == (384, 256)


def test_boxes_are_those_of_the_masks(picture):
    for name, box in picture.boxes.items():
        mask = picture.parts > 0 if name == "person" else picture.part(name)
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        expected = (columns[0] / 256, rows[0] / 384, (columns[-1] + 1) / 256, (rows[-1] + 1) / 384)
        assert box.as_tuple() == pytest.approx(expected)


def test_what_is_worn_is_seen(picture):
    assert {"hair", "skin", "upper", "shoes", "person"} <= set(picture.boxes)


def test_the_figure_stands_on_its_feet(picture):
    assert picture.boxes["shoes"].y_min > picture.boxes["upper"].y_max > picture.boxes["hair"].y_max


@pytest.mark.parametrize("color", COLORS)
def test_the_products_colour_is_its_swatch_in_neutral_light(color):
    picture = generate(replace(REQUEST, product=replace(TEE, color=color)), seed=3)
    assert distance(picture, "upper", color) < 3.0


@pytest.mark.parametrize(
    ("kind", "place", "part"),
    [
        ("coat", Place.OUTER, "outer"),
        ("jacket", Place.OUTER, "outer"),
        ("dress", Place.DRESS, "dress"),
        ("jeans", Place.LOWER, "lower"),
        ("skirt", Place.LOWER, "skirt"),
        ("shorts", Place.LOWER, "lower"),
        ("leggings", Place.LOWER, "leggings"),
        ("knitwear", Place.UPPER, "upper"),
        ("sweatshirt", Place.UPPER, "upper"),
        ("shirt", Place.UPPER, "upper"),
        ("polo", Place.UPPER, "upper"),
        ("top", Place.UPPER, "upper"),
        ("longsleeve", Place.UPPER, "upper"),
    ],
)
def test_every_garment_can_be_drawn(kind, place, part):
    picture = generate(replace(REQUEST, product=Cloth(place=place, kind=kind, color="#3a6ea5")))
    assert picture.part(part).mean() > 0.015
    assert distance(picture, part, "#3a6ea5") < 3.0


def test_a_print_lies_on_the_front_and_not_on_the_back():
    printed = replace(TEE, color="#f1f0ec", pattern="graphic", motif=Motif(pixels=checkers()))
    front = generate(replace(REQUEST, product=printed))
    back = generate(replace(REQUEST, product=printed, view="back"))

    def inked(picture):
        cloth = picture.pixels[picture.part("upper")].astype(int)
        return float((np.ptp(cloth, axis=1) > 90).mean())

    assert inked(front) > 0.08
    assert inked(back) < 0.01


@pytest.mark.parametrize(
    ("attribute", "value", "part"),
    [
        ("bag.kind", "tote", "bag"),
        ("bag.kind", "crossbody", "bag"),
        ("bag.kind", "backpack", "bag"),
        ("headwear.kind", "hat", "headwear"),
        ("headwear.kind", "beanie", "headwear"),
        ("eyewear.kind", "sunglasses", "eyewear"),
        ("eyewear.kind", "eyeglasses", "eyewear"),
    ],
)
def test_what_is_asked_for_is_drawn_and_stated(attribute, value, part):
    picture = generate(replace(REQUEST, wearer={attribute: value}))
    assert picture.wearer[attribute] == value
    assert picture.part(part).any()


def test_what_is_not_asked_for_is_left_out(picture):
    assert picture.wearer["bag.kind"] == "none"
    assert not picture.part("bag").any()


def test_where_nothing_low_is_asked_for_the_picture_comes_nearer(picture):
    near = generate()
    assert "shoes" not in near.boxes
    assert all(cloth.place is not Place.FEET for cloth in near.garments)
    assert near.part("skin").mean() > picture.part("skin").mean()


@pytest.mark.parametrize("size", [(256, 700), (200, 600), (768, 384)], ids=str)
def test_a_figure_keeps_its_arms_whatever_the_pictures_shape(size):
    width, height = size
    picture = generate(replace(REQUEST, wearer={"bag.kind": "crossbody"}, width_px=width, height_px=height))
    assert not (picture.parts[:, [0, -1]] > 0).any()


@pytest.mark.parametrize(
    ("place", "kind", "part"),
    [(Place.FEET, "sneakers", "shoes"), (Place.FEET, "boots", "shoes"), (Place.HEAD, "beanie", "headwear")],
)
def test_shoes_and_headwear_can_be_products(place, kind, part):
    product = Cloth(place=place, kind=kind, color="#b3202c")
    picture = generate(replace(REQUEST, product=product, width_px=384, height_px=576))
    assert any(cloth.place is place and cloth.kind == kind for cloth in picture.garments)
    lab = rgb_to_lab(picture.pixels[picture.part(part)])
    swatch = rgb_to_lab(np.array([[0xB3, 0x20, 0x2C]], np.uint8))
    assert float(np.quantile(delta_e_2000(lab, swatch), 0.08)) < 4.0


def test_a_tall_print_ends_on_the_garment():
    tall = Motif(pixels=np.full((900, 60, 4), (214, 30, 40, 255), np.uint8))
    picture = generate(replace(REQUEST, product=replace(TEE, color="#f1f0ec", pattern="graphic", motif=tall)))
    cloth = picture.pixels[picture.part("upper")].astype(int)
    assert 0.005 < float((np.ptp(cloth, axis=1) > 90).mean()) < 0.10


def test_height_and_build_are_stated_as_asked():
    picture = generate(replace(REQUEST, wearer={"body.height": "190-up", "body.build": "large"}))
    assert picture.wearer["body.height"] == "190-up"
    assert picture.wearer["body.build"] == "large"


def test_from_behind_no_eyewear_can_be_seen():
    picture = generate(replace(REQUEST, wearer={"eyewear.kind": "eyeglasses"}, view="back"))
    assert picture.wearer["eyewear.kind"] == NOT_VISIBLE


def test_a_bald_head_has_no_colour_of_hair():
    picture = generate(replace(REQUEST, wearer={"hair.length": "bald"}))
    assert picture.wearer["hair.color"] == NOT_VISIBLE
    assert not picture.part("hair").any()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"scene": "moon"}, "studio, "),
        ({"view": "above"}, "front, "),
        ({"width_px": 8}, "192"),
        ({"height_px": 9000}, "2048"),
        ({"width_px": 200, "height_px": 1500}, "three times"),
        ({"wearer": {"hair.color": "plaid"}}, "black, "),
        ({"wearer": {"bag.kind": "barrel"}}, "tote"),
        ({"wearer": {"body.build": "round"}}, "slim"),
        ({"product": replace(TEE, kind="cape")}, "t-shirt"),
        ({"garments": (TEE,)}, "one place"),
        ({"garments": (Cloth(place=Place.FEET, kind="boots", color="#333333", pattern="striped"),)}, "no print"),
        ({"garments": (Cloth(place=Place.DRESS, kind="dress", color="#333333"),)}, "no room"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_cannot_be_drawn_is_refused_with_what_can(change, word):
    with pytest.raises(InputError, match=word):
        generate(replace(REQUEST, **change))
