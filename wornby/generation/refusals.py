"""What a picture may not be asked for by: whom it is to look like, and what wornby never states about people."""

import re
import unicodedata

from wornby.errors import ForbiddenAttributeError, ResemblanceError
from wornby.vocabulary import refuse_forbidden_words
from wornby.vocabulary.lexicon import Lexicon, Role

_RESEMBLES = re.compile(
    r"\b(?:look(?:s|ing)?[\s-]*(?:exactly |just |a bit |much |more )*(?:like|alike)|look-?alikes?|resembl\w*|likeness"
    r"|doppelg\w*|celebrit\w*|famous|impersonat\w*|deep-?fakes?|selfies?|attached|twins? of|double of|face (?:of|from)"
    r"|same (?:face|person|people|model|head|one|man|woman|guy|girl|boy)|similar to|modell?ed (?:on|after)|based on"
    r"|inspired by|portrait of|(?:photo|picture|image|pic)s? of|(?:this|that|my|your|his|her|their|the same|the"
    r" attached) (?:photo|picture|image|person|face|model|friend|sister|brother)|same as"
    r"|reminiscent|reminds? (?:me )?of|(?:in |the |same )*(?:style|manner|spirit|image|vein) of|dead ringer|ringer for"
    r"|(?:a|à) la [^\W\d_]+"
    r"|doubles?(?![\s-]*(?:breast|button|denim|face|knit|layer|sided|sole|stitch|strap|cuff|collar|monk|row)))\b",
    re.IGNORECASE,
)
_LIKE_SOMEBODY = re.compile(
    r"\b(?:[Ll]ike|LIKE|[Aa]s|AS)\s+(?:[A-Z][\w-]+|(?:my|your|his|her|their|our|this|that|me|him|them|you|us|who\w*)\b)"
)
_ADDRESS = re.compile(r"https?://|www\.|(?:^|\s)@\w|\bdata:image\b|\.(?:jpe?g|png|webp|heic)\b", re.IGNORECASE)


_AGE = re.compile(
    r"""
    \b(?:[1-9]\d?|1[01]\d)[\s-]*(?:y\.?\s?/?\s?o\.?|yrs?|years?|something|ish)\b
    | \b(?:in|into)\s+(?:(?:his|her|their|the|my|your|ones?)\s+)?(?:(?:early|mid|middle|late)[\s-]+)?[1-9]0\W?s\b
    | \b(?:early|mid|late)[\s-]+[1-9]0\W?s\b
    | \b[2-9]0\W?s(?=\s*(?:$|[,.;:|/]|with\b|and\b|or\b|in\b))
    | \b(?:over|under|above|below|around|about|almost|nearly)\s+[1-9]\d\b(?!\s*(?:cm|%|\w))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LETTERS = re.compile(r"[^\W\d_]+")
_FOREIGN = ("CYRILLIC", "GREEK")
_LIKE = frozenset({"like", "likes", "alike"})
_PASSED_OVER = frozenset({Role.STOP, Role.WITH, Role.OR})


def refuse_request(text: str, lexicon: Lexicon) -> None:
    """Refuse a text that asks for what no generated picture is made by.

    Args:
        text: As somebody wrote it.
        lexicon: Knows what may follow "like"; without spelling, since a name is often nearly a word.

    Raises:
        ResemblanceError: It asks for the looks of a given person.
        ForbiddenAttributeError: It speaks of ethnicity, age, gender or another forbidden topic, or hides a word in
            letters of two scripts.
    """
    plain = _folded(text)
    for pattern in (_RESEMBLES, _LIKE_SOMEBODY, _ADDRESS):
        found = pattern.search(plain)
        if found is not None:
            raise ResemblanceError(_resembles(found[0].strip()))
    _refuse_mixed(plain)
    refuse_forbidden_words(plain)
    age = _AGE.search(plain)
    if age is not None:
        message = f"“{age[0].strip()}” speaks of age, which wornby never generates by. Ask for hair, build, height."
        raise ForbiddenAttributeError(message)
    name = _name_after_like(plain, lexicon)
    if name:
        raise ResemblanceError(_resembles(f"like {name}"))


def _folded(text: str) -> str:
    """A text in ordinary width, without signs that nobody sees."""
    parts = unicodedata.normalize("NFKC", text)
    return "".join(character for character in parts if unicodedata.category(character) != "Cf")


def _resembles(words: str) -> str:
    return (
        f"“{words}” asks for the looks of somebody. A generated picture shows a person who does not exist, and never "
        "one who does. Ask by tags, such as: short red hair, eyeglasses, tall."
    )


def _refuse_mixed(text: str) -> None:
    for word in _LETTERS.findall(text):
        scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
        if "LATIN" in scripts and not scripts.isdisjoint(_FOREIGN):
            message = (
                f"“{word}” mixes letters of two scripts, under which a word can hide that wornby never generates by. "
                "Write it in one."
            )
            raise ForbiddenAttributeError(message)


def _name_after_like(text: str, lexicon: Lexicon) -> str:
    """The word after "like" that is none of the vocabulary: the name of somebody, more often than not."""
    after = False
    for unit in lexicon.units(text):
        if unit.words in _LIKE:
            after = True
        elif after and unit.role is Role.UNKNOWN:
            return unit.words
        elif unit.role not in _PASSED_OVER:
            after = False
    return ""
