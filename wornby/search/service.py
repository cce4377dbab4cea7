"""Answers queries: text, pictures and filters become one ranked result with facets, and a reason for each hit."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wornby.datamodel import (
    AssetKind,
    Clause,
    Facet,
    Filters,
    Gallery,
    Hit,
    IndexHit,
    Query,
    SearchResult,
)
from wornby.errors import InputError, NotFoundError
from wornby.interfaces import RecordStore, Tagger, TextRanker, VectorIndex
from wornby.search.asking import DISPLAY, Asked, Ranked
from wornby.search.crowds import EXACT, Crowd, CrowdPolicy
from wornby.search.cursor import Cursor
from wornby.search.explaining import Explainer
from wornby.search.facets import FacetCounter
from wornby.search.filters import check_filters
from wornby.search.floors import Floors, load_floors
from wornby.search.galleries import surest_first
from wornby.search.pictures import PictureReader
from wornby.search.ranking import Ranker
from wornby.search.reading import read_query
from wornby.search.relaxing import find_relaxations
from wornby.search.stated import split_id
from wornby.vocabulary import TextReader, Vocabulary

_SHOWN = Clause(attribute=DISPLAY, values=frozenset({"yes"}))
_LONGEST_TEXT = 1000


class SearchService:
    """Answers queries from the index, and hits with the records.

    Args:
        records: The truth: assets with their rights, products.
        index: What is searched; kept in step by `IndexSync`.
        tagger: Embeds query pictures.
        vocabulary: Reads texts and names values.
        encoder: Ranks by a joint text-image encoder; None where none is configured.
        floors: Where relevance ends; those that were measured where None.
        crowd: Rounds counts for everybody but the staff; they are exact where it is left out.
    """

    def __init__(
        self,
        records: RecordStore,
        index: VectorIndex,
        *,
        tagger: Tagger,
        vocabulary: Vocabulary,
        encoder: TextRanker | None = None,
        floors: Floors | None = None,
        crowd: CrowdPolicy = EXACT,
    ) -> None:
        self._records = records
        self._index = index
        self._vocabulary = vocabulary
        self._reader = TextReader(vocabulary)
        self._pictures = PictureReader(records, tagger, space=index.space, vocabulary=vocabulary)
        self._ranker = Ranker(records, index, vocabulary=vocabulary, floors=floors or load_floors(), encoder=encoder)
        self._told = Crowd(index, policy=crowd)
        self._exact = Crowd(index, policy=EXACT)
        self._facets = FacetCounter(index, self._ranker, vocabulary=vocabulary)

    def search(self, query: Query) -> SearchResult:
        """Answer one query.

        What was read from the text must hold. Words that nothing was read from are looked up in the texts of products
        and photos. What looks, or reads, too little like what was asked is left out: a query without an answer
        returns nothing, and says which part to drop.

        Raises:
            FilterError: A filter names what the vocabulary does not know.
            InputError: `k` is under 1, the text is too long, the picture or the place in it cannot be used, or the
                cursor is not one of this query's.
            NotFoundError: `like` names nothing that may be shown.
        """
        crowd = self._exact if query.everything else self._told
        return self._answer(query, fixed=_visible(everything=query.everything), crowd=crowd)

    def facets(self, filters: Filters = (), *, everything: bool = False) -> tuple[Facet, ...]:
        """Counts of values over all wearers under a filter.

        Args:
            filters: Clauses that must hold; a facet ignores those on its own attribute.
            everything: Also what may not be shown, and every count as it is: for the staff.

        Raises:
            FilterError: A filter names what the vocabulary does not know.
        """
        check_filters(filters, self._vocabulary)
        crowd = self._exact if everything else self._told
        return self._facets.count((*filters, *_visible(everything=everything)), crowd=crowd)

    def count_worn(self, product: str) -> int:
        """Number of wearers of a product whose photos may be shown, as it is: for the staff."""
        own = Clause(attribute="product", values=frozenset({product}))
        worn = Clause(attribute="asset.kind", values=frozenset({AssetKind.WORN.value}))
        return self._index.count((*_visible(everything=False), own, worn))

    def gallery(
        self, product: str, *, filters: Filters = (), cursor: str | None = None, k: int = 24, exact: bool = False
    ) -> Gallery:
        """A product with the photos of its wearers; the shop's own pictures are left out.

        Photos that were given for it and wearers who are confirmed for it come first, then those who likely wear it.
        Generated pictures are given only where no photo is left: they never stand among people who were there.

        Args:
            product: Its SKU.
            filters: Clauses that must hold.
            cursor: Of the page before; None for the first.
            k: Photos on a page.
            exact: Whether counts are told as they are: for the staff.

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
            fixed = (*_visible(everything=False), own, shown)
            query = Query(filters=filters, cursor=cursor, k=k)
            results.append(self._surest_first(query, product, fixed=fixed, crowd=self._exact if exact else self._told))
            # Not the total, which says nothing of a few.
            if self._index.count((*filters, *fixed)):
                return Gallery(product=found, result=results[-1])
        return Gallery(product=found, result=results[0])

    def _surest_first(self, query: Query, sku: str, *, fixed: Filters, crowd: Crowd) -> SearchResult:
        return surest_first(
            # One of the passes has further clauses: its total and facets are nobody's.
            lambda page, more: self._answer(page, fixed=(*fixed, *more), crowd=None if more else crowd),
            query,
            sku=sku,
            count=lambda more: self._index.count((*query.filters, *fixed, *more)),
        )

    def _answer(self, query: Query, *, fixed: Filters, crowd: Crowd | None) -> SearchResult:
        """Answer a query; without a crowd nothing is counted."""
        _check(query)
        check_filters(query.filters, self._vocabulary)
        picture = self._pictures.read(query)
        reading = read_query(query.text, reader=self._reader, drop=query.drop, is_sku=self._is_sku)
        asked = self._ranker.look_up(Asked(reading=reading, filters=query.filters, fixed=fixed, picture=picture))
        ranked = self._ranker.rank(asked)
        found, cursor = self._ranker.page(ranked, cursor=Cursor.parse(query.cursor), k=query.k)
        explainer = Explainer(asked, ranked, vocabulary=self._vocabulary, reasons=query.explain)
        answer = SearchResult(
            hits=tuple(self._hits(found, explainer)),
            total=len(found),
            facets=(),
            read_as=reading.parts,
            cursor=cursor.text() if cursor is not None else None,
            garments=picture.garments if picture is not None else (),
            capped=ranked.capped,
        )
        return answer if crowd is None else self._counted(answer, asked, ranked=ranked, crowd=crowd)

    def _counted(self, answer: SearchResult, asked: Asked, *, ranked: Ranked, crowd: Crowd) -> SearchResult:
        """An answer with what may be told of its counts, and, where nobody is left, with what to give up."""
        left = self._ranker.count(ranked)
        return replace(
            answer,
            total=crowd.total(lambda more: self._ranker.count(ranked, more=more)),
            at_least=crowd.is_rough,
            facets=self._facets.count_ranked(asked, ranked, crowd=crowd),
            relaxations=(() if left else find_relaxations(asked, self._ranker, reader=self._reader, crowd=crowd)),
        )

    def _is_sku(self, words: str) -> bool:
        return self._records.get_product(words) is not None

    def _hits(self, found: Sequence[IndexHit], explainer: Explainer) -> Iterator[Hit]:
        """Hits with their assets. All that was asked is looked at again: an index may lag behind rights and tags."""
        assets = self._records.get_assets(list(dict.fromkeys(split_id(one.id)[0] for one in found)))
        for one in found:
            asset = assets.get(split_id(one.id)[0])
            hit = explainer.hit(one, asset) if asset is not None else None
            if hit is not None:
                yield hit


def _check(query: Query) -> None:
    if query.k < 1:
        message = f"Ask for at least one hit, not {query.k}."
        raise InputError(message)
    if len(query.text) > _LONGEST_TEXT:
        message = f"The text has {len(query.text)} characters; at most {_LONGEST_TEXT} are read."
        raise InputError(message)


def _visible(*, everything: bool) -> Filters:
    return () if everything else (_SHOWN,)
