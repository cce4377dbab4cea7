"""What the gallery says in the shopper's language, from one table of texts."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from wornby.vocabulary import Vocabulary

LANGUAGES = ("de", "en", "es", "fr", "ja")
ENGLISH = "en"
TEXTS = Path(__file__).parent / "texts" / "gallery.toml"

_SIZE = "size.worn"
_WHOLE = "garment"
_PARTS = frozenset({"kind", "color", "pattern"})


def pick_language(asked: str) -> str:
    """The nearest language that there is: "de-AT" is "de"; English for what is not spoken here."""
    first = asked.strip().lower().replace("_", "-").partition("-")[0]
    return first if first in LANGUAGES else ENGLISH


class Wording:
    """The texts of one language.

    Args:
        vocabulary: Its English titles stand where the table has none: an attribute that a shop taught.
        language: One of `LANGUAGES`.
    """

    def __init__(self, vocabulary: Vocabulary, *, language: str) -> None:
        self.language = language
        self._vocabulary = vocabulary
        self._table = table()

    @property
    def texts(self) -> dict[str, str]:
        """All that the gallery itself says, by key."""
        return {key: texts[self.language] for key, texts in self._table["texts"].items()}

    def text(self, key: str, **filled: str) -> str:
        """One text with its blanks filled in."""
        text: str = self._table["texts"][key][self.language]
        for name, value in filled.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def attribute(self, attribute: str) -> str:
        """The title of an attribute."""
        known = self._vocabulary.attributes.get(attribute)
        english = known.title if known else attribute
        return str(self._table["attributes"].get(attribute, {}).get(self.language, english))

    def value(self, attribute: str, value: str) -> str:
        """The title of a value."""
        texts = self._table["values"].get(_table_of(attribute), {}).get(value, {})
        return str(texts.get(self.language) or self._vocabulary.title(attribute, value))

    def clause(self, attribute: str, value: str, *, negate: bool) -> str:
        """A value that somebody chose, with the name of its attribute."""
        title = self.value(attribute, value)
        return f"{self.attribute(attribute)}: {self.text('not', name=title) if negate else title}"

    def said(self, attribute: str, value: str) -> str:
        """A value as a phrase about somebody."""
        phrase = self._table["said"].get(attribute, {}).get(value)
        if phrase:
            return str(phrase[self.language])
        title = self.value(attribute, value)
        return self.text("size", name=title) if attribute == _SIZE else title

    def within(self, title: str) -> str:
        """A title as it stands within a sentence: nouns keep their capital in German, names of sizes everywhere."""
        return title if self.language == "de" or title[:2].isupper() else title[:1].lower() + title[1:]


@cache
def table() -> Mapping[str, Any]:
    """The whole table."""
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


def _table_of(attribute: str) -> str:
    """The attribute that the values of another are those of: upper.kind has those of garment.kind."""
    place, _, part = attribute.partition(".")
    values = table()["values"]
    return f"{_WHOLE}.{part}" if attribute not in values and part in _PARTS and place != _WHOLE else attribute
