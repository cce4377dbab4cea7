"""What a correction means: the fact that a person states in the place of another. Pure."""

from dataclasses import replace

from wornby.colorimetry import css_colors, hex_to_lab
from wornby.datamodel import NOT_VISIBLE, ColorFact, Fact, GarmentTags, PhotoTags, Place
from wornby.datamodel.edits import FactChange, Stated, TagChange, source_of
from wornby.datamodel.facts import COLOR, KIND, PATTERN, garment_at, stated_at, stated_of, wearer_at
from wornby.datamodel.learned import is_learned
from wornby.errors import FilterError, InputError
from wornby.imaging.colors import color_family
from wornby.vocabulary import Attribute, Vocabulary

_SINGLE = frozenset({KIND, COLOR, PATTERN})
_OF_WEARERS = frozenset({"wearer", "item"})


class Corrections:
    """Reads changes as the vocabulary allows them.

    Args:
        vocabulary: Attributes and their values.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def made(self, tags: PhotoTags, change: TagChange, *, by: str) -> FactChange:
        """The change of a fact that somebody asks for.

        "upper.color" of a wearer is the colour of the garment there.

        Raises:
            FilterError: The vocabulary knows no such attribute or value.
            InputError: There is no such wearer or garment, or it cannot have such an attribute or value.
        """
        change = self._plain(tags, change)
        entry = self._vocabulary.attribute(change.attribute)
        _check_target(entry, change)
        wearer = None if change.wearer is None else wearer_at(tags, change.wearer)
        part = None if change.garment is None else garment_at(tags, wearer=change.wearer, garment=change.garment)
        before = stated_at(tags, wearer=change.wearer, garment=change.garment, attribute=change.attribute)
        box = part.box if part is not None else wearer.box if wearer is not None else None
        return FactChange(
            wearer=change.wearer,
            garment=change.garment,
            attribute=change.attribute,
            before=before,
            after=self._after(entry, change, before=before, part=part, source=source_of(by)),
            box=box,
            place=part.place if part is not None else None,
            replaced=_set_aside(part, change.attribute, before=before),
        )

    def _plain(self, tags: PhotoTags, change: TagChange) -> TagChange:
        """The same, said of the garment itself where it is said of what is worn at a place."""
        place, _, name = change.attribute.partition(".")
        entry = self._vocabulary.attributes.get(change.attribute)
        if entry is None or place not in set(Place) or f"garment.{name}" not in _SINGLE or change.wearer is None:
            return change
        if change.value is not None:
            self._vocabulary.check(change.attribute, change.value)
        worn = wearer_at(tags, change.wearer).garments
        number = next((number for number, garment in enumerate(worn) if garment.place == place), None)
        if number is None or change.garment not in {None, number}:
            message = f"Wearer {change.wearer} has no such garment for {change.attribute}."
            raise InputError(message)
        return replace(change, garment=number, attribute=f"garment.{name}")

    def _after(
        self, entry: Attribute, change: TagChange, *, before: Stated, part: GarmentTags | None, source: str
    ) -> Stated:
        value = self._value(entry, change.value, part=part)
        if value is None and (before is None or entry.known_by == "declared"):
            return None
        # What a model states would come back with the next tagging; what a person says stays.
        value = value or NOT_VISIBLE
        if entry.id == COLOR:
            measured = stated_of(part, COLOR) if part is not None else None
            return _color(value, measured=measured if isinstance(measured, ColorFact) else None, source=source)
        return Fact(value=value, confidence=1.0, source=source)

    def _value(self, entry: Attribute, value: str | None, *, part: GarmentTags | None) -> str | None:
        """The value as it is kept; several in the order of the vocabulary."""
        if value is None:
            return None
        given = value.split("+") if entry.multiple and entry.id not in _SINGLE else [value]
        for word in given:
            self._vocabulary.check(entry.id, word)
            known = entry.value(word)
            places = known.places if known is not None else ()
            if part is not None and part.place is not None and places and part.place not in places:
                message = f"{word} is not worn there: it goes with {', '.join(places)}, not with {part.place}."
                raise FilterError(message)
        if len(given) > 1 and NOT_VISIBLE in given:
            message = f"{NOT_VISIBLE} stands alone."
            raise InputError(message)
        return "+".join(each.id for each in entry.values if each.id in given)


def _check_target(entry: Attribute, change: TagChange) -> None:
    """Refuse an attribute that what it is to be said of cannot have.

    Raises:
        InputError: It cannot.
    """
    if entry.structural:
        message = f"{entry.id} follows from other things and cannot be stated."
        raise InputError(message)
    given = (change.wearer is not None, change.garment is not None)
    needed: dict[str, tuple[tuple[bool, bool], ...]] = {
        "photo": ((False, False),),
        "garment": ((True, True), (False, True)),
        **dict.fromkeys(_OF_WEARERS, ((True, False),)),
    }
    if given not in needed[entry.applies_to]:
        of = {"photo": "the photo itself: leave wearer and garment out", "garment": "a garment: give its number"}
        whose = of.get(entry.applies_to, "a wearer: give the wearer's number, and no garment")
        message = f"{entry.id} is said of {whose}."
        raise InputError(message)


def _color(family: str, *, measured: ColorFact | None, source: str) -> ColorFact:
    """A colour of this family: the measured one where it fits, a further one of the garment, else a typical one."""
    if measured is None:
        code = css_colors().get(family, "")
        return ColorFact(family=family, name=family, hex=code or "#808080", share=1.0, source=source, confidence=1.0)
    stated = replace(measured, family=family, source=source, confidence=1.0)
    if family == measured.family or family not in css_colors() or _family(measured.hex) == family:
        return stated
    fitting = next(((code, share) for code, share in measured.further if _family(code) == family), None)
    code, share = fitting or (css_colors()[family], measured.share)
    others = tuple(each for each in measured.further if each != fitting)
    further = ((measured.hex, measured.share), *others) if fitting else others
    return replace(stated, name=family, hex=code, share=share, further=further)


def _set_aside(part: GarmentTags | None, attribute: str, *, before: Stated) -> Fact | None:
    """What the tagger had said where a learned head says something else."""
    is_head = isinstance(before, Fact) and is_learned(before)
    return part.replaced.get(attribute) if part is not None and is_head else None


def _family(code: str) -> str:
    return color_family(hex_to_lab(code)) if code else ""
