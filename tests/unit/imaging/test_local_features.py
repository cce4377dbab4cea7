"""Local features of a motif and of a garment."""

from dataclasses import replace

import numpy as np
import pytest

from wornby.datamodel import LocalFeatures
from wornby.errors import StoreError
from wornby.imaging.local_features import describe_cloth, describe_motif, features_from_bytes, features_to_bytes
from wornby.testing.prints import PRINT_BOX, WORN_BOX, printed_motif, printed_product, worn_photo


def seen() -> LocalFeatures:
    return describe_cloth(worn_photo(1, side_px=60), WORN_BOX)[0]


def test_a_print_without_points_is_not_described() -> None:
    pixels, _, _ = printed_product(None)
    assert describe_motif(pixels, PRINT_BOX) is None


def test_a_print_of_a_few_pixels_is_not_described() -> None:
    pixels, _, _ = printed_product(1)
    narrow = replace(PRINT_BOX, x_max=PRINT_BOX.x_min + 10 / 440)
    assert describe_motif(pixels, narrow) is None


def test_a_motif_has_at_most_256_points() -> None:
    assert 40 <= len(printed_motif(1)) <= 256


def test_points_of_a_motif_lie_over_all_of_it() -> None:
    found = printed_motif(1)
    spread = np.ptp(found.points, axis=0) / (found.box.x_max - found.box.x_min, found.box.y_max - found.box.y_min)
    assert (spread > 0.8).all()


def test_a_patch_has_the_shape_of_its_motif() -> None:
    found = printed_motif(1)
    assert found.patch is not None
    assert abs(found.patch.shape[0] * found.patch.shape[1] - 64 * 64) < 200


def test_cloth_has_at_most_600_points() -> None:
    assert 0 < len(seen()) <= 600


def test_points_of_cloth_lie_in_its_box() -> None:
    found = seen()
    assert (found.points >= (found.box.x_min, found.box.y_min)).all()
    assert (found.points <= (found.box.x_max, found.box.y_max)).all()


def test_describing_twice_gives_the_same() -> None:
    assert features_to_bytes(printed_motif.__wrapped__(1)) == features_to_bytes(printed_motif(1))


@pytest.mark.parametrize("field", ["points", "frames", "descriptors", "patch"])
def test_bytes_give_the_features_back(field: str) -> None:
    found = printed_motif(1)
    np.testing.assert_allclose(
        getattr(features_from_bytes(features_to_bytes(found)), field), getattr(found, field), atol=4e-3
    )


def test_bytes_give_the_box_and_the_aspect_back() -> None:
    found = printed_motif(1)
    back = features_from_bytes(features_to_bytes(found))
    assert (back.box, back.aspect) == (found.box, found.aspect)


def test_bytes_take_136_for_a_point() -> None:
    found = printed_motif(1)
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
        features_from_bytes(damage(features_to_bytes(printed_motif(1))))
