"""Turns a model's probabilities into facts."""

from collections.abc import Mapping, Sequence

from wornby.datamodel import Fact

Shares = Mapping[str, float]
"""Probability of each value, by value id."""


def best_fact(shares: Shares, *, allowed: Sequence[str] | None, source: str) -> Fact:
    """The likeliest value among the allowed ones, all of them where None.

    The confidence is its share of what the allowed values hold together: how sure the kind is, given the place at
    which the parser saw a garment. With one allowed value it is 1, and says nothing of the parser.
    """
    left = {value: share for value, share in shares.items() if allowed is None or value in allowed}
    value = max(left, key=lambda word: left[word])
    confidence = round(min(1.0, left[value] / max(sum(left.values()), 1e-6)), 4)
    return Fact(value=value, confidence=confidence, source=source)
