"""Looks: kind, colour and pattern of one garment as one value, such as "shirt+white+striped"."""

from collections.abc import Iterable


def look_values(kinds: Iterable[str], *, colors: Iterable[str] = (), patterns: Iterable[str] = ()) -> frozenset[str]:
    """Values of `garment.look` for each mix of these, such as "shirt+white" or "shirt+white+striped".

    A group without values takes no part; the order is kind, color, pattern.
    """
    mixes: list[tuple[str, ...]] = [()]
    for group in (kinds, colors, patterns):
        choices = sorted(group)
        mixes = [(*mix, choice) for mix in mixes for choice in choices] if choices else mixes
    return frozenset("+".join(mix) for mix in mixes if len(mix) > 1)
