"""Texts that describe a value of the vocabulary, for encoders that compare pictures with texts."""

from wornby.datamodel import NOT_VISIBLE
from wornby.vocabulary import Attribute, Value

# What a picture shows besides the value, by what the attribute is about. The bare one is what a value must beat where
# there is no other value to compare it with.
_FRAMES = {
    "wearer": ("a photo of a person, {}", "a photo of a person"),
    "item": ("a photo of a person with {}", "a photo of a person"),
    "garment": ("a photo of clothing, {}", "a photo of clothing"),
    "photo": ("a photo, {}", "a photo"),
}


def value_prompts(attribute: Attribute, value: Value) -> tuple[str, ...]:
    """Texts of one value: its title, its written definition, and each synonym."""
    frame, _ = _FRAMES[attribute.applies_to]
    title = f"{attribute.title.lower()}: {value.title.lower()}"
    phrases = (title, value.definition.rstrip(".").lower(), *value.synonyms)
    return tuple(dict.fromkeys(frame.format(phrase) for phrase in phrases))


def neutral_prompts(attribute: Attribute) -> tuple[str, ...]:
    """What the same picture is called where the value is not there."""
    _, bare = _FRAMES[attribute.applies_to]
    return (bare, f"{bare}, without {attribute.title.lower()}")


def spoken_values(attribute: Attribute) -> tuple[Value, ...]:
    """Values that can be described; "not visible" is what is left when none of them is seen."""
    return tuple(value for value in attribute.values if value.id != NOT_VISIBLE)
