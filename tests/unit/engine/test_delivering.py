"""Photos as addresses ask for them."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wornby.datamodel import AssetKind, BoundingBox, FoundFace, Purpose, Rights, RightsState
from wornby.engine.delivering import Delivery
from wornby.engine.kept_bytes import KeptBytes
from wornby.engine.pictures import Pictures
from wornby.errors import InputError, NotFoundError
from wornby.imaging.regions import PARTS
from wornby.imaging.renditions import encode_master
from wornby.imaging.transform_steps import Format
from wornby.imaging.transform_text import parse_transformation
from wornby.ingest.encoding import PictureEncoder
from wornby.ingest.pipeline import master_name
from wornby.interfaces import Hidden
from wornby.stores.blobs import FsspecBlobStore
from wornby.testing import pictures
from wornby.testing.factories import make_asset, make_generation, make_tags
from wornby.testing.fakes import FakeRecordStore
from wornby.testing.fakes_provenance import FakeSigner

HIGH, WIDE = 300, 400
PIXELS = pictures.noise(WIDE, HIGH)
SHOWN = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
ON_THE_LEFT = BoundingBox(x_min=0.0, y_min=0.0, x_max=0.25, y_max=1.0)


class Parser:
    """Sees one figure at the right; counts how often it is asked."""

    name = "test/parser@1"

    def __init__(self):
        self.asked = 0

    def read_parts(self, pixels):
        self.asked += 1
        high, wide = pixels.shape[:2]
        labels = np.zeros((high, wide), np.uint8)
        columns = slice(int(0.8 * wide), int(0.9 * wide))
        for name, top, bottom in (("hair", 0.1, 0.15), ("skin", 0.15, 0.25), ("upper", 0.25, 0.6), ("lower", 0.6, 1)):
            labels[int(top * high) : int(bottom * high), columns] = PARTS.index(name)
        return labels


class Bystanders:
    """Somebody stands on the left."""

    name = "test/people@1"

    def __init__(self):
        self.asked = 0

    def find(self, pixels, *, subject):
        self.asked += 1
        return Hidden(boxes=(ON_THE_LEFT,), figures=None)


class Faces:
    """Sees a face in the middle, where the parser sees nothing."""

    name = "test/faces@1"

    def find_faces(self, pixels):
        return (FoundFace(box=BoundingBox(x_min=0.5, y_min=0.5, x_max=0.6, y_max=0.6), confidence=0.9),)


@pytest.fixture
def parser():
    return Parser()


@pytest.fixture
def bystanders():
    return Bystanders()


@pytest.fixture
def memory():
    return KeptBytes(most_bytes=1_000_000, seconds=1000)


@pytest.fixture
def shown(tmp_path: Path, bystanders):
    blobs = FsspecBlobStore(str(tmp_path))
    blobs.put(master_name("a"), encode_master(PIXELS))
    encoder = PictureEncoder(FakeSigner("fake"), finder=bystanders)
    return Pictures(records=FakeRecordStore(), blobs=blobs, encoder=encoder, max_pixels=1_000_000)


@pytest.fixture
def delivery(shown, parser, memory):
    return Delivery(pictures=shown, parser=parser, faces=Faces(), kept=memory)


def asset_of(**changes):
    return make_asset("a", **{"kind": AssetKind.WORN, "rights": SHOWN, "tags": None} | changes)


def deliver(delivery, text="", *, asset=None, ending=None, accept=""):
    return delivery.deliver(asset or asset_of(), parse_transformation(text), ending=ending, accept=accept)


def pixels_of(made):
    return np.asarray(Image.open(io.BytesIO(made.content)).convert("RGB"), dtype=int)


def test_what_is_made_is_told_before_and_what_is_kept_is_not(delivery):
    made, wanted = [], parse_transformation("w_90")
    for _ in range(2):
        delivery.deliver(asset_of(), wanted, ending=None, accept="", making=lambda: made.append(1))
    assert len(made) == 1
    kept = delivery.kept(asset_of(), wanted, ending=None, accept="")
    assert kept == delivery.deliver(asset_of(), wanted, ending=None, accept="")
    assert delivery.kept(asset_of(), parse_transformation("w_91"), ending=None, accept="") is None


def test_without_a_transformation_it_is_the_photo_with_others_hidden(delivery):
    shown = pixels_of(deliver(delivery, "f_png"))
    assert shown.shape == (HIGH, WIDE, 3)
    assert shown[:, :95].std() < 0.5 * PIXELS[:, :95].std()
    assert shown[:, 110:].std() > 0.8 * PIXELS[:, 110:].std()


@pytest.mark.parametrize(
    ("text", "ending", "accept", "expected"),
    [
        ("", None, "image/avif", Format.JPEG),
        ("", Format.PNG, "", Format.PNG),
        ("f_webp", Format.PNG, "", Format.WEBP),
        ("f_auto", Format.PNG, "image/avif,*/*", Format.AVIF),
        ("f_auto", None, "*/*", Format.JPEG),
        ("f_auto,r_max", None, "*/*", Format.PNG),
        ("f_auto,r_max,b_red", None, "*/*", Format.JPEG),
    ],
    ids=["nothing", "ending", "named", "browser", "any", "round", "round-on-ground"],
)
def test_the_format_is_the_one_that_is_named_first(delivery, text, ending, accept, expected):
    assert deliver(delivery, text, ending=ending, accept=accept).format is expected


def test_faces_are_looked_for_where_they_matter_alone(delivery, parser):
    deliver(delivery, "c_fill,w_50,h_50")
    assert parser.asked == 0
    deliver(delivery, "c_fill,w_50,h_50,g_face")
    assert parser.asked == 1


def test_a_crop_is_around_the_head(delivery):
    made = pixels_of(deliver(delivery, "c_crop,w_80,g_face,f_png"))
    # The head lies at 85 % of the width.
    assert np.abs(made - PIXELS[:, 300:380]).mean() < 15


def test_a_crop_is_around_what_is_worn(delivery):
    tags = make_tags(1)
    worn = replace(tags.wearers[0], box=BoundingBox(x_min=0.9, y_min=0.8, x_max=1, y_max=1), garments=())
    asset = asset_of(tags=replace(tags, wearers=(worn,)))
    made = pixels_of(deliver(delivery, "c_crop,w_40,h_60,g_auto,f_png", asset=asset))
    assert np.abs(made - PIXELS[240:, 360:]).mean() < 15


@pytest.mark.parametrize(
    "head", [(slice(35, 70), slice(322, 358)), (slice(150, 180), slice(200, 240))], ids=["parser", "detector"]
)
def test_faces_are_hidden(delivery, head):
    made, plain = pixels_of(deliver(delivery, "e_blur_faces,f_png")), pixels_of(deliver(delivery, "f_png"))
    assert made[head].std() < 0.5 * plain[head].std()


def test_the_same_picture_is_made_once_and_has_the_same_mark(delivery, parser):
    made = [deliver(delivery, "c_thumb,g_face,w_50") for _ in range(2)]
    assert made[0] == made[1]
    assert parser.asked == 1


def test_a_photo_is_looked_at_once_for_all_its_sizes(delivery, bystanders):
    sizes = [pixels_of(deliver(delivery, f"c_scale,w_{width},f_png")).shape for width in (40, 80)]
    assert sizes == [(30, 40, 3), (60, 80, 3)]
    assert bystanders.asked == 1


@pytest.mark.parametrize("act", ["delete", "hide", "end"])
def test_what_is_at_hand_is_forgotten_when_a_photo_goes(delivery, shown, memory, act):
    deliver(delivery)
    assert memory.size_bytes
    shown.end() if act == "end" else getattr(shown, act)("b")
    assert memory.size_bytes == 0


def test_what_staff_hides_changes_the_picture_at_once(delivery):
    before = deliver(delivery)
    after = deliver(delivery, asset=asset_of(veils=()))
    assert before.etag != after.etag


def test_a_generated_picture_is_marked_and_signed_in_every_crop(delivery):
    asset = asset_of(kind=AssetKind.GENERATED, generation=make_generation())
    made = deliver(delivery, "c_crop,g_south_east,w_200,h_200,f_auto", asset=asset, accept="image/avif")
    assert made.format is Format.JPEG
    assert FakeSigner("fake").has_signed(made.content)
    plain = PIXELS[100:, 200:]
    assert np.abs(pixels_of(made)[5:20, 5:60] - plain[5:20, 5:60]).mean() > 40


def test_the_mark_is_seen_where_corners_are_round(delivery):
    asset = asset_of(rights=replace(SHOWN, state=RightsState.SYNTHETIC))
    made = deliver(delivery, "r_max,f_png", asset=asset)
    alpha = np.asarray(Image.open(io.BytesIO(made.content)))[..., 3]
    assert alpha[0, 0] == 0
    assert alpha[8:20, 8:60].max() == 255


def test_a_generated_picture_is_a_jpeg(delivery):
    asset = asset_of(kind=AssetKind.GENERATED, generation=make_generation())
    with pytest.raises(InputError, match="JPEG"):
        deliver(delivery, "f_png", asset=asset)


def test_without_a_master_there_is_nothing(delivery):
    with pytest.raises(NotFoundError):
        deliver(delivery, asset=make_asset("other", rights=SHOWN))
