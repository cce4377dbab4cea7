"""What the texts of a product say of its garment: kind, cut, pattern."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wornby.datamodel import Place, Product
from wornby.vocabulary.entries import Vocabulary
from wornby.vocabulary.lexicon import Lexicon, Role, Unit

_ENDS = frozenset({Role.BREAK, Role.WITH})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductWords:
    """What texts say of a garment; what they do not say is empty.

    Attributes:
        kind: Value of garment.kind.
        cut: A finer word than the kind, such as "hoodie".
        pattern: Value of garment.pattern that the title names.
        described: Value of garment.pattern that the description names. A print that it speaks of may be on the back,
            or on another product: "graphic" never stands here.
    """

    kind: str = ""
    cut: str = ""
    pattern: str = ""
    described: str = ""


class ProductTexts:
    """Reads the texts of products.

    Args:
        vocabulary: Its words are what a text can be read with.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        # Titles are full of names: what is only nearly a word of the vocabulary is none of it.
        self._lexicon = Lexicon(vocabulary, spelling=False)

    def read(self, product: Product) -> ProductWords:
        """What title and description say; the title goes first."""
        title = list(self._lexicon.units(product.title))
        noun = _noun(_head_of(title)) or _noun(title) or _noun(self._lexicon.units(product.description))
        patterns = [unit for unit in title if unit.role is Role.PATTERN]
        pattern = min(patterns[0].values) if patterns and len(patterns[0].values) == 1 else ""
        described = self._described(product)
        if noun is None:
            return ProductWords(pattern=pattern, described=described)
        kind = _kind_of(noun)
        plain = noun.words in {kind, kind.replace("-", " "), f"{kind}s"}
        return ProductWords(kind=kind, cut="" if plain else noun.words, pattern=pattern, described=described)

    def place(self, kind: str) -> Place | None:
        """Where a kind is worn; None for one that is unknown, or worn anywhere."""
        value = self._vocabulary.attribute("garment.kind").value(kind)
        return value.places[0] if value is not None and value.places else None

    def _described(self, product: Product) -> str:
        found = (unit.values for unit in self._lexicon.units(product.description) if unit.role is Role.PATTERN)
        return next((min(values) for values in found if len(values) == 1 and "graphic" not in values), "")


def _noun(units: Iterable[Unit]) -> Unit | None:
    """The last garment of some words: a "shirt dress" is a dress."""
    found = [unit for unit in units if unit.role is Role.KIND and _kind_of(unit)]
    return found[-1] if found else None


def _kind_of(unit: Unit) -> str:
    """The kind that a word names; of one for several, such as "shoes", the kind of this very name."""
    return min(unit.values) if len(unit.values) == 1 else next((kind for kind in unit.values if kind == unit.words), "")


def _head_of(units: Sequence[Unit]) -> Iterable[Unit]:
    """Words up to the first break after a garment: in "coat with a hood" the coat is for sale."""
    named = False
    for unit in units:
        if named and unit.role in _ENDS:
            return
        named = named or unit.role is Role.KIND
        yield unit
