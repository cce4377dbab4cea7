"""The contract of every generator of pictures."""

from dataclasses import replace

import numpy as np
import pytest

from wornby.datamodel import Cloth, PictureRequest, Place, SourceType
from wornby.errors import InputError
from wornby.imaging.regions import PARTS, part_box
from wornby.interfaces import PictureGenerator

TEE = Cloth(place=Place.UPPER, kind="t-shirt", color="#b3202c")
WEARER = {
    "hair.color": "red",
    "hair.length": "short",
    "eyewear.kind": "eyeglasses",
    "headwear.kind": "none",
    "bag.kind": "tote",
    "body.build": "large",
    "body.height": "180-189",
}
ASKED = PictureRequest(
    product=TEE,
    garments=(Cloth(place=Place.LOWER, kind="jeans", color="#4174b8"),),
    wearer=WEARER,
    colors={"bag.kind": "#1d1d20"},
    width_px=256,
    height_px=384,
)
PRODUCTS = {
    "outer": Cloth(place=Place.OUTER, kind="coat", color="#cdb08a"),
    "dress": Cloth(place=Place.DRESS, kind="dress", color="#3f7a4c", pattern="floral", accents=("#f3f2ee",)),
    "lower": Cloth(place=Place.LOWER, kind="skirt", color="#e5b21f"),
    "feet": Cloth(place=Place.FEET, kind="sneakers", color="#f3f2ee"),
}
_PARTS_OF = {
    Place.OUTER: {"outer"},
    Place.UPPER: {"upper"},
    Place.DRESS: {"dress"},
    Place.LOWER: {"lower", "skirt", "leggings"},
    Place.FEET: {"shoes"},
}


class GeneratorSuite:
    """A subclass gives the fixture `generator`, best made once for the class."""

    def test_names_itself_and_a_version(self, generator: PictureGenerator) -> None:
        name, _, version = generator.name.partition("/")
        assert name
        assert version
        assert isinstance(generator.source_type, SourceType)

    def test_knows_scenes_and_views(self, generator: PictureGenerator) -> None:
        assert generator.scenes
        assert generator.views[0] == "front"

    def test_the_same_seed_gives_the_same_pixels(self, generator: PictureGenerator) -> None:
        first, second = (generator.generate(ASKED, seed=7) for _ in range(2))
        np.testing.assert_array_equal(first.pixels, second.pixels)
        np.testing.assert_array_equal(first.parts, second.parts)

    def test_another_seed_gives_other_pixels(self, generator: PictureGenerator) -> None:
        assert not np.array_equal(generator.generate(ASKED, seed=7).pixels, generator.generate(ASKED, seed=8).pixels)

    @pytest.mark.parametrize("size", [(256, 256), (300, 420), (420, 300)], ids=str)
    def test_obeys_the_size(self, generator: PictureGenerator, size: tuple[int, int]) -> None:
        asked = replace(ASKED, width_px=size[0], height_px=size[1])
        picture = generator.generate(asked, seed=1)
        assert picture.pixels.shape == (size[1], size[0], 3)
        assert picture.pixels.dtype == np.uint8
        assert picture.parts.shape == (size[1], size[0])

    def test_parts_are_those_of_the_parser(self, generator: PictureGenerator) -> None:
        picture = generator.generate(ASKED, seed=2)
        assert set(picture.part_names) <= set(PARTS)
        assert picture.part_names[0] == "background"
        assert int(picture.parts.max()) < len(picture.part_names)

    def test_masks_and_boxes_agree(self, generator: PictureGenerator) -> None:
        picture = generator.generate(ASKED, seed=3)
        for number, name in enumerate(picture.part_names[1:], start=1):
            box = part_box(picture.parts == number)
            assert (box is None) == (name not in picture.boxes)
            if box is not None:
                np.testing.assert_allclose(picture.boxes[name].as_tuple(), box, atol=1.5 / 256)

    def test_somebody_is_in_the_picture(self, generator: PictureGenerator) -> None:
        picture = generator.generate(ASKED, seed=3)
        left, top, right, bottom = picture.boxes["person"].as_tuple()
        for name, box in picture.boxes.items():
            if name != "person":
                assert box.x_min >= left - 0.01
                assert box.y_min >= top - 0.01
                assert box.x_max <= right + 0.01
                assert box.y_max <= bottom + 0.01

    def test_the_truth_names_what_was_asked(self, generator: PictureGenerator) -> None:
        picture = generator.generate(ASKED, seed=4)
        assert {name: picture.wearer[name] for name in WEARER} == WEARER
        assert {(cloth.place, cloth.kind) for cloth in picture.garments} >= {
            (Place.UPPER, "t-shirt"),
            (Place.LOWER, "jeans"),
        }
        assert (picture.scene, picture.view) == (ASKED.scene, ASKED.view)

    def test_the_truth_names_what_was_left_open(self, generator: PictureGenerator) -> None:
        picture = generator.generate(replace(ASKED, wearer={}, garments=(), colors={}), seed=4)
        assert set(WEARER) <= set(picture.wearer)

    @pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
    def test_every_product_can_be_seen(self, generator: PictureGenerator, product: Cloth) -> None:
        picture = generator.generate(replace(ASKED, product=product, garments=(), wearer={}), seed=5)
        seen = sum(int(picture.part(name).sum()) for name in _PARTS_OF[product.place] if name in picture.part_names)
        assert seen > 0.004 * picture.parts.size

    def test_every_scene_and_view_can_be_drawn(self, generator: PictureGenerator) -> None:
        for scene in generator.scenes:
            assert generator.generate(replace(ASKED, scene=scene), seed=1).scene == scene
        for view in generator.views:
            assert generator.generate(replace(ASKED, view=view), seed=1).view == view

    @pytest.mark.parametrize(
        "change",
        [
            {"scene": "moon"},
            {"view": "inside"},
            {"wearer": {"hair.color": "plaid"}},
            {"wearer": {"shoe.size": "44"}},
            {"width_px": 1},
            {"height_px": 100_000},
        ],
        ids=["scene", "view", "value", "attribute", "too-small", "too-large"],
    )
    def test_what_cannot_be_drawn_is_refused(self, generator: PictureGenerator, change: dict[str, object]) -> None:
        with pytest.raises(InputError):
            generator.generate(replace(ASKED, **change), seed=1)  # type: ignore[arg-type]
