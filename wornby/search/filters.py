"""Filters as people write them: `hair.color=red,brown`, `hair.color!=red`."""

from collections.abc import Mapping, Sequence

from wornby.datamodel import NOT_VISIBLE, Clause, Filters
from wornby.errors import FilterError
from wornby.vocabulary import Vocabulary


def parse_where(words: Sequence[str], vocabulary: Vocabulary) -> Filters:
    """Read filters; several on one attribute become one.

    Args:
        words: `ATTRIBUTE=VALUE,VALUE` (any of them) or `ATTRIBUTE!=VALUE,VALUE` (none of them).
        vocabulary: Knows the attributes and values.

    Raises:
        FilterError: A word is no filter, or names what the vocabulary does not know.
    """
    merged: dict[tuple[str, bool], set[str]] = {}
    for word in words:
        clause = _parse(word, vocabulary)
        merged.setdefault((clause.attribute, clause.negate), set()).update(clause.values)
    return tuple(
        Clause(attribute=attribute, values=frozenset(values), negate=negate)
        for (attribute, negate), values in merged.items()
    )


def check_filters(filters: Filters, vocabulary: Vocabulary) -> None:
    """Refuse clauses that cannot hold for anything.

    Raises:
        FilterError: An attribute or value is unknown, or a clause names no value.
    """
    for clause in filters:
        vocabulary.attribute(clause.attribute)
        if not clause.values:
            message = f"The filter on {clause.attribute} names no value. Write {clause.attribute}=VALUE."
            raise FilterError(message)
        for value in sorted(clause.values):
            vocabulary.check(clause.attribute, value)
            if value == NOT_VISIBLE:
                message = (
                    f"{clause.attribute}={NOT_VISIBLE} cannot be searched: what a photo does not show is not kept."
                )
                raise FilterError(message)


def holds(clause: Clause, attributes: Mapping[str, Sequence[str]]) -> bool:
    """Whether a clause holds for the values of an entry, by attribute."""
    return clause.values.isdisjoint(attributes.get(clause.attribute, ())) == clause.negate


def _parse(word: str, vocabulary: Vocabulary) -> Clause:
    left, equals, right = word.partition("=")
    negate = left.endswith("!")
    attribute = left.removesuffix("!").strip().lower()
    if not equals or not attribute:
        message = f"Not a filter: {word!r}. Write ATTRIBUTE=VALUE,VALUE or ATTRIBUTE!=VALUE, such as hair.color=red."
        raise FilterError(message)
    fold = not vocabulary.attribute(attribute).structural
    values = [value.strip() for value in right.split(",")]
    values = [value.lower() if fold else value for value in values if value]
    clause = Clause(attribute=attribute, values=frozenset(values), negate=negate)
    check_filters((clause,), vocabulary)
    return clause
