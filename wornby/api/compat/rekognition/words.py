"""The vocabulary's values in the words of Amazon Rekognition, with the broader words that it gives beside them.

Source:
    Answers of its label model 3.0 that users of it published, read on 2026-11-28. Words that were in none of them are
    those that the vocabulary has for providers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wornby.datamodel import NOT_VISIBLE
from wornby.vocabulary import Vocabulary

CLOTHING = "Clothing"
PERSON = "Person"
_APPAREL = "Apparel and Accessories"
_PEOPLE = "Person Description"
_HAIR = "Beauty and Personal Care"
_PATTERNS = "Patterns and Shapes"
_NOTHING = frozenset({"none", "not_worn", "other", NOT_VISIBLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One label of the service.

    Attributes:
        name: As the service writes it.
        parents: All broader words, sorted.
        aliases: Other words of the service for the same.
        category: The one that it belongs to.
    """

    name: str
    parents: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    category: str = _APPAREL


def _words(*words: Word) -> dict[str, Word]:
    return {word.name: word for word in words}


WORDS: Mapping[str, Word] = _words(
    Word(name=CLOTHING, aliases=("Apparel",)),
    Word(name=PERSON, aliases=("Human",), category=_PEOPLE),
    Word(name="Accessories", aliases=("Accessory",)),
    Word(name="Bag", parents=("Accessories",)),
    Word(name="Footwear", parents=(CLOTHING,)),
    Word(name="Hat", parents=(CLOTHING,)),
    Word(name="Cap", parents=(CLOTHING, "Hat")),
    Word(name="Shirt", parents=(CLOTHING,)),
    Word(name="Hair", parents=(PERSON,), category=_HAIR),
    Word(name="T-Shirt", parents=(CLOTHING,)),
    Word(name="Long Sleeve", parents=(CLOTHING, "Sleeve")),
    Word(name="Sleeve", parents=(CLOTHING,)),
    Word(name="Tank Top", parents=(CLOTHING,)),
    Word(name="Knitwear", parents=(CLOTHING,)),
    Word(name="Sweater", parents=(CLOTHING, "Knitwear")),
    Word(name="Sweatshirt", parents=(CLOTHING, "Knitwear")),
    Word(name="Jacket", parents=(CLOTHING, "Coat")),
    Word(name="Coat", parents=(CLOTHING,)),
    Word(name="Dress", parents=(CLOTHING,)),
    Word(name="Pants", parents=(CLOTHING,), aliases=("Trousers",)),
    Word(name="Jeans", parents=(CLOTHING, "Pants")),
    Word(name="Shorts", parents=(CLOTHING,)),
    Word(name="Skirt", parents=(CLOTHING,)),
    Word(name="Tights", parents=(CLOTHING,)),
    Word(name="Shoe", parents=(CLOTHING, "Footwear")),
    Word(name="Boot", parents=(CLOTHING, "Footwear")),
    Word(name="Sneaker", parents=(CLOTHING, "Footwear", "Shoe")),
    Word(name="Sandal", parents=(CLOTHING, "Footwear")),
    Word(name="High Heel", parents=(CLOTHING, "Footwear", "Shoe")),
    Word(name="Baseball Cap", parents=("Cap", CLOTHING, "Hat")),
    Word(name="Beanie", parents=("Cap", CLOTHING, "Hat")),
    Word(name="Handbag", parents=("Accessories", "Bag")),
    Word(name="Tote Bag", parents=("Accessories", "Bag")),
    Word(name="Backpack", parents=("Bag",)),
    Word(name="Glasses", parents=("Accessories",)),
    Word(name="Sunglasses", parents=("Accessories",)),
    Word(name="Belt", parents=("Accessories",)),
    Word(name="Scarf", parents=(CLOTHING,)),
    Word(name="Tie", parents=("Accessories", "Formal Wear")),
    Word(name="Formal Wear"),
    Word(name="Wristwatch", parents=()),
    Word(name="Necklace", parents=("Accessories", "Jewelry")),
    Word(name="Jewelry", parents=("Accessories",)),
    Word(name="Black Hair", parents=("Hair", PERSON), category=_HAIR),
    Word(name="Brown Hair", parents=("Hair", PERSON), category=_HAIR),
    Word(name="Blonde", parents=("Hair", PERSON), category=_HAIR),
    Word(name="Red Hair", parents=("Hair", PERSON), category=_HAIR),
    Word(name="Gray Hair", parents=("Hair", PERSON), category=_HAIR),
    Word(name="Striped", category=_PATTERNS),
    Word(name="Tartan", aliases=("Plaid",), category=_PATTERNS),
    Word(name="Polka Dot", category=_PATTERNS),
    Word(name="Floral Design", category=_PATTERNS),
)
"""By name. Every parent is in it."""

NAMES: Mapping[str, Mapping[str, str]] = {
    "garment.kind": {
        "t-shirt": "T-Shirt",
        "longsleeve": "Long Sleeve",
        "polo": "Shirt",
        "shirt": "Shirt",
        "top": "Tank Top",
        "knitwear": "Sweater",
        "sweatshirt": "Sweatshirt",
        "jacket": "Jacket",
        "coat": "Coat",
        "dress": "Dress",
        "trousers": "Pants",
        "jeans": "Jeans",
        "shorts": "Shorts",
        "skirt": "Skirt",
        "leggings": "Tights",
        "boots": "Boot",
        "sneakers": "Sneaker",
        "sandals": "Sandal",
        "heels": "High Heel",
        "flats": "Shoe",
        "shoes": "Shoe",
        "cap": "Baseball Cap",
        "beanie": "Beanie",
        "hat": "Hat",
        "other": CLOTHING,
    },
    "garment.pattern": {
        "striped": "Striped",
        "checked": "Tartan",
        "dotted": "Polka Dot",
        "floral": "Floral Design",
    },
    "bag.kind": {
        "handbag": "Handbag",
        "tote": "Tote Bag",
        "backpack": "Backpack",
        "shoulder": "Bag",
        "crossbody": "Bag",
        "clutch": "Bag",
        "other": "Bag",
    },
    "eyewear.kind": {"eyeglasses": "Glasses", "sunglasses": "Sunglasses"},
    "headwear.kind": {"cap": "Cap", "beanie": "Beanie", "hat": "Hat"},
    "hair.color": {
        "black": "Black Hair",
        "brown": "Brown Hair",
        "blonde": "Blonde",
        "red": "Red Hair",
        "grey": "Gray Hair",
        "vivid": "Hair",
    },
    "accessories": {
        "belt": "Belt",
        "scarf": "Scarf",
        "tie": "Tie",
        "watch": "Wristwatch",
        "necklace": "Necklace",
    },
}
"""By attribute and value. A further value of a shop's own garments is told by its first label, or its title."""


def word_for(attribute: str, value: str, vocabulary: Vocabulary) -> Word | None:
    """The service's word for one value; None where it has none, or the value is that there is nothing.

    Args:
        attribute: Id.
        value: Id of one value, not several joined.
        vocabulary: Tells of values that a shop added.
    """
    names = NAMES.get(attribute)
    if names is None:
        return None
    if value in names:
        return WORDS[names[value]]
    if attribute != "garment.kind" or value in _NOTHING:
        return None
    own = next((one for one in vocabulary.attributes[attribute].values if one.id == value), None)
    return None if own is None else Word(name=next(iter(own.labels), own.title), parents=(CLOTHING,))
