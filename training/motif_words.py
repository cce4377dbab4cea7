"""Recipe of the visual words: `python -m training.motif_words --out wornby/matching/files`.

The words are the centres of k-means over the local features of printed motifs and of garments in photos, of the
training part of the composites in `benchmarks/composites`.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import cv2
import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.composites import CompositeProduct, make_catalogue, make_worn
from wornby.datamodel import LocalFeatures
from wornby.imaging.local_features import describe_garment, describe_product

WORDS = 4096
STEPS = 12
SEED = 7
EACH = 200
FILE = "motif-words.npz"


def features_of(products: list[CompositeProduct]) -> Iterator[LocalFeatures]:
    """Features of each product's motif, and of one photo of it."""
    for product in products:
        motif = describe_product(product.picture)
        if motif is not None:
            yield motif
        photo = make_worn(product, seed=0)
        if photo.box is not None:
            yield describe_garment(photo.pixels, photo.box)


def rows_of(products: list[CompositeProduct]) -> NDArray[np.float32]:
    """Descriptors of all of them, some of each at random."""
    rng = np.random.default_rng(SEED)
    found = []
    for features in features_of(products):
        chosen = rng.permutation(len(features))[:EACH]
        found.append(features.descriptors[chosen].astype(np.float32))
    return np.concatenate(found)


def main() -> None:
    """Describe, cluster, write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--products", type=int, default=200)
    options = arguments.parse_args()
    cv2.setNumThreads(1)
    rows = rows_of(make_catalogue(split="train", count=options.products))
    means = faiss.Kmeans(rows.shape[1], WORDS, niter=STEPS, seed=SEED, min_points_per_centroid=1)
    means.train(rows)
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out / FILE, centres=np.asarray(means.centroids, dtype=np.float16))
    print(f"{WORDS} words from {len(rows)} points")


if __name__ == "__main__":
    main()
