"""What speaks for a garment being a product: colour, kind, pattern, embedding, and the motif on the cloth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import GarmentTags, MatchEvidence, MotifFit, Place
from wornby.datamodel.tags import sure_value
from wornby.imaging.colors import delta_e_2000, hex_to_lab
from wornby.imaging.illumination import Gains, corrected
from wornby.matching.catalogue import ProductTable
from wornby.matching.profiles import UNKNOWN, ProductProfile
from wornby.matching.scoring import MOST_COLOR, LinearScore, color_distance, color_numbers
from wornby.matching.seen import SeenPrint

GRAPHIC = "graphic"
# Places that the parser takes for each other: an open shirt is worn as an outer garment, a long one as a dress.
_TOPS = frozenset({Place.OUTER.value, Place.UPPER.value, Place.DRESS.value})
_PRINTED = frozenset({Place.OUTER, Place.UPPER, Place.DRESS, None})
# Two motifs that fit one garment about as well are the same print.
_SAME_PRINT = 0.6
# Products whose colours are measured at once.
_MEASURED = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worn:
    """One garment of a photo, measured once for all products.

    Attributes:
        tags: With its embedding.
        lab: Its colour as measured, CIELAB; None where it is not known.
        neutral: The same in neutral light.
        prints: Those that were found on it.
    """

    tags: GarmentTags
    lab: NDArray[np.float64] | None
    neutral: NDArray[np.float64] | None
    prints: tuple[SeenPrint, ...] = ()

    @classmethod
    def of(cls, tags: GarmentTags, *, gains: Gains) -> "Worn":
        """A garment under a light."""
        if tags.color is None:
            return cls(tags=tags, lab=None, neutral=None)
        return cls(tags=tags, lab=hex_to_lab(tags.color.hex), neutral=corrected(tags.color.hex, gains))


def may_carry_print(garment: GarmentTags) -> bool:
    """Whether prints are looked for: on what is worn on the upper body, or by nobody."""
    return garment.place in _PRINTED


def shortlist(garment: Worn, table: ProductTable, *, score: LinearScore, k: int) -> list[str]:
    """The products that a garment looks most like, by embedding, colour, kind and pattern together.

    Args:
        garment: With its embedding.
        table: All products.
        score: Weighs the four.
        k: Most products.
    """
    if not table.skus or garment.tags.embedding is None:
        return []
    rows = np.flatnonzero(_worn_there(table.places, garment.tags.place))
    odds = (
        score.weights["similarity"] * table.similarities(garment.tags.embedding.vector)[rows].astype(np.float64)
        + score.weights["kind"] * _agreement(table.kinds[rows], sure_value(garment.tags.kind))
        + score.weights["pattern"] * _agreement(table.patterns[rows], sure_value(garment.tags.pattern))
    )
    odds = _with_colors(odds, garment, labs=table.labs[rows], weight=score.weights["color"], k=k)
    return [table.skus[row] for row in rows[np.argsort(-odds, kind="stable")[:k]]]


def look_evidence(garment: Worn, profile: ProductProfile, *, has_motif: bool) -> MatchEvidence:
    """What can be said without the pixels.

    Args:
        garment: With its embedding.
        profile: One product.
        has_motif: Whether it has a printed motif: then its pattern is graphic, whatever was seen.
    """
    vector = garment.tags.embedding.vector if garment.tags.embedding is not None else None
    cosine = float((profile.vectors @ vector).max()) if vector is not None and len(profile.vectors) else -1.0
    measured, in_neutral_light = _color_distances(garment, profile.color)
    return MatchEvidence(
        similarity=float(np.clip(cosine, -1, 1)),
        color_distance=measured,
        corrected_distance=in_neutral_light,
        kind_agrees=_agrees(sure_value(garment.tags.kind), profile.kind),
        pattern_agrees=_agrees(sure_value(garment.tags.pattern), GRAPHIC if has_motif else profile.pattern),
        has_motif=has_motif,
    )


def best_fit(fits: Mapping[str, MotifFit], *, pictures: Sequence[str]) -> MotifFit | None:
    """The best fit of any of a product's motifs; None where none was found.

    Args:
        fits: By asset id of the picture.
        pictures: Of the product.
    """
    own = [fits[picture] for picture in pictures if picture in fits]
    return max(own, key=lambda fit: (fit.similarity, fit.inliers), default=None)


def with_rivals(found: Mapping[str, MatchEvidence]) -> dict[str, MatchEvidence]:
    """The same evidence, each with what the best other product has to show for itself."""
    return {sku: _with_rival(evidence, [e for s, e in found.items() if s != sku]) for sku, evidence in found.items()}


def without_motifs(found: Mapping[str, MatchEvidence]) -> dict[str, MatchEvidence]:
    """The same evidence as if no print had been found on the garment."""
    return with_rivals({sku: replace(evidence, motif=None) for sku, evidence in found.items()})


def _with_rival(own: MatchEvidence, others: Sequence[MatchEvidence]) -> MatchEvidence:
    least = _SAME_PRINT * own.motif.similarity if own.motif is not None else 1.0
    alike = [e for e in others if e.motif is not None and e.motif.similarity >= least]
    distances = [distance for e in alike if (distance := color_distance(e)) is not None]
    tints = [e.motif.tint_distance for e in alike if e.motif is not None and e.motif.tint_distance is not None]
    return replace(
        own,
        rival_inliers=max((e.motif.inliers for e in others if e.motif is not None), default=0),
        rival_motif=max((e.motif.similarity for e in others if e.motif is not None), default=0.0),
        rival_similarity=max((e.similarity for e in others), default=-1.0),
        rival_distance=min(distances, default=None),
        rival_tint=min(tints, default=None),
    )


def _color_distances(garment: Worn, color: str) -> tuple[float, float] | tuple[None, None]:
    if garment.lab is None or garment.neutral is None or not color:
        return None, None
    measured, in_neutral_light = delta_e_2000(np.stack([garment.lab, garment.neutral]), hex_to_lab(color))
    return float(measured), float(in_neutral_light)


def _with_colors(
    odds: NDArray[np.float64], garment: Worn, *, labs: NDArray[np.float64], weight: float, k: int
) -> NDArray[np.float64]:
    """The odds with the colours told; minus infinity for those that no colour would bring among the first k.

    The colours of all products would take longer than all the rest of a shortlist.
    """
    total = np.full(len(odds), -np.inf)
    order = np.argsort(-odds, kind="stable")
    most = max(0.0, weight * MOST_COLOR)
    for start in range(0, len(order), _MEASURED):
        part = order[start : start + _MEASURED]
        if start >= k and np.partition(total, -k)[-k] > odds[part[0]] + most:
            break
        total[part] = odds[part] + weight * color_numbers(_distances(garment, labs[part]))
    return total


def _distances(garment: Worn, labs: NDArray[np.float64]) -> NDArray[np.float64]:
    if garment.lab is None or garment.neutral is None:
        return np.full(len(labs), np.nan)
    return np.minimum(delta_e_2000(garment.lab, labs), delta_e_2000(garment.neutral, labs))


def _agreement(values: NDArray[np.str_], seen: str) -> NDArray[np.float64]:
    if seen in UNKNOWN:
        return np.zeros(len(values))
    return np.where(values == "", 0.0, np.where(values == seen, 1.0, -1.0))


def _worn_there(places: NDArray[np.str_], place: Place | None) -> NDArray[np.bool_]:
    if place is None:
        return np.ones(len(places), dtype=np.bool_)
    near = _TOPS if place.value in _TOPS else {place.value}
    return np.isin(places, ["", *near])


def _agrees(seen: str, known: str) -> bool | None:
    return None if seen in UNKNOWN or known in UNKNOWN else seen == known
