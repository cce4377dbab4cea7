"""Composites that judge "that very product": product pictures and worn photos with the truth.

Real photos of garments and of people are dyed, and printed with motifs that are drawn; seeds are fixed, so the same
call gives the same pixels on one version of OpenCV. It shows whether a matcher tells prints, cuts and colours apart
under folds, light, size and compression. It does not show how often shoppers' photos look like that: only labelled
photos of a real shop would.
"""

from benchmarks.composites.catalogue import CompositeProduct, make_catalogue
from benchmarks.composites.motifs import FAMILIES, HELD_OUT_ONLY, PrintedMotif, draw_motif
from benchmarks.composites.words import SPLITS, Split
from benchmarks.composites.worn import CompositePhoto, distractors, make_photos, make_worn

__all__ = [
    "FAMILIES",
    "HELD_OUT_ONLY",
    "SPLITS",
    "CompositePhoto",
    "CompositeProduct",
    "PrintedMotif",
    "Split",
    "distractors",
    "draw_motif",
    "make_catalogue",
    "make_photos",
    "make_worn",
]
