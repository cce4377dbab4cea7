"""How texts are read, and what is taken back."""

import pytest

from wornby.datamodel import Clause, ColorWish, ReadPart
from wornby.search.reading import Reading, clause_words, read_query
from wornby.vocabulary import TextReader, load_vocabulary

RED = Clause(attribute="hair.color", values=frozenset({"red"}))


class FixedReader(TextReader):
    """Reads every text as the same parts."""

    def __init__(self, *parts):
        self._parts = parts

    def read(self, text):
        del text
        return self._parts


def read(text, *, drop=(), skus=()):
    return read_query(text, reader=TextReader(load_vocabulary()), drop=drop, is_sku=lambda words: words in skus)


def test_no_text_has_no_parts():
    assert read("") == Reading(text="", parts=(), legible=True)


@pytest.mark.parametrize(("text", "legible"), [(" ", True), ("red", True), ("7", True), ("?!", False), ("👗", False)])
def test_what_holds_no_letter_is_no_text(text, legible):
    assert read(text).legible is legible


@pytest.mark.parametrize(
    ("text", "strong", "weak"),
    [
        ("red hair", [], []),
        ("nordic, red hair", ["nordic"], []),
        ("woman with red hair", [], ["woman"]),
        ("nordic linen", ["nordic", "linen"], []),
    ],
    ids=lambda value: "",
)
def test_unread_words_are_looked_up(text, strong, weak):
    reading = read(text)
    assert ([part.words for part in reading.strong], [part.words for part in reading.weak]) == (strong, weak)


def test_a_reader_can_say_that_a_word_is_weak():
    reader = FixedReader(ReadPart(words="lovely", clause=None, weak=True))
    assert [part.words for part in read_query("lovely", reader=reader).weak] == ["lovely"]


def test_a_part_with_an_exact_colour_is_a_wish_and_is_not_looked_up():
    part = ReadPart(words="#ff0000", clause=None, color=ColorWish(hex="#ff0000"))
    reading = read_query("#ff0000", reader=FixedReader(part))
    assert (reading.wishes, reading.strong) == ((part,), ())


@pytest.mark.parametrize("drop", ["sunglasses", "Sunglasses", " sunglasses,"], ids=["same", "capital", "comma"])
def test_a_dropped_part_does_not_count(drop):
    reading = read("red hair, sunglasses", drop=[drop])
    assert (reading.clauses, [part.dropped for part in reading.parts]) == ((RED,), [False, True])


def test_a_dropped_word_may_end_with_a_vowel_sign():
    assert [part.dropped for part in read("साड़ी red hair", drop=["साड़ी"]).parts] == [True, False]


def test_an_encoder_is_asked_the_text_as_it_stands():
    assert read(" red hair and nordic ").text == "red hair and nordic"


def test_an_encoder_is_not_asked_what_was_dropped():
    assert read("red hair, nordic", drop=["nordic"]).text == "red hair"


def test_words_that_are_no_part_drop_nothing():
    assert read("red hair", drop=["blue hair"]).clauses == (RED,)


def test_a_part_can_be_left_out():
    reading = read("red hair, nordic")
    assert reading.without(reading.strong[0]).strong == ()


@pytest.mark.parametrize(("negate", "words"), [(False, "hair.color=brown,red"), (True, "hair.color!=brown,red")])
def test_clauses_in_words(negate, words):
    assert clause_words(Clause(attribute="hair.color", values=frozenset({"red", "brown"}), negate=negate)) == words


@pytest.mark.parametrize(
    ("text", "drop", "attribute", "dropped"),
    [
        ("navy dress", "navy", "garment.kind", ["navy"]),
        ("dark blue jeans", "dark blue", "garment.kind", ["dark blue"]),
        ("#1e3a5f shirt", "#1e3a5f", "garment.kind", ["#1e3a5f"]),
        ("navy dress", "nav", "garment.look", []),
    ],
    ids=["colour", "two-words", "code", "part-of-a-word"],
)
def test_some_words_of_a_part_can_be_dropped(text, drop, attribute, dropped):
    reading = read(text, drop=[drop])
    assert [clause.attribute for clause in reading.clauses] == [attribute]
    assert [part.words for part in reading.parts if part.dropped] == dropped


def test_a_comma_parts_what_is_dropped():
    reading = read("red hair, xqzv blorp", drop=["xqzv, blorp"])
    assert (reading.clauses, reading.strong) == ((RED,), ())


def test_what_is_dropped_is_told_back_once():
    parts = read("navy dress, sunglasses", drop=["navy", "sunglasses"]).parts
    assert [(part.words, part.dropped) for part in parts] == [("navy", True), ("dress", False), ("sunglasses", True)]


@pytest.mark.parametrize(
    ("text", "skus", "products", "words"),
    [
        ("TEE-01", (), [], ["tee", "01"]),
        ("TEE-01", ("TEE-01",), ["TEE-01"], ["TEE-01"]),
        (" TEE-01 ", ("TEE-01",), ["TEE-01"], ["TEE-01"]),
        ("red hair, TEE-01", ("TEE-01",), ["TEE-01"], ["red hair", "TEE-01"]),
        ("red", ("red",), ["red"], ["red"]),
        ("red hair", ("red",), [], ["red hair"]),
        ("A 1", ("A 1",), ["A 1"], ["A 1"]),
        ("A1, BA12", ("A1",), ["A1"], ["A1", "ba12"]),
        ("A1\x00", ("A1", "A1\x00"), [], ["a1"]),
        ("A1\udcff", ("A1", "A1\udcff"), [], ["a1"]),
        ("", ("",), [], []),
    ],
    ids=[
        "no-sku",
        "alone",
        "spaces",
        "in-a-text",
        "letters-alone",
        "letters-in-a-text",
        "two-words",
        "within-a-word",
        "nul",
        "surrogate",
        "empty",
    ],
)
def test_a_sku_is_read_as_a_product(text, skus, products, words):
    reading = read(text, skus=skus)
    named = [value for clause in reading.clauses if clause.attribute == "product" for value in clause.values]
    assert (named, [part.words for part in reading.parts]) == (products, words)


def test_a_sku_can_be_dropped():
    assert read("red hair, TEE-01", skus=("TEE-01",), drop=["TEE-01"]).clauses == (RED,)


@pytest.mark.parametrize(
    ("text", "looked_up", "legible"),
    [
        ("muslim", [], False),
        ("muslims", [], False),
        ("muslim red hair", [], True),
        ("nordic muslim", ["nordic"], True),
        ("left wing", [], False),
        ("beautiful", [], False),
        ("teenager", [], False),
        ("beautiful red hair", [], True),
        ("woman", ["woman"], True),
    ],
    ids=["alone", "plural", "clause", "word", "two-words", "opinion", "age", "opinion-and-clause", "gender"],
)
def test_what_wornby_never_states_is_looked_up_nowhere(text, looked_up, legible):
    reading = read(text)
    assert ([part.words for part in reading.parts if part.text], reading.legible) == (looked_up, legible)


def test_what_is_not_searched_is_told_back():
    (part,) = read("muslim").parts
    assert (part.words, part.clause, part.text, part.weak) == ("muslim", None, False, True)
