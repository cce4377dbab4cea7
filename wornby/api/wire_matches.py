"""Matches as JSON: which product a garment is, why, and who said so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import Field

from wornby.api.wire import Answer
from wornby.api.wire_in import Request
from wornby.datamodel import MatchEvidence, MatchListing, MatchState, Place, StandingMatch, Verdict


class MotifOut(Answer):
    """How the product's printed motif was found.

    `side_px` is its shorter side in the photo, `tint_distance` the CIEDE2000 of the two in one light.
    """

    inliers: int
    planes: int
    coverage: float
    similarity: float
    side_px: float
    tint_distance: float | None


class EvidenceOut(Answer):
    """What speaks for the match and against it; null where something is not known."""

    similarity: float
    color_distance: float | None
    corrected_distance: float | None
    kind_agrees: bool | None
    pattern_agrees: bool | None
    has_motif: bool
    motif: MotifOut | None
    rival_inliers: int
    rival_similarity: float
    rival_distance: float | None
    rival_tint: float | None
    text: float | None

    @classmethod
    def of(cls, evidence: MatchEvidence) -> Self:
        """Of a match, without the points."""
        motif = evidence.motif
        plain = {name: getattr(evidence, name) for name in cls.model_fields if name != "motif"}
        fit = None if motif is None else MotifOut(**{name: getattr(motif, name) for name in MotifOut.model_fields})
        return cls(**plain, motif=fit)


class DecisionOut(Answer):
    """What a person said; `by` is for the staff."""

    verdict: Verdict
    at: datetime
    by: str | None = Field(default=None, exclude_if=lambda by: by is None)


class MatchOut(Answer):
    """A garment and a product that it may be, as it stands.

    `state` is the person's word where there is one, else the machine's; `evidence` is null where only a person says it.
    """

    wearer: int | None
    garment: int
    product: str
    state: MatchState
    score: float
    evidence: EvidenceOut | None
    decision: DecisionOut | None

    @classmethod
    def of(cls, standing: StandingMatch, *, staff: bool) -> Self:
        """Of a match; names of persons only for the staff."""
        match, said = standing.match, standing.decision
        decision = (
            None if said is None else DecisionOut(verdict=said.verdict, at=said.at, by=said.by if staff else None)
        )
        return cls(
            wearer=match.wearer,
            garment=match.garment,
            product=match.sku,
            state=standing.state,
            score=round(match.score, 4),
            evidence=None if match.evidence is None else EvidenceOut.of(match.evidence),
            decision=decision,
        )


class MatchList(Answer):
    """The matches of one photo."""

    matches: list[MatchOut]

    @classmethod
    def of(cls, standing: Sequence[StandingMatch], *, staff: bool) -> Self:
        """For the staff all of them; for others those that may be shown as worn."""
        return cls(matches=[MatchOut.of(each, staff=staff) for each in standing if staff or each.is_worn])


class ListedMatch(Answer):
    """A match with the photo that it is of."""

    asset_id: str
    match: MatchOut

    @classmethod
    def of(cls, listing: MatchListing) -> Self:
        """Of a match of the library, for the staff."""
        return cls(asset_id=listing.asset_id, match=MatchOut.of(listing.standing, staff=True))


class MatchPage(Answer):
    """Matches by photo, and where the next page begins. A photo's matches are never parted."""

    matches: list[ListedMatch]
    cursor: str | None


class DecisionRequest(Request):
    """What a person says of a garment and a product; the name comes from the API key.

    Wearer, garment and place may be left out where only one garment can be meant. Where none was found in the photo,
    the decision is on the whole photo.
    """

    product: str = Field(min_length=1, max_length=100, description="SKU.")
    verdict: Verdict
    wearer: int | None = Field(default=None, ge=0, le=10_000, description="Number of the wearer, from 0.")
    nobody: bool = Field(default=False, description="Whether it is a garment that nobody wears.")
    garment: int | None = Field(
        default=None, ge=0, le=10_000, description="Number of the garment among the wearer's, from 0."
    )
    place: Place | None = Field(default=None, description="Where the garment is worn.")
