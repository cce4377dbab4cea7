"""How a wish is read."""

import pytest

from wornby.datamodel import Clause, Cloth, Place
from wornby.errors import (
    FilterError,
    ForbiddenAttributeError,
    InputError,
    ResemblanceError,
    UnknownTagError,
    WornbyError,
)
from wornby.generation.reader import WishReader, drawn_filters
from wornby.generation.wishes import settle
from wornby.vocabulary import load_vocabulary

READER = WishReader(load_vocabulary())
TEE = Cloth(place=Place.UPPER, kind="t-shirt", color="#f1f0ec", pattern="graphic")
DRESS = Cloth(place=Place.DRESS, kind="dress", color="#b3202c", pattern="floral")


def told(wish):
    """Wearer, garments and colours in one line each."""
    said = [f"{name}={','.join(values)}" for name, values in wish.wearer.items()]
    for garment in wish.garments:
        looks = {"+".join(part for part in (look.kind, look.color, look.pattern) if part) for look in garment.looks}
        said.append(f"{garment.looks[0].place}: {' or '.join(sorted(looks))}")
    return said + [f"{name} in {','.join(color.families)}" for name, color in wish.colors.items()]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", []),
        (
            "short red hair, eyeglasses, tall, broad build, tote bag",
            ["hair.color=red", "hair.length=short", "eyewear.kind=eyeglasses", "bag.kind=tote", "body.build=large",
             "body.height=180-189"],
        ),
        ("black tote bag", ["bag.kind=tote", "bag.kind in black"]),
        ("red hat", ["headwear.kind=hat", "headwear.kind in red"]),
        ("blue jeans, white sneakers", ["lower: jeans+blue", "feet: sneakers+white"]),
        ("striped trousers and a burgundy coat", ["outer: coat+red", "lower: trousers+striped"]),
        ("185 cm", ["body.height=180-189"]),
        ("1.62 m", ["body.height=160-169"]),
        ("195cm, slim", ["body.build=slim", "body.height=190-up"]),
        ("dark hair", ["hair.color=black,brown"]),
        ("red or brown hair", ["hair.color=brown,red"]),
        ("dark hair, black hair", ["hair.color=black"]),
        ("jeans or shorts", ["lower: jeans or shorts"]),
        ("without glasses, no hat, no bag", ["eyewear.kind=none", "headwear.kind=none", "bag.kind=none"]),
        ("not red hair", ["hair.color=black,brown,blonde,grey,vivid"]),
        ("a bag", ["bag.kind=handbag,shoulder,crossbody,tote,backpack,clutch,other"]),
        ("white t-shirt", []),
        ("brown hair, blonde or brown hair", ["hair.color=brown"]),
        ("tall, tote bag", ["bag.kind=tote", "body.height=180-189"]),
        ("slim person with jeans", ["body.build=slim", "lower: jeans"]),
        ("tall short red hair, jeans", ["hair.color=red", "hair.length=short", "body.height=180-189", "lower: jeans"]),
        ("mom jeans", ["lower: jeans"]),
        ("blue boyfriend jeans", ["lower: jeans+blue"]),
        ("under 160 cm", ["body.height=under-160"]),
        ("160 to 169 cm", ["body.height=160-169"]),
        ("190 cm and more", ["body.height=190-up"]),
    ],
    ids=lambda value: value or "empty" if isinstance(value, str) else "",
)  # fmt: skip
def test_a_text_is_read_as(text, read):
    assert told(settle(READER.read_text(text), TEE)) == read


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("xqzv", UnknownTagError, "Known: Hair colour: black, brown"),
        ("eyeglases, curly", UnknownTagError, "did you mean “curvy”"),
        ("short", UnknownTagError, "short hair"),
        ("a scarf", UnknownTagError, "Accessories"),
        ("black glasses", InputError, "colour of nothing"),
        ("black", InputError, "without a garment"),
        ("striped", InputError, "without a garment"),
        ("multicolored coat", InputError, "one colour"),
        ("colorful backpack", InputError, "single colour"),
        ("no jacket", InputError, "what is to be worn instead"),
        ("red hair, black hair", InputError, "contradict"),
        ("tall, 160 cm", InputError, "contradict"),
        ("bald, red hair", InputError, "Bald"),
        ("black tote bag, red tote bag", InputError, "Two colours"),
        ("blue jeans, black skirt", InputError, "same place"),
        ("blue jeans, black jeans", InputError, "same place"),
        ("white shirt", InputError, "where the product is worn"),
        ("red t-shirt", InputError, "where the product is worn"),
        ("green dress", InputError, "one piece"),
        ("looks like Emma", ResemblanceError, "does not exist"),
        ("a lookalike", ResemblanceError, "does not exist"),
        ("resembling my sister", ResemblanceError, "does not exist"),
        ("same face as before", ResemblanceError, "does not exist"),
        ("a celebrity", ResemblanceError, "does not exist"),
        ("red hair like Ada Lovelace", ResemblanceError, "does not exist"),
        ("dressed as Batman", ResemblanceError, "does not exist"),
        ("red hair like her", ResemblanceError, "does not exist"),
        ("the person in the attached photo", ResemblanceError, "does not exist"),
        ("@someone", ResemblanceError, "does not exist"),
        ("like beyoncé", ResemblanceError, "like beyoncé"),
        ("hair like rihanna", ResemblanceError, "does not exist"),
        ("like a movie star", ResemblanceError, "does not exist"),
        ("\uff4c\uff49\uff4b\uff45 ada", ResemblanceError, "does not exist"),
        ("l\u200bike ada", ResemblanceError, "does not exist"),
        ("i would like jeans", UnknownTagError, "“would”, “like”"),
        ("in the style of ada", ResemblanceError, "does not exist"),
        ("rihanna double", ResemblanceError, "does not exist"),
        ("double-breasted coat", UnknownTagError, "breasted"),
        ("twin of ada", ResemblanceError, "does not exist"),
        ("reminiscent of ada", ResemblanceError, "does not exist"),
        ("ada look-alike", ResemblanceError, "does not exist"),
        ("same as ada", ResemblanceError, "does not exist"),
        ("https://example.com/a.jpg", ResemblanceError, "does not exist"),
        ("young woman", ForbiddenAttributeError, "age"),
        ("60yo", ForbiddenAttributeError, "age"),
        ("60 y/o, tall", ForbiddenAttributeError, "age"),
        ("in her 30s", ForbiddenAttributeError, "age"),
        ("red hair, 40s", ForbiddenAttributeError, "age"),
        ("over 60", ForbiddenAttributeError, "age"),
        ("25 years", ForbiddenAttributeError, "age"),
        ("30-year-old", ForbiddenAttributeError, "age"),
        ("1990s jeans", UnknownTagError, "1990s"),
        ("w\u043eman", ForbiddenAttributeError, "two scripts"),
        ("tall w\u03bfman", ForbiddenAttributeError, "two scripts"),
        ("mom", ForbiddenAttributeError, "gender"),
        ("asian, red hair", ForbiddenAttributeError, "ethnicity"),
        ("dark skin", ForbiddenAttributeError, "ethnicity"),
        ("tall " * 200, InputError, "at most 500"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_a_text_is_refused(text, error, says):
    with pytest.raises(error, match=says):
        settle(READER.read_text(text), TEE)


@pytest.mark.parametrize(
    ("text", "body", "thing"),
    [
        ("large tote bag", "large", "tote bag"),
        ("large black tote bag", "large", "black tote bag"),
        ("skinny jeans", "skinny", "jeans"),
        ("thin glasses", "thin", "glasses"),
        ("tall boots", "tall", "boots"),
        ("petite dress", "petite", "dress"),
        ("plus-size dress", "plus size", "dress"),
        ("athletic shoes", "athletic", "shoes"),
        ("red hair, large hat", "large", "hat"),
        ("tall slim jeans", "slim", "jeans"),
        ("120 cm long coat", "under 160 cm", "long coat"),
    ],
    ids=str,
)
def test_a_word_for_the_body_is_not_read_before_a_thing(text, body, thing):
    with pytest.raises(InputError, match=f"“{body}” before “{thing}” is not read: put a comma"):
        READER.read_text(text)


def test_a_hint_is_near_what_was_written():
    with pytest.raises(UnknownTagError) as caught:
        READER.read_text("rihanna")
    assert "did you mean" not in caught.value.message


@pytest.mark.parametrize("text", ["jeans", "a white shirt, black shoes"])
def test_nothing_is_worn_under_a_dress(text):
    with pytest.raises(InputError, match="one piece"):
        settle(READER.read_text(text), DRESS)


def test_a_jacket_goes_over_a_dress():
    assert told(settle(READER.read_text("denim jacket"), DRESS)) == ["outer: jacket"]


def test_a_hat_that_is_for_sale_is_not_exchanged():
    cap = Cloth(place=Place.HEAD, kind="cap", color="#1d1d20")
    assert told(settle(READER.read_text("cap"), cap)) == ["headwear.kind=cap"]
    with pytest.raises(InputError, match="worn on the head"):
        settle(READER.read_text("beanie"), cap)


def clauses(**values):
    def clause(name, value):
        attribute = name.replace("__", ".")
        return Clause(attribute=attribute, values=frozenset(value.lstrip("!").split(",")), negate=value[0] == "!")

    return tuple(clause(name, value) for name, value in values.items())


@pytest.mark.parametrize(
    ("filters", "read"),
    [
        ({}, []),
        ({"hair__color": "red", "body__height": "180-189"}, ["hair.color=red", "body.height=180-189"]),
        ({"hair__color": "red,brown"}, ["hair.color=brown,red"]),
        ({"eyewear__kind": "!eyeglasses"}, ["eyewear.kind=none"]),
        ({"lower__kind": "jeans", "lower__color": "blue"}, ["lower: jeans+blue"]),
        ({"feet__color": "white"}, ["feet: white"]),
        ({"garment__kind": "jeans"}, ["lower: jeans"]),
        ({"garment__look": "coat+red"}, ["outer: coat+red"]),
        ({"garment__color": "white"}, []),
        ({"garment__color": "green"}, ["lower: green"]),
        ({"garment__color": "green", "lower__kind": "jeans"}, ["lower: jeans+green"]),
        ({"upper__kind": "t-shirt", "garment__pattern": "graphic"}, []),
        ({"head__color": "red"}, ["headwear.kind=cap,beanie,hat", "headwear.kind in red"]),
        ({"product": "X", "asset__kind": "worn", "photo__kind": "worn"}, []),
    ],
    ids=str,
)
def test_filters_are_read_as(filters, read):
    assert told(settle(READER.read_filters(clauses(**filters)), TEE)) == read


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        ({"accessories": "scarf"}, UnknownTagError),
        ({"photo__kind": "flat"}, UnknownTagError),
        ({"garment__color": "!red"}, InputError),
        ({"upper__kind": "shirt"}, InputError),
        ({"hair__color": "plaid"}, FilterError),
        ({"never__heard": "of"}, FilterError),
        ({"garment__look": "nothing+known"}, WornbyError),
    ],
    ids=str,
)
def test_filters_that_cannot_be_drawn_are_refused(filters, error):
    with pytest.raises(error):
        settle(READER.read_filters(clauses(**filters)), TEE)


def test_only_what_is_drawn_is_left_of_filters_in_one_order():
    drawn = clauses(hair__color="red", body__height="180-189")
    others = clauses(product="X", asset__kind="worn", rights__display="yes", photo__kind="worn")
    assert drawn_filters((*others, *drawn)) == drawn_filters((*drawn[::-1], *drawn)) == drawn[::-1]
