"""The demo shop in the package: complete, small, true to its masks, and drawn again the same."""

import numpy as np
import pytest
from PIL import Image

from training.demo_shop.pictures import worn_pictures
from wornby.demo import demo_shop
from wornby.imaging.colors import delta_e_2000, measure_color, rgb_to_lab
from wornby.imaging.regions import PARTS, garment_part
from wornby.studio import picture_of
from wornby.vocabulary import load_vocabulary

MAX_BYTES = 4_000_000
PICTURES = pytest.mark.parametrize("picture", demo_shop().pictures, ids=lambda each: each.name)


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def mask(picture):
    with Image.open(picture.mask) as image:
        return np.asarray(image)


def test_there_are_twelve_products_with_five_wearers_each():
    skus = [row["sku"] for row in demo_shop().products]
    assert len(set(skus)) == 12
    counts = {sku: sum(each.sku == sku for each in demo_shop().pictures) for sku in skus}
    assert counts == dict.fromkeys(skus, 5)


def test_all_pictures_together_are_small():
    files = list(demo_shop().folder.rglob("*.jpg"))
    assert len(files) == 72
    assert sum(path.stat().st_size for path in files) <= MAX_BYTES


def test_every_product_has_its_picture():
    for row in demo_shop().products:
        assert pixels(demo_shop().folder / row["image"]).shape == (750, 600, 3)


def test_no_picture_holds_metadata():
    for each in demo_shop().pictures:
        with Image.open(each.path) as image:
            assert not image.getexif()


@pytest.mark.parametrize(
    ("wanted", "least"),
    [({"view": "back"}, 12), ({"hidden": "post"}, 2), ({"hidden": "plant"}, 2), ({"hidden": "jacket"}, 1)],
    ids=str,
)
def test_hard_cases_are_among_them(wanted, least):
    ((name, value),) = wanted.items()
    assert sum(getattr(each, name) == value for each in demo_shop().pictures) >= least


def test_one_print_comes_in_two_colours_and_one_colour_with_two_prints():
    swatches = {row["sku"]: row["swatch"] for row in demo_shop().products}
    assert swatches["TEE-01"] == swatches["TEE-03"] != swatches["TEE-02"]


@PICTURES
def test_the_truth_is_said_in_words_of_the_vocabulary(picture):
    vocabulary = load_vocabulary()
    for name, value in picture.attributes.items():
        vocabulary.check(name, value)
    for garment in picture.garments:
        vocabulary.check("garment.kind", garment.kind)
        vocabulary.check("garment.color", garment.color)
        vocabulary.check("garment.pattern", garment.pattern)


@PICTURES
def test_what_is_worn_is_in_the_mask(picture):
    labels = mask(picture)
    assert labels.shape == pixels(picture.path).shape[:2]
    product = next(garment for garment in picture.garments if garment.hex == swatch_of(picture))
    assert (labels == PARTS.index(garment_part(product.place, kind=product.kind))).mean() > 0.01
    has_bag = picture.attributes["bag.kind"] not in {"none", "not_visible"}
    assert has_bag or not (labels == PARTS.index("bag")).any()


def swatch_of(picture):
    return next(row["swatch"] for row in demo_shop().products if row["sku"] == picture.sku)


@pytest.mark.parametrize(
    "picture", [each for each in demo_shop().pictures if each.scene == "studio"], ids=lambda each: each.name
)
def test_in_neutral_light_the_product_has_its_colour(picture):
    product = next(garment for garment in picture.garments if garment.hex == swatch_of(picture))
    shown, region = pixels(picture.path), mask(picture) == PARTS.index(garment_part(product.place, kind=product.kind))
    swatch = lab_of(product.hex)
    if product.pattern in {"solid", "graphic"}:
        assert float(delta_e_2000(lab_of(measure_color(shown, region).hex), swatch)[0]) < 3.0
    else:
        # Of stripes and checks the ground is a part; folds and JPEG spread it.
        near = delta_e_2000(rgb_to_lab(shown[region]), swatch) < 6.0
        assert near.mean() > 0.15


def lab_of(code):
    return rgb_to_lab(np.array([[int(code[at : at + 2], 16) for at in (1, 3, 5)]], np.uint8))


@pytest.mark.parametrize("index", [0, 45])
def test_the_recipe_still_draws_what_is_committed(index):
    worn, kept = worn_pictures()[index], demo_shop().pictures[index]
    again = picture_of(worn.look, seed=worn.seed)
    assert worn.name == kept.name
    assert (again.parts != mask(kept)).mean() < 0.001
    # What JPEG changes.
    assert np.abs(again.pixels.astype(int) - pixels(kept.path)).mean() < 4
