"""From an order to a picture that can be taken in."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from wornby.datamodel import AssetKind, Product, Purpose, RightsState, SourceType
from wornby.datamodel.library import PictureOrder
from wornby.errors import (
    ForbiddenAttributeError,
    ImageDecodeError,
    ImageTooLargeError,
    InputError,
    ResemblanceError,
    UnknownTagError,
    UnsupportedFormatError,
)
from wornby.generation.service import GenerationLimits, GenerationService
from wornby.imaging.decode import decode_photo
from wornby.testing.fakes_generators import FakeGenerator, SeeingTagger, without
from wornby.vocabulary import load_vocabulary

PRODUCT = Product(sku="TEE-9", title="Harbour tee", swatch="#2f6f7a")
LIMITS = GenerationLimits(count=4, side_px=1024, print_bytes=20_000, print_pixels=40_000)


@pytest.fixture
def generator():
    return FakeGenerator()


@pytest.fixture
def tagger(generator):
    return SeeingTagger(generator)


@pytest.fixture
def service(generator, tagger):
    return GenerationService(lambda: generator, tagger=tagger, vocabulary=load_vocabulary(), limits=LIMITS)


def order(tags="", **changes):
    return replace(PictureOrder(product="TEE-9", tags=tags), **changes)


def plan(service, *words, **changes):
    return service.plan(order(*words, **changes), PRODUCT, picture=None)


def print_file(kind="PNG", size=(60, 40)):
    out = io.BytesIO()
    image = Image.new("RGB", size, "#ffffff")
    image.paste("#c02020", (10, 5, size[0] - 10, size[1] - 5))
    image.save(out, kind)
    return out.getvalue()


def test_a_picture_that_shows_what_was_asked_may_be_shown(service):
    made = service.make(plan(service, "red hair, tall"), 7)
    assert made.options.rights.state is RightsState.SYNTHETIC
    assert made.options.rights.purposes == {Purpose.DISPLAY, Purpose.APPEARANCE}
    assert made.options.kind is AssetKind.GENERATED
    assert made.options.products == ("TEE-9",)


def test_one_that_does_not_may_not(service, tagger):
    tagger.blind = without("hair.color")
    made = service.make(plan(service, "red hair"), 7)
    assert made.options.rights.purposes == {Purpose.APPEARANCE}
    assert "hair.color" in made.options.generation.fidelity.reason


def test_how_it_was_made_is_told(service):
    generation = service.make(plan(service, "red hair, tall, jeans", scene="street"), 7).options.generation
    assert (generation.backend, generation.source_type, generation.seed) == ("fake/1", SourceType.ALGORITHMIC, 7)
    assert (generation.tags, generation.scene, generation.view) == ("red hair, tall, jeans", "street", "front")
    assert generation.declared == {"body.height": "180-189"}
    assert generation.request.startswith("tee #2f6f7a; jeans #")
    assert "hair colour red" in generation.request


def test_the_picture_is_a_png_without_loss(service, generator):
    made = service.make(plan(service), 7)
    pixels = decode_photo(made.content, max_pixels=10**6).pixels
    np.testing.assert_array_equal(pixels, next(iter(generator.drawn.values())).pixels)


def test_the_same_order_gives_the_same_bytes(service):
    first, second = (service.make(plan(service, "red hair"), 7) for _ in range(2))
    assert first == second or first.content == second.content
    assert first.options == second.options


def test_seeds_follow_each_other(service):
    assert plan(service, seed=5, count=3).seeds == (5, 6, 7)


@pytest.mark.parametrize(
    ("mine", "other", "same"),
    [
        ({"tags": "tall, red hair"}, {"tags": "red hair and tall"}, True),
        ({"tags": "red hair"}, {"tags": "Red hair"}, True),
        ({"tags": "red hair"}, {"tags": "brown hair"}, False),
        ({"tags": "burgundy coat"}, {"tags": "red coat"}, False),
        ({"scene": "studio"}, {}, True),
        ({"scene": "street"}, {}, False),
        ({"view": "back"}, {}, False),
        ({"width_px": 400}, {}, False),
        ({"print_file": print_file()}, {}, False),
        ({"print_file": print_file()}, {"print_file": print_file("BMP")}, True),
    ],
    ids=str,
)
def test_a_picture_is_found_again_by_what_was_asked(service, mine, other, same):
    keys = [service.key(plan(service, **changes), 1) for changes in (mine, other)]
    assert (keys[0] == keys[1]) is same


def test_another_seed_has_another_key(service):
    assert service.key(plan(service), 1) != service.key(plan(service), 2)


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"tags": "xqzv"}, UnknownTagError, "Known"),
        ({"tags": "young"}, ForbiddenAttributeError, "age"),
        ({"tags": "looks like Bob"}, ResemblanceError, "exist"),
        ({"count": 0}, InputError, "1 to 4"),
        ({"count": 5}, InputError, "1 to 4"),
        ({"seed": -1}, InputError, "seed"),
        ({"seed": 2**31}, InputError, "seed"),
        ({"width_px": 255}, InputError, "256 to 1024"),
        ({"height_px": 1025}, InputError, "256 to 1024"),
        ({"width_px": 256, "height_px": 800}, InputError, "narrow"),
        ({"width_px": 800, "height_px": 300}, InputError, "wide"),
        ({"scene": "moon"}, InputError, "studio, street"),
        ({"view": "above"}, InputError, "front, back"),
        ({"print_file": b""}, ImageDecodeError, "empty"),
        ({"print_file": b"print('hello')"}, UnsupportedFormatError, "reads"),
        ({"print_file": print_file()[:100]}, ImageDecodeError, "cut off"),
        ({"print_file": print_file(size=(300, 300))}, ImageTooLargeError, "pixels"),
        ({"print_file": b"\x89PNG\r\n\x1a\n" * 3000}, ImageTooLargeError, "bytes"),
        ({"print_file": print_file(size=(30, 14))}, ImageDecodeError, "16 pixels"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_what_cannot_be_made_is_refused_before_anything_is_drawn(service, generator, changes, error, says):
    with pytest.raises(error, match=says):
        plan(service, **changes)
    assert not generator.asked
