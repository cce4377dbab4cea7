"""What is stated about one entry of the index: who says it, and how sure that is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wornby.datamodel import NOT_VISIBLE, Asset, Clause, ColorFact, Fact, GarmentTags, Purpose
from wornby.datamodel.subjects import covers
from wornby.datamodel.tags import sure_value
from wornby.search.entries import LOOSE
from wornby.vocabulary import Sensitivity, Vocabulary

_SEPARATOR = "."
_RECORD = "the library's records"
_LOOK = "garment.look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One value of one attribute, by whom, how sure."""

    value: str
    confidence: float
    source: str


def split_id(entry_id: str) -> tuple[str, str]:
    """The asset, and the number of its entry: "photo.0" is ("photo", "0"). An asset's own id has no number."""
    asset_id, dot, number = entry_id.rpartition(_SEPARATOR)
    if dot and (number == LOOSE or (number.isascii() and number.isdigit())):
        return asset_id, number
    return entry_id, ""


def garments_of(asset: Asset, number: str, *, vocabulary: Vocabulary) -> tuple[GarmentTags, ...]:
    """Garments of an entry that the asset's rights allow to search by.

    Args:
        asset: With its tags.
        number: Of the entry; all of the asset's where empty.
        vocabulary: States the sensitivity of places.
    """
    if asset.tags is None:
        return ()
    worn = [
        garment
        for count, each in enumerate(asset.tags.wearers)
        if number in {"", str(count)}
        for garment in each.garments
        if _is_allowed(asset, garment, wearer=count, vocabulary=vocabulary)
    ]
    return (*worn, *(asset.tags.garments if number in {"", LOOSE} else ()))


def statements(asset: Asset, number: str, clause: Clause, *, vocabulary: Vocabulary) -> list[Statement]:
    """What is stated that makes a clause hold for an entry, the surest first. Nothing for a negated clause.

    Args:
        asset: With its tags.
        number: Of the entry.
        clause: What was asked.
        vocabulary: States the sensitivity of attributes.
    """
    if clause.negate:
        return []
    if clause.attribute == _LOOK:
        found = list(_looks(asset, number, clause, vocabulary=vocabulary))
    else:
        found = list(_stated(asset, number, clause.attribute, vocabulary=vocabulary))
    kept = [one for one in found if one.value in clause.values and one.value != NOT_VISIBLE]
    return sorted(kept, key=lambda one: (-one.confidence, one.value))


def _stated(asset: Asset, number: str, attribute: str, *, vocabulary: Vocabulary) -> Iterator[Statement]:
    if attribute == "asset.kind":
        yield Statement(value=asset.kind.value, confidence=1.0, source=_RECORD)
    elif attribute == "product":
        yield from (Statement(value=sku, confidence=1.0, source=_RECORD) for sku in asset.products)
        for match in asset.matches:
            if number == (LOOSE if match.wearer is None else str(match.wearer)):
                yield Statement(value=match.sku, confidence=match.score, source=asset.matcher)
    if asset.tags is None:
        return
    facts: list[Mapping[str, Fact]] = [asset.tags.photo]
    facts += [each.attributes for count, each in enumerate(asset.tags.wearers) if str(count) == number]
    garments = garments_of(asset, number, vocabulary=vocabulary)
    facts += [garment.attributes for garment in garments]
    for known in facts:
        if attribute in known:
            yield from _of_fact(known[attribute])
    for garment in garments:
        for part, fact in _parts(garment).items():
            if attribute in {f"garment.{part}", f"{garment.place}.{part}"}:
                yield from _of_part(fact)


def _looks(asset: Asset, number: str, clause: Clause, *, vocabulary: Vocabulary) -> Iterator[Statement]:
    """A look is as sure as the least sure of its parts."""
    for garment in garments_of(asset, number, vocabulary=vocabulary):
        known = {one.value: one for fact in _parts(garment).values() for one in _of_part(fact)}
        for look in sorted(clause.values):
            words = look.split("+")
            if all(word in known for word in words):
                least = min((known[word] for word in words), key=lambda one: one.confidence)
                yield Statement(value=look, confidence=least.confidence, source=least.source)


def _parts(garment: GarmentTags) -> dict[str, Fact | ColorFact]:
    stated = {"kind": garment.kind, "color": garment.color, "pattern": garment.pattern}
    return {part: fact for part, fact in stated.items() if fact is not None}


def _of_part(fact: Fact | ColorFact) -> Iterator[Statement]:
    value = sure_value(fact)
    if value:
        # A colour that nobody calibrated is as sure as the share of pixels that have it.
        confidence = fact.confidence if fact.confidence is not None else _share(fact)
        yield Statement(value=value, confidence=confidence, source=fact.source)


def _share(fact: Fact | ColorFact) -> float:
    return fact.share if isinstance(fact, ColorFact) else fact.confidence


def _of_fact(fact: Fact) -> Iterator[Statement]:
    if not fact.unsure:
        for value in fact.value.split("+"):
            yield Statement(value=value, confidence=fact.confidence, source=fact.source)


def _is_allowed(asset: Asset, garment: GarmentTags, *, wearer: int, vocabulary: Vocabulary) -> bool:
    theirs = covers(asset.rights, asset.tags, wearer=wearer, subject=asset.subject)
    if garment.place is None or (theirs and asset.rights.allows(Purpose.APPEARANCE)):
        return True
    return vocabulary.sensitivity(f"{garment.place}.kind") is Sensitivity.OPEN
