"""Single facts of a photo: where they stand, and the same tags with one of them changed. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wornby.datamodel.edits import FactChange, Stated
from wornby.datamodel.geometry import BoundingBox, overlap
from wornby.datamodel.tags import ColorFact, Fact, GarmentTags, PhotoTags, WearerTags
from wornby.errors import InputError

KIND, COLOR, PATTERN = "garment.kind", "garment.color", "garment.pattern"
"""Attributes that have a field of their own in GarmentTags; further ones are in its `attributes`."""

SAME_PART = 0.3
"""Two boxes that overlap this much, intersection over union, are around the same wearer or garment."""

_Numbers = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFact:
    """A fact and what it is said of, numbered as in `TagChange`."""

    wearer: int | None
    garment: int | None
    attribute: str
    fact: Fact | ColorFact


def all_facts(tags: PhotoTags | None) -> Iterator[PlacedFact]:
    """Every fact of a photo: of itself, of its wearers and what they wear, of what nobody wears."""
    if tags is None:
        return
    for name, fact in tags.photo.items():
        yield PlacedFact(wearer=None, garment=None, attribute=name, fact=fact)
    for number, wearer in enumerate(tags.wearers):
        for name, fact in wearer.attributes.items():
            yield PlacedFact(wearer=number, garment=None, attribute=name, fact=fact)
        for place, garment in enumerate(wearer.garments):
            yield from _of_garment(garment, wearer=number, number=place)
    for place, garment in enumerate(tags.garments):
        yield from _of_garment(garment, wearer=None, number=place)


def stated_at(tags: PhotoTags, *, wearer: int | None, garment: int | None, attribute: str) -> Stated:
    """What is stated of one attribute.

    Raises:
        InputError: The photo has no such wearer or garment.
    """
    if garment is not None:
        return stated_of(garment_at(tags, wearer=wearer, garment=garment), attribute)
    return (tags.photo if wearer is None else wearer_at(tags, wearer).attributes).get(attribute)


def stated_of(garment: GarmentTags, attribute: str) -> Stated:
    """What is stated of one attribute of a garment."""
    own: dict[str, Stated] = {KIND: garment.kind, COLOR: garment.color, PATTERN: garment.pattern}
    return own[attribute] if attribute in own else garment.attributes.get(attribute)


def wearer_at(tags: PhotoTags, number: int) -> WearerTags:
    """One wearer.

    Raises:
        InputError: The photo has no such wearer.
    """
    if not 0 <= number < len(tags.wearers):
        message = f"The photo has {len(tags.wearers)} wearers, counted from 0; there is no wearer {number}."
        raise InputError(message)
    return tags.wearers[number]


def garment_at(tags: PhotoTags, *, wearer: int | None, garment: int) -> GarmentTags:
    """One garment of a wearer, or of those that nobody wears.

    Raises:
        InputError: There is no such wearer or garment.
    """
    garments = tags.garments if wearer is None else wearer_at(tags, wearer).garments
    if not 0 <= garment < len(garments):
        whose = "that nobody wears" if wearer is None else f"of wearer {wearer}"
        message = f"The photo has {len(garments)} garments {whose}, counted from 0; there is no garment {garment}."
        raise InputError(message)
    return garments[garment]


def with_stated(
    tags: PhotoTags, fact: Stated, *, wearer: int | None, garment: int | None, attribute: str, replaced: Fact | None
) -> PhotoTags:
    """The tags with one fact in the place of what is stated there; None takes it away.

    Args:
        tags: Before.
        fact: A colour for `garment.color`, a value for others.
        wearer: Number of the wearer.
        garment: Number of the garment.
        attribute: Id of the vocabulary.
        replaced: What the tagger says beside it, where the fact is of a learned head.

    Raises:
        InputError: There is no such wearer or garment, or the attribute cannot be without a statement.
    """
    if garment is not None:
        changed = _with_fact(garment_at(tags, wearer=wearer, garment=garment), attribute, fact)
        if replaced is not None:
            changed = replace(changed, replaced={**changed.replaced, attribute: replaced})
        return _with_garment(tags, changed, wearer=wearer, garment=garment)
    if isinstance(fact, ColorFact):
        message = f"{attribute} is no colour."
        raise InputError(message)
    if wearer is None:
        return replace(tags, photo=_with_entry(tags.photo, attribute, fact))
    held = wearer_at(tags, wearer)
    return _with_wearer(tags, replace(held, attributes=_with_entry(held.attributes, attribute, fact)), number=wearer)


def locate(tags: PhotoTags | None, change: FactChange) -> _Numbers | None:
    """Numbers of the wearer and the garment that a change was about; None where they are not there any more.

    Found by the box, and a worn garment by its place too: whoever tags a photo again may number them in another way.
    """
    if change.box is None:
        return None if tags is None else (None, None)
    best: tuple[tuple[float, bool], _Numbers] | None = None
    for key, box in _boxes(tags, change):
        share = overlap(change.box, box)
        rank = (share, key == (change.wearer, change.garment))
        if share >= SAME_PART and (best is None or rank > best[0]):
            best = (rank, key)
    return None if best is None else best[1]


def _boxes(tags: PhotoTags | None, change: FactChange) -> Iterator[tuple[_Numbers, BoundingBox]]:
    if tags is None:
        return
    if change.garment is None:
        yield from (((number, None), wearer.box) for number, wearer in enumerate(tags.wearers))
        return
    worn = ((number, wearer.garments) for number, wearer in enumerate(tags.wearers))
    holders: Iterable[tuple[int | None, Sequence[GarmentTags]]] = worn
    if change.wearer is None:
        holders = [(None, tags.garments)]
    for holder, garments in holders:
        for number, garment in enumerate(garments):
            if garment.place is change.place:
                yield (holder, number), garment.box


def _of_garment(garment: GarmentTags, *, wearer: int | None, number: int) -> Iterator[PlacedFact]:
    own: dict[str, Stated] = {KIND: garment.kind, COLOR: garment.color, PATTERN: garment.pattern}
    for name, fact in {**own, **garment.attributes}.items():
        if fact is not None:
            yield PlacedFact(wearer=wearer, garment=number, attribute=name, fact=fact)


def _with_fact(garment: GarmentTags, attribute: str, fact: Stated) -> GarmentTags:
    if attribute == COLOR:
        if isinstance(fact, Fact):
            message = "A colour needs more than a value."
            raise InputError(message)
        return replace(garment, color=fact)
    if isinstance(fact, ColorFact):
        message = f"{attribute} is no colour."
        raise InputError(message)
    if attribute == KIND:
        if fact is None:
            message = "A garment is always of some kind."
            raise InputError(message)
        return replace(garment, kind=fact)
    if attribute == PATTERN:
        return replace(garment, pattern=fact)
    return replace(garment, attributes=_with_entry(garment.attributes, attribute, fact))


def _with_entry(facts: Mapping[str, Fact], attribute: str, fact: Fact | None) -> dict[str, Fact]:
    if fact is not None:
        return {**facts, attribute: fact}
    return {name: held for name, held in facts.items() if name != attribute}


def _with_garment(tags: PhotoTags, changed: GarmentTags, *, wearer: int | None, garment: int) -> PhotoTags:
    held = tags.garments if wearer is None else tags.wearers[wearer].garments
    garments = (*held[:garment], changed, *held[garment + 1 :])
    if wearer is None:
        return replace(tags, garments=garments)
    return _with_wearer(tags, replace(tags.wearers[wearer], garments=garments), number=wearer)


def _with_wearer(tags: PhotoTags, changed: WearerTags, *, number: int) -> PhotoTags:
    return replace(tags, wearers=(*tags.wearers[:number], changed, *tags.wearers[number + 1 :]))
