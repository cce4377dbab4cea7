"""The words that a text can be read with, made from the vocabulary."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from wornby.datamodel import NOT_VISIBLE
from wornby.vocabulary.entries import Attribute, Value, Vocabulary
from wornby.vocabulary.words import GENDERED, plain_words, singular

_SPELLING_MIN_LETTERS = 5
_SPELLING_CUTOFF = 0.85
_SAME = frozenset({"none", "other", "not_worn", NOT_VISIBLE})


class Role(Enum):
    """What part a word plays in a sentence."""

    COLOR = auto()
    PATTERN = auto()
    KIND = auto()
    LENGTH = auto()
    SHADE = auto()
    HAIR = auto()
    HAIR_VALUE = auto()
    VALUE = auto()
    NOT = auto()
    OR = auto()
    WITH = auto()
    STOP = auto()
    BREAK = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Some words of a text with their part. `hair` holds what a colour means before "hair"."""

    role: Role
    words: str = ""
    attribute: str = ""
    values: frozenset[str] = frozenset()
    hair: frozenset[str] = field(default_factory=frozenset)


_PLAIN: Mapping[Role, str] = {
    Role.HAIR: "hair haired",
    Role.NOT: "without no not except minus non",
    Role.OR: "or nor",
    Role.WITH: "with in",
    Role.BREAK: ", ; . : | /",
    Role.STOP: "a an and & + the of on who that is are was has have having wear wears wearing worn s "
    "person people someone somebody wearer wearers customer customers photo photos picture pictures of his her their "
    "show me find i want look looking for some any colored coloured color colour",
}
_LENGTHS = {
    "short": "short",
    "medium": "medium",
    "medium length": "medium",
    "shoulder length": "medium",
    "long": "long",
}


class Lexicon:
    """Finds the longest known phrases of a text.

    Args:
        vocabulary: Its titles, synonyms, groups and shades become phrases.
        asked: Also the words of attributes that are read only where somebody asks for a picture.
        spelling: Whether a word that is nearly a known one is read as that one.
    """

    def __init__(self, vocabulary: Vocabulary, *, asked: bool = False, spelling: bool = True) -> None:
        self._phrases: dict[tuple[str, ...], Unit] = {}
        for role, words in _PLAIN.items():
            for word in words.split():
                self._phrases[(word,)] = Unit(role=role)
        for phrase, length in _LENGTHS.items():
            unit = Unit(role=Role.LENGTH, attribute="hair.length", values=frozenset({length}))
            self._phrases.setdefault(tuple(phrase.split()), unit)
        for group in vocabulary.groups:
            role = Role.KIND if group.attribute == "garment.kind" else Role.VALUE
            for phrase in group.words:
                self._add(phrase, Unit(role=role, attribute=group.attribute, values=frozenset(group.values)))
        for shade in vocabulary.shades:
            self._add(
                shade.word,
                Unit(
                    role=Role.SHADE,
                    attribute="garment.color",
                    values=frozenset(shade.garment),
                    hair=frozenset(shade.hair),
                ),
            )
        for attribute in vocabulary.attributes.values():
            for value in attribute.values:
                for phrase in _phrases(attribute, value, asked=asked):
                    self._add(phrase, _unit(attribute, value))
        self._spelling = spelling
        self._reach = max(map(len, self._phrases))
        self._singulars = {tuple(map(singular, phrase)): unit for phrase, unit in reversed(self._phrases.items())}
        self._single = sorted(
            phrase[0] for phrase in self._phrases if len(phrase) == 1 and len(phrase[0]) >= _SPELLING_MIN_LETTERS
        )

    def units(self, text: str) -> Iterator[Unit]:
        """The text in phrases, in order; words that no phrase has are `UNKNOWN`, one by one."""
        tokens = plain_words(text)
        start = 0
        while start < len(tokens):
            unit, length = self._longest(tokens[start : start + self._reach])
            yield Unit(
                role=unit.role,
                words=" ".join(tokens[start : start + length]),
                attribute=unit.attribute,
                values=unit.values,
                hair=unit.hair,
            )
            start += length

    def _longest(self, tokens: list[str]) -> tuple[Unit, int]:
        for length in range(len(tokens), 0, -1):
            phrase = tuple(tokens[:length])
            unit = self._phrases.get(phrase) or self._singulars.get(tuple(map(singular, phrase)))
            if unit is not None:
                return unit, length
        return self._misspelt(tokens[0]), 1

    def _misspelt(self, token: str) -> Unit:
        unknown = Unit(role=Role.UNKNOWN)
        if not self._spelling or len(token) < _SPELLING_MIN_LETTERS or token in GENDERED:
            return unknown
        close = difflib.get_close_matches(token, self._single, n=1, cutoff=_SPELLING_CUTOFF)
        return self._phrases[(close[0],)] if close else unknown

    def _add(self, phrase: str, unit: Unit) -> None:
        self._phrases.setdefault(tuple(plain_words(phrase.replace("-", " "))), unit)


def _phrases(attribute: Attribute, value: Value, *, asked: bool) -> Iterator[str]:
    if attribute.structural or attribute.reads == "never" or (attribute.reads == "asked" and not asked):
        return
    if attribute.reads != "synonyms" and value.id not in _SAME:
        yield value.title
        yield value.id.replace("_", " ")
    yield from value.synonyms


def _unit(attribute: Attribute, value: Value) -> Unit:
    roles = {
        "garment.kind": Role.KIND,
        "garment.color": Role.COLOR,
        "garment.pattern": Role.PATTERN,
        "hair.color": Role.HAIR_VALUE,
        "hair.length": Role.HAIR_VALUE,
    }
    return Unit(
        role=roles.get(attribute.id, Role.VALUE),
        attribute=attribute.id,
        values=frozenset({value.id}),
        hair=frozenset({value.hair} if value.hair else ()),
    )
