"""Words of rented services, read with the vocabulary."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from wornby.datamodel import NOT_VISIBLE, Place
from wornby.vocabulary.entries import Attribute, Value, Vocabulary
from wornby.vocabulary.forbidden import speaks_of_forbidden
from wornby.vocabulary.words import GENDERED, plain_words, singular

PERSON = "Person"
"""What every word for a person is kept as: a service's "Woman" says more than wornby keeps."""

_SAME = frozenset({"none", "other", "not_worn", NOT_VISIBLE})
_AMBIGUOUS = frozenset({"garment.pattern", "photo.kind"})
_PARTS = frozenset({"kind", "color", "pattern"})


class Reading(Enum):
    """What a word says to us."""

    STATED = auto()
    """Values of attributes."""
    PERSON = auto()
    FACE = auto()
    APPEARANCE = auto()
    """About somebody's looks, and nothing that the vocabulary holds: "Beard"."""
    GENERAL = auto()
    """Known, and nothing that the vocabulary holds: "Clothing", "Outdoors"."""
    FORBIDDEN = auto()
    UNMAPPED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One value of one attribute that a word names.

    Attributes:
        places: Where a garment of this kind is worn, the usual one first.
        general: It stands for anything that no other value names.
    """

    attribute: str
    value: str
    places: tuple[Place, ...] = ()
    general: bool = False


class _General(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    person: tuple[str, ...]
    face: tuple[str, ...]
    appearance: tuple[str, ...]
    general: tuple[str, ...]


class LabelReader:
    """Reads the words of services: by the `labels` of the vocabulary's values, then by the titles of what is worn.

    Case, plural endings and hyphens do not count; a word must fit as a whole. A shopper's synonyms are not read: who
    searches for "kicks" means shoes, and a service that sees a "Hood" may mean a car's. Nor are titles of patterns and
    photos: an "Animal" is a dog. What the vocabulary says to a shop's own values counts as well.

    Args:
        vocabulary: With the shop's additions.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._said: dict[str, tuple[Said, ...]] = {}
        entries = [entry for entry in vocabulary.attributes.values() if _is_read(entry)]
        for words in (_label_words, _titles):
            found: dict[str, dict[tuple[str, str], Said]] = {}
            for entry in entries:
                for value in entry.values:
                    said = Said(attribute=entry.id, value=value.id, places=value.places, general=value.general)
                    for word in words(entry, value):
                        found.setdefault(_plain(word), {})[said.attribute, said.value] = said
            for word, all_said in found.items():
                self._said.setdefault(word, tuple(all_said.values()))
        known = _general()
        self._others = {_plain(word): Reading.GENERAL for word in known.general}
        self._others |= {_plain(word): Reading.APPEARANCE for word in known.appearance}
        self._others |= {_plain(word): Reading.FACE for word in known.face}
        self._others |= {_plain(word): Reading.PERSON for word in known.person}

    def kind_of(self, word: str) -> Reading:
        """What a word says to us, in short."""
        plain = _plain(word)
        if self._others.get(plain) in {Reading.PERSON, Reading.FACE}:
            return self._others[plain]
        rest = _for_nobody(plain)
        if speaks_of_forbidden(rest if rest in self._said or rest in self._others else word):
            return Reading.FORBIDDEN
        plain = rest
        if plain in self._said:
            return Reading.STATED
        return self._others.get(plain, Reading.UNMAPPED)

    def said(self, word: str) -> tuple[Said, ...]:
        """Every value that a word names, one for each attribute that it speaks about; none where it names none."""
        return self._said.get(_for_nobody(_plain(word)), ()) if self.kind_of(word) is Reading.STATED else ()

    def neutral(self, word: str) -> str:
        """The word without whose it is: "Person" for a person, "Shirt" for "Men's Shirt", all others as they are."""
        if self.kind_of(word) is Reading.PERSON:
            return PERSON
        plain = _plain(word)
        rest = _for_nobody(plain)
        return word if rest == plain else rest.capitalize()

    def attributes(self) -> Mapping[str, int]:
        """Number of words by attribute: what can be said at all."""
        counts: dict[str, int] = {}
        for all_said in self._said.values():
            for said in all_said:
                counts[said.attribute] = counts.get(said.attribute, 0) + 1
        return counts


def _is_read(entry: Attribute) -> bool:
    """Whether a service may state it: not what is declared, filtered by, or the same as another attribute by place.

    Colours are read from what a service measured, never from a word: "orange" is a fruit, too.
    """
    head, _, part = entry.id.partition(".")
    derived = head in set(Place) and part in _PARTS
    return not (entry.structural or derived or entry.known_by == "declared" or entry.id == "garment.color")


def _label_words(entry: Attribute, value: Value) -> Iterator[str]:
    del entry
    yield from value.labels


def _titles(entry: Attribute, value: Value) -> Iterator[str]:
    if value.id not in _SAME and entry.reads == "titles" and entry.id not in _AMBIGUOUS:
        yield value.title


def _plain(word: str) -> str:
    """Words in small letters, the last one in the singular."""
    words = [part for part in plain_words(word) if part[0].isalnum()]
    return " ".join([*words[:-1], singular(words[-1])]) if words else ""


def _for_nobody(plain: str) -> str:
    """The words without those that say for whom: "mens shirt" is a shirt. A word for a person alone stays."""
    kept = [word for word in plain.split() if word not in GENDERED]
    return " ".join(kept) if kept else plain


@cache
def _general() -> _General:
    text = files("wornby.vocabulary").joinpath("labels.toml").read_text(encoding="utf-8")
    return _General.model_validate(tomllib.loads(text))
