"""Which of many motifs lie on a garment: places by colours and by points, one look at all that are worth it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wornby.datamodel import LocalFeatures, MotifFit, Pixels
from wornby.imaging.motif_fit import fit_at, is_plausible, point_places
from wornby.imaging.motif_pairs import Affine, Pairs, find_pairs
from wornby.imaging.motif_search import Cloth, Place, laid_out, refined, stretched, whole_sides
from wornby.interfaces import MotifJudge

FOUND_FROM = 0.05
"""Least similarity of a motif that counts as found."""

# Places of each motif by its colours, and how many of all are looked at from nearer.
_PLACES = 3
_LOOKED_AT = 20
_POINT_PLACES = 1
_LEAST_POINTS = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Place:
    """A place of one motif, ready to be judged."""

    name: str
    matrix: Affine


def find_motifs(
    motifs: Mapping[str, LocalFeatures], seen: LocalFeatures, *, judge: MotifJudge, height_px: int
) -> dict[str, MotifFit]:
    """Find motifs on a garment.

    Args:
        motifs: By name, each with its patch.
        seen: Of the garment, with its picture.
        judge: Says whether what lies at a place is the motif.
        height_px: Of the photo.

    Returns:
        The fits of those that were found, `picture` being their name.
    """
    if seen.patch is None:
        return {}
    size = (seen.patch.shape[1], seen.patch.shape[0])
    shown = {name: motif for name, motif in motifs.items() if motif.patch is not None}
    cloth = Cloth(seen.patch)
    ranked = [(place, name) for name, motif in shown.items() for place in cloth.places(motif, count=_PLACES)]
    ranked.sort(key=lambda each: -each[0].rank)
    # Points are compared for the better half of the motifs: it takes as long as all else.
    promising = list(dict.fromkeys(name for _, name in ranked))[: max(_LOOKED_AT, len(shown) // 2)]
    pairs = {name: find_pairs(shown[name], seen, size_px=size) for name in promising}
    places = [*_by_colors(shown, ranked[:_LOOKED_AT], cloth), *_by_points(shown, pairs, cloth)]
    pixels = [_pair(shown[place.name], place.matrix, cloth, side=judge.size_px) for place in places]
    chances = judge.judge(pixels)
    best: dict[str, tuple[float, Affine]] = {}
    for place, chance in zip(places, chances, strict=True):
        if chance >= FOUND_FROM and chance > best.get(place.name, (0.0, place.matrix))[0]:
            best[place.name] = (chance, place.matrix)
    return {
        name: replace(
            fit_at(shown[name], seen, matrix=matrix, pairs=pairs[name], similarity=chance, height_px=height_px),
            picture=name,
        )
        for name, (chance, matrix) in best.items()
    }


def _by_colors(
    motifs: Mapping[str, LocalFeatures], ranked: Sequence[tuple[Place, str]], cloth: Cloth
) -> Iterator[_Place]:
    for place, name in ranked:
        closer = cloth.closer(motifs[name], place).matrix
        yield _Place(name=name, matrix=_refined(motifs[name], closer, cloth))


def _by_points(motifs: Mapping[str, LocalFeatures], pairs: Mapping[str, Pairs], cloth: Cloth) -> Iterator[_Place]:
    for name, some in pairs.items():
        for found in point_places(some, least=_LEAST_POINTS)[:_POINT_PLACES]:
            yield _Place(name=name, matrix=_refined(motifs[name], found.matrix, cloth))


def _refined(motif: LocalFeatures, matrix: Affine, cloth: Cloth) -> Affine:
    moved = refined(motif, matrix, picture=cloth.picture)
    return moved if is_plausible(moved) else matrix


def _pair(motif: LocalFeatures, matrix: Affine, cloth: Cloth, *, side: int) -> Pixels:
    """The motif's patch, and what lies at its place, side by side. (S, 2 S, 3)."""
    there = laid_out(cloth.picture, matrix, whole=whole_sides(motif), size=(side, side))
    return np.concatenate([stretched(motif, side=side), there], axis=1)
