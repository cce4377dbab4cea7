"""Drawn prints, on a product's picture and on cloth that a body bends."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import BoundingBox, LocalFeatures, Mask, Pixels, PrintPlace
from wornby.imaging.colors import Lab, rgb_to_lab
from wornby.imaging.local_features import describe_motif
from wornby.imaging.motif_pairs import half_sides
from wornby.matching.seen import SeenPrint, seen_print

CLOTH = (46, 66, 92)
WORN_BOX = BoundingBox(x_min=0.2, y_min=0.1, x_max=0.8, y_max=0.95)
PRINT_BOX = BoundingBox(x_min=130 / 440, y_min=150 / 520, x_max=310 / 440, y_max=330 / 520)
"""Where a product's picture shows its print."""

_INK = ((236, 226, 200), (226, 120, 70))
_SHEET_PX = 300
_MIDDLE = (192, 200)
_WORDS = ("HARBOUR", "MEADOW", "COMET", "VELVET", "BRAMBLE", "QUARRY", "JUNIPER", "ZEPHYR")


def drawn_print(number: int) -> NDArray[np.uint8]:
    """A print of shapes over a word, another for each number. (300, 300, 4), uint8, RGBA."""
    rng = np.random.default_rng([number, 17])
    sheet = np.zeros((_SHEET_PX, _SHEET_PX, 4), np.uint8)
    for index in range(9):
        corners = (rng.uniform(20, 280, 2) * (1, 0.65) + rng.uniform(-60, 60, (4, 2))).clip((5, 5), (295, 205))
        cv2.fillPoly(sheet, [np.rint(corners).astype(np.int32)], (*_INK[index % 2], 255), cv2.LINE_AA)
    word = _WORDS[number % len(_WORDS)]
    (width, _), _ = cv2.getTextSize(word, cv2.FONT_HERSHEY_DUPLEX, 1.0, 5)
    cv2.putText(sheet, word, (5, 270), cv2.FONT_HERSHEY_DUPLEX, 285 / width, (*_INK[0], 255), 6, cv2.LINE_AA)
    return sheet


def printed_product(number: int | None) -> tuple[Pixels, Mask, Lab]:
    """A product's picture with a print or without, its garment, and the colour of the cloth."""
    mask = np.zeros((520, 440), np.bool_)
    mask[40:500, 60:380] = True
    pixels = np.where(mask[..., None], np.array(CLOTH), 244).astype(np.float32)
    if number is not None:
        small = cv2.resize(drawn_print(number), (180, 180), interpolation=cv2.INTER_AREA).astype(np.float32)
        alpha = small[..., 3:] / 255
        pixels[150:330, 130:310] = pixels[150:330, 130:310] * (1 - alpha) + small[..., :3] * alpha
    return np.rint(pixels).astype(np.uint8), mask, rgb_to_lab(np.array([[CLOTH]], np.uint8))[0, 0]


def worn_photo(number: int | None, *, side_px: int, seed: int = 0) -> Pixels:
    """A photo whose garment lies in `WORN_BOX`: its print is turned, squeezed, bent, shaded and compressed.

    Args:
        number: Of the print; None for plain cloth.
        side_px: Of the print.
        seed: Of folds and noise.
    """
    rng = np.random.default_rng([seed, 29])
    height, width = 512, 384
    cloth = np.asarray(cv2.resize(rng.uniform(90, 170, (16, 12, 3)).astype(np.float32), (width, height)))
    left, top, right, bottom = WORN_BOX.as_pixels(width_px=width, height_px=height)
    cloth[top:bottom, left:right] = CLOTH
    if number is not None:
        linear = _worn(side_px, seed=seed) / _SHEET_PX
        shift = np.array(_MIDDLE) - linear @ np.array([150, 150])
        fine = cv2.GaussianBlur(drawn_print(number), (0, 0), 0.4 * _SHEET_PX / side_px)
        laid = cv2.warpAffine(fine, np.column_stack([linear, shift]), (width, height)).astype(np.float32)
        field = rng.normal(0, 0.02 * side_px, (2, 1 + height // 40, 1 + width // 40)).astype(np.float32)
        x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        moved = [cv2.resize(one, (width, height), interpolation=cv2.INTER_CUBIC) for one in field]
        bent = np.asarray(cv2.remap(laid, x + moved[0], y + moved[1], cv2.INTER_LINEAR))
        alpha = bent[..., 3:] / 255
        cloth = cloth * (1 - alpha) + bent[..., :3] * alpha
    coarse = rng.uniform(0.8, 1.15, (7, 9)).astype(np.float32)
    folds = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    noisy = cloth * folds[..., None] + rng.normal(0, 2, cloth.shape)
    _, coded = cv2.imencode(".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 88])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)


@cache
def printed_motif(number: int = 1) -> LocalFeatures:
    """The print of a product, described as the shop shows it."""
    pixels, _, _ = printed_product(number)
    found = describe_motif(pixels, PRINT_BOX)
    assert found is not None
    return found


@cache
def worn_print(number: int | None = 1, *, side_px: int = 90) -> SeenPrint:
    """That print in a photo, or plain cloth where it would be, as a finder would have it that is always right."""
    matrix = np.column_stack([_worn(side_px, seed=0), _MIDDLE])
    place = PrintPlace(matrix=matrix, confidence=1.0)
    return seen_print(worn_photo(number, side_px=side_px), place)


def motif_place(number: int = 1, *, side_px: int = 90) -> NDArray[np.float64]:
    """Where the motif lies in the picture of `worn_print`: from its units to pixels. (2, 3)."""
    place = worn_print(number, side_px=side_px).place
    width, height = (2 * half for half in half_sides(printed_motif(number)))
    return np.column_stack([place.matrix[:, :2] / (width, height), place.matrix[:, 2]])


def _worn(side_px: int, *, seed: int) -> NDArray[np.float64]:
    """A turned, squeezed print: from its sides to pixels. (2, 2)."""
    turn = np.deg2rad(np.random.default_rng([seed, 31]).uniform(-10, 10))
    return side_px * np.array([[0.9 * np.cos(turn), -np.sin(turn)], [0.9 * np.sin(turn), np.cos(turn)]])
