"""Reads a text against the vocabulary: "red hair, green coat" becomes clauses, and says which words became which."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wornby.datamodel import NOT_VISIBLE, Clause, Place, ReadPart
from wornby.vocabulary.entries import Vocabulary
from wornby.vocabulary.lexicon import Lexicon, Role, Unit
from wornby.vocabulary.looks import look_values

_ADJECTIVES = frozenset({Role.COLOR, Role.PATTERN, Role.LENGTH, Role.SHADE, Role.HAIR_VALUE})

_HAIR = "hair"


class TextReader:
    """Reads texts. Adjectives bind to the next garment or to hair; after "with" or "in" also to the garment before.

    Args:
        vocabulary: Its words are what a text can be read with.
        asked: Also read what a wearer declares, such as "tall": for a text that asks for a picture. A search does not,
            since few wearers have said it, and a filter on it would hide the others.
    """

    def __init__(self, vocabulary: Vocabulary, *, asked: bool = False) -> None:
        self._vocabulary = vocabulary
        self._lexicon = Lexicon(vocabulary, asked=asked)

    def read(self, text: str) -> tuple[ReadPart, ...]:
        """The parts of a text in order; a part that fits nothing has no clause. Stop words are left out."""
        sentence = _Sentence(self._vocabulary)
        for unit in self._lexicon.units(text):
            sentence.take(unit)
        return sentence.end()


class _Sentence:
    """Reads one text, unit by unit."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._parts: list[ReadPart] = []
        self._pending: list[Unit] = []
        self._garment: tuple[int, list[Unit]] | None = None
        self._after_with = False
        self._negate = ""
        self._last_negated = ""
        self._or = False

    def take(self, unit: Unit) -> None:
        """Read the next unit."""
        if unit.role in _ADJECTIVES:
            self._pending.append(unit)
            if unit.role is Role.HAIR_VALUE and _HAIR in unit.words.split() and any(one.hair for one in self._pending):
                # "brown hair tied up": the phrase holds the noun that the colour belongs to.
                self._emit_hair(Unit(role=Role.HAIR, words=_HAIR))
        elif unit.role is Role.KIND:
            self._emit_garment([*self._pending, unit])
        elif unit.role is Role.HAIR:
            self._emit_hair(unit)
        elif unit.role is Role.OR:
            self._or = not self._pending
            self._negate = self._negate or (self._last_negated if self._or else "")
        elif unit.role is not Role.STOP:
            self._interrupt(unit)

    def end(self) -> tuple[ReadPart, ...]:
        """The parts, once all units are read."""
        self._flush()
        return tuple(self._parts)

    def _interrupt(self, unit: Unit) -> None:
        if unit.role is Role.UNKNOWN:
            self._unread([unit])
            return
        if unit.role is Role.VALUE:
            lengths = [one for one in self._pending if one.role is Role.LENGTH]
            if unit.attribute == "hair.length" and self._pending:
                self._emit_hair(unit)
                if lengths:
                    return
            self._drop_unbound()
            self._emit(unit.words, attribute=unit.attribute, values=unit.values)
            return
        self._flush()
        self._after_with = unit.role is Role.WITH
        if unit.role is Role.NOT:
            self._negate = unit.words
        elif unit.role is Role.BREAK:
            self._negate = self._last_negated = ""
            self._garment = None

    def _emit_garment(self, units: Sequence[Unit]) -> None:
        own = [unit for unit in units if unit.role not in {Role.LENGTH, Role.HAIR_VALUE}]
        self._pending = [unit for unit in units if unit.role in {Role.LENGTH, Role.HAIR_VALUE}]
        self._drop_unbound()
        attribute, values = self._look(own)
        negated = bool(self._negate)
        self._emit(_words(own), attribute=attribute, values=values)
        self._garment = None if negated else (len(self._parts) - 1, own)
        self._after_with = False

    def _emit_hair(self, noun: Unit) -> None:
        pending, self._pending = self._pending, []
        lengths = [unit for unit in pending if unit.role is Role.LENGTH or _is_of(unit, "hair.length")]
        colors = [unit for unit in pending if unit.hair or _is_of(unit, "hair.color")]
        shaded = [unit for unit in colors if unit.role is not Role.SHADE] or colors
        negate = self._negate
        found = [
            ("hair.length", lengths, _values(lengths)),
            ("hair.color", colors, frozenset().union(*(unit.hair or unit.values for unit in shaded))),
        ]
        for attribute, units, values in found:
            if units:
                self._negate = negate
                said = _words(units)
                words = said if noun.words in said.split() else f"{said} {noun.words}"
                self._emit(words, attribute=attribute, values=values)
        self._unread(unit for unit in pending if unit.role is Role.PATTERN)
        if not pending:
            self._parts.append(ReadPart(words=noun.words, clause=None))
        self._after_with = False

    def _flush(self) -> None:
        """Give the waiting adjectives a meaning of their own, or the garment before if "with" or "in" led to them."""
        own = [unit for unit in self._pending if unit.role in {Role.COLOR, Role.PATTERN, Role.SHADE}]
        self._pending = [unit for unit in self._pending if unit not in own]
        self._drop_unbound()
        if not own:
            return
        if self._after_with and self._garment is not None and not self._negate:
            position, units = self._garment
            both = [*units, *own]
            attribute, values = self._look(both)
            clause = Clause(attribute=attribute, values=values)
            self._parts[position] = ReadPart(words=f"{self._parts[position].words} with {_words(own)}", clause=clause)
            self._garment = (position, both)
            return
        attribute, values = self._look(own)
        self._emit(_words(own), attribute=attribute, values=values)

    def _drop_unbound(self) -> None:
        """Give hair its words ("short ginger"), and tell the others back as unread."""
        pending, self._pending = self._pending, []
        fixed = [unit for unit in pending if unit.role is Role.HAIR_VALUE]
        negate = self._negate
        for unit in pending:
            if unit.role is Role.HAIR_VALUE or (unit.role is Role.LENGTH and fixed):
                self._negate = negate
                self._emit(unit.words, attribute=unit.attribute, values=unit.values)
            else:
                self._unread([unit])

    def _unread(self, units: Iterable[Unit]) -> None:
        self._parts += [ReadPart(words=unit.words, clause=None) for unit in units]

    def _look(self, units: Sequence[Unit]) -> tuple[str, frozenset[str]]:
        kinds = _values(unit for unit in units if unit.role is Role.KIND)
        colors = _values(unit for unit in units if unit.role is Role.COLOR)
        colors = colors or _values(unit for unit in units if unit.role is Role.SHADE)
        patterns = _values(unit for unit in units if unit.role is Role.PATTERN)
        if sum(map(bool, (kinds, colors, patterns))) > 1:
            return "garment.look", look_values(kinds, colors=colors, patterns=patterns)
        if kinds and self._all_on_head(kinds):
            return "headwear.kind", kinds
        if kinds:
            return "garment.kind", kinds
        return ("garment.color", colors) if colors else ("garment.pattern", patterns)

    def _all_on_head(self, kinds: frozenset[str]) -> bool:
        values = [self._vocabulary.attribute("garment.kind").value(kind) for kind in kinds]
        return all(value is not None and value.places == (Place.HEAD,) for value in values)

    def _emit(self, words: str, *, attribute: str, values: frozenset[str]) -> None:
        negate, self._negate = self._negate, ""
        clause = self._negated(attribute, values) if negate else Clause(attribute=attribute, values=values)
        self._last_negated = negate
        last = self._parts[-1] if self._parts else None
        if self._or and not negate and last and last.clause and _can_join(last.clause, clause):
            joined = replace(clause, values=clause.values | last.clause.values)
            self._parts[-1] = ReadPart(words=f"{last.words} or {words}", clause=joined)
        else:
            self._parts.append(ReadPart(words=f"{negate} {words}".strip(), clause=clause))
        self._or = False

    def _negated(self, attribute: str, values: frozenset[str]) -> Clause:
        """Of a wearer, "without a hat" asks for another known value, not for photos that do not show the head."""
        entry = self._vocabulary.attribute(attribute)
        others = {value.id for value in entry.values} - values - {NOT_VISIBLE}
        if others and not entry.multiple and entry.applies_to in {"wearer", "item"}:
            return Clause(attribute=attribute, values=frozenset(others))
        return Clause(attribute=attribute, values=values, negate=True)


def _is_of(unit: Unit, attribute: str) -> bool:
    """Whether a word says this of hair by itself, such as "blonde"."""
    return unit.role is Role.HAIR_VALUE and unit.attribute == attribute


def _can_join(before: Clause, after: Clause) -> bool:
    return before.attribute == after.attribute and not before.negate and not after.negate


def _values(units: Iterable[Unit]) -> frozenset[str]:
    return frozenset(value for unit in units for value in unit.values)


def _words(units: Iterable[Unit]) -> str:
    return " ".join(unit.words for unit in units)
