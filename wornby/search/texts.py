"""Words that the vocabulary does not know, looked up in the texts of products and of photos."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from wornby.datamodel import Clause, Filters, TextHit
from wornby.interfaces import RecordStore, VectorIndex
from wornby.interfaces.stores import MOST_TEXT_WORDS
from wornby.search.stated import split_id
from wornby.vocabulary.words import search_words

_MOST_PRODUCTS = 2000
_CAPTIONS = (2000, 10_000)
"""Captions that are looked at: at first, and where too few of those are left under the filters."""

_MOST_TITLES = 100
_FEWEST_TITLE_WORDS = 2
_MOST_GROUPS = 24
_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule:
    """Which texts answer.

    Attributes:
        strong: Words of each part that must be found.
        most: Most of these parts that may stay unmatched.
    """

    strong: tuple[frozenset[str], ...] = ()
    most: float = 0.0

    def matched(self, words: frozenset[str]) -> int:
        """Number of parts that a text with these words has."""
        return sum(part <= words for part in self.strong)

    def holds(self, words: frozenset[str]) -> bool:
        """Whether a text with these words answers; any does where no part must be found."""
        matched = self.matched(words)
        return not self.strong or (matched > 0 and len(self.strong) - matched <= self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMatch:
    """An entry whose texts have some of the words.

    Attributes:
        score: Sum of the best product's and the caption's, on the store's scale.
        words: Those of the words that its texts have.
        where: Which texts, in words.
    """

    score: float
    words: frozenset[str]
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnswer:
    """What answers by its texts.

    Attributes:
        skus: Products whose wearers all answer.
        others: Further entries that answer: by a caption, or by several texts together. None wears one of `skus`.
        matches: Entries by id, for their order: all of `others`, and the first wearers of the best of `skus`.
        capped: Whether more texts have the words than were looked at.
    """

    skus: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    matches: Mapping[str, TextMatch] = field(default_factory=dict)
    capped: bool = False


class TextHits:
    """What the records' texts have of one query's words. Each kind is looked up once, where it is needed.

    Args:
        records: Hold the texts.
        words: Folded words that are looked up; the first `MOST_TEXT_WORDS` different ones count.
        title: Folded words of the whole text, where it may be a product's title.
        shown: Whether only captions of what may be shown count.
    """

    def __init__(
        self, records: RecordStore, words: Sequence[str], *, title: Sequence[str] = (), shown: bool = False
    ) -> None:
        self._records = records
        self._title = tuple(dict.fromkeys(title))[:MOST_TEXT_WORDS]
        self._shown = shown
        self._captions: dict[str, TextHit] = {}
        self._limit = 0
        self.words = tuple(dict.fromkeys(words))[:MOST_TEXT_WORDS]

    @cached_property
    def products(self) -> list[TextHit]:
        """Products that have any of the words, best first."""
        return self._records.search_texts(self.words, kind="product", limit=_MOST_PRODUCTS) if self.words else []

    @cached_property
    def titled(self) -> frozenset[str]:
        """Products whose title has all words of the text, two at least."""
        if len(self._title) < _FEWEST_TITLE_WORDS:
            return frozenset()
        wanted = set(self._title)
        hits = self._records.search_texts(self._title, kind="product", limit=_MOST_TITLES)
        products = (self._records.get_product(hit.id) for hit in hits if hit.words >= wanted)
        return frozenset(one.sku for one in products if one is not None and wanted <= set(search_words(one.title)))

    def captions(self, limit: int) -> Mapping[str, TextHit]:
        """Photos by id whose captions have any of the words, best first: so many, or as many as were looked up."""
        if self.words and limit > self._limit:
            self._limit = limit
            found = self._records.search_texts(self.words, kind="asset", limit=limit, shown=self._shown)
            self._captions = {hit.id: hit for hit in found}
        return self._captions


class TextLookup:
    """Finds entries by the texts of their products and photos.

    Args:
        index: Knows who wears which product, and the entries of a photo.
        cap: Most wearers of products that are put in order, and fewest photos that are looked for.
    """

    def __init__(self, index: VectorIndex, *, cap: int) -> None:
        self._index = index
        self._cap = cap

    def find(self, hits: TextHits, rule: TextRule, *, filters: Filters, ordered: bool = True) -> TextAnswer:
        """Entries under a filter that answer.

        Args:
            hits: Of the query's words.
            rule: Which texts answer.
            filters: Clauses that must hold.
            ordered: Whether wearers of products are put in order too; else they are only named by their products.
        """
        if not hits.words:
            return TextAnswer()
        whole = list(_groups([hit for hit in hits.products if rule.holds(hit.words)]))
        skus = frozenset(sku for group, _ in whole for sku in group)
        found = self._wearers(whole, filters=filters) if ordered else {}
        parts = [hit for hit in hits.products if not rule.holds(hit.words) and rule.matched(hit.words)]
        others = self._wearers(_groups(parts), filters=(*filters, *_worn(skus, negate=True)))
        capped = len(hits.products) >= _MOST_PRODUCTS or len(others) >= self._cap
        captions, more, cut = self._captions(hits, filters=filters, deep=bool(rule.strong))
        capped |= cut
        own = {hit.id for hit in self._index.of_assets(captions, filters=(*filters, *_worn(skus)))} if skus else ()
        for name in more:
            hit = captions[split_id(name)[0]]
            match = TextMatch(score=hit.score, words=hit.words, where=("its caption",))
            if name not in own:
                others[name] = _joined(others.get(name), match, add=True)
            elif name in found:
                found[name] = _joined(found[name], match, add=True)
        others = {name: match for name, match in others.items() if rule.holds(match.words)}
        return TextAnswer(skus=skus, others=frozenset(others), matches={**found, **others}, capped=capped)

    def wearers(self, skus: frozenset[str], *, filters: Filters) -> list[str]:
        """Ids of the first wearers of any of some products under a filter."""
        found = self._index.scroll(filters=(*filters, *_worn(skus)), after=None, limit=self._cap)
        return [hit.id for hit in found]

    def _wearers(
        self, groups: Sequence[tuple[list[str], TextHit]] | Iterator[tuple[list[str], TextHit]], *, filters: Filters
    ) -> dict[str, TextMatch]:
        found: dict[str, TextMatch] = {}
        for skus, hit in groups:
            if len(found) >= self._cap:
                break
            match = TextMatch(score=hit.score, words=hit.words, where=(_product_words(skus),))
            for name in self.wearers(frozenset(skus), filters=filters):
                found[name] = _joined(found.get(name), match, add=False)
        return found

    def _captions(
        self, hits: TextHits, *, filters: Filters, deep: bool
    ) -> tuple[Mapping[str, TextHit], list[str], bool]:
        """Photos by id, their entries under a filter, and whether there may be more."""
        captions: Mapping[str, TextHit] = {}
        found: list[str] = []
        limit = 0
        for limit in _CAPTIONS if deep else _CAPTIONS[:1]:
            captions = hits.captions(limit)
            found = [hit.id for hit in self._index.of_assets(captions, filters=filters)] if captions else []
            if len(captions) < limit or len(found) >= self._cap:
                break
        return captions, found, len(captions) >= limit


def worn(skus: frozenset[str], *, negate: bool = False) -> Clause:
    """Who wears any of some products, or none of them; part of the question."""
    return Clause(attribute="product", values=skus, negate=negate, fixed=True)


def _worn(skus: frozenset[str], *, negate: bool = False) -> Filters:
    return (worn(skus, negate=negate),) if skus else ()


def _groups(hits: Sequence[TextHit]) -> Iterator[tuple[list[str], TextHit]]:
    """Products that are equally good, best first; after the best groups only by the words that they have."""
    groups: dict[tuple[frozenset[str], float | None], tuple[list[str], TextHit]] = {}
    for hit in hits:
        key = (hit.words, round(hit.score, _DIGITS) if len(groups) < _MOST_GROUPS else None)
        skus, best = groups.setdefault(key, ([], hit))
        skus.append(hit.id)
        groups[key] = (skus, best if best.score <= hit.score else hit)
    yield from groups.values()


def _joined(before: TextMatch | None, match: TextMatch, *, add: bool) -> TextMatch:
    if before is None:
        return match
    score = before.score + match.score if add else max(before.score, match.score)
    where = tuple(dict.fromkeys((*before.where, *match.where)))
    return replace(before, score=score, words=before.words | match.words, where=where)


def _product_words(skus: Sequence[str]) -> str:
    return f"product {skus[0]}" if len(skus) == 1 else "its product"
