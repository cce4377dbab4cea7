"""Which product a garment of a photo is: the evidence, the state that follows from it, and what people decided."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.tags import Place


class MatchState(StrEnum):
    """How sure it is that a garment is a product.

    `confirmed` needs geometric evidence or a person's word, `likely` needs embedding, colour and kind together; the
    rest is `similar` and never shown as worn. `rejected` is a person's word only.
    """

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    SIMILAR = "similar"
    REJECTED = "rejected"


class Verdict(StrEnum):
    """What a person said of a match."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocalFeatures:
    """Points of a picture with what they look like.

    Attributes:
        points: Fractions of the picture's width and height, x before y. (N, 2), float32.
        descriptors: RootSIFT, each value times 512 and rounded. (N, 128), uint8.
        frames: How wide a point is, as a fraction of the picture's height, and which way it looks, in radians.
            (N, 2), float32.
        box: What part of the picture they were looked for in, such as the motif's.
        aspect: Width of the whole picture over its height: fractions of the two are not of one length.
        patch: The motif itself, small, with a little cloth around it, to lay over what was found; of a photo's
            garment, the part in `box`, in the photo's own pixels where they are not many. (H, W, 3), uint8, RGB.
    """

    points: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    frames: NDArray[np.float32]
    box: BoundingBox
    aspect: float
    patch: NDArray[np.uint8] | None = None

    def __len__(self) -> int:
        """Number of points."""
        return len(self.points)


LEAST_FIT_POINTS = 3
"""Points that must fit for a motif to count as found by its geometry, as many as fix an affine map. Of 140 garments of
training composites that the machine confirms rightly, none has fewer; with 4 it would be 6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MotifFit:
    """How a product's printed motif was found on a garment.

    Attributes:
        picture: Asset id of the product's picture that the motif was cut from.
        inliers: Matched points that fit the planes; a point that many are drawn to counts once.
        planes: Local planes of the cloth that they lie on.
        coverage: Share of the motif's box that the matched points span, in [0, 1].
        similarity: Chance that motif and photo, laid over each other, show one print, in [0, 1].
        side_px: Shorter side of the motif as it was found, in pixels of the photo.
        tint_distance: Mean CIEDE2000 between motif with its cloth and what lies there, under the light that brings them
            nearest; None where nobody compared them.
        points: Matched points: x, y in the product's picture, then x, y in the photo, as fractions; where fewer than
            4 fit, a grid over the motif.
    """

    picture: str
    inliers: int
    planes: int
    coverage: float
    similarity: float
    side_px: float
    tint_distance: float | None = None
    points: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchEvidence:
    """What speaks for a garment being a product, and what against it.

    Attributes:
        similarity: Cosine of the garment's embedding to the nearest of the product's (pictures, centroid), in [-1, 1].
        color_distance: CIEDE2000 of the garment's colour as measured to the product's; None where either is unknown.
        corrected_distance: The same under the grey-world correction of the photo's light.
        kind_agrees: None where either is not known.
        pattern_agrees: None where either is not known.
        has_motif: Whether the product has a printed motif.
        motif: How it was found; None where it was not, or there is none.
        rival_inliers: Points of the best other product's motif that lie on the same garment.
        rival_similarity: Cosine of the best other product; -1 where there is none.
        rival_motif: Similarity of the best other product's motif on the same garment; 0 where none was found.
        rival_distance: Colour distance of the best other product whose motif lies there as well, that of the same
            print in another colour; None where there is none.
        rival_tint: Tint distance of the best of those; None where there is none.
        text: Agreement of the words read on the print with the product's, in [0, 1]; None where nobody read.
        untuned_score: The score as the machine gave it, where the library's tuning put another in its place; else None.
        untuned_state: Likewise the state.
    """

    similarity: float
    color_distance: float | None = None
    corrected_distance: float | None = None
    kind_agrees: bool | None = None
    pattern_agrees: bool | None = None
    has_motif: bool = False
    motif: MotifFit | None = None
    rival_inliers: int = 0
    rival_similarity: float = -1.0
    rival_motif: float = 0.0
    rival_distance: float | None = None
    rival_tint: float | None = None
    text: float | None = None
    untuned_score: float | None = None
    untuned_state: MatchState | None = None

    @property
    def is_geometric(self) -> bool:
        """Whether points of the product's motif lie on the cloth; without that nothing is confirmed by machine.

        A seam that was taken for a motif looks like another seam, but no points of it fit.
        """
        return self.motif is not None and self.motif.inliers >= LEAST_FIT_POINTS

    @property
    def may_be_likely(self) -> bool:
        """Whether embedding, colour and kind speak together, or the motif does; without that nothing is likely."""
        return self.is_geometric or (self.kind_agrees is True and self.color_distance is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One garment of a photo, and a product that it may be.

    Attributes:
        wearer: Number of the wearer in the photo; None for a garment that nobody wears.
        garment: Number of the garment among the wearer's.
        sku: The product.
        score: Calibrated chance that it is this product, in [0, 1].
        state: As the machine says it; `standing_matches` adds what people decided.
        evidence: Why; None for a match that only a person states.
    """

    wearer: int | None
    garment: int
    sku: str
    score: float
    state: MatchState
    evidence: MatchEvidence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchDecision:
    """What a person said of a garment and a product. It outweighs the machine, also after photos are tagged again.

    Attributes:
        id: Random, sortable by time.
        asset_id: The photo.
        sku: The product.
        place: Where the garment is worn.
        box: The garment's; it finds the garment again after wearers were numbered anew.
        verdict: What was decided.
        by: "staff/ID", "key/ID", "wearer/LINK", or "wearer".
        at: When, UTC.
        score: The machine's score at that time; None where it had no match.
        state: The machine's state at that time.
        evidence: The machine's evidence at that time.
        matcher: Name and version of the machine.
        wearer: Number of the wearer at that time; None where nobody wore it. It tells garments in one place apart.
        garment: Number of the garment among the wearer's at that time.
    """

    id: str
    asset_id: str
    sku: str
    place: Place | None
    box: BoundingBox
    verdict: Verdict
    by: str
    at: datetime
    score: float | None = None
    state: MatchState | None = None
    evidence: MatchEvidence | None = None
    matcher: str = ""
    wearer: int | None = None
    garment: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingMatch:
    """A match as it stands: the machine's, and the last decision of a person where there is one."""

    match: Match
    decision: MatchDecision | None = None

    @property
    def state(self) -> MatchState:
        """The person's word, else the machine's."""
        return self.match.state if self.decision is None else MatchState(self.decision.verdict.value)

    @property
    def is_worn(self) -> bool:
        """Whether the product may be shown as worn here."""
        return self.state in {MatchState.CONFIRMED, MatchState.LIKELY}


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchListing:
    """A match of the library with the photo that it is of."""

    asset_id: str
    standing: StandingMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchPage:
    """Matches by asset id; an asset's matches are never parted.

    Attributes:
        listings: The matches; there may be none although the next page has some.
        after: Asset id that the next page begins after; None where nothing is left.
    """

    listings: tuple[MatchListing, ...]
    after: str | None
