"""The names of the public colour list that a search reads, beside the colour words of the vocabulary."""

from collections.abc import Iterator

from wornby.colorimetry import css_colors

MODIFIERS = frozenset({"dark", "light", "pale", "medium", "deep", "dim"})
"""Words before a colour of the vocabulary that leave it that colour: "pale green" is green."""

LOOSE = frozenset(
    {
        *("aqua", "azure", "chocolate", "dark khaki", "dark magenta", "dark sea green", "fuchsia", "gold", "indigo"),
        *("khaki", "lavender", "lime", "magenta", "olive", "plum", "tan", "violet"),
    }
)
"""Names whose colour on the list is another than shops mean: CSS has a yellow khaki, and a lavender that is white."""

_NOT_COLORS = frozenset({"floral white", "linen", "moccasin", "old lace", "peru", "seashell", "snow"})
_SECOND = {"cyan": "aqua", "magenta": "fuchsia"}


def color_names() -> Iterator[tuple[str, str]]:
    """Pairs of name and "#rrggbb", such as "steel blue", "steelblue" or "dim gray".

    Names that say something else in a shop, such as linen, are left out.
    """
    codes = {name: code for name, code in css_colors().items() if name not in _NOT_COLORS}
    codes |= {name: codes[first] for name, first in _SECOND.items()}
    for name, code in codes.items():
        for spelt in dict.fromkeys((name, name.replace("grey", "gray"))):
            yield spelt, code
            if " " in spelt:
                yield spelt.replace(" ", ""), code


def spaced(name: str) -> str:
    """A name with spaces between its words, in British spelling, as the lists here have it."""
    plain = name.replace("gray", "grey")
    return _SPACED.get(plain, plain)


_SPACED = {name.replace(" ", ""): name for name in css_colors()}
