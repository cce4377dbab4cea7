"""Which attributes may be asked by their definitions, and of what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wornby.datamodel import Place, Purpose
from wornby.errors import ConfigurationError
from wornby.tagging.prompts import spoken_values
from wornby.vocabulary import Attribute, Sensitivity, Vocabulary, refuse_forbidden

GARMENT_PARTS = ("kind", "pattern")
"""What tags of a garment hold as facts; a colour is measured, not named."""

_PURPOSE = {Sensitivity.APPEARANCE: Purpose.APPEARANCE, Sensitivity.BIOMETRIC: Purpose.FACE}
_GARMENT = "garment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a tagger is asked.

    Attributes:
        plain: Attributes of wearers, of what they carry or wear as a whole, and of the photo.
        parts: Attributes of single garments, by place (None: lying) and part.
    """

    plain: tuple[Attribute, ...]
    parts: Mapping[tuple[Place | None, str], Attribute]

    def part(self, place: Place | None, part: str, *, purposes: frozenset[Purpose]) -> Attribute | None:
        """The attribute of one garment's part, where it is asked and allowed."""
        entry = self.parts.get((place, part))
        return entry if entry is not None and is_allowed(entry, purposes) else None

    def find(self, attribute: str) -> Attribute | None:
        """The attribute with this id, where it is asked."""
        return next((each for each in (*self.plain, *self.parts.values()) if each.id == attribute), None)


def split_asked(names: Iterable[str], *, vocabulary: Vocabulary) -> Asked:
    """Look attributes up. "garment.kind" is asked at each place with the kinds that are worn there.

    Raises:
        FilterError: An attribute is unknown.
        ForbiddenAttributeError: An attribute, or the definition of a value, speaks of what wornby never infers.
        ConfigurationError: An attribute is not for models.
    """
    plain: list[Attribute] = []
    parts: dict[tuple[Place | None, str], Attribute] = {}
    # The whole ones first, so that one place can be asked in its own way.
    for name in sorted(names, key=lambda name: not name.startswith(f"{_GARMENT}.")):
        entry = _askable(vocabulary.attribute(name))
        head, _, part = name.rpartition(".")
        if part not in GARMENT_PARTS or head not in {_GARMENT, *Place}:
            plain.append(entry)
        elif head == _GARMENT:
            # One garment has one kind and one pattern; the whole photo's filter is what has several.
            parts[None, part] = entry.model_copy(update={"multiple": False})
            parts |= {(place, part): _askable(vocabulary.attribute(f"{place}.{part}")) for place in Place}
        else:
            parts[Place(head), part] = entry
    return Asked(plain=tuple(plain), parts=parts)


def is_allowed(entry: Attribute, purposes: frozenset[Purpose]) -> bool:
    """Whether the purposes of a photo allow to compute an attribute."""
    purpose = _PURPOSE.get(entry.sensitivity)
    return entry.sensitivity is Sensitivity.OPEN or (purpose is not None and purpose in purposes)


def _askable(entry: Attribute) -> Attribute:
    if entry.structural or entry.known_by != "model" or not spoken_values(entry):
        # What people declare about themselves (build, height) is refused as forbidden first: that reason weighs more.
        refuse_forbidden(entry.model_copy(update={"known_by": "model"}))
        reason = "for filters" if entry.structural else entry.known_by
        message = f"Attribute {entry.id!r} is {reason}, or has no values: models are not asked for it."
        raise ConfigurationError(message)
    # Prompts are made of definitions too, which the vocabulary's own check leaves out.
    spoken = tuple(value.model_copy(update={"synonyms": (*value.synonyms, value.definition)}) for value in entry.values)
    refuse_forbidden(entry.model_copy(update={"values": spoken}))
    return entry
