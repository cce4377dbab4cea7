"""Matching on the way in: a matcher that fails never costs a photo."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from wornby.datamodel import Asset, AssetKind, Match, Pixels
from wornby.interfaces import ProductMatcher, RecordStore

log = structlog.get_logger(__name__)


class PhotoMatching:
    """Asks the matcher, where there is one, and keeps what it says of the shop's own pictures.

    Matching garments to products is open: it needs no right.

    Args:
        records: Where features are kept.
        matcher: Finds the products of garments; None where nothing is matched.
    """

    def __init__(self, records: RecordStore, matcher: ProductMatcher | None) -> None:
        self._records = records
        self._matcher = matcher

    def matched(self, asset: Asset, pixels: Pixels) -> Asset:
        """A worn photo with its matches; another picture, or one that the matcher fails on, without any.

        Args:
            asset: With its tags and embeddings as they will be kept.
            pixels: Upright RGB image. (H, W, 3), uint8.
        """
        bare = replace(asset, matches=(), matcher="")
        if self._matcher is None or asset.kind is not AssetKind.WORN or asset.tags is None:
            return bare
        try:
            matches = self._matcher.match(pixels, asset.tags, products=asset.products)
        except Exception:  # whatever happened: the photo is taken in, and matched by a later run
            log.exception("match.failed", asset_id=asset.id)
            return bare
        return replace(asset, matches=tuple(matches), matcher=self._matcher.name)

    def matches_with(self, asset: Asset, pixels: Pixels, *, skus: Sequence[str]) -> tuple[Match, ...] | None:
        """The matches of a worn photo with some products alone; None where the matcher fails.

        Args:
            asset: With its tags and embeddings.
            pixels: Upright RGB image. (H, W, 3), uint8.
            skus: The products.
        """
        if self._matcher is None or asset.tags is None:
            return None
        try:
            return tuple(self._matcher.match(pixels, asset.tags, products=skus, only=True))
        except Exception:  # whatever happened: one photo does not stop the search for a product's photos
            log.exception("match.failed", asset_id=asset.id)
            return None

    def describe(self, asset: Asset, pixels: Pixels) -> bool:
        """Keep the local features of one of the shop's own pictures; whether they are kept.

        Args:
            asset: As the records have it, with its tags.
            pixels: Upright RGB image. (H, W, 3), uint8.
        """
        if self._matcher is None or asset.kind is not AssetKind.PRODUCT or asset.tags is None:
            return False
        try:
            return self._records.put_features(asset.id, self._matcher.describe(pixels, asset.tags))
        except Exception:  # whatever happened: features are made again where they are missing
            log.exception("match.not_described", asset_id=asset.id)
            return False
