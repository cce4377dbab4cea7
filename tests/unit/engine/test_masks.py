"""Masks of a photo: from its master, of the size of what is shown, and only what its rights allow to tell apart."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.unit.engine.library import Blobs
from wornby.datamodel import Purpose, Rights, RightsState
from wornby.engine.masks import MaskPictures
from wornby.errors import NotFoundError
from wornby.imaging.regions import PARTS
from wornby.imaging.renditions import RENDITIONS, encode_master
from wornby.ingest.pipeline import master_name
from wornby.stores.blobs import FsspecBlobStore
from wornby.testing import pictures
from wornby.testing.factories import make_asset, make_tags

ALL = frozenset(Purpose)


class Parser:
    """Sees hair above skin, everywhere."""

    name = "test/parser@1"

    def read_parts(self, pixels):
        labels = np.full(pixels.shape[:2], PARTS.index("skin"), np.uint8)
        labels[: len(labels) // 2] = PARTS.index("hair")
        return labels


def drawn(blobs, asset):
    content = MaskPictures(blobs=blobs, parser=Parser(), max_pixels=10_000_000).draw(asset)
    return np.asarray(Image.open(io.BytesIO(content)))


def test_has_the_size_of_what_is_shown_and_keeps_nothing(tmp_path):
    blobs, asset = FsspecBlobStore(str(tmp_path)), make_asset("a")
    blobs.put(master_name("a"), encode_master(pictures.noise(2000, 1000)))
    before = list(blobs.list(""))
    shape = drawn(blobs, asset).shape
    assert (max(shape[:2]), min(shape[:2]), shape[2]) == (RENDITIONS["view"], RENDITIONS["view"] // 2, 4)
    assert list(blobs.list("")) == before


@pytest.mark.parametrize(
    ("rights", "wearers", "apart"),
    [
        pytest.param(Rights(state=RightsState.GRANTED, purposes=ALL), 1, True, id="granted"),
        pytest.param(Rights(state=RightsState.LICENSED, purposes=ALL), 0, True, id="licensed"),
        pytest.param(Rights(state=RightsState.GRANTED, purposes=ALL), 0, False, id="nobody-known"),
        pytest.param(Rights(state=RightsState.GRANTED, purposes=ALL - {Purpose.APPEARANCE}), 1, False, id="no-purpose"),
        pytest.param(Rights(state=RightsState.WITHDRAWN), 1, False, id="withdrawn"),
    ],
)
def test_tells_hair_apart_where_the_rights_allow_appearance(rights, wearers, apart):
    picture = drawn(Blobs(), make_asset("a", rights=rights, tags=make_tags(wearers)))
    assert ((picture[4, 12] != picture[28, 12]).any()) == apart


def test_a_master_that_is_gone_is_not_found():
    blobs = Blobs()
    blobs.lose("a")
    with pytest.raises(NotFoundError):
        drawn(blobs, make_asset("a"))
