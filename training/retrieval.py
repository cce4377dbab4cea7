"""The embedding by which the same garment is found again: synthetic second photos, projection, recall."""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.augment import random_view
from training.classify import Example, Heads, extract
from training.data import Pixels
from training.lite0 import FEATURE_CHANNELS
from wornby.models.scene import foreground_mask

EMBEDDING = 256
_RIDGE = 0.3
_FOLD = 0.02
_CROP = 0.12


def second_photo(crop: Pixels, ground: Pixels, rng: np.random.Generator, *, size_px: int) -> Pixels:
    """Return what another photo of a lying garment could look like: folds, another ground, crop and light.

    Args:
        crop: The garment's photo, squared. (S, S, 3), uint8.
        ground: Another photo of the same size, whose border gives the new ground.
        rng: Source of the random choices.
        size_px: Side of the result.

    Returns:
        (size_px, size_px, 3), uint8.
    """
    side = crop.shape[0]
    alpha = cv2.GaussianBlur(foreground_mask(crop).astype(np.float32), (0, 0), side / 150)[:, :, None]
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


def second_photos(examples: Sequence[Example], *, size_px: int, seed: int) -> list[Pixels]:
    """Return a second photo of each lying garment and another view of each worn one."""
    rng = np.random.default_rng(seed)
    found = []
    for example in examples:
        if example.source == "flat":
            ground = examples[int(rng.integers(len(examples)))].crop
            ground = cv2.resize(ground, example.crop.shape[:2], interpolation=cv2.INTER_AREA)
            found.append(second_photo(example.crop, np.asarray(ground, np.uint8), rng, size_px=size_px))
        else:
            found.append(random_view(example.crop, rng, size_px=size_px, spread=1.5))
    return found


class Projection(nn.Module):
    """Features to an embedding of unit length that tells photos of different garments apart and forgets views.

    Linear discriminant analysis with each photo as a class: whitens the scatter between views of one photo, then
    keeps the directions in which photos differ most.
    """

    def __init__(self) -> None:
        super().__init__()
        self.project = nn.Linear(FEATURE_CHANNELS, EMBEDDING)

    def fit(self, first: NDArray[np.float64], second: NDArray[np.float64]) -> None:
        """Fit on the features of two photos of each garment, (N, 1280) each."""
        mean = (first.mean(axis=0) + second.mean(axis=0)) / 2
        gap = (first - second) / np.sqrt(2)
        within = gap.T @ gap / len(gap)
        within += np.eye(FEATURE_CHANNELS) * np.trace(within) / FEATURE_CHANNELS * _RIDGE
        values, vectors = np.linalg.eigh(within)
        whiten = vectors / np.sqrt(values)
        centred = ((first + second) / 2 - mean) @ whiten
        spread, axes = np.linalg.eigh(centred.T @ centred / len(centred))
        # Between whitening (1) and plain scatter (0): the square root holds up best on few photos.
        keep = whiten @ (axes[:, -EMBEDDING:] * spread[-EMBEDDING:] ** -0.25)
        keep /= np.linalg.norm(keep, axis=0).mean()
        self.project.weight.data = torch.tensor(keep.T, dtype=torch.float32)
        self.project.bias.data = torch.tensor(-(mean @ keep), dtype=torch.float32)

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, 256), float32, unit length."""
        return nn.functional.normalize(self.project(features), dim=1)


def fit_projection(model: Heads, examples: Sequence[Example], *, size_px: int, seed: int) -> Projection:
    """Return the projection fitted on two made photos of each example."""
    views = [
        extract(model, second_photos(examples, size_px=size_px, seed=seed + round_)).numpy().astype(np.float64)
        for round_ in range(2)
    ]
    projection = Projection()
    projection.fit(views[0], views[1])
    return projection.eval()


def found_again(
    projection: Projection, model: Heads, examples: Sequence[Example], *, size_px: int, seed: int
) -> NDArray[np.float64]:
    """Return 1 where the second photo of a garment finds its first one before all others (recall_at_1)."""
    crops = [cv2.resize(example.crop, (size_px, size_px), interpolation=cv2.INTER_AREA) for example in examples]
    with torch.no_grad():
        stored = projection(extract(model, crops))
        asked = projection(extract(model, second_photos(examples, size_px=size_px, seed=seed)))
    best = (asked @ stored.T).argmax(dim=1).numpy()
    return np.asarray(best == np.arange(len(examples)), dtype=np.float64)
