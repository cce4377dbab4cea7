"""Which entries answer a query, and in which order."""

import heapq
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from wornby.datamodel import Filters, IndexHit
from wornby.interfaces import RecordStore, TextRanker, VectorIndex
from wornby.search.asking import Asked, Ranked, Segment
from wornby.search.cursor import Cursor
from wornby.search.floors import Floors
from wornby.search.fusion import RankedList, fuse
from wornby.search.nuances import ColorNuances, nearest_cells
from wornby.search.pictures import QueryPicture
from wornby.search.reading import Reading
from wornby.search.texts import TextAnswer, TextHits, TextLookup, TextMatch, TextRule, worn
from wornby.vocabulary import Vocabulary
from wornby.vocabulary.words import search_words

MOST_RANKED = 1000
"""Most wearers of products, or of a colour, that are put in order; the others come after them, by id."""

MOST_NEAR = 200
"""Most entries that are like a picture, or that an encoder finds: an index takes ten times as long for 1000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What the words of a query say.

    Attributes:
        segments: Entries that answer, before any picture.
        lists: For their order.
        first: Ids that come before all others.
        capped: Whether there may be more entries.
    """

    segments: tuple[Segment, ...]
    lists: tuple[RankedList, ...] = ()
    first: frozenset[str] = frozenset()
    capped: bool = False


