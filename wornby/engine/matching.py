"""Which product a garment is: matches as they stand, their evidence, and what people decide."""

import secrets
import time
from datetime import UTC, datetime

from wornby.datamodel import (
    Asset,
    AssetKind,
    Match,
    MatchDecision,
    MatchListing,
    MatchPage,
    MatchState,
    Pixels,
    Place,
    Purpose,
    StandingMatch,
    Verdict,
    standing_matches,
)
from wornby.datamodel.rights import check_actor
from wornby.datamodel.standing import WHOLE_PHOTO, NumberedGarment, numbered_garments, stated_match
from wornby.engine.match_runs import MatchRuns
from wornby.errors import ConflictError, InputError, NotFoundError
from wornby.imaging.evidence import draw_evidence
from wornby.imaging.lossless import encode_png

MAX_SCANNED = 500
"""Photos that one page of matches looks at, about: a rare state must not hold a server up."""

_BATCH = 100


class Matches(MatchRuns):
    """The matches of one library. Safe to call from several threads."""

    # As they stand

    def of(self, asset_id: str, *, everything: bool = False) -> tuple[StandingMatch, ...]:
        """The matches of one photo that may be shown; with `everything` also of one that may not (staff).

        Raises:
            NotFoundError: No such asset, or it may not be shown.
        """
        return standing_matches(self._asset(asset_id, everything=everything))

    def list(
        self,
        *,
        sku: str | None = None,
        state: MatchState | None = None,
        decided: bool | None = None,
        after: str | None = None,
        limit: int = 100,
        everything: bool = False,
    ) -> list[MatchListing]:
        """Matches of the library by asset id, after one; an asset's matches are never parted.

        Args:
            sku: Of this product only.
            state: Only those that stand so.
            decided: Only those that a person decided on, or did not.
            after: Asset id.
            limit: Photos whose matches are given, at most; none are given only where none are left.
            everything: Also of photos that may not be shown (staff).
        """
        page = self.page(
            sku=sku, state=state, decided=decided, after=after, limit=limit, everything=everything, scan=None
        )
        return [*page.listings]

    def page(
        self,
        *,
        sku: str | None = None,
        state: MatchState | None = None,
        decided: bool | None = None,
        after: str | None = None,
        limit: int = 100,
        everything: bool = False,
        scan: int | None = MAX_SCANNED,
    ) -> MatchPage:
        """As `list`, with where to go on; photos looked at are bounded, so that there may be fewer, or none.

        Args:
            sku: Of this product only.
            state: Only those that stand so.
            decided: Only those that a person decided on, or did not.
            after: Asset id.
            limit: Photos whose matches are given, at most.
            everything: Also of photos that may not be shown (staff).
            scan: Photos after which no more are looked at; None looks at all.
        """
        found: dict[str, list[MatchListing]] = {}
        batch = max(limit, _BATCH)
        looked, following = 0, after
        while True:
            part = self._records.list_matches(
                sku=sku, state=state, decided=decided, shown=not everything, after=following, limit=batch
            )
            for each in part.listings:
                found.setdefault(each.asset_id, []).append(each)
            looked, following = looked + batch, part.after
            if following is None or len(found) >= limit or (scan is not None and looked >= scan):
                break
        names = [*found][:limit]
        return MatchPage(
            listings=tuple(listing for name in names for listing in found[name]),
            after=names[-1] if len(found) > limit else following,
        )

    def evidence_picture(self, asset_id: str, sku: str = "") -> bytes:
        """Photo and product side by side with what speaks for the match, as PNG. For the staff: it shows faces.

        Args:
            asset_id: The photo.
            sku: The product; that of the surest match where it is left out.

        Raises:
            NotFoundError: No such asset, no such match, or the photo's master is gone.
        """
        asset = self._asset(asset_id, everything=True)
        matches = [each for each in standing_matches(asset) if sku in {"", each.match.sku}]
        if not matches:
            message = f"No match of photo {asset_id} with {sku or 'any product'}."
            raise NotFoundError(message)
        best = max(matches, key=lambda each: (each.is_worn, each.match.score))
        box = next(each.garment.box for each in numbered_garments(asset.tags) if _is_of(best.match, each))
        product = self._product_pixels(best.match)
        return encode_png(draw_evidence(self.pixels(asset_id), product, standing=best, box=box))

    # Decisions

    def decide(
        self,
        asset_id: str,
        sku: str,
        *,
        verdict: Verdict,
        by: str,
        wearer: int | None = None,
        place: Place | None = None,
        garment: int | None = None,
        nobody: bool = False,
        everything: bool = False,
    ) -> StandingMatch:
        """Keep what a person says of a garment and a product. It outweighs the machine until somebody decides anew.

        Which garment is meant may be left open where only one fits, or one of those that fit has a match with it. A
        photo in which no garment was found, and that was given for the product, is decided on as a whole.

        Args:
            asset_id: The photo.
            sku: The product.
            verdict: What was decided.
            by: Who decides, as in `RightsNote`: the staff, a key, or the wearer.
            wearer: Number of the wearer, from 0.
            place: Where the garment is worn.
            garment: Number of the garment among the wearer's, or among those that nobody wears.
            nobody: Whether it is a garment that nobody wears.
            everything: Also on a photo that may not be shown (staff).

        Returns:
            The match as it stands now.

        Raises:
            InputError: It is not clear which garment is meant, or who decides, or it is one of the shop's own pictures.
            NotFoundError: No such asset or product, or no such garment.
        """
        _check_who(by)
        asset = self._asset(asset_id, everything=everything)
        if asset.kind is AssetKind.PRODUCT:
            message = f"{asset_id} is one of the shop's own pictures: what it shows is said when it is taken in."
            raise InputError(message)
        if self._records.get_product(sku) is None:
            message = f"Unknown SKU {sku!r}. Import it first: wornby products import FILE.csv."
            raise NotFoundError(message)
        whole = next(numbered_garments(asset.tags), None) is None and sku in asset.products
        chosen = None if whole else _chosen(asset, sku, wearer=wearer, place=place, garment=garment, nobody=nobody)
        match = None if chosen is None else _match_of(asset, chosen, sku=sku)
        decision = MatchDecision(
            id=f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(6)}",
            asset_id=asset_id,
            sku=sku,
            place=None if chosen is None else chosen.garment.place,
            box=WHOLE_PHOTO if chosen is None else chosen.garment.box,
            verdict=verdict,
            by=by,
            at=datetime.now(UTC),
            score=None if match is None else match.score,
            state=None if match is None else match.state,
            evidence=None if match is None else match.evidence,
            matcher=asset.matcher,
            wearer=None if chosen is None else chosen.wearer,
            garment=0 if chosen is None else chosen.number,
        )
        self._records.add_decision(decision)
        self._parts.settle()
        if chosen is None:
            return StandingMatch(match=stated_match(sku, decision, wearer=None, garment=0), decision=decision)
        for standing in self.of(asset_id, everything=True):
            if standing.decision is not None and standing.decision.id == decision.id:
                return standing
        message = f"Photo {asset_id} was tagged anew at the same moment, or somebody else decided. Look at it again."
        raise ConflictError(message)

    def _product_pixels(self, match: Match) -> Pixels | None:
        """The picture that a match was made with, or another of the product; None where there is none."""
        motif = match.evidence.motif if match.evidence is not None else None
        # Points are of that very picture: beside another one they would say something else.
        ids = [asset.id for asset in self.pictures_of(match.sku)] if motif is None else [motif.picture]
        for asset_id in ids:
            try:
                return self.pixels(asset_id)
            except NotFoundError:
                continue
        return None

    def _asset(self, asset_id: str, *, everything: bool) -> Asset:
        asset = self._records.get_asset(asset_id)
        if asset is None or not (everything or asset.rights.allows(Purpose.DISPLAY)):
            message = f"No asset {asset_id!r}."
            raise NotFoundError(message)
        return asset


