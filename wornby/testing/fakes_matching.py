"""Matches without a model, and records of them without a database."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    Asset,
    AssetKind,
    Job,
    Match,
    MatchDecision,
    MatchEvidence,
    MatchListing,
    MatchPage,
    MatchState,
    Outcome,
    PhotoTags,
    Pixels,
    Purpose,
    standing_matches,
)
from wornby.datamodel.standing import numbered_garments
from wornby.errors import ModelError, NotFoundError
from wornby.interfaces import ProductMatcher, RecordStore, ScoreFitter


class FakeMatcher(ProductMatcher):
    """Says of every garment that it is likely each product it is told to look at, and similar to those it knows.

    Args:
        known: SKUs that it knows without being told.
        name: Its name.
        fails: Whether it fails on every photo.
        state: What it says of the products that it is told.
        evidence: What speaks for each match.
    """

    def __init__(
        self,
        *known: str,
        name: str = "fake-matcher@1",
        fails: bool = False,
        state: MatchState = MatchState.LIKELY,
        evidence: MatchEvidence | None = None,
    ) -> None:
        self._known = known
        self._name = name
        self.fails = fails
        self._state = state
        self._evidence = evidence or MatchEvidence(similarity=0.5, color_distance=2.0, kind_agrees=True)
        self.asked: list[tuple[tuple[str, ...], bool]] = []
        self.described = 0

    @property
    def name(self) -> str:
        return self._name

    def match(
        self, pixels: Pixels, tags: PhotoTags, *, products: Sequence[str], only: bool = False
    ) -> tuple[Match, ...]:
        self.asked.append((tuple(products), only))
        self._check(pixels)
        known = () if only else tuple(sku for sku in self._known if sku not in products)
        return tuple(
            self._match(each.wearer, each.number, sku, told=sku in products)
            for each in numbered_garments(tags)
            for sku in (*products, *known)
        )

    def describe(self, pixels: Pixels, tags: PhotoTags) -> bytes:
        del tags
        self._check(pixels)
        self.described += 1
        return f"{self._name} {pixels.shape}".encode()

    def is_described(self, features: bytes) -> bool:
        return not features.startswith(b"former")

    def _match(self, wearer: int | None, garment: int, sku: str, *, told: bool) -> Match:
        score, state = (0.75, self._state) if told else (0.25, MatchState.SIMILAR)
        return Match(wearer=wearer, garment=garment, sku=sku, score=score, state=state, evidence=self._evidence)

    def _check(self, pixels: Pixels) -> None:
        if self.fails or not pixels.size:
            message = "The fake matcher was told to fail."
            raise ModelError(message)


class FakeMatchRecords(RecordStore):
    """The part of the records that is about matches; `assets` are kept by who inherits."""

    def __init__(self) -> None:
        self.assets: dict[str, Asset] = {}
        self.features: dict[str, bytes] = {}
        self.decisions: list[MatchDecision] = []
        self.waiting: dict[int, str] = {}
        self._noted = 0

    def list_product_assets(self, *, after: str | None = None, limit: int = 100) -> list[Asset]:
        found = sorted(name for name, asset in self.assets.items() if asset.kind is AssetKind.PRODUCT)
        return [self.assets[name] for name in found if after is None or name > after][:limit]

    def put_features(self, asset_id: str, content: bytes) -> bool:
        if asset_id in self.assets:
            self.features[asset_id] = content
        return asset_id in self.assets

    def get_features(self, asset_ids: Sequence[str]) -> dict[str, bytes]:
        return {asset_id: self.features[asset_id] for asset_id in asset_ids if asset_id in self.features}

    def put_matches(self, asset: Asset, matches: Sequence[Match], *, matcher: str) -> bool:
        held = self.assets.get(asset.id)
        if held is None or _matchable(held) != _matchable(asset):
            return False
        self.commit_asset(replace(held, matches=tuple(matches), matcher=matcher))
        return True

    def list_matches(
        self,
        *,
        sku: str | None = None,
        state: MatchState | None = None,
        decided: bool | None = None,
        shown: bool = False,
        after: str | None = None,
        limit: int = 100,
    ) -> MatchPage:
        with_matches = [name for name, asset in self.assets.items() if standing_matches(asset)]
        names = sorted(name for name in with_matches if after is None or name > after)
        listings = tuple(
            MatchListing(asset_id=name, standing=one)
            for name in names[:limit]
            if not shown or self.assets[name].rights.allows(Purpose.DISPLAY)
            for one in standing_matches(self.assets[name])
            if sku in {None, one.match.sku}
            and state in {None, one.state}
            and decided in {None, one.decision is not None}
        )
        return MatchPage(listings=listings, after=names[limit - 1] if len(names) > limit else None)

    def add_decision(self, decision: MatchDecision) -> None:
        if decision.asset_id not in self.assets:
            message = f"No asset {decision.asset_id!r}."
            raise NotFoundError(message)
        self.decisions.append(decision)
        self.commit_asset(self.assets[decision.asset_id])

    def list_decisions(self, *, after: str | None = None, limit: int = 1000) -> list[MatchDecision]:
        ids = [one.id for one in self.decisions]
        start = 0 if after is None else ids.index(after) + 1
        return self.decisions[start : start + limit]

    def list_waiting(self) -> dict[int, str]:
        return dict(self.waiting)

    def forget_waiting(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self.waiting.pop(number, None)

    def note_waiting(self, job: Job | None) -> None:
        """Note the products of a job that took in one of the shop's own pictures."""
        if job is None or job.options.kind is not AssetKind.PRODUCT:
            return
        if job.outcome in {Outcome.ADDED, Outcome.UPDATED}:
            self.wait_for(*job.options.products)

    def wait_for(self, *skus: str) -> None:
        """Note products."""
        for sku in skus:
            self._noted += 1
            self.waiting = {number: each for number, each in self.waiting.items() if each != sku}
            self.waiting[self._noted] = sku

    def with_decisions(self, asset: Asset) -> Asset:
        """The asset with the decisions that are kept, whatever it came with where there are none."""
        own = tuple(one for one in self.decisions if one.asset_id == asset.id)
        return replace(asset, decisions=own) if own else asset

    def forget(self, asset_id: str) -> None:
        """Delete what goes with an asset."""
        self.features.pop(asset_id, None)
        self.decisions = [one for one in self.decisions if one.asset_id != asset_id]


