"""The words that a text can be read with, made from the vocabulary."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from wornby.datamodel import NOT_VISIBLE
from wornby.vocabulary.colornames import LOOSE, MODIFIERS, color_names, spaced
from wornby.vocabulary.entries import Attribute, Value, Vocabulary
from wornby.vocabulary.plain import (
    COUNTED,
    CURRENCIES,
    DETAILS,
    EXCEPTIONS,
    NEGATIONS,
    ONLY,
    ORDINARY,
    PERSON,
    RELATIVES,
    STOP,
    WEAK,
)
from wornby.vocabulary.spelling import Spelling
from wornby.vocabulary.words import GENDERED, HEX_SIGN, plain_words, singular

BUT = "but"
"""Parts a text, and leaves the garment before in mind: "a shirt, but not white" speaks of the shirt."""

_SHORT_CODE = 4
# Sizes as shops write them: "M", "2XL", "42", "W32".
_SIZE = re.compile(r"\d{1,2}|\d?x{0,4}[sml]|[wl]\d{2}")
_AMOUNT = re.compile(r"\d+(?:cm|eur|euros?|usd|gbp)")
_PRICE = re.compile(r"[$\u20ac\u00a3\u00a5]\s*(\d+)|(\d+)\s*[$\u20ac\u00a3\u00a5]")
_WITHOUT = "without"
# The one family that is as narrow as a name: a precise colour.
_NARROW = "navy"
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
    """Some words of a text with their part.

    Attributes:
        at: Where it begins in its text, in words and breaks.
        other: Of adjectives: another choice than the one before, as after "or".
        hair: What a colour means before "hair".
        hex: The exact colour that the words name, "#rrggbb"; with no values, it is all that they say.
        weak: Of unknown words: nothing is lost with them.
        owns: Of unknown words: adjectives before them are theirs, and no garment's.
    """

    role: Role
    words: str = ""
    at: int = 0
    other: bool = False
    attribute: str = ""
    values: frozenset[str] = frozenset()
    hair: frozenset[str] = field(default_factory=frozenset)
    hex: str = ""
    weak: bool = False
    owns: bool = False


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
_SILENT = frozenset({Role.NOT, Role.OR, Role.WITH, Role.STOP, Role.BREAK, Role.UNKNOWN})
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
        search: Also what only a search says: exact colours, words that lead to a picture ("like this, but"), and words
            that are told back and cost nothing.
        spelling: Whether a word that is nearly a known one is read as that one.
    """

    def __init__(
        self, vocabulary: Vocabulary, *, asked: bool = False, search: bool = False, spelling: bool = True
    ) -> None:
        self._phrases: dict[tuple[str, ...], Unit] = {}
        self._search = search
        for role, words in _PLAIN.items():
            for word in words.split():
                self._phrases[(word,)] = Unit(role=role)
        for phrase in RELATIVES:
            self._phrases[tuple(phrase.split())] = Unit(role=Role.WITH)
        for phrase, length in _LENGTHS.items():
            unit = Unit(role=Role.LENGTH, attribute="hair.length", values=frozenset({length}))
            self._phrases.setdefault(tuple(phrase.split()), unit)
        self._add_vocabulary(vocabulary, asked=asked)
        self._singulars = {tuple(map(singular, phrase)): unit for phrase, unit in reversed(self._phrases.items())}
        # A typo is only taken for a word that says something, or for "without", which turns the rest round.
        said = {word for phrase, unit in self._phrases.items() if unit.role not in _SILENT for word in phrase}
        if search:
            self._add_color_names(vocabulary)
            self._add_plain(vocabulary)
        self._reach = max(map(len, self._phrases))
        self._known = {word for phrase in (*self._phrases, *self._singulars) for word in phrase}
        self._known |= GENDERED | (ORDINARY if search else frozenset())
        self._spelling = Spelling(said | {_WITHOUT}, strict=not search) if spelling else None

    def units(self, text: str) -> Iterator[Unit]:
        """The text in phrases, in order; words that no phrase has are `UNKNOWN`, one by one."""
        tokens = plain_words(text)
        priced = frozenset(digits for pair in _PRICE.findall(text) for digits in pair if digits)
        spelt = [self._spelt(token) for token in tokens]
        start = 0
        while start < len(tokens):
            unit, length = self._longest(spelt[start : start + self._reach])
            weak = unit.weak or (unit.role is Role.UNKNOWN and self._counts(tokens, start, priced=priced))
            yield replace(unit, words=" ".join(tokens[start : start + length]), at=start, weak=weak)
            start += length

    def _counts(self, tokens: Sequence[str], at: int, *, priced: frozenset[str]) -> bool:
        """Whether a word is a size or a price; other numbers may be the name of a product: "501 jeans"."""
        token = tokens[at]
        if not self._search or not token.isascii():
            return False
        if _SIZE.fullmatch(token) or _AMOUNT.fullmatch(token) or token in priced:
            return True
        before, after = tokens[at - 1] if at else "", tokens[at + 1] if at + 1 < len(tokens) else ""
        return token.isdigit() and (before in COUNTED or after in CURRENCIES)

    def _longest(self, tokens: list[str]) -> tuple[Unit, int]:
        for length in range(len(tokens), 0, -1):
            phrase = tuple(tokens[:length])
            unit = self._phrases.get(phrase) or self._singulars.get(tuple(map(singular, phrase)))
            if unit is not None:
                return unit, length
        if self._search and tokens[0].startswith(HEX_SIGN):
            return Unit(role=Role.COLOR, attribute="garment.color", hex=_six_digits(tokens[0])), 1
        return Unit(role=Role.UNKNOWN, weak=tokens[0] in GENDERED), 1

    def _spelt(self, token: str) -> str:
        if self._spelling is None or token in self._known or singular(token) in self._known:
            return token
        return self._spelling.correct(token)

    def _add(self, phrase: str, unit: Unit) -> None:
        self._phrases.setdefault(tuple(plain_words(phrase.replace("-", " "))), unit)

    def _add_vocabulary(self, vocabulary: Vocabulary, *, asked: bool) -> None:
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

    def _add_color_names(self, vocabulary: Vocabulary) -> None:
        """Names of the public list: finer words of the vocabulary get their colour, the others mean nothing else."""
        families = {value.title.lower() for value in vocabulary.attribute("garment.color").values} - {_NARROW}
        for name, code in color_names():
            phrase = tuple(name.split())
            plain = spaced(name)
            if plain in families:
                continue
            known = self._phrases.get(tuple(plain.split())) or self._singulars.get(tuple(map(singular, phrase)))
            first, *rest = plain.split()
            family = self._phrases.get(tuple(rest)) if first in MODIFIERS else None
            last = self._phrases.get((plain.rpartition(" ")[2],))
            hair = last.hair if last is not None and last.role is Role.COLOR else frozenset()
            # "dark blue" is what the shop calls so; "darkblue" is what the list calls so.
            vague = plain in LOOSE or (len(phrase) > 1 and first in MODIFIERS and " ".join(rest) in families)
            exact = "" if vague else code
            if known is not None and known.role is not Role.COLOR:
                continue
            if known is not None:
                self._phrases[phrase] = replace(known, hex=exact)
            elif family is not None and family.role is Role.COLOR:
                self._phrases[phrase] = replace(family, hex=exact)
            elif not (vague and len(phrase) > 1):
                self._phrases[phrase] = Unit(role=Role.COLOR, attribute="garment.color", hair=hair, hex=code)

    def _add_plain(self, vocabulary: Vocabulary) -> None:
        for role, words in ((Role.BREAK, {BUT}), (Role.NOT, NEGATIONS), (Role.STOP, STOP)):
            for word in words:
                self._phrases.setdefault((word,), Unit(role=role))
        for role, phrases in ((Role.NOT, EXCEPTIONS), (Role.STOP, ONLY)):
            for phrase in phrases:
                self._phrases.setdefault(tuple(phrase.split()), Unit(role=role))
        declared = {
            word
            for attribute in vocabulary.attributes.values()
            if attribute.reads == "asked"
            for value in attribute.values
            for phrase in _phrases(attribute, value, asked=True)
            for word in plain_words(phrase)
        }
        for word in PERSON | DETAILS:
            self._phrases.setdefault((word,), Unit(role=Role.UNKNOWN, weak=word in PERSON, owns=True))
        for word in WEAK | {word for word in declared if word.isalpha()}:
            self._phrases.setdefault((word,), Unit(role=Role.UNKNOWN, weak=True))


def _six_digits(code: str) -> str:
    """A colour's code as "#rrggbb"; "#abc" is short for "#aabbcc"."""
    return code if len(code) > _SHORT_CODE else HEX_SIGN + "".join(digit * 2 for digit in code[1:])


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
