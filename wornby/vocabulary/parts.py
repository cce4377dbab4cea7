"""What the reader of texts makes of the words of a garment before they are parts of its answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wornby.datamodel import Clause, ColorWish
from wornby.vocabulary.lexicon import Role, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The garment that was named last, or the ones among which "or" lets choose, and the parts that they became.

    Attributes:
        each: The units of each garment.
        start: The first of its parts.
        end: After the last of them.
    """

    each: Sequence[Sequence[Unit]]
    start: int
    end: int

    @property
    def units(self) -> list[Unit]:
        """All units."""
        return [unit for units in self.each for unit in units]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What some words say of a garment."""

    words: str
    attribute: str
    values: frozenset[str]
    at: int
    color: ColorWish | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part that is being read.

    Attributes:
        at: Where its first word stands.
        bare: It stands for "no hat": a bare head, unless the text names something else to wear there.
    """

    words: str
    at: int
    clause: Clause | None = None
    color: ColorWish | None = None
    weak: bool = False
    bare: bool = False


def is_exact(unit: Unit) -> bool:
    """Whether an exact colour is all that a word says."""
    return bool(unit.hex) and not unit.values


def lost_of(units: Sequence[Unit]) -> list[Unit]:
    """The colour words that cannot be read together with others of a garment; nothing else is lost with them.

    An exact colour is as dark as it is. Of "orange or #1e3a5f" the exact one is lost, for one clause looks for a
    garment by the family of its colour or by the exact one; so it is beside another one, as both cannot give the order.
    """
    exact = [unit for unit in units if is_exact(unit)]
    plain = [unit for unit in units if unit.role is Role.COLOR and unit.values]
    lost = [unit for unit in units if exact and unit.role is Role.SHADE]
    if plain and (any(unit.other for unit in (*exact, *plain)) or sum(bool(unit.hex) for unit in units) > 1):
        lost += exact
    return [replace(unit, weak=True) for unit in lost]


def wish_of(units: Iterable[Unit]) -> ColorWish | None:
    """The exact colour, where the words name one and only one; "dark" or "light" before it makes it another."""
    chosen = list(units)
    named = [unit for unit in chosen if unit.hex]
    if len(named) != 1 or any(unit.role is Role.SHADE for unit in chosen):
        return None
    return ColorWish(hex=named[0].hex, kinds=values_of(unit for unit in chosen if unit.role is Role.KIND))


def is_of(unit: Unit, attribute: str) -> bool:
    """Whether a word says this of hair by itself, such as "blonde"."""
    return unit.role is Role.HAIR_VALUE and unit.attribute == attribute


def can_join(before: Clause, after: Clause) -> bool:
    """Whether "or" between two clauses makes one of them."""
    return before.attribute == after.attribute and not before.negate and not after.negate


def values_of(units: Iterable[Unit]) -> frozenset[str]:
    """All values of some words."""
    return frozenset(value for unit in units for value in unit.values)


def words_of(units: Iterable[Unit]) -> str:
    """Some words as one text."""
    return " ".join(unit.words for unit in units)


def first_at(units: Iterable[Unit]) -> int:
    """Where the first of some words stands; 0 for none."""
    return min((unit.at for unit in units), default=0)
