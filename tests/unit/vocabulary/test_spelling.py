"""Misspelt words."""

import pytest

from wornby.vocabulary.spelling import Spelling

KNOWN = ["shirt", "skirt", "sneakers", "glasses", "sunglasses", "jeans", "hat", "trousers", "light"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("", ""),
        ("hatt", "hatt"),
        ("jeens", "jeans"),
        ("jeansss", "jeans"),
        ("galsses", "glasses"),
        ("lgasses", "glasses"),
        ("snekaers", "sneakers"),
        ("snekar", "snekar"),
        ("trowsers", "trousers"),
        ("trosers", "trousers"),
        ("shrits", "shirt"),
        ("skrit", "skirt"),
        ("unglasses", "unglasses"),
        ("somewhere", "somewhere"),
        ("flight", "flight"),
        ("sjeans", "sjeans"),
    ],
    ids=lambda word: word or "empty",
)
def test_a_word_is_taken_for(word, meant):
    assert Spelling(KNOWN).correct(word) == meant


@pytest.mark.parametrize(
    ("word", "meant"), [("jeens", "jeens"), ("snekaers", "sneakers"), ("trowserz", "trowserz")], ids=["5", "one", "two"]
)
def test_a_strict_one_forgives_one_slip_in_a_long_word(word, meant):
    assert Spelling(KNOWN, strict=True).correct(word) == meant


@pytest.mark.parametrize("strict", [False, True])
def test_a_known_word_is_itself(strict):
    spelling = Spelling(KNOWN, strict=strict)
    assert [spelling.correct(word) for word in KNOWN] == KNOWN
