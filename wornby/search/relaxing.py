"""Where nothing is left: what of a query to give up."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from wornby.datamodel import Clause, Filters, ReadPart, Relaxation
from wornby.search.asking import Asked
from wornby.search.crowds import Crowd
from wornby.search.ranking import Ranker
from wornby.search.reading import clause_words
from wornby.vocabulary import TextReader
from wornby.vocabulary.shades import SHADE

PICTURE = "picture"
"""What the picture of a query is called among its parts."""

_MOST_TRIES = 12
_MOST_PARTS = 8
_FEWEST_UNREAD = 2
_KINDS = frozenset({"garment.kind", "headwear.kind"})


def find_relaxations(asked: Asked, ranker: Ranker, *, reader: TextReader, crowd: Crowd) -> tuple[Relaxation, ...]:
    """What to give up for something to be left, most wearers first: a part, its colour, or all words that say nothing.

    Each is named by words that `Query.drop` takes, or as a filter is written. Counts are what the records say at least:
    an encoder is not asked again, nor a picture compared again. Of a long query the first parts are tried. Nothing is
    offered that leaves all there is.

    Args:
        asked: The query.
        ranker: Counts.
        reader: Read its text.
        crowd: Says what may be told of the counts; what too few would be left by is not offered.
    """
    near = ranker.near(asked)
    counts: dict[str, int] = {}
    for number, (part, less) in enumerate(_with_less(asked, reader)):
        if number >= _MOST_TRIES:
            break
        if not less.is_open:
            around = None if part == PICTURE else near
            told = crowd.total(partial(_estimate, ranker, less, near=around))
            counts[part] = max(counts.get(part, 0), told)
    rough = crowd.is_rough
    found = [Relaxation(part=part, count=count, at_least=rough) for part, count in counts.items() if count]
    return tuple(sorted(found, key=lambda one: -one.count))


def _estimate(ranker: Ranker, asked: Asked, more: Filters, *, near: Collection[str] | None) -> int:
    return ranker.estimate(asked, near=near, more=more)


def _with_less(asked: Asked, reader: TextReader) -> Iterator[tuple[str, Asked]]:
    reading = asked.reading
    if not reading.legible:
        return
    if asked.picture is not None:
        yield PICTURE, asked.without_picture()
    if len(reading.strong) >= _FEWEST_UNREAD:
        yield ", ".join(part.words for part in reading.strong), asked.without_parts(reading.strong)
    parts = [part for part in reading.kept if part.clause is not None or part in reading.strong]
    for part in parts[:_MOST_PARTS]:
        yield part.words, asked.without_parts([part])
    for clause in asked.filters:
        yield clause_words(clause), asked.without_filter(clause)
    for part in parts[:_MOST_PARTS]:
        plain = _plainer(part, reader)
        if plain is not None and _is_said_once(plain[0], reading.parts):
            words, kept = plain
            yield words, asked.with_part(part, kept)


def _plainer(part: ReadPart, reader: TextReader) -> tuple[str, ReadPart] | None:
    """The words for colour and pattern in a part about one garment, and the part without them."""
    if part.clause is None or part.clause.negate or part.clause.attribute not in {"garment.look", SHADE}:
        return None
    words = part.words.split()
    for size in range(len(words) - 1, 0, -1):
        for dropped, kept in ((words[:-size], words[-size:]), (words[size:], words[:size])):
            read = reader.read(" ".join(kept))
            if len(read) == 1 and _is_kind(read[0].clause):
                return " ".join(dropped), read[0]
    return None


def _is_said_once(words: str, parts: Sequence[ReadPart]) -> bool:
    """Whether dropping some words can mean no other part."""
    said = " | ".join(f" {part.words} " for part in parts)
    return said.count(f" {words} ") == 1


def _is_kind(clause: Clause | None) -> bool:
    return clause is not None and clause.attribute in _KINDS and not clause.negate
