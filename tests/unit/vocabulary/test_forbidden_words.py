"""What a text that asks for a picture may not speak of."""

import pytest

from wornby.errors import ForbiddenAttributeError
from wornby.vocabulary import load_vocabulary, refuse_forbidden_words


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("asian, red hair", "race or ethnicity"),
        ("Asians", "race or ethnicity"),
        ("dark skin", "race or ethnicity"),
        ("skin-tone: pale", "race or ethnicity"),
        ("a muslim", "religion"),
        ("left-wing", "political view"),
        ("in a wheelchair", "health or disability"),
        ("pregnant", "health or disability"),
        ("gay", "sexual orientation"),
        ("beautiful", "anyone's worth or attractiveness"),
        ("young", "age"),
        ("30 years old", "age"),
        ("kids", "age"),
        ("WOMAN with glasses", "gender"),
        ("men's shirt", "gender"),
        ("wo\N{COMBINING ACUTE ACCENT}man", "gender"),
        ("\N{FULLWIDTH LATIN SMALL LETTER M}an", "gender"),
    ],
    ids=lambda value: value.encode("ascii", "replace").decode(),
)
def test_a_forbidden_topic_is_refused_and_named(text, topic):
    with pytest.raises(ForbiddenAttributeError, match=topic):
        refuse_forbidden_words(text)


def test_every_word_of_the_vocabulary_may_be_asked_for():
    for attribute in load_vocabulary().attributes.values():
        for value in attribute.values:
            for words in (value.title, *value.synonyms):
                refuse_forbidden_words(words)


@pytest.mark.parametrize("text", ["", "tall, broad build, black tote bag", "very short person", "body build: slim"])
def test_build_and_height_may_be_asked_for(text):
    refuse_forbidden_words(text)
