"""What wearers declare of themselves, written into the facts of their photos."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from wornby.datamodel import Asset, Fact, GarmentTags, MatchState, PhotoTags, Place, Purpose, Rights, WearerTags
from wornby.datamodel.standing import kept_matches, standing_matches
from wornby.datamodel.subjects import subject_number
from wornby.errors import InputError
from wornby.interfaces import RecordStore, RightsGate
from wornby.interfaces.stores import Decision
from wornby.vocabulary import Attribute, Sensitivity, Vocabulary
from wornby.vocabulary.products import ProductTexts

SOURCE = "wearer"
_WORN = frozenset({MatchState.CONFIRMED, MatchState.LIKELY})


def declarable(vocabulary: Vocabulary) -> tuple[Attribute, ...]:
    """What somebody may declare of themselves, in display order."""
    return tuple(
        entry for entry in vocabulary.attributes.values() if entry.known_by == "declared" and not entry.structural
    )


def correctable(vocabulary: Vocabulary) -> tuple[Attribute, ...]:
    """What somebody may correct of what was found on them, in display order."""
    return tuple(
        entry
        for entry in vocabulary.attributes.values()
        if entry.known_by != "declared"
        and not entry.structural
        and entry.applies_to != "photo"
        and entry.sensitivity in {Sensitivity.OPEN, Sensitivity.APPEARANCE}
        and "." in entry.id
        and (entry.applies_to != "garment" or entry.id.startswith("garment."))
    )


def allows_declared(rights: Rights, sensitivity: Sensitivity) -> bool:
    """Whether what somebody declares may stand in a photo with these rights."""
    return bool(rights.purposes) and (sensitivity is Sensitivity.OPEN or rights.allows(Purpose.APPEARANCE))


class Declaring:
    """Writes what somebody declares into their photos, and takes it out again.

    Args:
        records: The photos.
        vocabulary: Knows what may be declared.
        gate: What the rights allow to keep.
    """

    def __init__(self, records: RecordStore, *, vocabulary: Vocabulary, gate: RightsGate) -> None:
        self._records = records
        self._vocabulary = vocabulary
        self._gate = gate
        self._declarable = {entry.id: entry for entry in declarable(vocabulary)}

    def merged(self, about: Mapping[str, str], values: Mapping[str, str | None]) -> dict[str, str]:
        """What somebody declares after a change; a None takes back.

        Raises:
            FilterError: A value is unknown.
            InputError: An attribute is none that somebody declares.
        """
        for name, value in values.items():
            if name not in self._declarable:
                message = f"{name!r} is not declared. What may be: {', '.join(self._declarable)}."
                raise InputError(message)
            if value is not None:
                self._vocabulary.check(name, value)
        joined = {**about, **values}
        return {name: value for name, value in joined.items() if value is not None}

    def kept(self, about: Mapping[str, str], photos: Mapping[str, Rights]) -> dict[str, str]:
        """What stays declared: what at least one photo may still say."""

        def stays(name: str) -> bool:
            sensitivity = self._vocabulary.sensitivity(name)
            return any(allows_declared(rights, sensitivity) for rights in photos.values())

        return {name: value for name, value in about.items() if stays(name)}

    def write(self, asset_id: str, about: Mapping[str, str]) -> bool:
        """Bring a photo in line with what its wearer declares; whether anything changed."""
        held = self._records.get_asset(asset_id)
        # Read before the transaction, which holds everybody up.
        places = {sku: self._place(sku) for sku in held.products} if held is not None and about else {}

        def decide(known: Asset | None) -> Decision:
            if known is None or known.tags is None:
                return None, None
            told = self._stated(known, known.tags, about=about, places=places)
            stated = self._gate.strip(told, known.rights, subject=known.subject)
            if stated == known.tags:
                return None, None
            return kept_matches(replace(known, tags=stated), read=known.tags), None

        written, _ = self._records.merge_asset(asset_id, decide=decide)
        return written is not None

    def _stated(
        self, asset: Asset, tags: PhotoTags, *, about: Mapping[str, str], places: Mapping[str, Place | None]
    ) -> PhotoTags:
        subject = subject_number(tags, asset.subject)
        may = {
            name: value
            for name, value in about.items()
            if allows_declared(asset.rights, self._vocabulary.sensitivity(name))
        }
        worn = _worn_products(asset, subject, places=places)

        def of(number: int, wearer: WearerTags) -> WearerTags:
            own = may if number == subject else {}
            garments = tuple(
                self._garment(garment, own if place in worn else {}) for place, garment in enumerate(wearer.garments)
            )
            return replace(wearer, attributes=self._facts(wearer.attributes, own, of="wearer"), garments=garments)

        return replace(tags, wearers=tuple(of(number, wearer) for number, wearer in enumerate(tags.wearers)))

    def _place(self, sku: str) -> Place | None:
        product = self._records.get_product(sku)
        if product is None:
            return None
        return self._texts.place(self._texts.read(product).kind)

    @cached_property
    def _texts(self) -> ProductTexts:
        """Made when it is first needed: most commands never need it."""
        return ProductTexts(self._vocabulary)

    def _garment(self, garment: GarmentTags, about: Mapping[str, str]) -> GarmentTags:
        return replace(garment, attributes=self._facts(garment.attributes, about, of="garment"))

    def _facts(self, facts: Mapping[str, Fact], about: Mapping[str, str], *, of: str) -> dict[str, Fact]:
        kept = {
            name: fact
            for name, fact in facts.items()
            if name not in self._declarable or fact.source.partition("/")[0] != SOURCE
        }
        said = {
            name: Fact(value=value, confidence=1.0, source=SOURCE)
            for name, value in about.items()
            if name in self._declarable and self._declarable[name].applies_to == of
        }
        return kept | said


def _worn_products(asset: Asset, subject: int | None, *, places: Mapping[str, Place | None]) -> frozenset[int]:
    """Numbers of the subject's garments that are what the photo was given for.

    As the best match says; else the one garment that is worn where the product's texts say that it is worn.
    """
    if subject is None or asset.tags is None:
        return frozenset()
    garments = asset.tags.wearers[subject].garments
    found: set[int] = set()
    for sku in asset.products:
        near = {
            number
            for number, garment in enumerate(garments)
            if garment.place is not None and garment.place is places.get(sku)
        }
        matched = [
            (standing.state is MatchState.CONFIRMED, standing.match.garment in near, standing.match.score, number)
            for standing in standing_matches(asset)
            if (standing.match.wearer, standing.match.sku) == (subject, sku) and standing.state in _WORN
            for number in [standing.match.garment]
        ]
        if matched:
            found.add(max(matched)[-1])
        elif len(near) == 1:
            found |= near
    return frozenset(found)
