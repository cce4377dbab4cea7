"""Matches as they stand: what the machine found, with what people decided over it. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from wornby.datamodel.geometry import BoundingBox, overlap, share_within
from wornby.datamodel.matching import Match, MatchDecision, MatchState, StandingMatch, Verdict
from wornby.datamodel.records import Asset, AssetKind
from wornby.datamodel.tags import GarmentTags, PhotoTags

SAME_GARMENT = 0.5
"""Least intersection over union of the boxes of one garment before and after a photo was tagged again."""

SAME_BOX = 0.9
"""From this intersection over union on, two boxes are of one garment whichever wearer it was said to be of."""

WHOLE_PHOTO = BoundingBox(x_min=0.0, y_min=0.0, x_max=1.0, y_max=1.0)
"""Box of a decision on a photo in which no garment was found; it is on no garment, also where one is found later."""

_Key = tuple[int | None, int]


class Carried(StrEnum):
    """Why a wearer is said to wear a product: the photo was given for it, or what stands for the match."""

    GIVEN = "given"
    CONFIRMED = "confirmed"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedGarment:
    """A garment of a photo, with the numbers that matches call it by; `wearer` is None where nobody wears it."""

    wearer: int | None
    number: int
    garment: GarmentTags


def numbered_garments(tags: PhotoTags | None) -> Iterator[NumberedGarment]:
    """All garments of a photo: those of its wearers, then those that nobody wears."""
    if tags is None:
        return
    for wearer, worn in enumerate(tags.wearers):
        for number, garment in enumerate(worn.garments):
            yield NumberedGarment(wearer=wearer, number=number, garment=garment)
    for number, garment in enumerate(tags.garments):
        yield NumberedGarment(wearer=None, number=number, garment=garment)


def same_garments(one: PhotoTags | None, other: PhotoTags | None) -> bool:
    """Whether the numbers of garments mean the same in two tags of a photo: matches of the one fit the other."""
    return _layout(one) == _layout(other)


def standing_matches(asset: Asset) -> tuple[StandingMatch, ...]:
    """The machine's matches, each with the last decision on it, then what only people stated.

    A decision is found again by product, place and box: decided garments go to those of the photo whose boxes overlap
    most, from `SAME_GARMENT` on, one to one; first those that are worn in the same place, then any. Decisions on a
    garment that is gone are left out, and so is a match with one that is gone.
    """
    garments = {(each.wearer, each.number): each.garment for each in numbered_garments(asset.tags)}
    last, _ = _last_decisions(asset)
    standing = []
    for match in asset.matches:
        key = (match.wearer, match.garment)
        if key in garments:
            standing.append(StandingMatch(match=match, decision=last.pop((key, match.sku), None)))
    standing += [
        StandingMatch(match=stated_match(sku, decision, wearer=wearer, garment=number), decision=decision)
        for ((wearer, number), sku), decision in last.items()
    ]
    return tuple(standing)


def carried_products(
    asset: Asset, *, is_known: Callable[[GarmentTags], bool] | None = None
) -> dict[int | None, dict[str, Carried]]:
    """The products that each wearer of a photo may be said to wear, by SKU; None for what nobody wears.

    A photo that was given for a product says so of each of its wearers, but not of one who was rejected for it, nor of
    the others where one of several is confirmed for it: they need a match of their own, and so does what nobody wears
    where somebody is there. A rejection of a garment that is gone holds for the wearers in whose boxes it lay, and for
    the whole photo where it lay in none.

    Args:
        asset: With its matches and decisions.
        is_known: Whether anything may be said by a garment; of all, where it is left out.
    """
    states = _states(asset, is_known=is_known)
    withheld = _withheld(asset)
    carried: dict[int | None, dict[str, Carried]] = {}
    for wearer, own in states.items():
        found = {}
        for sku in asset.products if wearer is not None or len(states) == 1 else ():
            others = (each.get(sku) for other, each in states.items() if other not in {None, wearer})
            is_given = (wearer, sku) not in withheld and own.get(sku) is not MatchState.REJECTED
            if is_given and MatchState.CONFIRMED not in others:
                found[sku] = Carried.GIVEN
        for sku, state in own.items():
            if state is MatchState.CONFIRMED:
                found[sku] = Carried.CONFIRMED
            elif state is MatchState.LIKELY:
                found.setdefault(sku, Carried.LIKELY)
        carried[wearer] = found
    return carried


def shown_products(asset: Asset) -> tuple[str, ...]:
    """The products that a picture may be said to show: of the shop's own all of them, else what is worn for sure.

    Those that it was given for come first, in their order; likely ones are left out.
    """
    if asset.kind is AssetKind.PRODUCT:
        return asset.products
    sure = {
        sku: None for found in carried_products(asset).values() for sku, why in found.items() if why != Carried.LIKELY
    }
    given = [sku for sku in asset.products if sku in sure]
    return tuple(dict.fromkeys([*given, *sure]))


def stated_match(sku: str, decision: MatchDecision, *, wearer: int | None, garment: int) -> Match:
    """The match that only a person states."""
    return Match(
        wearer=wearer,
        garment=garment,
        sku=sku,
        score=1.0 if decision.verdict is Verdict.CONFIRMED else 0.0,
        state=MatchState(decision.verdict.value),
        evidence=None,
    )


def kept_matches(asset: Asset, *, read: PhotoTags | None) -> Asset:
    """The asset with its matches, which were made on the tags `read`; without them where they do not fit its own tags.

    Matches that do not fit are made again by the next run: the asset has no matcher then.
    """
    return asset if same_garments(asset.tags, read) else replace(asset, matches=(), matcher="")


def _layout(tags: PhotoTags | None) -> list[tuple[int | None, object, object]]:
    return [(each.wearer, each.garment.place, each.garment.box) for each in numbered_garments(tags)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    """The decisions on one garment, oldest first."""

    decisions: list[MatchDecision]

    @property
    def latest(self) -> MatchDecision:
        """It says where the garment was seen last."""
        return self.decisions[-1]


def _last_decisions(asset: Asset) -> tuple[dict[tuple[_Key, str], MatchDecision], list[MatchDecision]]:
    """The last decision on each garment and product, and the last ones on garments that are gone."""
    groups = _decided(asset.decisions)
    numbered = tuple(numbered_garments(asset.tags))
    placed = _placed(groups, numbered)
    last: dict[tuple[_Key, str], MatchDecision] = {}
    gone: list[MatchDecision] = []
    for number, group in enumerate(groups):
        own = {decision.sku: decision for decision in group.decisions}
        if number in placed:
            last |= {(placed[number], sku): decision for sku, decision in own.items()}
        else:
            gone += own.values()
    left = []
    for decision in gone:
        # Its garment was seen elsewhere since, or its neighbour is there now: a no is kept in doubt, a yes is not.
        near = _nearest(decision, numbered)
        if near is not None and decision.verdict is Verdict.REJECTED:
            last.setdefault((near, decision.sku), decision)
        else:
            left.append(decision)
    return last, left


def _decided(decisions: Sequence[MatchDecision]) -> list[_Decided]:
    groups: list[_Decided] = []
    for decision in decisions:
        same = [group for group in groups if _is_same(group.latest, decision)]
        best = max(same, key=lambda group: overlap(group.latest.box, decision.box), default=None)
        if best is None:
            groups.append(_Decided(decisions=[decision]))
        else:
            best.decisions.append(decision)
    return groups


def _is_same(one: MatchDecision, other: MatchDecision) -> bool:
    least = SAME_GARMENT if one.wearer == other.wearer else SAME_BOX
    return one.place is other.place and overlap(one.box, other.box) >= least


def _placed(groups: Sequence[_Decided], garments: Sequence[NumberedGarment]) -> dict[int, _Key]:
    """The garment of each decided one, where it is still there: the best pairs first, one to one."""
    pairs = [
        (_likeness(group.latest, garment), number, garment)
        for number, group in enumerate(groups)
        for garment in garments
        if _is_near(group.latest, garment)
    ]
    placed: dict[int, _Key] = {}
    for _, number, garment in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        key = (garment.wearer, garment.number)
        if number not in placed and key not in placed.values():
            placed[number] = key
    return placed


def _is_near(decision: MatchDecision, each: NumberedGarment) -> bool:
    return decision.box != WHOLE_PHOTO and overlap(decision.box, each.garment.box) >= SAME_GARMENT


def _likeness(decision: MatchDecision, each: NumberedGarment) -> tuple[bool, float, bool, bool]:
    return (
        each.garment.place is decision.place,
        overlap(decision.box, each.garment.box),
        each.wearer == decision.wearer,
        each.number == decision.garment,
    )


def _nearest(decision: MatchDecision, garments: Sequence[NumberedGarment]) -> _Key | None:
    near = [each for each in garments if _is_near(decision, each) and each.garment.place is decision.place]
    best = max(near, key=lambda each: _likeness(decision, each), default=None)
    return None if best is None else (best.wearer, best.number)


def _withheld(asset: Asset) -> set[tuple[int | None, str]]:
    """Wearers and products that rejections of garments which are gone still part."""
    wearers = asset.tags.wearers if asset.tags is not None else ()
    withheld: set[tuple[int | None, str]] = set()
    _, gone = _last_decisions(asset)
    for decision in gone:
        if decision.verdict is not Verdict.REJECTED:
            continue
        # Of the whole photo, or of a garment in one wearer's box.
        held = [
            number
            for number, wearer in enumerate(wearers)
            if decision.box == WHOLE_PHOTO or share_within(decision.box, wearer.box) >= SAME_GARMENT
        ]
        withheld |= {(number, decision.sku) for number in held or (*range(len(wearers)), None)}
    return withheld


_RANK = (MatchState.REJECTED, MatchState.LIKELY, MatchState.CONFIRMED)


def _states(asset: Asset, *, is_known: Callable[[GarmentTags], bool] | None) -> dict[int | None, dict[str, MatchState]]:
    """The best state of each product over the garments of each wearer; `similar` says nothing."""
    garments = {(each.wearer, each.number): each.garment for each in numbered_garments(asset.tags)}
    wearers = len(asset.tags.wearers) if asset.tags is not None else 0
    states: dict[int | None, dict[str, MatchState]] = {holder: {} for holder in (*range(wearers), None)}
    for standing in standing_matches(asset):
        match, state = standing.match, standing.state
        if state not in _RANK:
            continue
        # That a product is not worn says nothing of the garment.
        is_open = is_known is None or is_known(garments[match.wearer, match.garment])
        if state is not MatchState.REJECTED and not is_open:
            continue
        own = states[match.wearer]
        before = own.get(match.sku, state)
        own[match.sku] = max(before, state, key=_RANK.index)
    return states
