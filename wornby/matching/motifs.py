"""Which of many motifs lie on a garment: each is laid on the prints that were found there, and judged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wornby.datamodel import LocalFeatures, MotifFit, Pixels
from wornby.imaging.illumination import distance_under_best_light
from wornby.imaging.motif_fit import fit_at, is_plausible, point_places
from wornby.imaging.motif_overlay import laid_out, refined, stretched, whole_sides
from wornby.imaging.motif_pairs import Affine, Pairs, find_pairs, half_sides
from wornby.interfaces import MotifJudge
from wornby.matching.seen import SeenPrint

FOUND_FROM = 0.2
"""Least similarity of a motif that counts as found. On training composites it gives the most confirmed garments at a
precision of 0.995: 366, of 347 at 0.05 and 348 at 0.3."""

# How much wider or narrower than a print a motif may be for its height.
_ASPECT_NEAR = 2.2
_LEAST_POINTS = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LaidMotif:
    """A motif laid on a print.

    Attributes:
        name: Of the motif.
        seen: The print.
        matrix: From motif units to pixels of the print's picture. (2, 3).
        pairs: Alike points of the two.
        pixels: The motif's patch, and what lies at its place, side by side. (S, 2 S, 3), uint8, RGB.
    """

    name: str
    seen: SeenPrint
    matrix: Affine
    pairs: Pairs
    pixels: Pixels


def find_motifs(
    motifs: Mapping[str, LocalFeatures], prints: Sequence[SeenPrint], *, judge: MotifJudge, height_px: int
) -> dict[str, MotifFit]:
    """Find motifs on the prints of a garment.

    Args:
        motifs: By name, each with its patch.
        prints: Of the garment.
        judge: Says whether what lies at a place is the motif.
        height_px: Of the photo.

    Returns:
        The fits of those that were found, `picture` being their name.
    """
    laid = [each for seen in prints for each in laid_motifs(motifs, seen, side=judge.size_px)]
    best: dict[str, tuple[float, LaidMotif]] = {}
    for one, chance in zip(laid, judge.judge([each.pixels for each in laid]), strict=True):
        if chance >= FOUND_FROM and (one.name not in best or chance > best[one.name][0]):
            best[one.name] = (chance, one)
    return {name: _fit(motifs[name], one, chance=chance, height_px=height_px) for name, (chance, one) in best.items()}


def laid_motifs(motifs: Mapping[str, LocalFeatures], seen: SeenPrint, *, side: int) -> Iterator[LaidMotif]:
    """Lay motifs on a print, those that are about as wide for their height.

    Args:
        motifs: By name, each with its patch.
        seen: The print.
        side: Of the squares that are compared.
    """
    across, down = seen.place.sides_px
    there = seen.place.matrix
    for name, motif in motifs.items():
        if motif.patch is None:
            continue
        width, height = (2 * half for half in half_sides(motif))
        if not 1 / _ASPECT_NEAR < (across / down) / (width / height) < _ASPECT_NEAR:
            continue
        patch = stretched(motif, side=side)
        pairs = find_pairs(motif, seen.cloth, size_px=(seen.picture.shape[1], seen.picture.shape[0]))
        # The finder may have cut the two otherwise, one with a word below, one without: points are not misled by that.
        by_points = [place.matrix for place in point_places(pairs, least=_LEAST_POINTS)[:1]]
        for placed in (np.column_stack([there[:, :2] / (width, height), there[:, 2]]), *by_points):
            moved = refined(motif, placed, picture=seen.picture)
            matrix = moved if is_plausible(moved) else placed
            cloth = laid_out(seen.picture, matrix, whole=whole_sides(motif), size=(side, side))
            pixels = np.concatenate([patch, cloth], axis=1)
            yield LaidMotif(name=name, seen=seen, matrix=matrix, pairs=pairs, pixels=pixels)


def _fit(motif: LocalFeatures, laid: LaidMotif, *, chance: float, height_px: int) -> MotifFit:
    cloth, pairs = laid.seen.cloth, laid.pairs
    fit = fit_at(motif, cloth, matrix=laid.matrix, pairs=pairs, similarity=chance, height_px=height_px)
    side = laid.pixels.shape[0]
    tint = distance_under_best_light(laid.pixels[:, :side], laid.pixels[:, side:])
    return replace(fit, picture=laid.name, tint_distance=round(tint, 2))
