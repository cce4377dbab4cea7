"""Prints as they are seen: on a garment of a photo, once for all products, and on a product's picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import BoundingBox, LocalFeatures, Pixels, PrintPlace
from wornby.datamodel.geometry import overlap, share_within
from wornby.imaging.local_features import describe_cloth, describe_motif
from wornby.imaging.motif_overlay import laid_out, stretched
from wornby.imaging.print_places import box_of, cut_out, upright_margins
from wornby.interfaces import PrintEmbedder, PrintFinder

LEAST_PX = 8.0
"""Shorter side of a print below which nothing can be told of it."""

# Of cloth around a garment, of its sides, and around a print, of its longer side.
_GARMENT_ROOM = 0.03
_PRINT_ROOM = 0.3
# A print is the garment's where so much of the smaller box lies in the larger: some taggers box little but the print.
_ON_GARMENT = 0.3
# Boxes of one print found twice share so much; a rim is cut off of one part in so many.
_AGREES = 0.5
_LOOKS_AGREE = 2
_CUT = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenPrint:
    """A print on a garment of a photo.

    Attributes:
        cloth: Local features of the cloth around it.
        picture: The same cloth. (H, W, 3), uint8, RGB.
        place: The print in that picture.
        box: The print's, in the photo.
    """

    cloth: LocalFeatures
    picture: Pixels
    place: PrintPlace
    box: BoundingBox


def see_prints(pixels: Pixels, box: BoundingBox, *, finder: PrintFinder) -> list[SeenPrint]:
    """Find the prints of a garment.

    Args:
        pixels: The photo. (H, W, 3), uint8, RGB.
        box: The garment's.
        finder: Finds them.
    """
    part, left, top = cut_out(pixels, _widened(box))
    places = [place.moved(scale=(1, 1), left=left, top=top) for place in finder.find(part)]
    return [seen_print(pixels, place) for place in places if min(place.sides_px) >= LEAST_PX]


def seen_print(pixels: Pixels, place: PrintPlace) -> SeenPrint:
    """A print looked at from near.

    Args:
        pixels: The photo. (H, W, 3), uint8, RGB.
        place: Of the print in it.
    """
    height, width = pixels.shape[:2]
    cloth, picture = describe_cloth(pixels, box_of(place, room=_PRINT_ROOM, width_px=width, height_px=height))
    box = cloth.box
    start, sides = np.array([box.x_min, box.y_min]), np.array([box.x_max - box.x_min, box.y_max - box.y_min])
    across, down = np.array(picture.shape[1::-1]) / (sides * (width, height))
    left, top = -start * (width, height) * (across, down)
    return SeenPrint(
        cloth=cloth,
        picture=picture,
        place=place.moved(scale=(across, down), left=left, top=top),
        box=box_of(place, room=0.0, width_px=width, height_px=height),
    )


def print_vectors(prints: Sequence[SeenPrint], *, embedder: PrintEmbedder) -> NDArray[np.float32]:
    """What prints look like. (N, D), float32, unit length."""
    size = (embedder.size_px, embedder.size_px)
    return embedder.embed(
        [laid_out(each.picture, each.place.matrix, whole=upright_margins(each.place), size=size) for each in prints]
    )


def describe_product(pixels: Pixels, box: BoundingBox, *, finder: PrintFinder) -> LocalFeatures | None:
    """Describe the print of a product by its picture, in which one garment lies or hangs.

    The whole picture is looked at: a box that cuts the garment off would cut the print too. It is looked at mirrored
    and cropped as well, and the median of what agrees is taken: a motif is cut once, and compared for ever.

    Args:
        pixels: The product's picture. (H, W, 3), uint8, RGB.
        box: The garment's, about.
        finder: Finds the print.

    Returns:
        Local features of its print; None where no two looks find one.
    """
    boxes = [
        found
        for found in _boxes(pixels, finder)
        if max(share_within(found, box), share_within(box, found)) >= _ON_GARMENT
    ]
    # The one that the others agree with most, and what agrees with it.
    middle = max(boxes, key=lambda one: sum(overlap(one, other) for other in boxes), default=box)
    agreeing = [each.as_tuple() for each in boxes if overlap(each, middle) >= _AGREES]
    if len(agreeing) < _LOOKS_AGREE:
        return None
    x_min, y_min, x_max, y_max = (float(value) for value in np.median(agreeing, axis=0))
    return describe_motif(pixels, BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max))


def motif_vector(motif: LocalFeatures, *, embedder: PrintEmbedder) -> NDArray[np.float32]:
    """What a product's motif looks like. (D,), float32, unit length.

    Args:
        motif: With its patch.
        embedder: As for worn prints.
    """
    return np.asarray(embedder.embed([stretched(motif, side=embedder.size_px)])[0], dtype=np.float32)


def _boxes(pixels: Pixels, finder: PrintFinder) -> Iterator[BoundingBox]:
    """Boxes of the prints of a picture, of the same mirrored, and of the same with its rim cut off."""
    height, width = pixels.shape[:2]
    for place in finder.find(pixels):
        yield box_of(place, room=0.0, width_px=width, height_px=height)
    for place in finder.find(np.ascontiguousarray(pixels[:, ::-1])):
        turned = box_of(place, room=0.0, width_px=width, height_px=height)
        yield replace(turned, x_min=1 - turned.x_max, x_max=1 - turned.x_min)
    left, top = width // _CUT, height // _CUT
    for place in finder.find(np.ascontiguousarray(pixels[top : height - top, left : width - left])):
        moved = place.moved(scale=(1, 1), left=left, top=top)
        yield box_of(moved, room=0.0, width_px=width, height_px=height)


def _widened(box: BoundingBox) -> BoundingBox:
    x_rim, y_rim = _GARMENT_ROOM * (box.x_max - box.x_min), _GARMENT_ROOM * (box.y_max - box.y_min)
    return BoundingBox(
        x_min=max(0.0, box.x_min - x_rim),
        y_min=max(0.0, box.y_min - y_rim),
        x_max=min(1.0, box.x_max + x_rim),
        y_max=min(1.0, box.y_max + y_rim),
    )
