"""The built-in generator: answers requests with pictures that it renders itself. No weights, no GPU, no network."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import BoundingBox, Cloth, GeneratedPicture, PictureRequest, Place, SourceType
from wornby.errors import InputError
from wornby.imaging.regions import PARTS, garment_part
from wornby.studio.choosing import VIEWS, choose
from wornby.studio.looks import Look
from wornby.studio.picture import take
from wornby.studio.scenery.scenes import SCENES

SIDES_PX = (192, 2048)
_MAX_ASPECT = 3.0


class Studio:
    """Draws mannequin-like figures in three dimensions."""

    @property
    def name(self) -> str:
        """Name and version: a change of what is drawn raises the version."""
        return "studio/1"

    @property
    def source_type(self) -> SourceType:
        """Drawn by an algorithm that no picture has trained."""
        return SourceType.ALGORITHMIC

    @property
    def scenes(self) -> tuple[str, ...]:
        """What can stand behind the figure; the first is neutral light."""
        return SCENES

    @property
    def views(self) -> tuple[str, ...]:
        """From where the figure can be seen."""
        return tuple(VIEWS)

    def generate(self, request: PictureRequest, *, seed: int) -> GeneratedPicture:
        """Draw what is asked for; what is not is drawn by lot, with the seed.

        Raises:
            InputError: Unknown scene, view, garment or value; a size outside of the limits.
        """
        return picture_of(choose(request, seed=seed), seed=seed, width_px=request.width_px, height_px=request.height_px)


def picture_of(look: Look, *, seed: int, width_px: int = 512, height_px: int = 768) -> GeneratedPicture:
    """Draw a look; the same look, seed and size give the same pixels.

    Raises:
        InputError: A side outside of `SIDES_PX`, or one side more than three times the other.
    """
    _check_size(width_px, height_px)
    picture = take(look, seed=seed, size=(height_px, width_px))
    return GeneratedPicture(
        pixels=picture.pixels,
        parts=picture.parts,
        part_names=PARTS,
        wearer=look.wearer(),
        garments=tuple(cloth for cloth in _worn(look) if _is_seen(cloth, picture.parts)),
        scene=look.shot.scene,
        view=next((name for name, turn in VIEWS.items() if turn[0] <= abs(look.shot.turn) <= turn[1]), "front"),
        boxes=_boxes(picture.parts),
    )


def _worn(look: Look) -> Sequence[Cloth]:
    if look.product is not Place.HEAD:
        return look.garments
    return (*look.garments, Cloth(place=Place.HEAD, kind=look.headwear.kind, color=look.headwear.color))


def _is_seen(cloth: Cloth, parts: NDArray[np.uint8]) -> bool:
    return bool((parts == PARTS.index(garment_part(cloth.place, kind=cloth.kind))).any())


def _check_size(width_px: int, height_px: int) -> None:
    low, high = SIDES_PX
    if not (low <= width_px <= high and low <= height_px <= high):
        message = f"Each side of a picture has {low} to {high} pixels; {width_px} x {height_px} was asked for."
        raise InputError(message)
    if max(width_px, height_px) > _MAX_ASPECT * min(width_px, height_px):
        message = "One side of a picture may be at most three times the other."
        raise InputError(message)


def _boxes(parts: NDArray[np.uint8]) -> Mapping[str, BoundingBox]:
    boxes = {"person": _box(parts > 0)}
    for index, name in enumerate(PARTS[1:], start=1):
        mask = parts == index
        if mask.any():
            boxes[name] = _box(mask)
    return boxes


def _box(mask: NDArray[np.bool_]) -> BoundingBox:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    height, width = mask.shape
    return BoundingBox(
        x_min=float(columns[0] / width),
        y_min=float(rows[0] / height),
        x_max=float((columns[-1] + 1) / width),
        y_max=float((rows[-1] + 1) / height),
    )
