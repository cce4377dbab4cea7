import re

import pytest

from wornby.api.wording import LANGUAGES, Wording, pick_language, table
from wornby.datamodel import NOT_VISIBLE
from wornby.vocabulary import load_vocabulary

OTHERS = [language for language in LANGUAGES if language != "en"]
VOCABULARY = load_vocabulary()
FACETS = VOCABULARY.facet_attributes()


def wording(language):
    return Wording(VOCABULARY, language=language)


@pytest.mark.parametrize(
    ("asked", "picked"),
    [("", "en"), ("de", "de"), ("de-AT", "de"), ("FR_ca", "fr"), ("ja-JP", "ja"), ("xx", "en"), ("  es ", "es")],
)
def test_pick_language(asked, picked):
    assert pick_language(asked) == picked


@pytest.mark.parametrize("key", table()["texts"])
def test_every_text_is_there_in_every_language(key):
    texts = table()["texts"][key]
    assert sorted(texts) == list(LANGUAGES)
    assert all(texts.values())


@pytest.mark.parametrize("key", table()["texts"])
def test_every_language_fills_in_the_same(key):
    texts = table()["texts"][key]
    blanks = {language: set(re.findall(r"\{\w+\}", text)) for language, text in texts.items()}
    assert len({frozenset(each) for each in blanks.values()}) == 1


def test_every_phrase_is_there_in_every_language():
    phrases = [phrase for values in table()["said"].values() for phrase in values.values()]
    assert all(sorted(phrase) == list(LANGUAGES) for phrase in phrases)


@pytest.mark.parametrize("attribute", [one.id for one in FACETS])
def test_every_attribute_has_a_title_in_every_language(attribute):
    assert sorted(table()["attributes"][attribute]) == OTHERS


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("attribute", FACETS, ids=lambda one: one.id)
def test_every_value_has_a_title_in_every_language(attribute, language):
    of = attribute.id if attribute.id in table()["values"] else f"garment.{attribute.id.partition('.')[2]}"
    values = [value.id for value in attribute.values if value.id != NOT_VISIBLE]
    titles = [wording(language).value(attribute.id, value) for value in values]
    assert titles == [table()["values"][of][value][language] for value in values]


def test_the_table_says_nothing_that_the_vocabulary_does_not_know():
    known = {one.id: {value.id for value in one.values} for one in VOCABULARY.attributes.values()}
    for part in ("values", "said"):
        for attribute, values in table()[part].items():
            assert set(values) <= known[attribute]


def test_english_titles_are_the_vocabulary_s():
    assert wording("en").value("upper.kind", "t-shirt") == "T-shirt"
    assert wording("en").attribute("hair.color") == "Hair colour"


def test_what_a_shop_taught_is_told_in_its_own_words():
    assert wording("de").attribute("garment.collar") == "garment.collar"
    assert wording("de").value("garment.collar", "v-neck") == "v-neck"


@pytest.mark.parametrize(
    ("language", "attribute", "value", "said"),
    [
        ("en", "hair.color", "red", "red hair"),
        ("de", "hair.color", "red", "rote Haare"),
        ("en", "size.worn", "m", "Size M"),
        ("fr", "size.worn", "xl", "Taille XL"),
        ("en", "eyewear.kind", "sunglasses", "Sunglasses"),
    ],
)
def test_said(language, attribute, value, said):
    assert wording(language).said(attribute, value) == said


def test_a_clause_names_its_attribute():
    assert wording("en").clause("hair.color", "red", negate=False) == "Hair colour: Red"
    assert wording("de").clause("hair.color", "red", negate=True) == "Haarfarbe: nicht Rot"


@pytest.mark.parametrize(
    ("language", "title", "within"),
    [("en", "Sunglasses", "sunglasses"), ("de", "Brille", "Brille"), ("en", "XXL", "XXL"), ("en", "", "")],
)
def test_within(language, title, within):
    assert wording(language).within(title) == within


def test_text_fills_in_what_it_is_given():
    assert wording("en").text("worn", name="{n} shirt") == "{n} shirt, worn"
