"""Products as garments that can be drawn."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from wornby.datamodel import ColorFact, Fact, Motif, PhotoTags, Place, Product
from wornby.errors import InputError
from wornby.generation.products import ProductPicture, ProductReader
from wornby.testing.factories import make_garment, make_tags
from wornby.vocabulary import load_vocabulary

READER = ProductReader(load_vocabulary())
MOTIF = Motif(pixels=np.full((20, 30, 4), 255, np.uint8))


def product(title, *, swatch="#112233", description=""):
    return Product(sku="X-1", title=title, swatch=swatch, description=description)


def shop_picture(*, printed=True):
    """A green shirt on grey, with a red and a yellow bar for a print."""
    image = Image.new("RGB", (300, 360), "#e4e4e2")
    draw = ImageDraw.Draw(image)
    draw.rectangle((70, 60, 230, 320), fill="#3f7a4c")
    if printed:
        draw.rectangle((110, 140, 190, 170), fill="#c02020")
        draw.rectangle((120, 180, 180, 200), fill="#e8c020")
    return np.asarray(image)


def tagged(kind="shirt", *, pattern="graphic", color=True, further=()):
    seen = ColorFact(family="green", name="green", hex="#407b4d", share=0.8, source="t", further=further)
    garment = make_garment(None, kind=kind)
    garment = garment.__class__(
        place=None,
        kind=garment.kind,
        color=seen if color else None,
        pattern=Fact(value=pattern, confidence=0.9, source="t"),
        box=garment.box,
    )
    return PhotoTags(photo={}, wearers=(), garments=(garment,))


@pytest.mark.parametrize(
    ("title", "kind", "cut", "place"),
    [
        ("Sunday Hills T-shirt, white", "t-shirt", "", Place.UPPER),
        ("Fern hoodie", "sweatshirt", "hoodie", Place.UPPER),
        ("Quay denim jacket", "jacket", "denim jacket", Place.OUTER),
        ("Coat with a hood", "coat", "", Place.OUTER),
        ("T-shirt dress", "dress", "", Place.DRESS),
        ("Women's shirt", "shirt", "", Place.UPPER),
        ("Slate trousers", "trousers", "", Place.LOWER),
        ("Brown shoes", "shoes", "", Place.FEET),
        ("Wool beanie", "beanie", "", Place.HEAD),
    ],
    ids=str,
)
def test_the_title_tells_the_garment(title, kind, cut, place):
    cloth = READER.read(product(title))
    assert (cloth.kind, cloth.cut, cloth.place, cloth.color) == (kind, cut, place, "#112233")


def test_the_description_tells_where_the_title_does_not():
    cloth = READER.read(product("Fern", description="A hoodie with stripes"))
    assert (cloth.kind, cloth.pattern) == ("sweatshirt", "striped")


def test_the_picture_tells_where_no_text_does():
    picture = ProductPicture(pixels=shop_picture(printed=False), tags=tagged("knitwear", pattern="solid"))
    cloth = READER.read(product("Fern", swatch=""), picture)
    assert (cloth.kind, cloth.color, cloth.pattern) == ("knitwear", "#407b4d", "solid")


def test_a_picture_without_tags_still_tells_the_colour():
    cloth = READER.read(product("Fern shirt", swatch=""), ProductPicture(pixels=shop_picture(printed=False), tags=None))
    assert cloth.color == "#3f7a4c"


def test_further_colours_of_a_pattern_are_its_accents():
    picture = ProductPicture(pixels=shop_picture(), tags=tagged(pattern="striped", further=(("#ffffff", 0.3),)))
    assert READER.read(product("Fern shirt"), picture).accents == ("#ffffff",)


def test_a_print_is_cut_out_of_the_picture():
    cloth = READER.read(product("Fern shirt"), ProductPicture(pixels=shop_picture(), tags=tagged()))
    assert cloth.pattern == "graphic"
    assert cloth.motif.width == pytest.approx(0.5, abs=0.05)
    assert cloth.motif.top == pytest.approx(0.31, abs=0.03)


def test_a_given_print_goes_first():
    cloth = READER.read(product("Plain shirt"), motif=MOTIF)
    assert cloth.motif is MOTIF
    assert cloth.pattern == "graphic"


def test_a_print_that_only_the_tagger_sees_is_none():
    cloth = READER.read(product("Fern shirt"), ProductPicture(pixels=shop_picture(printed=False), tags=tagged()))
    assert (cloth.pattern, cloth.motif) == ("solid", None)


def modelled(*garments):
    """The shop's picture of a model who wears these."""
    wearer = replace(make_tags().wearers[0], garments=garments)
    return ProductPicture(pixels=shop_picture(), tags=PhotoTags(photo={}, wearers=(wearer,), garments=()))


def colored(place, kind, code):
    seen = ColorFact(family="red", name="red", hex=code, share=0.8, source="t")
    return replace(make_garment(place, kind=kind), color=seen)


def test_a_model_tells_the_colour_of_what_is_for_sale():
    picture = modelled(colored(Place.UPPER, "t-shirt", "#b02030"), colored(Place.HEAD, "cap", "#1d1d20"))
    assert READER.read(product("Wool cap", swatch=""), picture).color == "#1d1d20"


def test_a_model_in_a_red_tee_does_not_make_the_cap_red():
    with pytest.raises(InputError, match="colour"):
        READER.read(product("Wool cap", swatch=""), modelled(colored(Place.UPPER, "t-shirt", "#b02030")))


def test_no_print_is_cut_out_of_what_a_model_wears_beside_the_product():
    with pytest.raises(InputError, match="--print"):
        READER.read(product("Cap with a logo"), modelled(colored(Place.UPPER, "t-shirt", "#b02030")))


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (product("Fern"), "What garment"),
        (product("Leather tote"), "What garment"),
        (product("Fern shirt", swatch=""), "swatch"),
        (product("Shirt with a logo"), "--print"),
    ],
    ids=["kind", "bag", "colour", "print"],
)
def test_what_cannot_be_told_is_said(item, says):
    with pytest.raises(InputError, match=says):
        READER.read(item)
