"""What can be said about a photo, as data: attributes, values, definitions, synonyms."""

from wornby.vocabulary.entries import Attribute, Group, Sensitivity, Shade, Value, Vocabulary
from wornby.vocabulary.forbidden import refuse_forbidden, refuse_forbidden_words, without_forbidden
from wornby.vocabulary.labels import LabelReader, Reading, Said
from wornby.vocabulary.loader import load_vocabulary
from wornby.vocabulary.reading import TextReader

__all__ = [
    "Attribute",
    "Group",
    "LabelReader",
    "Reading",
    "Said",
    "Sensitivity",
    "Shade",
    "TextReader",
    "Value",
    "Vocabulary",
    "load_vocabulary",
    "refuse_forbidden",
    "refuse_forbidden_words",
    "without_forbidden",
]
