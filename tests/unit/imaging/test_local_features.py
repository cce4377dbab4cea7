"""Local features of a motif and of a garment."""

from functools import cache

import numpy as np
import pytest

from wornby.datamodel import LocalFeatures
from wornby.errors import StoreError
from wornby.imaging.local_features import describe_garment, describe_motif, features_from_bytes, features_to_bytes
from wornby.testing.prints import WORN_BOX, printed_product, worn_photo


@cache
def motif(number: int) -> LocalFeatures:
    pixels, mask, ground = printed_product(number)
    found = describe_motif(pixels, mask, ground=ground)
    assert found is not None
    return found


def seen() -> LocalFeatures:
    return describe_garment(worn_photo(1, side_px=60), WORN_BOX)


def test_a_plain_garment_has_no_motif() -> None:
    pixels, mask, ground = printed_product(None)
    assert describe_motif(pixels, mask, ground=ground) is None


def test_a_garment_without_pixels_has_no_motif() -> None:
    pixels, mask, ground = printed_product(1)
    assert describe_motif(pixels, np.zeros_like(mask), ground=ground) is None


def test_the_motif_is_found_where_it_was_printed() -> None:
    left, top, right, bottom = motif(1).box.as_pixels(width_px=440, height_px=520)
    assert 125 <= left < right <= 315
    assert 145 <= top < bottom <= 335


def test_a_motif_has_at_most_256_points() -> None:
    assert 40 <= len(motif(1)) <= 256


def test_points_of_a_motif_lie_over_all_of_it() -> None:
    found = motif(1)
    spread = np.ptp(found.points, axis=0) / (found.box.x_max - found.box.x_min, found.box.y_max - found.box.y_min)
    assert (spread > 0.8).all()


def test_a_patch_has_the_shape_of_its_motif() -> None:
    found = motif(1)
    assert found.patch is not None
    assert abs(found.patch.shape[0] * found.patch.shape[1] - 64 * 64) < 200


def test_a_garment_has_at_most_600_points() -> None:
    assert 0 < len(seen()) <= 600


def test_points_of_a_garment_lie_in_its_box() -> None:
    found = seen()
    assert (found.points >= (found.box.x_min, found.box.y_min)).all()
    assert (found.points <= (found.box.x_max, found.box.y_max)).all()


def test_describing_twice_gives_the_same() -> None:
    assert features_to_bytes(motif.__wrapped__(1)) == features_to_bytes(motif(1))


@pytest.mark.parametrize("field", ["points", "frames", "descriptors", "patch"])
def test_bytes_give_the_features_back(field: str) -> None:
    found = motif(1)
    np.testing.assert_allclose(
        getattr(features_from_bytes(features_to_bytes(found)), field), getattr(found, field), atol=4e-3
    )


def test_bytes_give_the_box_and_the_aspect_back() -> None:
    found = motif(1)
    back = features_from_bytes(features_to_bytes(found))
    assert (back.box, back.aspect) == (found.box, found.aspect)


def test_bytes_take_136_for_a_point() -> None:
    found = motif(1)
    assert found.patch is not None
    assert len(features_to_bytes(found)) < 136 * len(found) + found.patch.size + 80


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content + b"x",
        lambda content: b"wlf0" + content[4:],
        lambda content: content[:200] + bytes([content[200] ^ 1]) + content[201:],
    ],
    ids=["empty", "cut", "longer", "another version", "a bit turned"],
)
def test_damaged_bytes_are_refused(damage) -> None:
    with pytest.raises(StoreError):
        features_from_bytes(damage(features_to_bytes(motif(1))))
