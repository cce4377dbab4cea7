"""Regions: letterbox, parts, wearers, boxes, crops."""

import numpy as np
import pytest

from wornby.imaging.regions import (
    PARTS,
    crop_square,
    head_box,
    letterbox,
    part_box,
    part_labels,
    split_wearers,
)

HAIR, SKIN, UPPER, LOWER, SHOES, BAG = (
    PARTS.index(name) for name in ("hair", "skin", "upper", "lower", "shoes", "bag")
)


def _figure(labels: np.ndarray, *, left: int, top: int = 10, unit: int = 10) -> None:
    """Draw a standing figure, one unit wide head, seven units high."""
    labels[top : top + unit, left : left + unit] = SKIN
    labels[top : top + unit // 2, left : left + unit] = HAIR
    labels[top + unit : top + 4 * unit, left - unit // 2 : left + unit + unit // 2] = UPPER
    labels[top + 4 * unit : top + 7 * unit, left : left + unit] = LOWER


@pytest.fixture
def street() -> np.ndarray:
    labels = np.zeros((120, 160), dtype=np.uint8)
    _figure(labels, left=40)
    return labels


@pytest.mark.parametrize(
    ("height", "width", "shape"),
    [
        (1, 1, (384, 384)),
        (512, 341, (512, 352)),
        (341, 512, (352, 512)),
        (256, 256, (384, 384)),
        (400, 300, (416, 320)),
        (2000, 3, (512, 32)),
    ],
    ids=["one pixel", "upright", "lying", "enlarged", "in between", "sliver"],
)
def test_letterbox_pads_to_a_multiple_of_32(height: int, width: int, shape: tuple[int, int]) -> None:
    padded, scale = letterbox(np.full((height, width, 3), 200, dtype=np.uint8))
    assert padded.shape == (*shape, 3)
    assert scale == pytest.approx(max(shape) / max(height, width))


def test_letterbox_takes_a_long_side() -> None:
    padded, scale = letterbox(np.full((512, 341, 3), 200, dtype=np.uint8), long_side_px=384)
    assert padded.shape == (384, 256, 3)
    assert scale == pytest.approx(0.75)


def test_letterbox_pads_with_black_at_the_right() -> None:
    padded, _ = letterbox(np.full((384, 250, 3), 200, dtype=np.uint8))
    assert padded[:, :250].min() == 200
    assert padded[:, 250:].max() == 0


@pytest.mark.parametrize(
    ("pixels", "long_side_px"),
    [
        (np.zeros((0, 4, 3), np.uint8), 384),
        (np.zeros((4, 4), np.uint8), 384),
        (np.zeros((4, 4, 3), np.float32), 384),
        (np.zeros((4, 4, 3), np.uint8), 100),
    ],
    ids=["empty", "grey", "float", "no multiple"],
)
def test_letterbox_refuses(pixels: np.ndarray, long_side_px: int) -> None:
    with pytest.raises(ValueError, match=r"expected|multiple"):
        letterbox(pixels, long_side_px=long_side_px)


def test_part_labels_leave_out_the_padding() -> None:
    probabilities = np.zeros((16, 96, 64), dtype=np.float32)
    probabilities[0] = 1
    probabilities[:, :, 32:] = 0
    probabilities[BAG, :, 32:] = 1
    labels = part_labels(probabilities, height_px=768, width_px=256, scale=0.5)
    assert labels.shape == (768, 256)
    assert labels.max() == 0


def test_part_labels_keep_the_place_of_an_edge() -> None:
    probabilities = np.zeros((16, 96, 64), dtype=np.float32)
    probabilities[0, :, :32] = 1
    probabilities[UPPER, :, 32:] = 1
    labels = part_labels(probabilities, height_px=512, width_px=341, scale=0.75)
    edge = np.flatnonzero(labels[200] == UPPER)[0]
    assert abs(edge - 32 * 4 / 0.75) <= 1


def test_part_labels_refuse_other_channels() -> None:
    with pytest.raises(ValueError, match="probabilities"):
        part_labels(np.zeros((3, 4, 4), np.float32), height_px=4, width_px=4, scale=1.0)


def test_no_parts_no_wearers() -> None:
    assert split_wearers(np.zeros((20, 20), np.uint8)) == []


def test_one_wearer_is_the_whole_figure(street: np.ndarray) -> None:
    (wearer,) = split_wearers(street)
    assert np.array_equal(wearer, street > 0)


def test_the_largest_wearer_comes_first(street: np.ndarray) -> None:
    _figure(street, left=100, unit=14)
    first, second = split_wearers(street)
    assert first.sum() > second.sum()
    assert first[:, 90:].any()


def test_a_garment_without_skin_or_hair_is_no_wearer() -> None:
    labels = np.zeros((60, 60), np.uint8)
    labels[10:50, 10:50] = UPPER
    assert split_wearers(labels) == []


def test_specks_are_dropped(street: np.ndarray) -> None:
    street[100:102, 150:152] = SKIN
    assert len(split_wearers(street)) == 1


def test_a_loose_bag_belongs_to_the_nearest_wearer(street: np.ndarray) -> None:
    _figure(street, left=120)
    street[50:60, 140:150] = BAG
    owners = [wearer[55, 145] for wearer in split_wearers(street)]
    columns = [np.flatnonzero(wearer.any(axis=0))[0] for wearer in split_wearers(street)]
    assert owners[int(np.argmax(columns))]
    assert sum(owners) == 1


@pytest.mark.parametrize(
    ("rows", "columns", "box"),
    [((0, 0), (0, 0), None), ((5, 10), (2, 4), (0.1, 0.25, 0.2, 0.5)), ((0, 20), (0, 20), (0.0, 0.0, 1.0, 1.0))],
    ids=["empty", "part", "all"],
)
def test_part_box(
    rows: tuple[int, int], columns: tuple[int, int], box: tuple[float, float, float, float] | None
) -> None:
    mask = np.zeros((20, 20), dtype=bool)
    mask[slice(*rows), slice(*columns)] = True
    assert part_box(mask) == box


def test_head_box_holds_the_head_and_the_shoulders(street: np.ndarray) -> None:
    box = head_box(street, street > 0)
    assert box is not None
    x_min, y_min, x_max, y_max = (edge * size for edge, size in zip(box, (160, 120, 160, 120), strict=True))
    assert (x_min, y_min) <= (40, 10)
    assert x_max >= 50
    assert 25 <= y_max <= 60
    assert x_max - x_min == pytest.approx(y_max - y_min)


def test_no_head_no_box() -> None:
    labels = np.full((30, 30), LOWER, dtype=np.uint8)
    assert head_box(labels, labels > 0) is None


def test_head_box_refuses_a_mask_of_another_size(street: np.ndarray) -> None:
    with pytest.raises(ValueError, match="differ"):
        head_box(street, np.zeros((3, 3), dtype=bool))


def test_crop_square_is_grey_beyond_the_picture() -> None:
    crop = crop_square(np.zeros((40, 20, 3), np.uint8), (0.0, 0.0, 1.0, 1.0), size_px=40, margin=0.0)
    assert crop.shape == (40, 40, 3)
    assert crop[:, 20].max() == 0
    assert crop[:, [0, -1]].min() == 127


def test_crop_square_outside_is_grey_all_over() -> None:
    crop = crop_square(np.zeros((40, 20, 3), np.uint8), (2.0, 2.0, 2.5, 2.5), size_px=8, margin=0.0)
    assert crop.min() == crop.max() == 127


@pytest.mark.parametrize(
    ("box", "margin"), [((0.5, 0.5, 0.5, 0.6), 0.1), ((0.0, 0.0, 1.0, 1.0), -0.1)], ids=["no area", "negative margin"]
)
def test_crop_square_refuses(box: tuple[float, float, float, float], margin: float) -> None:
    with pytest.raises(ValueError, match="box"):
        crop_square(np.zeros((4, 4, 3), np.uint8), box, size_px=8, margin=margin)