def _match_of(asset: Asset, chosen: NumberedGarment, *, sku: str) -> Match | None:
    return next((match for match in asset.matches if match.sku == sku and _is_of(match, chosen)), None)


def _is_of(match: Match, garment: NumberedGarment) -> bool:
    return (match.wearer, match.garment) == (garment.wearer, garment.number)


def _check_who(by: str) -> None:
    if by == "wearer":
        return
    check_actor(by)
    if by.startswith("system/"):
        message = "A decision is a person's: of the staff, of whoever has a key, or of the wearer."
        raise InputError(message)


def _chosen(
    asset: Asset, sku: str, *, wearer: int | None, place: Place | None, garment: int | None, nobody: bool
) -> NumberedGarment:
    """The garment that is meant.

    Raises:
        InputError: Several may be meant.
        NotFoundError: None fits.
    """
    fitting = [
        each
        for each in numbered_garments(asset.tags)
        if wearer in {None, each.wearer} and place in {None, each.garment.place} and garment in {None, each.number}
        if not nobody or each.wearer is None
    ]
    if not fitting:
        message = f"Photo {asset.id} has no such garment. See its garments with: wornby show {asset.id}."
        raise NotFoundError(message)
    if len(fitting) == 1:
        return fitting[0]
    with_match = {(one.match.wearer, one.match.garment) for one in standing_matches(asset) if one.match.sku == sku}
    found = [each for each in fitting if (each.wearer, each.number) in with_match]
    if len(found) != 1:
        message = f"{len(fitting)} garments may be meant. Say the wearer, or nobody, and the place or the garment."
        raise InputError(message)
    return found[0]
