"""Counts of values over the whole result."""

from collections import Counter
from collections.abc import Mapping, Sequence

from wornby.datamodel import Facet, FacetValue, Filters
from wornby.interfaces import VectorIndex
from wornby.search.asking import Asked, Ranked
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

    def count(self, filters: Filters) -> tuple[Facet, ...]:
        """Facets over everything under a filter."""
        attributes = [attribute.id for attribute in self._vocabulary.facet_attributes()]
        return self._named(self._index.facets(filters, attributes=attributes), filters)

    def count_ranked(self, asked: Asked, ranked: Ranked) -> tuple[Facet, ...]:
        """Facets over everything that answers a query, not over a page of it."""
        attributes = [attribute.id for attribute in self._vocabulary.facet_attributes()]
        own: set[str] = set() if ranked.plain else {clause.attribute for clause in ranked.filters if not clause.fixed}
        counts = self._counted(ranked, [attribute for attribute in attributes if attribute not in own])
        for attribute in attributes:
            if attribute in own:
                counts |= self._counted(self._ranker.narrow(asked, ignoring=attribute), [attribute])
        return self._named(counts, asked.clauses)

    def _counted(self, ranked: Ranked, attributes: Sequence[str]) -> dict[str, Mapping[str, int]]:
        sums: dict[str, Counter[str]] = {attribute: Counter() for attribute in attributes}
        for segment in ranked.segments:
            found = self._index.facets(segment.filters, attributes=attributes, among=segment.among)
            for attribute, counts in found.items():
                sums[attribute].update(counts)
        return {**sums}

    def _named(self, counts: _Counts, filters: Filters) -> tuple[Facet, ...]:
        attributes = self._vocabulary.facet_attributes()
        facets = (self._facet(one, counts.get(one.id, {}), filters) for one in attributes)
        return tuple(facet for facet in facets if facet.values)

    def _facet(self, attribute: Attribute, counts: Mapping[str, int], filters: Filters) -> Facet:
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
            )
            for value in shown
        )
        return Facet(attribute=attribute.id, title=attribute.title, values=values)
