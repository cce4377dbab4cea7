"""Real photos that composites are made from: garments lying or hanging, and people in the street with masks.

`garments.csv` and `street.csv` name those that serve: chosen by measures (one plain garment, a clean outline, a trunk
wide enough, little detail) and then by eye. They hold no pictures. The splits are those of the recipes in training/: no
sender of garments and no block of street photos is in both, and no built-in model was trained on "held_out".
"""

import csv
import os
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import cv2
import numpy as np

from benchmarks.composites.words import Split
from training.data import read_garments, read_mask, read_pixels, read_street, street_classes
from wornby.datamodel import Mask, Pixels
from wornby.imaging.foreground import garment_mask

DATA = Path(os.environ.get("WORNBY_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
_OVER = ("jacket", "coat", "blazer", "cardigan", "vest", "cape", "scarf", "hair", "bag", "purse", "necklace", "suit")
_CACHED = 256
_CUT_ROUNDS = 3
_RIM_PX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GarmentPhoto:
    """A photo of one plain garment.

    Attributes:
        name: File name.
        kind: Value of garment.kind.
        sender: Who sent it; no sender is in two splits.
        lightness: L* of the cloth.
        path: Where it lies.
    """

    name: str
    kind: str
    sender: int
    lightness: float
    path: Path

    def load(self) -> tuple[Pixels, Mask]:
        """The photo and the garment. (H, W, 3) uint8 and (H, W) bool."""
        return _garment(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetPhoto:
    """A photo of a person with one upper garment or dress that is plain, large and frontal enough.

    Attributes:
        name: File name.
        word: The mask's word for the garment.
        lightness: L* of the cloth.
        path: Where it lies.
        mask_path: Where its mask lies.
    """

    name: str
    word: str
    lightness: float
    path: Path
    mask_path: Path

    def load(self) -> tuple[Pixels, Mask, Mask]:
        """The photo, the garment, and the garment with all that may lie over it. (H, W, 3), (H, W), (H, W)."""
        mask = read_mask(self.mask_path)
        classes = street_classes(DATA)
        garment = mask == classes.index(self.word)
        return read_pixels(self.path), garment, garment | np.isin(mask, [classes.index(word) for word in _OVER])


@cache
def garment_photos(split: Split) -> tuple[GarmentPhoto, ...]:
    """Clean photos of plain garments, by file name."""
    chosen = _chosen("garments.csv")
    return tuple(
        GarmentPhoto(
            name=photo.name,
            kind=chosen[photo.name]["kind"],
            sender=photo.group,
            lightness=float(chosen[photo.name]["lightness"]),
            path=photo.path,
        )
        for photo in sorted(read_garments(DATA), key=lambda each: each.name)
        if photo.name in chosen and photo.test == (split == "held_out")
    )


@cache
def street_photos(split: Split) -> tuple[StreetPhoto, ...]:
    """Street photos with a mask that can carry a motif, by file name."""
    chosen = _chosen("street.csv")
    return tuple(
        StreetPhoto(
            name=photo.name,
            word=chosen[photo.name]["word"],
            lightness=float(chosen[photo.name]["lightness"]),
            path=photo.path,
            mask_path=photo.mask_path,
        )
        for photo in sorted(read_street(DATA), key=lambda each: each.name)
        if photo.mask_path is not None and photo.name in chosen and photo.test == (split == "held_out")
    )


@cache
def untouched_street(split: Split) -> tuple[Path, ...]:
    """All street photos of a split, by file name."""
    photos = (photo.path for photo in read_street(DATA) if photo.test == (split == "held_out"))
    return tuple(sorted(photos, key=lambda path: path.name))


def _chosen(name: str) -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / name).open(newline="", encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


@lru_cache(maxsize=_CACHED)
def _garment(path: Path) -> tuple[Pixels, Mask]:
    pixels = read_pixels(path)
    return pixels, cut_out(pixels)


def cut_out(pixels: Pixels) -> Mask:
    """Find a garment more exactly than the pipeline does: `garment_mask`, then GrabCut from it.

    Args:
        pixels: (H, W, 3), uint8.

    Returns:
        (H, W), bool: one outline, filled.

    Source:
        Rother, Kolmogorov, Blake 2004, "GrabCut".
    """
    rough = garment_mask(pixels)
    seeds = np.where(rough, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    inner = np.s_[_RIM_PX:-_RIM_PX, _RIM_PX:-_RIM_PX]
    rim = np.ones(rough.shape, np.bool_)
    rim[inner] = False
    seeds[rim] = cv2.GC_BGD
    cv2.setRNGSeed(7)
    cv2.grabCut(pixels, seeds, None, np.zeros((1, 65)), np.zeros((1, 65)), _CUT_ROUNDS, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    found = np.isin(seeds, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    found = np.asarray(cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)
    outlines, _ = cv2.findContours(found, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return rough
    filled = np.zeros(found.shape, np.float32)
    cv2.drawContours(filled, [max(outlines, key=cv2.contourArea)], -1, (1.0,), cv2.FILLED)
    return np.asarray(cv2.GaussianBlur(filled, (0, 0), 1.5) > 0.5)
