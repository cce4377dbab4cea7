"""How the text of a query is read: what becomes filters, which exact colours are wished, which words are looked up."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from wornby.datamodel import Clause, Filters, ReadPart
from wornby.errors import ForbiddenAttributeError
from wornby.vocabulary import Attribute, Sensitivity, TextReader, refuse_forbidden
from wornby.vocabulary.words import GENDERED, plain_words, search_words

_MOST_SKUS = 8
_CAPTION = Attribute(
    id="caption", title="caption", applies_to="photo", known_by="model", sensitivity=Sensitivity.OPEN, structural=True
)
"""Stands for what is looked up in texts about people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as it was read.

    Attributes:
        text: What an encoder is asked: the text without what the shopper took back.
        parts: In order, those that were taken back too.
        legible: Whether the text holds a letter or a figure, or nothing at all.
        refused: Whether it speaks of what wornby never states about people; such words are not searched.
    """

    text: str = ""
    parts: tuple[ReadPart, ...] = ()
    legible: bool = True
    refused: bool = False

    @property
    def kept(self) -> tuple[ReadPart, ...]:
        """The parts that count."""
        return tuple(part for part in self.parts if not part.dropped)

    @property
    def clauses(self) -> Filters:
        """What must hold."""
        return tuple(part.clause for part in self.kept if part.clause is not None)

    @property
    def wishes(self) -> tuple[ReadPart, ...]:
        """Parts that name an exact colour."""
        return tuple(part for part in self.kept if part.color is not None)

    @property
    def strong(self) -> tuple[ReadPart, ...]:
        """Parts that must be found in texts, or by an encoder."""
        return tuple(part for part in self.kept if part.text and not part.weak)

    @property
    def weak(self) -> tuple[ReadPart, ...]:
        """Parts that are looked up in texts, and never empty a result."""
        return tuple(part for part in self.kept if part.text and part.weak)

    def without(self, part: ReadPart) -> "Reading":
        """The same text as if a part had been taken back."""
        parts = tuple(replace(one, dropped=True) if one is part else one for one in self.parts)
        return replace(self, parts=parts, text=_joined(parts))


def read_query(
    text: str, *, reader: TextReader, drop: Collection[str] = (), is_sku: Callable[[str], bool] = lambda _: False
) -> Reading:
    """Read a text.

    Words that speak of what wornby never states about people are told back, and looked up nowhere.

    Args:
        text: As a shopper wrote it.
        reader: Knows the vocabulary.
        drop: Words of parts that do not count, or some words of them; a comma parts several.
        is_sku: Whether some words are a product's SKU.
    """
    gone = {plain for words in drop for piece in re.split("[,;]", words) if (plain := _plain(piece))}
    skus = _skus(text, is_sku)
    read = _read(text, skus, reader=reader)
    inner = gone - {_plain(part.words) for part in read}
    rest = text
    for words in sorted(inner, key=len, reverse=True):
        less = _less(rest, words)
        read += [ReadPart(words=words, clause=None)] if less != rest else []
        rest = less
    if rest != text:
        read = [*_read(rest, skus, reader=reader), *(part for part in read if _plain(part.words) in gone)]
    found = sorted(dict.fromkeys(read), key=lambda part: _position(part.words, text))
    refused = _refused([part.words for part in found if part.clause is None and _plain(part.words) not in GENDERED])
    parts = tuple(_marked(part, dropped=_plain(part.words) in gone, refused=part.words in refused) for part in found)
    spoken = [part for part in parts if not part.dropped]
    is_refused = not refused.isdisjoint(part.words for part in spoken)
    # What is asked beside it, if anything, is answered; by itself it has no answer.
    is_all = all(part.clause is None and part.color is None and part.weak for part in spoken)
    legible = not text.strip() or any(letter.isalnum() for letter in text)
    return Reading(
        text=_joined(parts) if len(spoken) < len(parts) else text.strip(),
        parts=parts,
        legible=legible and not (is_refused and is_all),
        refused=is_refused,
    )


def clause_words(clause: Clause) -> str:
    """A clause as people write filters: `hair.color=red,brown`."""
    return f"{clause.attribute}{'!=' if clause.negate else '='}{','.join(sorted(clause.values))}"


def _read(text: str, skus: Collection[str], *, reader: TextReader) -> list[ReadPart]:
    """The parts of a text; SKUs are taken out before anything is read."""
    said = [word for word in skus if word in text]
    rest = text
    for word in said:
        rest = re.sub(rf"(?<![^\s,;.(]){re.escape(word)}(?![^\s,;.)])", " ; ", rest)
    parts = [ReadPart(words=word, clause=Clause(attribute="product", values=frozenset({word}))) for word in said]
    return [*parts, *(reader.read(rest) if rest.strip(" ;") or not said else ())]


def _skus(text: str, is_sku: Callable[[str], bool]) -> list[str]:
    """A text that is a SKU, or its words that are; a word of letters alone is none."""
    whole = text.strip()
    if not whole.isprintable():
        # No database takes all signs.
        return []
    words = [word.strip(",;.()") for word in whole.split()]
    coded = [word for word in words if word != whole and any(letter.isdigit() for letter in word)]
    return [word for word in dict.fromkeys([whole, *coded[:_MOST_SKUS]]) if word and is_sku(word)]


def _less(text: str, words: str) -> str:
    """A text without the first place where some words stand."""
    pattern = r"[\W_]+".join(map(re.escape, words.split()))
    return re.sub(rf"(?<!\w){pattern}(?!\w)", " ", text, count=1, flags=re.IGNORECASE)


def _refused(words: Sequence[str]) -> set[str]:
    """Those of some parts that speak of what wornby never states about people, alone or with their neighbour."""
    alone = {one for one in words if _speaks(one)}
    pairs = [pair for pair in pairwise(words) if alone.isdisjoint(pair) and _speaks(" ".join(pair))]
    return alone.union(*pairs)


def _speaks(words: str) -> bool:
    """Whether they are words by which no attribute may be named; what only pictures are not drawn by may be a brand's.

    "Nordic" and "cute" are said of clothes.
    """
    folded = " ".join(search_words(words))
    try:
        refuse_forbidden(_CAPTION.model_copy(update={"title": f"{words} | {folded}"}))
    except ForbiddenAttributeError:
        return True
    return False


def _marked(part: ReadPart, *, dropped: bool, refused: bool) -> ReadPart:
    if part.clause is not None or part.color is not None:
        return replace(part, dropped=dropped)
    if refused:
        return replace(part, dropped=dropped, weak=True, text=False)
    weak = part.weak or _plain(part.words) in GENDERED
    return replace(part, dropped=dropped, weak=weak, text=bool(search_words(part.words)))


def _joined(parts: Collection[ReadPart]) -> str:
    return ", ".join(part.words for part in parts if not part.dropped)


def _position(words: str, text: str) -> int:
    """Where a part begins in a text, in words; at the end where the reader put it together from several places."""
    said, own = plain_words(text), plain_words(words)
    return next((at for at in range(len(said)) if said[at : at + 1] == own[:1]), len(said))


def _plain(words: str) -> str:
    return " ".join(word for word in plain_words(words) if any(map(str.isalnum, word)))
