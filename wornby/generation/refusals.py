"""What a picture may not be asked for by: whom it is to look like, and what wornby never states about people."""

import re

from wornby.errors import ResemblanceError
from wornby.vocabulary import refuse_forbidden_words

_RESEMBLES = re.compile(
    r"\b(?:look(?:s|ing)?[\s-]*(?:exactly |just |a bit |much |more )*(?:like|alike)|look-?alikes?|resembl\w*|likeness"
    r"|doppelg\w*|celebrit\w*|famous|impersonat\w*|deep-?fakes?|selfies?|attached|twins? of|double of|face (?:of|from)"
    r"|same (?:face|person|people|model|head|one|man|woman|guy|girl|boy)|similar to|modell?ed (?:on|after)|based on"
    r"|inspired by|portrait of|(?:photo|picture|image|pic)s? of|(?:this|that|my|your|his|her|their|the same|the"
    r" attached) (?:photo|picture|image|person|face|model|friend|sister|brother))\b",
    re.IGNORECASE,
)
_LIKE_SOMEBODY = re.compile(
    r"\b(?:[Ll]ike|LIKE|[Aa]s|AS)\s+(?:[A-Z][\w-]+|(?:my|your|his|her|their|our|this|that|me|him|them|you|us|who\w*)\b)"
)
_ADDRESS = re.compile(r"https?://|www\.|(?:^|\s)@\w|\bdata:image\b|\.(?:jpe?g|png|webp|heic)\b", re.IGNORECASE)


def refuse_request(text: str) -> None:
    """Refuse a text that asks for what no generated picture is made by.

    Raises:
        ResemblanceError: It asks for the looks of a given person.
        ForbiddenAttributeError: It speaks of ethnicity, age, gender or another forbidden topic.
    """
    for pattern in (_RESEMBLES, _LIKE_SOMEBODY, _ADDRESS):
        found = pattern.search(text)
        if found is not None:
            message = (
                f"“{found[0].strip()}” asks for the looks of somebody. A generated picture shows a person who does not "
                "exist, and never one who does. Ask by tags, such as: short red hair, eyeglasses, tall."
            )
            raise ResemblanceError(message)
    refuse_forbidden_words(text)