def _matchable(asset: Asset) -> tuple[object, ...]:
    return (asset.tags, asset.products, asset.matches, asset.matcher)


class FakeFitter(ScoreFitter):
    """Fits without a library: logistic regression by Newton's steps, and pools of adjacent violators."""

    def folds(self, labels: NDArray[np.int64], *, groups: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        del labels
        return np.asarray(groups % count, dtype=np.int64)

    def platt(self, odds: NDArray[np.float64], targets: NDArray[np.float64]) -> tuple[float, float]:
        weights = np.zeros(2)
        rows = np.stack([odds, np.ones_like(odds)], axis=1)
        for _ in range(50):
            told = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
            bend = rows.T @ (rows * (told * (1 - told))[:, None]) + 1e-6 * np.eye(2)
            weights += np.linalg.solve(bend, rows.T @ (targets - told))
        return float(weights[0]), float(weights[1])

    def isotonic(
        self, scores: NDArray[np.float64], labels: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        steps, places = np.unique(scores, return_inverse=True)
        pools = [
            [float(labels[places == number].mean()), int((places == number).sum()), 1] for number in range(len(steps))
        ]
        number = 0
        while number + 1 < len(pools):
            (mean, weight, span), (after, more, width) = pools[number], pools[number + 1]
            if mean <= after:
                number += 1
                continue
            pools[number : number + 2] = [
                [(mean * weight + after * more) / (weight + more), weight + more, span + width]
            ]
            number = max(0, number - 1)
        values = [mean for mean, _, span in pools for _ in range(int(span))]
        return steps, np.array(values)
