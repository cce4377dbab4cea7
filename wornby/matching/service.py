"""Matches the garments of a photo to the products of the shop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wornby.datamodel import (
    BoundingBox,
    Match,
    MatchEvidence,
    MatchState,
    MotifFit,
    PhotoTags,
    Pixels,
)
from wornby.datamodel.geometry import overlap
from wornby.datamodel.standing import NumberedGarment, numbered_garments
from wornby.datamodel.tags import garment_for_sale
from wornby.imaging.illumination import grey_world_gains
from wornby.interfaces import PrintModels, PrintReader
from wornby.matching.catalogue import Catalogue
from wornby.matching.evidence import (
    Worn,
    best_fit,
    look_evidence,
    may_carry_print,
    shortlist,
    with_rivals,
    without_motifs,
)
from wornby.matching.features_file import is_current, write_features
from wornby.matching.motifs import find_motifs
from wornby.matching.profiles import ProductProfile
from wornby.matching.scoring import Scorer, numbers, state_of
from wornby.matching.seen import describe_product, motif_vector, print_vectors, see_prints
from wornby.vocabulary.agreement import text_agreement

LOOKS = 16
"""Products looked at because a garment looks like them."""

PRINTS = 8
"""Products whose motifs are laid on a print: those that look most like it."""

KEPT_SIMILAR = 3
"""Matches kept for each garment that are neither confirmed nor likely."""

_DIGITS = 4
# Two boxes of prints that share so much are of one print: taggers see one shirt as two garments.
_SAME_PRINT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """The products that one garment of a photo may be.

    Attributes:
        wearer: Number of the wearer; None where nobody wears it.
        garment: Number of the garment among the wearer's.
        worn: The garment as measured.
        evidence: For each product that was looked at, by SKU.
    """

    wearer: int | None
    garment: int
    worn: Worn
    evidence: Mapping[str, MatchEvidence]


class MatchService:
    """Finds the products of a photo's garments. Thread-safe.

    Args:
        catalogue: All products.
        scorer: Weighs the evidence.
        models: Look at prints.
        reader: Reads the words on prints; None where nobody does.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        scorer: Scorer,
        *,
        models: PrintModels,
        reader: PrintReader | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._scorer = scorer
        self._models = models
        self._reader = reader

    @property
    def name(self) -> str:
        """Name and version."""
        return f"wornby/matching@{self._scorer.version}"

    def match(
        self, pixels: Pixels, tags: PhotoTags, *, products: Sequence[str], only: bool = False
    ) -> tuple[Match, ...]:
        """The products that each garment of a photo may be, best first for each garment.

        Args:
            pixels: Upright RGB image. (H, W, 3), uint8.
            tags: Of the photo, with embeddings.
            products: SKUs that are always looked at, and told.
            only: Tell these alone; what speaks for others still speaks against them.
        """
        found = self.candidates(pixels, tags, products=products)
        told = [match for each in found for match in self._read(each, self.weigh(each, always=products), pixels)]
        return tuple(match for match in told if not only or match.sku in products)

    def candidates(self, pixels: Pixels, tags: PhotoTags, *, products: Sequence[str] = ()) -> list[Candidates]:
        """The products that each garment of a photo may be, with the evidence, before it is weighed.

        Args:
            pixels: Upright RGB image. (H, W, 3), uint8.
            tags: Of the photo, with embeddings.
            products: SKUs that are looked at in any case.
        """
        self._catalogue.catch_up()
        garments = list(numbered_garments(tags))
        if not garments or not self._catalogue.table().skus:
            return []
        gains = grey_world_gains(pixels)
        found = [
            self._looked_at(each, Worn.of(each.garment, gains=gains), pixels=pixels, given=products)
            for each in garments
        ]
        return self._claimed_once(found)

    def weigh(self, candidates: Candidates, *, always: Sequence[str] = ()) -> list[Match]:
        """The matches of one garment, best first; one product at most is confirmed or likely.

        Args:
            candidates: With evidence.
            always: SKUs that are told however little they resemble the garment.
        """
        matches = [self._match(candidates, sku) for sku in candidates.evidence]
        return _kept(sorted(matches, key=lambda match: (-match.score, match.sku)), always=always)

    def describe(self, pixels: Pixels, tags: PhotoTags) -> bytes:
        """Local features of a product's picture, as the records keep them; of its printed motif, where it has one."""
        garment = garment_for_sale(tags, place=None)
        # Cut out of a picture of somebody who wears it, a print would carry the folds.
        if garment is None or garment.place is not None:
            return write_features(None, vector=None)
        motif = describe_product(pixels, garment.box, finder=self._models.finder)
        vector = motif_vector(motif, embedder=self._models.embedder) if motif is not None else None
        return write_features(motif, vector=vector)

    def is_described(self, features: bytes) -> bool:
        """Whether local features are of this version."""
        return is_current(features)

    def _looked_at(self, numbered: NumberedGarment, worn: Worn, *, pixels: Pixels, given: Sequence[str]) -> Candidates:
        looks = shortlist(worn, self._catalogue.table(), score=self._scorer.shortlist, k=LOOKS)
        printed: list[str] = []
        if self._catalogue.has_motifs and may_carry_print(worn.tags):
            worn = replace(worn, prints=tuple(see_prints(pixels, worn.tags.box, finder=self._models.finder)))
            printed = self._catalogue.alike(print_vectors(worn.prints, embedder=self._models.embedder), k=PRINTS)
        wanted = dict.fromkeys((*given, *looks, *printed))
        profiles = [profile for sku in wanted if (profile := self._catalogue.profile(sku)) is not None]
        fits = self._fits(
            worn, [each for each in profiles if each.sku in {*given, *printed}], height_px=pixels.shape[0]
        )
        found = {}
        for each in profiles:
            one = look_evidence(worn, each, has_motif=self._catalogue.shows_motif(each))
            found[each.sku] = replace(one, motif=best_fit(fits, pictures=each.pictures))
        evidence = with_rivals(found)
        return Candidates(wearer=numbered.wearer, garment=numbered.number, worn=worn, evidence=evidence)

    def _claimed_once(self, found: Sequence[Candidates]) -> list[Candidates]:
        """The same, each print on one garment alone: of two seen in one place, that which looks more like it."""
        looks = self._scorer.shortlist

        def likeness(one: Candidates) -> float:
            return max(
                (looks.log_odds(numbers(e)) for e in one.evidence.values() if e.motif is not None), default=-np.inf
            )

        taken: list[BoundingBox] = []
        kept: dict[int, Candidates] = {}
        for place, one in sorted(enumerate(found), key=lambda each: -likeness(each[1])):
            boxes = [seen.box for seen in one.worn.prints]
            claimed = any(overlap(box, other) >= _SAME_PRINT for box in boxes for other in taken)
            kept[place] = replace(one, evidence=without_motifs(one.evidence)) if claimed else one
            taken += boxes
        return [kept[place] for place in range(len(found))]

    def _fits(self, garment: Worn, profiles: Sequence[ProductProfile], *, height_px: int) -> Mapping[str, MotifFit]:
        motifs = self._catalogue.motifs(profiles)
        return find_motifs(motifs, garment.prints, judge=self._models.judge, height_px=height_px)

    def _match(self, candidates: Candidates, sku: str) -> Match:
        evidence = candidates.evidence[sku]
        score = self._scorer.score(evidence)
        return Match(
            wearer=candidates.wearer,
            garment=candidates.garment,
            sku=sku,
            score=round(score, _DIGITS),
            state=state_of(evidence, score, confirmed=self._scorer.confirmed, likely=self._scorer.likely),
            evidence=evidence,
        )

    def _read(self, candidates: Candidates, matches: Sequence[Match], pixels: Pixels) -> Sequence[Match]:
        """The matches with the words on the print, where somebody reads them and the print is still in doubt.

        Reading takes longer than all the rest together: a garment that is confirmed, or has no printed candidate, is
        not read. What was read is evidence for people; no score rests on it.
        """
        first = matches[0] if matches else None
        printed = any(one.evidence is not None and one.evidence.has_motif for one in matches)
        if self._reader is None or first is None or first.state is MatchState.CONFIRMED or not printed:
            return matches
        height, width = pixels.shape[:2]
        left, top, right, bottom = candidates.worn.tags.box.as_pixels(width_px=width, height_px=height)
        read = self._reader.read(np.ascontiguousarray(pixels[top:bottom, left:right]))
        return [self._with_text(one, read) for one in matches]

    def _with_text(self, match: Match, read: Sequence[tuple[str, float]]) -> Match:
        profile = self._catalogue.profile(match.sku)
        if match.evidence is None or not match.evidence.has_motif or profile is None:
            return match
        agreement = round(text_agreement(read, [profile.title]), _DIGITS)
        return replace(match, evidence=replace(match.evidence, text=agreement))


def _kept(matches: Sequence[Match], *, always: Sequence[str]) -> list[Match]:
    """One product at most is confirmed or likely; what else looked good is told as similar."""
    kept: list[Match] = []
    similar = 0
    for match in matches:
        first = all(one.state is MatchState.SIMILAR for one in kept)
        one = match if first else replace(match, state=MatchState.SIMILAR)
        similar += one.state is MatchState.SIMILAR
        if one.state is not MatchState.SIMILAR or similar <= KEPT_SIMILAR or one.sku in always:
            kept.append(one)
    return kept
