"""Plain words of a search: what carries nothing, what is told back and costs nothing, what is no typo."""

import tomllib
from importlib.resources import files

_FILE = tomllib.loads(files("wornby.vocabulary").joinpath("plain.toml").read_text(encoding="utf-8"))


def _words(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in _FILE[name].split())


def _phrases(name: str) -> frozenset[str]:
    return frozenset(_FILE[name].strip().splitlines())


STOP = _words("stop")
"""Words of a search that carry nothing, beside those of every text."""

NEGATIONS = _words("negations")
"""Words that turn what follows round, beside those of every text."""

EXCEPTIONS = _phrases("exceptions")
"""Several words that turn what follows round, and speak of the garment before: "shirt, anything but white"."""

ONLY = _phrases("only")
"""Several words that look like an exception and are none: "nothing but jeans"."""

RELATIVES = _phrases("relatives")
"""What adjectives follow as they follow "in": "shoes that are red"."""

COUNTED = _words("counted")
"""Words that a number after them belongs to, which then is a size or a price."""

CURRENCIES = _words("currencies")
"""Words that a number before them belongs to."""

WEAK = _words("sizes", "prices", "opinions", "occasions", "ages")
"""Words that are told back as unread, and without which the rest is answered as well."""

PERSON = _words("person")
"""What belongs to a person and has no tag; weak too, and a colour before it is no garment's."""

DETAILS = _words("details")
"""Parts of garments, and things, that have no tag; a colour before them is theirs."""

ORDINARY = _words("ordinary")
"""Words that are spelt rightly, though they are nearly a word of the vocabulary."""
