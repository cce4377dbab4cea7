"""From an asset to the bytes of its pictures: who is in view."""

import io

import numpy as np
import pytest
from PIL import Image

from wornby.datamodel import AssetKind, BoundingBox, Purpose, Rights, RightsState
from wornby.imaging.decode import decode_photo
from wornby.ingest.encoding import PictureEncoder
from wornby.interfaces import Hidden
from wornby.testing.factories import make_asset, make_tags
from wornby.testing.fakes_provenance import FakeSigner

LEFT = BoundingBox(x_min=0.0, y_min=0.0, x_max=0.5, y_max=1.0)
RIGHT = BoundingBox(x_min=0.5, y_min=0.0, x_max=1.0, y_max=1.0)
SHOWN = frozenset({Purpose.DISPLAY})
PIXELS = np.random.default_rng(3).integers(0, 256, (200, 200, 3), dtype=np.uint8)


class LeftFinder:
    """Hides the left half, and what it is told to of the rest."""

    name = "test/left@1"

    def __init__(self, *, figures=None):
        self.figures = figures
        self.subjects = []

    def find(self, pixels, *, subject):
        self.subjects.append(subject)
        return Hidden(boxes=(LEFT,), figures=self.figures)


def asset(*, kind=AssetKind.WORN, state=RightsState.GRANTED, **fields):
    return make_asset("a", kind=kind, rights=Rights(state=state, purposes=SHOWN), **fields)


def detail(content):
    """How much detail the left and the right half of a picture show."""
    shown = np.asarray(Image.open(io.BytesIO(content)), dtype=float)
    return shown[:, :90].std(), shown[:, 110:].std()


def shown(one, *, finder=None):
    return detail(PictureEncoder(FakeSigner(), finder=finder or LeftFinder()).rendition(one, PIXELS, name="view"))


@pytest.mark.parametrize("state", [RightsState.GRANTED, RightsState.SELF_UPLOADED, RightsState.LICENSED])
def test_bystanders_are_hidden_and_the_rest_stays(state):
    left, right = shown(asset(state=state))
    assert left < 0.5 * right


@pytest.mark.parametrize("name", ["thumb", "view"])
def test_each_copy_hides_them(name):
    left, right = detail(PictureEncoder(FakeSigner(), finder=LeftFinder()).rendition(asset(), PIXELS, name=name))
    assert left < 0.5 * right


def test_the_master_keeps_everybody():
    left, right = detail(PictureEncoder(FakeSigner(), finder=LeftFinder()).master(asset(), PIXELS))
    assert left == pytest.approx(right, rel=0.1)


@pytest.mark.parametrize(
    "one",
    [asset(state=RightsState.SYNTHETIC), asset(kind=AssetKind.PRODUCT), asset(veils=())],
    ids=["synthetic", "product", "lifted"],
)
def test_what_needs_no_veil_has_none(one):
    left, right = shown(one)
    assert left == pytest.approx(right, rel=0.2)


def test_nobody_is_hidden_without_a_finder():
    left, right = detail(PictureEncoder(FakeSigner()).rendition(asset(), PIXELS, name="view"))
    assert left == pytest.approx(right, rel=0.1)


def test_what_the_staff_said_goes_before_what_is_found():
    left, right = shown(asset(veils=(RIGHT,)))
    assert right < 0.5 * left


def test_the_backdrop_is_hidden_where_figures_are_known():
    figures = np.zeros((200, 200), bool)
    left, right = shown(asset(), finder=LeftFinder(figures=figures))
    assert max(left, right) < 0.6 * PIXELS.std()


@pytest.mark.parametrize(("subject", "expected"), [(None, 0), (1, 1), (-1, None)], ids=["main", "said", "not-in-view"])
def test_the_finder_is_told_whose_photo_it_is(subject, expected):
    tags = make_tags(2)
    finder = LeftFinder()
    shown(asset(tags=tags, subject=subject), finder=finder)
    assert finder.subjects == [None if expected is None else tags.wearers[expected].box]


def test_no_copy_has_metadata():
    content = PictureEncoder(FakeSigner(), finder=LeftFinder()).rendition(asset(), PIXELS, name="view")
    assert decode_photo(content, max_pixels=10**6).format == "jpeg"
    assert not Image.open(io.BytesIO(content)).getexif()
