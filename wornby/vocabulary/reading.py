"""Reads a text against the vocabulary: "red hair, green coat" becomes clauses, and says which words became which."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wornby.datamodel import NOT_VISIBLE, Clause, ColorWish, Place, ReadPart
from wornby.vocabulary.entries import Vocabulary
from wornby.vocabulary.lexicon import BUT, Lexicon, Role, Unit
from wornby.vocabulary.looks import look_values
from wornby.vocabulary.parts import (
    Meaning,
    Named,
    Part,
    can_join,
    first_at,
    is_exact,
    is_of,
    lost_of,
    values_of,
    wish_of,
    words_of,
)
from wornby.vocabulary.plain import EXCEPTIONS, RELATIVES
from wornby.vocabulary.shades import SHADE, shade_values

_ADJECTIVES = frozenset({Role.COLOR, Role.PATTERN, Role.LENGTH, Role.SHADE, Role.HAIR_VALUE})

_PAINT = frozenset({Role.COLOR, Role.SHADE})
_AND = frozenset({"and", "&", "+"})
_HAIR = "hair"
_HEADWEAR = "headwear.kind"
# "No hat" asks for a bare head; "no fedora" leaves the beanies.
_ANY_HAT = frozenset({"hat", "hats"})
_HAT = frozenset({"hat"})
_BARE = frozenset({"none"})


class TextReader:
    """Reads texts. Adjectives bind to the next garment or to hair; after "with", "in" or "not" to the garment before.

    A search also reads exact colours ("#1e3a5f shirt", "steel blue scarf"), words that lead to a picture ("like this,
    but in red"), and tells apart what it cannot read: `ReadPart.weak` are sizes, opinions, occasions and words for the
    person, without which the rest is answered as well; other words must be looked for elsewhere.

    Args:
        vocabulary: Its words are what a text can be read with.
        asked: For a text that asks for a picture: also read what a wearer declares, such as "tall", and take no word
            for another one that is far from it. A search reads nothing declared, since few wearers have said it, and a
            filter on it would hide the others.
    """

    def __init__(self, vocabulary: Vocabulary, *, asked: bool = False) -> None:
        self._vocabulary = vocabulary
        self._lexicon = Lexicon(vocabulary, asked=asked, search=not asked)

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
        self._parts: list[Part] = []
        self._pending: list[Unit] = []
        self._garment: Named | None = None
        self._left: Named | None = None
        self._bare_hair: int | None = None
        self._item: int | None = None
        self._headwear = False
        self._after_with = ""
        self._after_unknown = False
        self._negate: Unit | None = None
        self._last_negated: Unit | None = None
        self._or = False
        self._other = False

    def take(self, unit: Unit) -> None:
        """Read the next unit."""
        if unit.role in _ADJECTIVES:
            self._pending.append(replace(unit, other=self._other))
            self._other = False
            if unit.role is Role.HAIR_VALUE and _HAIR in unit.words.split() and any(one.hair for one in self._pending):
                # "brown hair tied up": the phrase holds the noun that the colour belongs to.
                self._emit_hair(Unit(role=Role.HAIR, words=_HAIR, at=unit.at))
        elif unit.role is Role.KIND:
            self._emit_garment([*self._pending, unit])
        elif unit.role is Role.HAIR:
            self._emit_hair(unit)
        elif unit.role is Role.OR:
            self._or, self._other = not self._pending, bool(self._pending)
            if self._or and self._last_negated and not self._negate:
                self._negate = replace(self._last_negated, at=unit.at)
        elif unit.role is Role.STOP:
            self._pause(unit)
        elif not self._goes_on(unit):
            self._interrupt(unit)
        self._after_unknown = unit.role is Role.UNKNOWN

    def end(self) -> tuple[ReadPart, ...]:
        """The parts, once all units are read."""
        self._flush()
        parts = sorted(self._parts, key=lambda part: part.at)
        return tuple(
            ReadPart(
                words=part.words,
                clause=self._but(_HEADWEAR, _HAT) if part.bare and self._headwear else part.clause,
                color=part.color,
                weak=part.weak,
            )
            for part in parts
        )

    def _pause(self, unit: Unit) -> None:
        """End a phrase at "and": what "with" led to ("dress with white dots and a straw hat"), what was not read."""
        if unit.words in _AND and self._after_unknown:
            # "a dress without tassels and blue jeans": it is the tassels that are not wanted.
            self._negate = None
        led = bool(self._after_with) and self._garment is not None and not self._negate
        if led and unit.words in _AND and any(one.role is Role.PATTERN for one in self._pending):
            self._flush()

    def _goes_on(self, unit: Unit) -> bool:
        """Whether a break parts adjectives of one noun only: "blue/white shirt", "long, red hair"."""
        if not self._pending or unit.role is not Role.BREAK:
            return False
        return unit.words == "/" or (unit.words == "," and all(one.role is Role.LENGTH for one in self._pending))

    def _interrupt(self, unit: Unit) -> None:
        if unit.role is Role.UNKNOWN:
            self._take_unknown(unit)
            return
        if unit.role is Role.VALUE:
            lengths = [one for one in self._pending if one.role is Role.LENGTH]
            if unit.attribute == "hair.length" and self._pending:
                self._emit_hair(unit)
                if lengths:
                    return
            self._drop_unbound(of_item=True)
            self._headwear = self._headwear or (unit.attribute == _HEADWEAR and not self._negate)
            self._emit(unit.words, attribute=unit.attribute, values=unit.values, at=unit.at)
            self._item = len(self._parts) if self._of_item(unit.attribute) else None
            return
        self._flush()
        if unit.role is not Role.NOT or self._after_with not in RELATIVES:
            self._after_with = unit.words if unit.role is Role.WITH else ""
        if unit.role is Role.NOT:
            self._negate = unit
        if unit.words in EXCEPTIONS | RELATIVES:
            self._resume()
        elif unit.role is Role.BREAK:
            self._negate = self._last_negated = None
            if unit.words == BUT:
                self._resume()
            else:
                self._left, self._garment, self._bare_hair = self._garment or self._left, None, None

    def _resume(self) -> None:
        """Take up the garment before a break: "a shirt, but not white" speaks of the shirt."""
        if self._left is not None and self._left.end == len(self._parts):
            self._garment = self._left

    def _of_item(self, attribute: str) -> bool:
        return self._vocabulary.attribute(attribute).applies_to == "item"

    def _take_unknown(self, unit: Unit) -> None:
        """Tell a word back. A noun takes what stands before it: "red collar"; "no pockets" asks for nothing else."""
        if not unit.owns:
            self._unread([unit])
            return
        own, self._pending = [*self._pending, unit], []
        negate, self._negate = self._negate, None
        said = [*([negate] if negate else ()), *own]
        self._parts.append(Part(words=words_of(said), at=first_at(said), weak=unit.weak or bool(negate)))

    def _emit_garment(self, units: Sequence[Unit]) -> None:
        own = [unit for unit in units if unit.role not in {Role.LENGTH, Role.HAIR_VALUE}]
        self._pending = [unit for unit in units if unit.role in {Role.LENGTH, Role.HAIR_VALUE}]
        self._drop_unbound()
        own = self._without_lost(own)
        negated = bool(self._negate)
        if not self._join_garment(own):
            self._emit_all(self._meanings(own), each=[own])
        if negated:
            self._garment = None
        elif self._all_on_head(values_of(unit for unit in own if unit.role is Role.KIND)):
            self._headwear = True
        self._after_with = ""
        self._other = False
        self._bare_hair = None

    def _join_garment(self, own: Sequence[Unit]) -> bool:
        """Read "red dress or skirt" as both in red, and "dress or red skirt" as any of the two."""
        before = self._garment
        if not self._or or self._negate or before is None or before.end != len(self._parts):
            return False
        kinds = [unit for unit in (*before.units, *own) if unit.role is Role.KIND]
        said_before, said = (any(unit.role is not Role.KIND for unit in units) for units in (before.units, own))
        alike = {one.attribute for one in (*self._meanings(before.units), *self._meanings(own))}
        if said == said_before and len(alike) == 1:
            return False
        words = f"{' '.join(part.words for part in self._parts[before.start :])} or {words_of(own)}"
        # After "red dress or blue skirt", "or top" may be blue too.
        each = [*before.each[:-1], [*before.each[-1], *own]] if said_before and not said else [kinds]
        del self._parts[before.start :]
        self._or = False
        self._emit_all(self._joined(each), each=each)
        self._parts[before.start] = replace(self._parts[before.start], words=words)
        return True

    def _emit_hair(self, noun: Unit) -> None:
        pending, self._pending = self._pending, []
        lengths = [unit for unit in pending if unit.role is Role.LENGTH or is_of(unit, "hair.length")]
        colors = [unit for unit in pending if unit.hair or is_of(unit, "hair.color")]
        shaded = [unit for unit in colors if unit.role is not Role.SHADE] or colors
        negate = self._negate
        found = [
            ("hair.length", lengths, values_of(lengths)),
            ("hair.color", colors, frozenset().union(*(unit.hair or unit.values for unit in shaded))),
        ]
        for attribute, units, values in found:
            if units:
                self._negate = negate
                said = words_of(units)
                words = said if noun.words in said.split() else f"{said} {noun.words}"
                self._emit(words, attribute=attribute, values=values, at=min(first_at(units), noun.at))
        self._unread(unit for unit in pending if unit not in lengths and unit not in colors)
        self._bare_hair = None
        if not pending:
            self._bare_hair = len(self._parts)
            self._parts.append(Part(words=noun.words, at=noun.at, weak=True))
        self._after_with = ""

    def _flush(self) -> None:
        """Give the waiting adjectives a meaning of their own, or that of the noun before which they belong to.

        That is the garment before if "with" or "in" led to them ("coat in green"), or a negation ("shirt that is not
        white"); and hair that nothing was said of before ("hair that is red").
        """
        of_hair = any(one.hair or one.role is Role.LENGTH for one in self._pending)
        if of_hair and self._bare_hair == len(self._parts) - 1:
            bare = self._parts.pop()
            self._emit_hair(Unit(role=Role.HAIR, words=bare.words, at=bare.at))
        own = [unit for unit in self._pending if unit.role in {Role.COLOR, Role.PATTERN, Role.SHADE}]
        self._pending = [unit for unit in self._pending if unit not in own]
        self._drop_unbound()
        if not own:
            return
        if self._speaks_of_item():
            said, self._negate = [*([self._negate] if self._negate else ()), *own], None
            self._parts.append(Part(words=words_of(said), at=first_at(said), weak=True))
            return
        own = self._without_lost(own)
        if self._garment is not None and self._negate:
            self._emit_exception(self._garment, own)
        elif self._garment is not None and self._after_with:
            self._add_to(self._garment, own)
        else:
            self._emit_all(self._meanings(own))

    def _speaks_of_item(self) -> bool:
        """Whether adjectives belong to a bag before: "bag that is red", or "bag in red" where nobody else can be."""
        if self._item is None or self._item != len(self._parts):
            return False
        first = self._garment is None and len(self._parts) == 1
        return self._after_with in RELATIVES or (first and bool(self._after_with))

    def _add_to(self, garment: Named, own: Sequence[Unit]) -> None:
        """Read "coat in green" as "green coat"; but the dots of a "black dress with white dots" are white, not it."""
        painted = any(unit.role in _PAINT for unit in garment.units)
        patterned = any(unit.role is Role.PATTERN for unit in own)
        added = [unit for unit in own if not (painted and patterned and unit.role in _PAINT)]
        lost = {unit.at: unit for units in garment.each for unit in lost_of([*units, *added])}
        kept = lost.keys().isdisjoint(unit.at for unit in garment.units)
        each = [[unit for unit in (*units, *added) if unit.at not in lost] for units in garment.each]
        first = self._parts[garment.start]
        parts = [
            Part(
                words=f"{first.words} with {words_of(own)}" if kept and number == 0 else one.words,
                at=first.at if kept and number == 0 else one.at,
                clause=Clause(attribute=one.attribute, values=one.values),
                color=one.color,
            )
            for number, one in enumerate(self._joined(each))
        ]
        tail, self._parts = self._parts[garment.end :], self._parts[: garment.start]
        self._unread(lost.values())
        start = len(self._parts)
        self._garment = Named(each=each, start=start, end=start + len(parts))
        self._parts += [*parts, *tail]

    def _emit_exception(self, garment: Named, own: Sequence[Unit]) -> None:
        """Read "striped shirt that is not white": white ones among the striped shirts do not count, white shoes do."""
        taken = _PAINT if any(unit.role in _PAINT for unit in own) else {Role.PATTERN}
        kept = [[unit for unit in units if unit.role not in taken and not is_exact(unit)] for units in garment.each]
        meanings = self._joined([[*units, *own] for units in kept])
        words = words_of(own) if len(meanings) == 1 else ""
        self._emit_all([replace(one, words=words or one.words, at=first_at(own)) for one in meanings])

    def _drop_unbound(self, *, of_item: bool = False) -> None:
        """Give hair its words ("short ginger"), and tell the others back as unread; nothing is lost with a bag's."""
        pending, self._pending = self._pending, []
        fixed = [unit for unit in pending if unit.role is Role.HAIR_VALUE]
        negate = self._negate
        for unit in pending:
            if unit.role is Role.HAIR_VALUE or (unit.role is Role.LENGTH and fixed):
                self._negate = negate
                self._emit(unit.words, attribute=unit.attribute, values=unit.values, at=unit.at)
            else:
                self._unread([replace(unit, weak=unit.weak or of_item)])

    def _unread(self, units: Iterable[Unit]) -> None:
        self._parts += [
            Part(words=unit.words, at=unit.at, weak=unit.weak or unit.role is Role.LENGTH) for unit in units
        ]

    def _joined(self, each: Sequence[Sequence[Unit]]) -> list[Meaning]:
        """What some words say of a garment, or of any one of several, with one clause for all of them."""
        found = [self._meanings(units) for units in each]
        if len({tuple(one.attribute for one in meanings) for meanings in found}) > 1:
            return self._meanings([unit for units in each for unit in units])
        if len(found) == 1:
            return found[0]
        return [
            replace(
                alike[0],
                words=" or ".join(one.words for one in alike),
                values=frozenset().union(*(one.values for one in alike)),
                color=None,
            )
            for alike in zip(*found, strict=True)
        ]

    def _without_lost(self, units: Sequence[Unit]) -> list[Unit]:
        lost = lost_of(units)
        self._unread(lost)
        return [unit for unit in units if unit.at not in {one.at for one in lost}]

    def _meanings(self, units: Sequence[Unit]) -> list[Meaning]:
        """What some words say of one garment: its look, or its exact colour and then, apart, its pattern.

        Beside a colour of the vocabulary an exact one only gives the order: a garment is found under one main colour.
        """
        exact = [unit for unit in units if is_exact(unit)]
        plain = [unit for unit in units if not is_exact(unit)]
        wish = wish_of(units)
        if not exact or any(unit.role in _PAINT for unit in plain):
            attribute, values = self._look(plain)
            return [Meaning(words=words_of(units), attribute=attribute, values=values, at=first_at(units), color=wish)]
        kinds = [unit for unit in plain if unit.role is Role.KIND]
        cells = [shade_values(unit.hex, values_of(kinds)) for unit in exact]
        found = Meaning(
            words=words_of([*exact, *kinds]),
            attribute=SHADE,
            values=frozenset().union(*cells),
            at=first_at([*exact, *kinds]),
            color=wish,
        )
        if len(plain) == len(kinds):
            return [replace(found, words=words_of(units))]
        attribute, values = self._look(plain)
        return [found, Meaning(words=words_of(plain), attribute=attribute, values=values, at=first_at(plain))]

    def _look(self, units: Sequence[Unit]) -> tuple[str, frozenset[str]]:
        kinds = values_of(unit for unit in units if unit.role is Role.KIND)
        colors = values_of(unit for unit in units if unit.role is Role.COLOR)
        colors = colors or values_of(unit for unit in units if unit.role is Role.SHADE)
        patterns = values_of(unit for unit in units if unit.role is Role.PATTERN)
        if sum(map(bool, (kinds, colors, patterns))) > 1:
            return "garment.look", look_values(kinds, colors=colors, patterns=patterns)
        if kinds and self._all_on_head(kinds):
            return _HEADWEAR, kinds
        if kinds:
            return "garment.kind", kinds
        return ("garment.color", colors) if colors else ("garment.pattern", patterns)

    def _all_on_head(self, kinds: frozenset[str]) -> bool:
        values = [self._vocabulary.attribute("garment.kind").value(kind) for kind in kinds]
        return all(value is not None and value.places == (Place.HEAD,) for value in values)

    def _emit_all(self, meanings: Iterable[Meaning], *, each: Sequence[Sequence[Unit]] = ()) -> None:
        """Add parts; with units, they are those of a garment, or of several to choose from."""
        negate, start, before = self._negate, len(self._parts), self._garment
        for one in meanings:
            self._negate = negate
            self._emit(one.words, attribute=one.attribute, values=one.values, at=one.at, color=one.color)
        if not each:
            return
        end = len(self._parts)
        joined = end == start and before is not None and before.end == end
        chosen = [*before.each, *each] if joined and before is not None else each
        self._garment = Named(each=chosen, start=min(start, end - 1), end=end)

    def _emit(
        self, words: str, *, attribute: str, values: frozenset[str], at: int, color: ColorWish | None = None
    ) -> None:
        negate, self._negate = self._negate, None
        clause = self._but(attribute, values) if negate else Clause(attribute=attribute, values=values)
        self._last_negated = negate
        last = self._parts[-1] if self._parts else None
        if self._or and not negate and last and last.clause and can_join(last.clause, clause):
            joined = replace(clause, values=clause.values | last.clause.values)
            self._parts[-1] = Part(words=f"{last.words} or {words}", at=last.at, clause=joined)
        elif negate:
            bare = attribute == _HEADWEAR and words in _ANY_HAT
            clause = Clause(attribute=attribute, values=_BARE) if bare else clause
            self._parts.append(Part(words=f"{negate.words} {words}", at=min(negate.at, at), clause=clause, bare=bare))
        else:
            self._parts.append(Part(words=words, at=at, clause=clause, color=color))
        self._or = False

    def _but(self, attribute: str, values: frozenset[str]) -> Clause:
        """Of a wearer, "without a beanie" asks for another known value, not for photos that do not show the head."""
        entry = self._vocabulary.attribute(attribute)
        others = {value.id for value in entry.values} - values - {NOT_VISIBLE}
        if others and not entry.multiple and entry.applies_to in {"wearer", "item"}:
            return Clause(attribute=attribute, values=frozenset(others))
        return Clause(attribute=attribute, values=values, negate=True)
