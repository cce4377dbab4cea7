"""Words of a text, before anything is made of them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wornby.vocabulary.words import plain_words, search_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        (" ,.-_\x00", ""),
        ("TEE-01 Red dresses", "tee 01 red dress"),
        ("100% cotton, shirt_2", "100 cotton shirt 2"),
        ("Crêpe Straße Øresund Łódź", "crepe strasse oresund lodz"),
        ("ﬁne ①", "fine 1"),
        ("赤い", "赤 い 赤い"),
        ("着物 L", "着 物 着物 l"),
        ("ガガ", "ガ ガ ガガ"),
        ("한국 옷", "한 국 한국 옷"),
        ("shirt着", "shirt 着"),
        ("Пальто", "пальто"),
        ("x" * 100, "x" * 64),
        ("लाल साड़ी", "लाल साड़ी"),
        ("க்\u200dஷ சட்டை", "க்ஷ சட்டை"),
        ("着\u0941ab", "着 ab"),
    ],
    ids=["empty", "signs", "sku", "digits", "accents", "compatible", "japanese", "one-word", "kana", "korean", "mixed",
         "cyrillic", "long", "hindi", "tamil", "stray-mark"],
)  # fmt: skip
def test_a_text_is_searched_by(text, words):
    assert " ".join(search_words(text)) == words


@given(st.text())
def test_folding_again_adds_no_word(text):
    words = search_words(text)
    assert set(search_words(" ".join(words))) == set(words)


@given(st.text())
def test_words_are_letters_and_digits_with_their_marks(text):
    for word in search_words(text):
        assert word[0].isalnum()
        assert all(sign.isalnum() or unicodedata.category(sign).startswith("M") for sign in word)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("T-shirt, #ABC", ["t", "shirt", ",", "#abc"]),
        ("that\u2019s", ["thats"]),
        ("नीली साड़ी", ["नीली", "साड़ी"]),
        ("ශ්\u200dරී", ["ශ්රී"]),
        ("สีแดง กี่", ["สีแดง", "กี่"]),
    ],
    ids=["empty", "hyphen", "apostrophe", "hindi", "joiner", "thai"],
)
def test_a_text_in_words(text, words):
    assert plain_words(text) == words
