"""Words of a text, before anything is made of them."""

import re
import unicodedata
from collections.abc import Iterator

HEX_SIGN = "#"
"""Before the digits of a colour: "#1e3a5f", "#abc"."""

# Where the blocks of the scripts lie that write vowels as marks on their letters: `\w` knows the letters only.
_SCRIPTS = ((0x0300, 0x1FFF), (0xA66F, 0xABFF), (0x10A00, 0x11FFF))
_MARKS = "".join(
    sign
    for first, last in _SCRIPTS
    for sign in map(chr, range(first, last + 1))
    if unicodedata.category(sign).startswith("M")
)
_LETTERS_AND_MARKS = rf"[^\W_]+(?:[{_MARKS}][^\W_]*)*"
_TOKEN = re.compile(
    rf"#(?:[0-9a-f]{{6}}|[0-9a-f]{{3}})(?![^\W_])|{_LETTERS_AND_MARKS}(?:'{_LETTERS_AND_MARKS})?|[,;.:|/&+]"
)

_WORD = re.compile(_LETTERS_AND_MARKS)
# It only says how two letters are drawn; a word is the same without it.
_JOINER = "\u200d"
# Marks above and below Latin, Greek and Cyrillic letters; those of other scripts tell words apart.
_ACCENTS = re.compile("[\u0300-\u036f]+")
# Letters that NFKD leaves whole.
_LETTERS = str.maketrans({"\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u00e6": "ae", "\u0153": "oe"})
# Scripts without spaces between words, and Hangul, whose words carry their particles.
_CJK = re.compile(
    "([\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff]+)"
)
_LONGEST_WORD = 64

GENDERED = frozenset(
    {
        *("woman", "women", "womens", "girl", "girls", "lady", "ladies", "female"),
        *("man", "men", "mens", "boy", "boys", "guy", "guys", "gentleman", "gentlemen", "male"),
    }
)
"""Words for people that nothing is read from: gender and age are never inferred. They are told back as unread."""


def plain_words(text: str) -> list[str]:
    """Lower-case words, breaks and colour codes of a text; a hyphen parts words, an apostrophe is dropped."""
    plain = text.lower().replace("\u2019", "'").replace(_JOINER, "")
    return [token.replace("'", "") for token in _TOKEN.findall(plain)]


def singular(word: str) -> str:
    """A word without its plural ending; good enough to compare two words with."""
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004 - "ties", "lies" keep their stem
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):  # noqa: PLR2004 - "gas" is no plural
        return word[:-1]
    return word


def search_words(text: str) -> list[str]:
    """The words of a text as they are searched: lower case, without accents, singular, split at punctuation.

    Chinese, Japanese and Korean runs become their characters and their pairs of neighbours, so that any part of such a
    title is found. The words keep the text's order, and a word that stands twice is given twice. Folding them again
    adds none.

    Args:
        text: Any. Of a word at most 64 characters count.
    """
    folded = text.lower() if text.isascii() else _folded(text)
    words = (word[:_LONGEST_WORD] for word in _WORD.findall(folded))
    return [part for word in words for part in ((singular(word),) if word.isascii() else _parts(word))]


def _folded(text: str) -> str:
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold().replace(_JOINER, "")))
    # Once more: NFKD makes capitals of some signs, and composed again, Hangul and kana are what people write.
    return unicodedata.normalize("NFC", plain.casefold().translate(_LETTERS))


def _parts(word: str) -> Iterator[str]:
    for part in _CJK.split(word):
        if _CJK.fullmatch(part):
            yield from part
            yield from (part[at : at + 2] for at in range(len(part) - 1))
        elif rest := part.lstrip(_MARKS):
            yield singular(rest)
