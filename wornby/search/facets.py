"""Counts of values over the whole result."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from wornby.datamodel import Facet, FacetValue, Filters
from wornby.interfaces import VectorIndex
from wornby.search.asking import Asked, Ranked
from wornby.search.crowds import Crowd
from wornby.search.ranking import Ranker
from wornby.vocabulary import Attribute, Vocabulary

_Counts = Mapping[str, Mapping[str, int]]


class FacetCounter:
    """Counts facets. A facet ignores the filters on its own attribute.

    Args:
        index: Counts.
        ranker: Says which entries are left without the clauses on one attribute.
        vocabulary: Names attributes and values.
    """

    def __init__(self, index: VectorIndex, ranker: Ranker, *, vocabulary: Vocabulary) -> None:
        self._index = index
        self._ranker = ranker
        self._vocabulary = vocabulary

    def count(self, filters: Filters, *, crowd: Crowd) -> tuple[Facet, ...]:
        """Facets over everything under a filter.

        Args:
            filters: Clauses that must hold.
            crowd: Says what may be told of the counts.
        """
        attributes = [attribute.id for attribute in self._vocabulary.facet_attributes()]
        counts = crowd.values(lambda more: self._index.facets((*filters, *more), attributes=attributes))
        return self._named(counts, filters, at_least=crowd.is_rough)

    def count_ranked(self, asked: Asked, ranked: Ranked, *, crowd: Crowd) -> tuple[Facet, ...]:
        """Facets over everything that answers a query, not over a page of it.

        Args:
            asked: The query.
            ranked: What answers it.
            crowd: Says what may be told of the counts.
        """
        attributes = [attribute.id for attribute in self._vocabulary.facet_attributes()]
        own: set[str] = set() if ranked.plain else {clause.attribute for clause in ranked.filters if not clause.fixed}
        others = [attribute for attribute in attributes if attribute not in own]
        counts = crowd.values(partial(self._counted, ranked, others))
        for attribute in attributes:
            if attribute in own:
                wider = self._ranker.narrow(asked, ignoring=attribute)
                counts |= crowd.values(partial(self._counted, wider, [attribute]))
        return self._named(counts, asked.clauses, at_least=crowd.is_rough)

    def _counted(self, ranked: Ranked, attributes: Sequence[str], more: Filters) -> dict[str, Mapping[str, int]]:
        sums: dict[str, Counter[str]] = {attribute: Counter() for attribute in attributes}
        for segment in ranked.segments:
            found = self._index.facets((*segment.filters, *more), attributes=attributes, among=segment.among)
            for attribute, counts in found.items():
                sums[attribute].update(counts)
        return {**sums}

    def _named(self, counts: _Counts, filters: Filters, *, at_least: bool) -> tuple[Facet, ...]:
        attributes = self._vocabulary.facet_attributes()
        facets = (self._facet(one, counts.get(one.id, {}), filters, at_least=at_least) for one in attributes)
        return tuple(facet for facet in facets if facet.values)

    def _facet(self, attribute: Attribute, counts: Mapping[str, int], filters: Filters, *, at_least: bool) -> Facet:
        chosen = [clause for clause in filters if clause.attribute == attribute.id and not clause.negate]
        selected = {value for clause in chosen for value in clause.values}
        order = {value.id: position for position, value in enumerate(attribute.values)}
        shown = [
            value for value in {**dict.fromkeys(sorted(selected)), **counts} if counts.get(value) or value in selected
        ]
        shown.sort(key=lambda value: (-counts.get(value, 0), order.get(value, len(order)), value))
        values = tuple(
            FacetValue(
                value=value,
                title=self._vocabulary.title(attribute.id, value),
                count=counts.get(value, 0),
                selected=value in selected,
                at_least=at_least,
            )
            for value in shown
        )
        return Facet(attribute=attribute.id, title=attribute.title, values=values)