class Ranker:
    """Ranks what the index holds.

    Args:
        records: Texts, and measured colours.
        index: Vectors and attributes.
        vocabulary: States the sensitivity of attributes.
        floors: Where relevance ends.
        encoder: Ranks by a joint text-image encoder; None where none is configured.
    """

    def __init__(
        self,
        records: RecordStore,
        index: VectorIndex,
        *,
        vocabulary: Vocabulary,
        floors: Floors,
        encoder: TextRanker | None = None,
    ) -> None:
        self._records = records
        self._index = index
        self._floors = floors
        self._encoder = encoder
        self._nuances = ColorNuances(records, vocabulary=vocabulary)
        self._texts = TextLookup(index, cap=MOST_RANKED)

    def look_up(self, asked: Asked) -> Asked:
        """The query with what the records' texts have of its words, so that they are asked once for one answer."""
        reading = asked.reading
        words = [word for part in (*reading.strong, *reading.weak) for word in search_words(part.words)]
        title = search_words(reading.text) if reading.clauses and not reading.refused else []
        return replace(asked, texts=TextHits(self._records, words, title=title, shown=asked.is_shown))

    def rank(self, asked: Asked) -> Ranked:
        """Rank what answers a query."""
        return self._ranked(asked, ignoring="", ordered=True)

    def narrow(self, asked: Asked, *, ignoring: str) -> Ranked:
        """What answers a query without the filters on an attribute, in no order: for the facet of that attribute."""
        return self._ranked(asked, ignoring=ignoring, ordered=False)

    def count(self, ranked: Ranked, *, more: Filters = ()) -> int:
        """Number of entries of an answer, under further clauses."""
        return sum(self._index.count((*one.filters, *more), among=one.among) for one in ranked.segments)

    def near(self, asked: Asked) -> frozenset[str] | None:
        """Entries that are like the picture of a query, whatever its text and filters say; None without a picture."""
        if asked.picture is None:
            return None
        fixed = asked.scope[len(asked.filters) :]
        return frozenset(self._by_picture(asked.picture, _Words(segments=(Segment(filters=fixed),)))[0])

    def estimate(self, asked: Asked, *, near: Collection[str] | None, more: Filters = ()) -> int:
        """At least how many entries answer a query, by what the records say of them alone.

        Args:
            asked: The query.
            near: Entries that are like its picture; None for any.
            more: Further clauses.
        """
        segments = self._by_words(asked, ignoring="", ordered=False, heard=False).segments
        return sum(self._index.count((*one.filters, *more), among=_both(one.among, near)) for one in segments)

    def page(self, ranked: Ranked, *, cursor: Cursor, k: int) -> tuple[list[IndexHit], Cursor | None]:
        """Entries of an answer from a place on, and the place after them; None at the end."""
        start = 0 if cursor.position is None else cursor.position
        if cursor.after is None:
            found = list(ranked.order[start : start + k + 1])
            skipped = min(max(0, start - len(ranked.order)), MOST_RANKED)
        else:
            found, skipped = [], 0
        ordered = len(found)
        if ordered <= k:
            found += self._others(ranked, after=cursor.after, limit=skipped + k + 1 - ordered)[skipped:]
        if len(found) <= k:
            return found, None
        if ordered >= k:
            return found[:k], Cursor(position=start + k)
        return found[:k], Cursor(after=found[k - 1].id)

    def _ranked(self, asked: Asked, *, ignoring: str, ordered: bool) -> Ranked:
        scope = _kept(asked.scope, ignoring)
        if not asked.reading.legible:
            return Ranked(filters=scope)
        words = self._by_words(asked, ignoring=ignoring, ordered=ordered)
        segments, lists, capped = words.segments, list(words.lists), words.capped
        if asked.picture is not None:
            scores, segments, capped = self._by_picture(asked.picture, words)
            lists = [RankedList(by="picture", part="picture", scores=scores), *(one.within(scores) for one in lists)]
        if ordered:
            lists += self._by_colors(asked.reading, segments)
        kept = tuple(one for one in lists if one.scores)
        order = sorted(fuse(kept), key=lambda hit: hit.id not in words.first)
        plain = asked.picture is None and not asked.reading.strong
        return Ranked(filters=scope, segments=segments, order=tuple(order), lists=kept, capped=capped, plain=plain)

    def _others(self, ranked: Ranked, *, after: str | None, limit: int) -> list[IndexHit]:
        """Entries that nothing ranks, by id."""
        known = {hit.id for hit in ranked.order}
        found: list[IndexHit] = []
        for segment in ranked.segments:
            if segment.among is None:
                more = self._index.scroll(filters=segment.filters, after=after, limit=limit + len(known))
                found += [hit for hit in more if hit.id not in known][:limit]
        return heapq.nsmallest(limit, found, key=lambda hit: hit.id)

    def _by_words(self, asked: Asked, *, ignoring: str, ordered: bool, heard: bool = True) -> _Words:
        """Entries that answer a text: those that have what was read, and wearers of products of that title."""
        reading = asked.reading
        scope, held = _kept(asked.scope, ignoring), _kept(asked.clauses, ignoring)
        texts = asked.texts or self.look_up(asked).texts
        answer = TextAnswer()
        lists: list[RankedList] = []
        if texts is not None and (reading.strong or (reading.weak and ordered)):
            rule = self._rule(reading, texts)
            answer = self._texts.find(texts, rule, filters=held, ordered=ordered)
            lists.append(_text_list(reading, rule, answer))
        spoken: dict[str, float] = {}
        if heard and (ordered or reading.strong) and self._encoder is not None and reading.text:
            hits = self._encoder.rank(reading.text, filters=held, k=MOST_NEAR)
            spoken = {hit.id: hit.score for hit in hits}
            lists.append(RankedList(by="encoder", part=reading.text, scores=spoken))
        segments: tuple[Segment, ...] = (Segment(filters=held),)
        if reading.strong:
            segments = tuple(_spoken(held, answer.skus, others=answer.others | frozenset(spoken)))
        capped = bool(reading.strong) and (answer.capped or len(spoken) >= MOST_NEAR)
        titled = texts.titled if texts is not None and not asked.is_open else frozenset()
        if not titled:
            return _Words(segments=segments, lists=tuple(lists), capped=capped)
        others = (replace(one, filters=(*one.filters, worn(titled, negate=True))) for one in segments)
        segments = (Segment(filters=(*scope, worn(titled))), *others)
        first = self._texts.wearers(titled, filters=scope) if ordered else []
        said = "in the title of its product"
        lists.append(
            RankedList(by="text", part=reading.text, scores=dict.fromkeys(first, 1.0), found=dict.fromkeys(first, said))
        )
        return _Words(segments=segments, lists=tuple(lists), first=frozenset(first), capped=capped)

    def _by_picture(self, picture: QueryPicture, words: _Words) -> tuple[dict[str, float], tuple[Segment, ...], bool]:
        """Scores of the entries of an answer that are like a picture, their segments, and whether there may be more."""
        if not len(picture.vectors):
            return {}, (), False
        floor = self._floors.picture(self._index.space.name, confidence=picture.confidence)
        scores: dict[str, float] = {}
        segments: list[Segment] = []
        capped = words.capped
        for segment in words.segments:
            # An index cannot look among ids: more of all others are looked at.
            k = (MOST_NEAR if segment.among is None else MOST_RANKED) + 1
            hits = self._index.query(picture.vectors, filters=segment.filters, k=k, floor=floor)
            own = [hit for hit in hits if not picture.is_itself(hit.id)]
            own = [hit for hit in own if segment.among is None or hit.id in segment.among]
            capped |= len(hits) >= k
            scores |= {hit.id: hit.score for hit in own[:MOST_NEAR]}
            segments.append(replace(segment, among=frozenset(hit.id for hit in own[:MOST_NEAR])))
        return scores, tuple(one for one in segments if one.among), capped

    def _rule(self, reading: Reading, texts: TextHits) -> TextRule:
        """No more of the query may stay unmatched than the floor allows."""
        asked = frozenset(texts.words)
        strong = tuple(asked.intersection(search_words(part.words)) for part in reading.strong)
        # Of a text that is too long, parts behind the words that count are not asked for.
        known = tuple(part for part in strong if part)
        return TextRule(strong=known, most=self._floors.most_unmatched * (len(reading.clauses) + len(known)))

    def _by_colors(self, reading: Reading, segments: Sequence[Segment]) -> Iterator[RankedList]:
        for part in reading.wishes:
            if part.color is not None and segments:
                near = self._nuances.distances(
                    self._of_color(part.color.hex, part.color.kinds, segments), wish=part.color
                )
                scores = {name: -distance for name, (distance, _) in near.items()}
                said = {
                    name: f"{code}, {distance:.1f} from {part.color.hex}" for name, (distance, code) in near.items()
                }
                yield RankedList(by="color", part=part.words, scores=scores, found=said)

    def _of_color(self, code: str, kinds: Collection[str], segments: Sequence[Segment]) -> list[str]:
        """Entries of an answer whose cell of colours is nearest to a colour: all that are put in order by it."""
        named = [name for one in segments for name in sorted(one.among or ())]
        plain = [one for one in segments if one.among is None]
        found: dict[str, None] = dict.fromkeys(named)
        if plain:
            for clause in nearest_cells(self._index, code, kinds=kinds):
                for segment in plain:
                    filters = (*segment.filters, clause)
                    limit = MOST_RANKED - len(found)
                    hits = self._index.scroll(filters=filters, after=None, limit=limit) if limit > 0 else []
                    found |= dict.fromkeys(hit.id for hit in hits)
                if len(found) >= MOST_RANKED:
                    break
        return list(found)


