"""Pairs for the judge of motifs, as the matcher lays them: composites of shops of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.motif_drawn import JUDGED_PX
from training.print_shop import NearPrint, PrintWindow
from training.print_views import upright_view
from wornby.datamodel import BoundingBox, LocalFeatures, Pixels, PrintPlace
from wornby.interfaces import PrintModels
from wornby.matching.motifs import laid_motifs
from wornby.matching.seen import SeenPrint, motif_vector, print_vectors

# Wrong motifs for each print: those that look most like it, and any.
_ALIKE, _ANY = 10, 3
# A motif that came to lie off its true place, in sides of the print, is no right pair.
_OFF = 0.15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShopPair:
    """A pair as the matcher lays it.

    Attributes:
        pixels: Patch and cloth side by side. (S, 2 S, 3), uint8, RGB.
        right: Whether the motif is the garment's.
        group: Number of the garment's motif.
        side_px: Shorter side of the garment's motif in the photo.
    """

    pixels: Pixels
    right: bool
    group: int
    side_px: float


def shop_pairs(windows: Sequence[PrintWindow], *, models: PrintModels, seed: int) -> Iterator[ShopPair]:
    """Look for each worn print's motif, and for others, where the finder finds the print.

    Args:
        windows: Products' pictures and photos of shops that the matcher is not fitted on.
        models: Find and embed.
        seed: Of the choice of others.
    """
    rng = np.random.default_rng(seed)
    motifs = {window.motif: _motif(window.near, rng) for window in windows if window.shop and window.near is not None}
    numbers = np.array(list(motifs))
    known = np.concatenate([motif_vector(motif, embedder=models.embedder)[None] for motif in motifs.values()])
    for window in windows:
        near = window.near
        if window.shop or near is None or window.motif not in motifs:
            continue
        for place in models.finder.find(near.pixels)[:1]:
            seen = SeenPrint(cloth=_cloth(near.pixels), picture=near.pixels, place=place)
            vector = print_vectors([seen], embedder=models.embedder)[0]
            alike = numbers[np.argsort(-(known @ vector))[: _ALIKE + 1]]
            tried = dict.fromkeys(int(each) for each in (window.motif, *alike, *rng.choice(numbers, _ANY)))
            some = {str(number): motifs[number] for number in tried}
            for laid in laid_motifs(some, seen, side=JUDGED_PX):
                right = laid.name == str(window.motif)
                if not right or _is_near(laid.matrix, motifs[window.motif], truth=near.matrix):
                    yield ShopPair(pixels=laid.pixels, right=right, group=window.motif, side_px=window.side_px)


def _motif(near: NearPrint, rng: np.random.Generator) -> LocalFeatures:
    """A motif as a product's picture shows it, about as exactly cut as the finder cuts it; without its points."""
    across, down = PrintPlace(matrix=near.matrix, confidence=1.0).sides_px
    longer = max(across, down)
    return LocalFeatures(
        points=_NO_POINTS,
        frames=_NO_POINTS,
        descriptors=np.zeros((0, 128), np.uint8),
        box=BoundingBox(x_min=0.0, y_min=0.0, x_max=across / longer, y_max=down / longer),
        aspect=1.0,
        patch=upright_view(near, rng, loose=0.4),
    )


def _cloth(pixels: Pixels) -> LocalFeatures:
    return LocalFeatures(
        points=_NO_POINTS,
        frames=_NO_POINTS,
        descriptors=np.zeros((0, 128), np.uint8),
        box=BoundingBox(x_min=0.0, y_min=0.0, x_max=1.0, y_max=1.0),
        aspect=1.0,
        patch=pixels,
    )


def _is_near(matrix: NDArray[np.float64], motif: LocalFeatures, *, truth: NDArray[np.float64]) -> bool:
    """Whether a motif's corners lie near their true places."""
    box = motif.box
    ends = np.array([[-0.5, 0.5, -0.5, 0.5], [-0.5, -0.5, 0.5, 0.5]])
    ones = np.ones((1, 4))
    laid = matrix @ np.vstack([ends * np.array([[box.x_max], [box.y_max]]), ones])
    there = truth @ np.vstack([ends, ones])
    side = np.linalg.norm(truth[:, :2], axis=0).max()
    return bool(np.linalg.norm(laid - there, axis=0).mean() < _OFF * side)


_NO_POINTS: NDArray[np.float32] = np.zeros((0, 2), np.float32)
