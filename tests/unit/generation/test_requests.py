"""What a generator is asked for."""

import pytest

from wornby.datamodel import Cloth, Place
from wornby.generation.palette import FAMILIES, SHADES
from wornby.generation.reader import WishReader
from wornby.generation.requests import build_request, describe
from wornby.generation.wishes import settle
from wornby.imaging.colors import nearest_color_family_of_hex
from wornby.vocabulary import TextReader, load_vocabulary

VOCABULARY = load_vocabulary()
TEE = Cloth(place=Place.UPPER, kind="t-shirt", color="#f1f0ec")


def request(text, *, seed=1):
    wish = settle(WishReader(VOCABULARY).read_text(text), TEE)
    return build_request(wish, TEE, seed=seed, scene="studio", view="front", size_px=(512, 768))


@pytest.mark.parametrize(("family", "code"), FAMILIES.items(), ids=FAMILIES)
def test_a_family_is_drawn_in_a_colour_of_it(family, code):
    assert nearest_color_family_of_hex(code) == family


@pytest.mark.parametrize(("word", "code"), SHADES.items(), ids=SHADES)
def test_a_finer_word_stays_in_its_family(word, code):
    (part,) = TextReader(VOCABULARY).read(word)
    assert nearest_color_family_of_hex(code) in part.clause.values


def test_every_family_but_multicolour_can_be_drawn():
    every = {value.id for value in VOCABULARY.attribute("garment.color").values}
    assert every - set(FAMILIES) == {"multicolor", "not_visible"}


def test_what_is_asked_for_is_in_the_request():
    made = request("short red hair, burgundy coat, striped blue jeans, black tote bag")
    assert made.wearer == {"hair.color": "red", "hair.length": "short", "bag.kind": "tote"}
    assert made.colors == {"bag.kind": FAMILIES["black"]}
    coat, jeans = made.garments
    assert (coat.place, coat.kind, coat.color, coat.pattern) == (Place.OUTER, "coat", SHADES["burgundy"], "solid")
    assert (jeans.kind, jeans.color, jeans.pattern) == ("jeans", FAMILIES["blue"], "striped")
    assert jeans.accents


def test_what_nobody_asked_for_is_left_to_the_generator():
    made = request("")
    assert (made.wearer, made.garments, made.colors) == ({}, (), {})


def test_the_seed_chooses_among_what_is_open():
    chosen = {request("dark hair", seed=seed).wearer["hair.color"] for seed in range(20)}
    assert chosen == {"black", "brown"}
    assert request("dark hair", seed=3) == request("dark hair", seed=3)


def test_one_choice_does_not_move_another():
    alone = [request("dark hair", seed=seed).wearer["hair.color"] for seed in range(20)]
    beside = [request("dark hair, jeans or shorts", seed=seed).wearer["hair.color"] for seed in range(20)]
    assert alone == beside


def test_a_request_in_words():
    said = describe(request("red hair, blue jeans, black tote bag"), {"hair.color=red": "hair colour red"})
    assert said == "t-shirt #f1f0ec; jeans #4174b8; hair colour red; tote; bag #1d1d20; scene studio; view front"
