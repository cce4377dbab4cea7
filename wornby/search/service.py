"""Answers queries: text read as clauses, pictures as vectors, facets over the whole result, a reason for each hit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wornby.datamodel import (
    AssetKind,
    Clause,
    Facet,
    FacetValue,
    Filters,
    Gallery,
    Hit,
    IndexHit,
    Product,
    Purpose,
    Query,
    ReadPart,
    SearchResult,
)
from wornby.errors import InputError, NotFoundError
from wornby.interfaces import RecordStore, Tagger, VectorIndex
from wornby.search.cursor import Cursor
from wornby.search.entries import LOOSE, index_entries
from wornby.search.filters import check_filters
from wornby.vocabulary import Attribute, TextReader, Vocabulary
from wornby.vocabulary.words import GENDERED, plain_words, singular

_SHOWN = Clause(attribute="rights.display", values=frozenset({"yes"}))
_PRODUCTS_PAGE = 500
_LONGEST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a text was read. `answerable` is False where words are left that nothing in the library has."""

    parts: tuple[ReadPart, ...]
    answerable: bool

    @property
    def clauses(self) -> Filters:
        return tuple(part.clause for part in self.parts if part.clause is not None)


class SearchService:
    """Answers queries from the index, and hits with the records.

    Args:
        records: The truth: assets with their rights, products.
        index: What is searched; kept in step by `IndexSync`.
        tagger: Embeds query pictures.
        vocabulary: Reads texts and names values.
    """

    def __init__(self, records: RecordStore, index: VectorIndex, *, tagger: Tagger, vocabulary: Vocabulary) -> None:
        self._records = records
        self._index = index
        self._tagger = tagger
        self._vocabulary = vocabulary
        self._reader = TextReader(vocabulary)

    def search(self, query: Query) -> SearchResult:
        """Answer one query.

        Words that nothing was read from are looked up in the products' texts. Where no product has them all, the
        result is empty: a query with no answer returns nothing.

        Raises:
            FilterError: A filter names what the vocabulary does not know.
            InputError: `k` is under 1, the text is too long, or the cursor is not one of this query's.
        """
        if query.k < 1:
            message = f"Ask for at least one hit, not {query.k}."
            raise InputError(message)
        if len(query.text) > _LONGEST_TEXT:
            message = f"The text has {len(query.text)} characters; at most {_LONGEST_TEXT} are read."
            raise InputError(message)
        check_filters(query.filters, self._vocabulary)
        reading = self._read(query.text)
        if not reading.answerable:
            return SearchResult(hits=(), total=0, facets=(), read_as=reading.parts, cursor=None)
        clauses = (*query.filters, *reading.clauses)
        filters = _visible(clauses, everything=query.everything)
        found, cursor = self._page(query, filters)
        return SearchResult(
            hits=tuple(self._hits(found, clauses=clauses, query=query)),
            total=self._index.count(filters),
            facets=self._facets(filters),
            read_as=reading.parts,
            cursor=cursor,
        )

    def facets(self, filters: Filters = (), *, everything: bool = False) -> tuple[Facet, ...]:
        """Counts of values over all wearers under a filter.

        Args:
            filters: Clauses that must hold; a facet ignores those on its own attribute.
            everything: Also what may not be shown.

        Raises:
            FilterError: A filter names what the vocabulary does not know.
        """
        check_filters(filters, self._vocabulary)
        return self._facets(_visible(filters, everything=everything))

    def gallery(self, product: str, *, filters: Filters = (), cursor: str | None = None, k: int = 24) -> Gallery:
        """A product with the photos of its wearers; the shop's own pictures are left out.

        Generated pictures are given only where no photo is left: they never stand among people who were there.

        Raises:
            NotFoundError: No such product.
            FilterError: A filter names what the vocabulary does not know.
        """
        found = self._records.get_product(product)
        if found is None:
            message = f"No product {product!r}. List the known ones with `wornby products`."
            raise NotFoundError(message)
        own = Clause(attribute="product", values=frozenset({product}))
        results = []
        for kind in (AssetKind.WORN, AssetKind.GENERATED):
            shown = Clause(attribute="asset.kind", values=frozenset({kind.value}))
            results.append(self.search(Query(filters=(*filters, own, shown), cursor=cursor, k=k)))
            if results[-1].total:
                return Gallery(product=found, result=results[-1])
        return Gallery(product=found, result=results[0])

    def _read(self, text: str) -> _Reading:
        parts = self._reader.read(text)
        left = [part.words for part in parts if part.clause is None and part.words not in GENDERED]
        if not left:
            return _Reading(parts, answerable=True)
        skus = self._products_with(left)
        if not skus:
            return _Reading(parts, answerable=False)
        kept = tuple(part for part in parts if part.words not in left or part.clause is not None)
        clause = Clause(attribute="product", values=skus)
        return _Reading((*kept, ReadPart(words=" ".join(left), clause=clause)), answerable=True)

    def _products_with(self, phrases: Sequence[str]) -> frozenset[str]:
        wanted = {singular(word) for phrase in phrases for word in plain_words(phrase)}
        return frozenset(product.sku for product in self._products() if wanted <= _product_words(product))

    def _products(self) -> Iterator[Product]:
        after: str | None = None
        while page := self._records.list_products(after=after, limit=_PRODUCTS_PAGE):
            yield from page
            after = page[-1].sku

    def _page(self, query: Query, filters: Filters) -> tuple[list[IndexHit], str | None]:
        cursor = Cursor.parse(query.cursor)
        if query.pixels is None:
            found = self._index.scroll(filters=filters, after=cursor.after_id(), limit=query.k + 1)
            more = len(found) > query.k
            return found[: query.k], Cursor(after=found[query.k - 1].id).text() if more else None
        embeddings = self._tagger.embed_region(query.pixels, region=query.region)
        if not embeddings:
            return [], None
        for embedding in embeddings:
            self._index.space.check(embedding.space)
        vectors = np.stack([embedding.vector for embedding in embeddings]).astype(np.float32)
        start = cursor.offset()
        end = start + query.k
        found = self._index.query(vectors, filters=filters, k=end + 1)
        return found[start:end], Cursor(position=end).text() if len(found) > end else None

    def _hits(self, found: Sequence[IndexHit], *, clauses: Filters, query: Query) -> Iterator[Hit]:
        """Hits with their assets. Rights are looked at again: an index that lags never shows what may not be shown."""
        asset_ids = list(dict.fromkeys(one.id.rpartition(".")[0] for one in found))
        assets = self._records.get_assets(asset_ids)
        for one in found:
            asset_id, _, number = one.id.rpartition(".")
            asset = assets.get(asset_id)
            if asset is None or not (query.everything or asset.rights.allows(Purpose.DISPLAY)):
                continue
            entries = index_entries(asset, vocabulary=self._vocabulary)
            attributes = next((entry.attributes for entry in entries if entry.id == one.id), None)
            if attributes is None:
                continue
            why = [self._reason(clause, attributes.get(clause.attribute, ())) for clause in clauses]
            if query.pixels is not None:
                why.append(f"Looks like the picture ({one.score:.2f})")
            wearer = None if number == LOOSE else int(number)
            reasons = tuple(dict.fromkeys(reason for reason in why if reason))
            yield Hit(id=one.id, asset=asset, wearer=wearer, score=one.score, why=reasons)

    def _reason(self, clause: Clause, values: Sequence[str]) -> str:
        title = self._vocabulary.attribute(clause.attribute).title
        if clause.negate:
            return f"{title}: not {self._titles(clause.attribute, sorted(clause.values))}"
        matched = [value for value in values if value in clause.values]
        return f"{title}: {self._titles(clause.attribute, matched)}" if matched else ""

    def _titles(self, attribute: str, values: Iterable[str]) -> str:
        return ", ".join(self._vocabulary.title(attribute, value) for value in values)

    def _facets(self, filters: Filters) -> tuple[Facet, ...]:
        attributes = self._vocabulary.facet_attributes()
        counts = self._index.facets(filters, attributes=[attribute.id for attribute in attributes])
        facets = (
            _facet(one, counts.get(one.id, {}), filters=filters, vocabulary=self._vocabulary) for one in attributes
        )
        return tuple(facet for facet in facets if facet.values)


def _facet(attribute: Attribute, counts: dict[str, int], *, filters: Filters, vocabulary: Vocabulary) -> Facet:
    selected = {
        value for clause in filters if clause.attribute == attribute.id and not clause.negate for value in clause.values
    }
    order = {value.id: position for position, value in enumerate(attribute.values)}
    shown = [
        value for value in {**dict.fromkeys(sorted(selected), 0), **counts} if counts.get(value) or value in selected
    ]
    shown.sort(key=lambda value: (-counts.get(value, 0), order.get(value, len(order)), value))
    values = tuple(
        FacetValue(
            value=value,
            title=vocabulary.title(attribute.id, value),
            count=counts.get(value, 0),
            selected=value in selected,
        )
        for value in shown
    )
    return Facet(attribute=attribute.id, title=attribute.title, values=values)


def _visible(filters: Filters, *, everything: bool) -> Filters:
    return filters if everything else (*filters, replace(_SHOWN))


def _product_words(product: Product) -> set[str]:
    text = f"{product.title} {product.description} {product.sku}"
    return {singular(word) for word in plain_words(text)}
