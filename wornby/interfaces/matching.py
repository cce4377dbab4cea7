"""Matching garments to products, as ingest asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Asset, Match, PhotoTags, Pixels, PrintPlace, Product


class ProductMatcher(Protocol):
    """Finds the products of a photo's garments. Thread-safe."""

    @property
    def name(self) -> str:
        """Name and version."""
        ...

    def match(
        self, pixels: Pixels, tags: PhotoTags, *, products: Sequence[str], only: bool = False
    ) -> tuple[Match, ...]:
        """The products that each garment of a photo may be, best first for each garment.

        Args:
            pixels: Upright RGB image. (H, W, 3), uint8.
            tags: Of the photo, with embeddings.
            products: SKUs that are always looked at, such as those that the photo was given for.
            only: Give matches with these products alone; what other products' motifs say against them still counts.

        Raises:
            ModelError: It failed.
        """
        ...

    def describe(self, pixels: Pixels, tags: PhotoTags) -> bytes:
        """Local features of a product's picture, as the records keep them; of its printed motif, where it has one."""
        ...

    def is_described(self, features: bytes) -> bool:
        """Whether local features are of this machine's version: others are made anew."""
        ...


class ScoreFitter(Protocol):
    """Fits how often a score is right, for tuning. What it fits is applied with NumPy alone."""

    def folds(self, labels: NDArray[np.int64], *, groups: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """Part of the cross-validation for each example, from 0: labels spread evenly, a group never split. (N,)."""
        ...

    def platt(self, odds: NDArray[np.float64], targets: NDArray[np.float64]) -> tuple[float, float]:
        """Slope and intercept of the log odds of being right.

        Args:
            odds: Log odds of the scores. (N,).
            targets: How right each is, in (0, 1). (N,).
        """
        ...

    def isotonic(
        self, scores: NDArray[np.float64], labels: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Knots of the rising curve that is nearest to the labels: scores, strictly rising, and values. Both (K,).

        Args:
            scores: In [0, 1]. (N,).
            labels: 0 or 1. (N,).
        """
        ...


class PrintFinder(Protocol):
    """Finds where prints lie on a garment. Thread-safe."""

    def find(self, picture: Pixels) -> Sequence[PrintPlace]:
        """The prints of a garment, the largest first.

        Args:
            picture: The garment with a little around it. (H, W, 3), uint8, RGB.

        Raises:
            ModelError: The model failed.
        """
        ...


class PrintEmbedder(Protocol):
    """Embeds prints: those that look alike lie near each other. Thread-safe."""

    @property
    def size_px(self) -> int:
        """Side S of the squares that it takes."""
        ...

    def embed(self, prints: Sequence[Pixels]) -> NDArray[np.float32]:
        """A vector of unit length for each print. (N, D), float32.

        Args:
            prints: Upright, with the margin of a motif's patch. Each (S, S, 3), uint8, RGB.

        Raises:
            ModelError: The model failed.
        """
        ...


class MotifJudge(Protocol):
    """Says whether cloth carries a motif, where a search laid the two over each other. Thread-safe."""

    @property
    def size_px(self) -> int:
        """Side S of the squares that it takes."""
        ...

    def judge(self, pairs: Sequence[Pixels]) -> Sequence[float]:
        """The chance that each pair shows one print, in [0, 1]; an empty list gives an empty list.

        Args:
            pairs: A motif's patch on the left, what lies at its place on the right. Each (S, 2 S, 3), uint8, RGB.

        Raises:
            ModelError: The model failed.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintModels:
    """What looks at prints: where they lie, what they look like, whether one is a product's motif."""

    finder: PrintFinder
    embedder: PrintEmbedder
    judge: MotifJudge


class PrintReader(Protocol):
    """Reads the words that are printed on a garment. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Name and version."""
        ...

    def read(self, pixels: Pixels) -> Sequence[tuple[str, float]]:
        """Words or lines with their confidence in [0, 1], in reading order.

        Raises:
            ModelError: The model failed.
        """
        ...


class ProductRecords(Protocol):
    """As much of the records as is read to know all products; a `RecordStore` is one."""

    def get_product(self, sku: str) -> Product | None:
        """One product."""
        ...

    def list_products(self, *, after: str | None = None, limit: int = 100) -> list[Product]:
        """Products by SKU, after one."""
        ...

    def list_product_assets(self, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        """The shop's own pictures by asset id, after one, with tags and embeddings."""
        ...

    def get_assets(self, asset_ids: Sequence[str]) -> dict[str, Asset]:
        """Assets that exist, by id, with tags and embeddings."""
        ...

    def get_features(self, asset_ids: Sequence[str]) -> dict[str, bytes]:
        """Local features of the pictures that have them, by asset id."""
        ...

    def changes(self, *, after: int, limit: int = 1000) -> list[tuple[int, str]]:
        """(sequence number, asset id) of assets written or deleted after a number, in order."""
        ...

    def last_change(self) -> int:
        """The highest sequence number; 0 for an empty library."""
        ...
