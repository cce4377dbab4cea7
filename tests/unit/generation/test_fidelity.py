"""What passes the gate and what does not."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from wornby.datamodel import Cloth, Fact, Failure, Motif, Photo, Place, Purpose
from wornby.generation.fidelity import MIN_INLIERS, Judged, judge
from wornby.generation.reader import WishReader
from wornby.generation.requests import build_request
from wornby.generation.wishes import settle
from wornby.testing.fakes_generators import FakeGenerator, SeeingTagger, without
from wornby.vocabulary import load_vocabulary

TEE = Cloth(place=Place.UPPER, kind="t-shirt", color="#2f6f7a")
TAGS = "red hair, eyeglasses, tall, blue jeans, black tote bag"


def drawing(number):
    """A print of its own for each number."""
    rng = np.random.default_rng(number)
    image = Image.new("RGBA", (300, 240), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        x, y, side = (int(value) for value in (rng.integers(0, 240), rng.integers(0, 190), rng.integers(15, 60)))
        color = (*(int(value) for value in rng.integers(0, 255, 3)), 255)
        (draw.ellipse if rng.random() < 0.5 else draw.rectangle)((x, y, x + side, y + side // 2 + 8), fill=color)
    return np.asarray(image)


def judged(text=TAGS, *, product=TEE, view="front", scene="studio", tint=0, drawn=None, see=lambda wearer: wearer):
    """Judge a picture of what was asked for; of `drawn` in place of the product, where it is given."""
    wish = settle(WishReader(load_vocabulary()).read_text(text), product)
    request = build_request(wish, product, seed=3, scene=scene, view=view, size_px=(512, 768))
    generator = FakeGenerator()
    generator.tint = tint
    picture = generator.generate(replace(request, product=drawn or product), seed=3)
    photo = Photo(pixels=picture.pixels, sha256="0" * 64, format="png", size_bytes=1)
    tags = SeeingTagger(generator, blind=see).tag([photo], purposes=[frozenset({Purpose.APPEARANCE})])[0]
    return judge(Judged(wish=wish, request=request, picture=picture, tags=tags, neutral=scene == "studio"))


def checks(fidelity):
    return {check.name: check for check in fidelity.checks}


def wrong(attribute, value, *, confidence=0.9, source="seeing@1"):
    def see(wearer):
        fact = Fact(value=value, confidence=confidence, source=source)
        return replace(wearer, attributes={**wearer.attributes, attribute: fact})

    return see


def test_a_picture_of_what_was_asked_for_passes():
    fidelity = judged()
    assert fidelity.passed
    assert fidelity.reason == "All that was asked for was found."
    names = "wearer hair.color eyewear.kind bag.kind body.height bag.color lower.kind lower.color product.kind "
    assert list(checks(fidelity)) == [*names.split(), "product.pattern", "product.color"]


@pytest.mark.parametrize(
    ("name", "see"),
    [
        ("hair.color", wrong("hair.color", "brown")),
        ("hair.color", wrong("hair.color", "not_visible")),
        ("hair.color", wrong("hair.color", "red", confidence=0.4, source="builtin/head@1")),
        ("hair.color", without("hair.color")),
        ("eyewear.kind", wrong("eyewear.kind", "sunglasses")),
        ("bag.kind", wrong("bag.kind", "none")),
        ("lower.kind", lambda wearer: replace(wearer, garments=wearer.garments[:1])),
    ],
    ids=["wrong", "not-visible", "unsure", "missing", "eyewear", "bag", "garment"],
)
def test_what_was_asked_for_and_not_found_fails(name, see):
    fidelity = judged(see=see)
    assert not fidelity.passed
    assert checks(fidelity)[name].ok is False
    assert name in fidelity.reason


def test_what_nobody_asked_for_does_not_fail():
    assert judged("tall", see=wrong("hair.color", "grey")).passed


def test_what_no_picture_shows_is_not_checked():
    check = checks(judged())["body.height"]
    assert (check.ok, check.found) == (None, "not checked: no picture shows it")


def test_any_of_several_values_will_do():
    assert judged("dark hair", see=wrong("hair.color", "brown")).passed
    assert judged("dark hair", see=wrong("hair.color", "black")).passed


def test_the_colour_is_held_to_the_swatch():
    fidelity = judged(drawn=replace(TEE, color="#3a7f9a"))
    check = checks(fidelity)["product.color"]
    assert not fidelity.passed
    assert check.value > check.limit == 3.0
    assert "against the limit of 3" in fidelity.reason


def test_another_light_gets_a_wider_limit():
    assert not judged("", tint=14).passed
    lit = judged("", tint=14, scene="street")
    assert checks(lit)["product.color"].limit == 8.0
    assert lit.passed


def test_a_bag_of_another_colour_fails():
    fidelity = judged(see=lambda wearer: wearer, text="black tote bag", tint=120)
    assert checks(fidelity)["bag.color"].ok is False


def test_another_garment_in_place_of_the_product_fails():
    fidelity = judged("", drawn=Cloth(place=Place.UPPER, kind="knitwear", color=TEE.color))
    assert checks(fidelity)["product.kind"].required
    assert not fidelity.passed


def test_kinds_that_taggers_mix_up_are_told_and_no_more():
    fidelity = judged("", drawn=replace(TEE, kind="polo"))
    assert fidelity.passed
    assert "product.kind" in fidelity.reason


def test_a_product_that_the_tagger_is_not_sure_of_is_told_and_no_more():
    def unsure(wearer):
        kind = Fact(value="knitwear", confidence=0.4, source="builtin/garments@3")
        garments = (replace(one, kind=kind) if one.place is Place.UPPER else one for one in wearer.garments)
        return replace(wearer, garments=tuple(garments))

    fidelity = judged("", see=unsure)
    assert (checks(fidelity)["product.kind"].ok, fidelity.passed) == (False, True)


def test_a_product_that_nobody_wears_fails():
    fidelity = judged("", see=lambda wearer: replace(wearer, garments=()))
    assert "product.kind" in fidelity.reason
    assert not fidelity.passed


def test_a_skirt_may_be_taken_for_a_dress():
    def merged(wearer):
        lower = next(one for one in wearer.garments if one.place is Place.LOWER)
        dress = replace(lower, place=Place.DRESS, kind=replace(lower.kind, value="dress"))
        return replace(wearer, garments=(dress,))

    fidelity = judged("", product=Cloth(place=Place.LOWER, kind="skirt", color="#e5b21f"), see=merged)
    assert fidelity.passed


@pytest.mark.parametrize(
    ("see", "passes"),
    [
        (wrong("bag.kind", "tote"), True),
        (wrong("bag.kind", "handbag"), True),
        (wrong("bag.kind", "backpack", confidence=0.4, source="builtin/garments@3"), True),
        (wrong("bag.kind", "backpack"), False),
        (wrong("bag.kind", "none"), False),
        (wrong("bag.kind", "not_visible"), False),
        (without("bag.kind"), False),
    ],
    ids=["same", "mixed-up", "unsure", "another", "none", "not-visible", "missing"],
)
def test_some_bag_must_be_seen_its_kind_only_where_the_tagger_knows(see, passes):
    assert judged("tote bag", see=see).passed is passes


def test_no_bag_must_be_none():
    assert judged("no bag", see=wrong("bag.kind", "none")).passed
    assert not judged("no bag", see=wrong("bag.kind", "handbag")).passed


@pytest.mark.parametrize("pattern", ["striped", "checked", "floral"])
def test_of_a_pattern_the_ground_is_held_to_the_swatch(pattern):
    product = replace(TEE, pattern=pattern, accents=("#ffffff",))
    assert judged("", product=product).passed
    fidelity = judged("", product=product, drawn=replace(product, color="#9a3a5a"))
    assert checks(fidelity)["product.color"].ok is False


def test_a_picture_that_could_not_be_tagged_fails():
    wish = settle(WishReader(load_vocabulary()).read_text(""), TEE)
    request = build_request(wish, TEE, seed=3, scene="studio", view="front", size_px=(256, 256))
    picture = FakeGenerator().generate(request, seed=3)
    tags = Failure(code="model", message="The model is broken.")
    fidelity = judge(Judged(wish=wish, request=request, picture=picture, tags=tags, neutral=True))
    assert not fidelity.passed
    assert "broken" in fidelity.reason


PRINTED = replace(TEE, pattern="graphic", motif=Motif(pixels=drawing(1)))


def test_the_print_is_found_point_by_point():
    check = checks(judged("", product=PRINTED))["product.print"]
    assert check.ok
    assert check.value >= MIN_INLIERS


@pytest.mark.parametrize("number", range(2, 8))
def test_another_print_is_not_found(number):
    drawn = replace(PRINTED, motif=Motif(pixels=drawing(number)))
    fidelity = judged("", product=PRINTED, drawn=drawn)
    assert checks(fidelity)["product.print"].ok is False
    assert not fidelity.passed


def test_no_print_is_not_found():
    assert not judged("", product=PRINTED, drawn=replace(PRINTED, motif=None)).passed


def test_from_behind_print_and_eyewear_are_not_checked():
    fidelity = judged("eyeglasses", product=PRINTED, view="back")
    found = checks(fidelity)
    assert (found["product.print"].ok, found["eyewear.kind"].ok) == (None, None)
    assert fidelity.passed
