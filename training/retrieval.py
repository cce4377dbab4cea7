"""Whether the same garment is found again: synthetic second photos, recall."""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from training.augment import random_view
from training.classify import Example, Heads, extract
from training.data import Pixels
from wornby.imaging.foreground import foreground_mask

_FOLD = 0.02
_CROP = 0.12


def second_photo(crop: Pixels, *, mask: Pixels, ground: Pixels, rng: np.random.Generator, size_px: int) -> Pixels:
    """Return what another photo of a lying garment could look like: folds, another ground, crop and light.

    Args:
        crop: The garment's photo, squared. (S, S, 3), uint8.
        mask: 1 where the garment lies. (S, S), uint8.
        ground: Another photo of the same size, whose border gives the new ground.
        rng: Source of the random choices.
        size_px: Side of the result.

    Returns:
        (size_px, size_px, 3), uint8.
    """
    side = crop.shape[0]
    alpha = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), side / 150)[:, :, None]
    laid = (crop * alpha + _ground(ground, side=side) * (1 - alpha)).astype(np.uint8)
    bend = rng.normal(0, 1, (2, 5, 5)).astype(np.float32) * _FOLD * side
    shift = [cv2.resize(field, (side, side), interpolation=cv2.INTER_CUBIC) for field in bend]
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
    folded = cv2.remap(laid, columns + shift[0], rows + shift[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    shade = 1 + 0.25 * cv2.resize(
        rng.normal(0, 1, (6, 6)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC
    )
    lit = np.clip(folded * np.clip(shade, 0.5, 1.4)[:, :, None], 0, 255).astype(np.uint8)
    inset = int(side * rng.uniform(0, _CROP))
    top, left = (int(rng.integers(0, inset + 1)) for _ in range(2))
    cut = np.ascontiguousarray(lit[top : side - inset + top, left : side - inset + left])
    return random_view(cut, rng, size_px=size_px, spread=1.5)


def _ground(photo: Pixels, *, side: int) -> Pixels:
    """Return a picture made of a photo's border alone: its corner, mirrored until it fills the square."""
    corner = photo[: photo.shape[0] // 5, : photo.shape[1] // 5]
    corner = np.hstack([corner, corner[:, ::-1]])
    tile = np.vstack([corner, corner[::-1]])
    repeats = -(-side // min(tile.shape[:2]))
    return np.ascontiguousarray(np.tile(tile, (repeats, repeats, 1))[:side, :side])


class SecondPhotos:
    """Makes second photos of a list of examples: of lying garments as above, of others another view.

    Args:
        examples: What the indices count.
        colour: Scale of the changes of hue and saturation of worn garments; lying ones change fully.
    """

    def __init__(self, examples: Sequence[Example], *, colour: float = 1.0) -> None:
        self._examples = examples
        self._colour = colour
        # What stands out on each photo is looked for once.
        self._masks: dict[int, Pixels] = {}

    def __call__(self, index: int, rng: np.random.Generator, size_px: int) -> Pixels:
        """Return a second photo of the example of an index. (size_px, size_px, 3), uint8."""
        example = self._examples[index]
        if example.source != "flat":
            return random_view(example.crop, rng, size_px=size_px, colour=self._colour, spread=1.5)
        if index not in self._masks:
            self._masks[index] = foreground_mask(example.crop).view(np.uint8)
        ground = self._examples[int(rng.integers(len(self._examples)))].crop
        if ground.shape != example.crop.shape:
            ground = np.asarray(cv2.resize(ground, example.crop.shape[:2], interpolation=cv2.INTER_AREA), np.uint8)
        return second_photo(example.crop, mask=self._masks[index], ground=ground, rng=rng, size_px=size_px)


def found_again(model: Heads, examples: Sequence[Example], *, size_px: int, seed: int) -> NDArray[np.float64]:
    """Return 1 where the second photo of a garment finds its first one before all others (recall_at_1)."""
    second = SecondPhotos(examples)
    rng = np.random.default_rng(seed)
    views = [second(index, rng, size_px) for index in range(len(examples))]
    with torch.no_grad():
        stored = model.embedding(extract(model, [example.crop for example in examples], size_px=size_px))
        asked = model.embedding(extract(model, views, size_px=size_px))
    best = (asked @ stored.T).argmax(dim=1).numpy()
    return np.asarray(best == np.arange(len(examples)), dtype=np.float64)
