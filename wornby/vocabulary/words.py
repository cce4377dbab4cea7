"""Words of a text, before anything is made of them."""

import re

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[,;.:|/&+]")

GENDERED = frozenset(
    {
        *("woman", "women", "womens", "girl", "girls", "lady", "ladies", "female"),
        *("man", "men", "mens", "boy", "boys", "guy", "guys", "gentleman", "gentlemen", "male"),
    }
)
"""Words for people that nothing is read from: gender and age are never inferred. They are told back as unread."""


def plain_words(text: str) -> list[str]:
    """Lower-case words and breaks of a text; a hyphen parts words, an apostrophe is dropped."""
    return [token.replace("'", "") for token in _TOKEN.findall(text.lower().replace("\u2019", "'"))]


def singular(word: str) -> str:
    """A word without its plural ending; good enough to compare two words with."""
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004 - "ties", "lies" keep their stem
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):  # noqa: PLR2004 - "gas" is no plural
        return word[:-1]
    return word