def _kept(filters: Filters, ignoring: str) -> Filters:
    return tuple(clause for clause in filters if not clause.is_own_of(ignoring))


def _spoken(held: Filters, skus: frozenset[str], *, others: frozenset[str]) -> Iterator[Segment]:
    """Wearers of some products, and, apart from them, other entries."""
    if skus:
        yield Segment(filters=(*held, worn(skus)))
    if others:
        yield Segment(filters=(*held, worn(skus, negate=True)) if skus else held, among=others)


def _both(among: frozenset[str] | None, near: Collection[str] | None) -> Collection[str] | None:
    return near if among is None else among if near is None else among.intersection(near)


def _text_list(reading: Reading, rule: TextRule, answer: TextAnswer) -> RankedList:
    """Entries by the number of parts that their texts have, and by the store's own score."""
    highest = 1 + max((match.score for match in answer.matches.values()), default=0.0)
    scores = {name: rule.matched(match.words) + match.score / highest for name, match in answer.matches.items()}
    said = {name: _said(match) for name, match in answer.matches.items()}
    part = ", ".join(one.words for one in (*reading.strong, *reading.weak))
    return RankedList(by="text", part=part, scores=scores, found=said)


def _said(match: TextMatch) -> str:
    return f"{', '.join(sorted(match.words))} in {' and '.join(match.where)}"
