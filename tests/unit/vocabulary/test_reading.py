"""How texts are read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wornby.datamodel import ColorWish
from wornby.vocabulary import TextReader, load_vocabulary
from wornby.vocabulary.shades import shade_values

READER = TextReader(load_vocabulary())
ASKED = TextReader(load_vocabulary(), asked=True)
FEET = "boots,flats,heels,sandals,shoes,sneakers"
WORDS = [
    *("red", "dark", "steelblue", "#1e3a5f", "striped", "dots", "shirt", "jeans", "hat", "shoes", "hair", "blonde"),
    *("long", "bun", "glasses", "bag", "not", "without", "neither", "nor", "or", "and", "with", "in", ",", "/", "but"),
    *("this", "summer", "eyes", "collar", "zzz", "ponytail", "that", "is", "anything", "navy", "light", "42"),
]


def told(part):
    if part.clause is None:
        return f"{'~' if part.weak else '?'} {part.words}"
    sign = "!=" if part.clause.negate else "="
    values = part.clause.values
    if part.clause.attribute == "garment.shade":
        values = {value.rpartition("+")[0] for value in values}
    wish = f" {part.color.hex}" if part.color else ""
    return f"{part.clause.attribute}{sign}{','.join(sorted(values))}{wish}"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", []),
        ("the, and with a", []),
        ("ginger", ["hair.color=red"]),
        ("auburn hair", ["hair.color=red"]),
        ("red hair, green coat", ["hair.color=red", "garment.look=coat+green"]),
        ("green coat red hair", ["garment.look=coat+green", "hair.color=red"]),
        ("white shirt, blue jeans", ["garment.look=shirt+white", "garment.look=jeans+blue"]),
        ("shirt with blue jeans", ["garment.kind=shirt", "garment.look=jeans+blue"]),
        ("short red hair", ["hair.length=short", "hair.color=red"]),
        ("short ginger hair", ["hair.length=short", "hair.color=red"]),
        ("brown hair tied up", ["hair.color=brown", "hair.length=up"]),
        ("long ponytail", ["hair.length=long"]),
        ("red ponytail", ["hair.color=red", "hair.length=long,medium,up"]),
        ("blonde ponytail", ["hair.color=blonde", "hair.length=long,medium,up"]),
        ("long-haired", ["hair.length=long"]),
        ("red-haired", ["hair.color=red"]),
        ("dark hair", ["hair.color=black,brown"]),
        ("dark brown hair", ["hair.color=brown"]),
        ("blue hair", ["hair.color=vivid"]),
        ("red or brown hair", ["hair.color=brown,red"]),
        ("blonde or brown hair", ["hair.color=blonde,brown"]),
        ("green", ["garment.color=green"]),
        ("striped", ["garment.pattern=striped"]),
        ("striped shirt", ["garment.look=shirt+striped"]),
        ("white striped shirt", ["garment.look=shirt+white+striped"]),
        ("shirt with a logo", ["garment.look=shirt+graphic"]),
        ("coat in green", ["garment.look=coat+green"]),
        ("coat, green", ["garment.kind=coat", "garment.color=green"]),
        ("dark blue jeans", ["garment.look=jeans+navy"]),
        ("red woollen coat", ["garment.look=coat+red", "? woollen"]),
        ("tee", ["garment.kind=t-shirt"]),
        ("T-Shirts", ["garment.kind=t-shirt"]),
        ("dresses", ["garment.kind=dress"]),
        ("shorts", ["garment.kind=shorts"]),
        ("jeans or shorts", ["garment.kind=jeans,shorts"]),
        ("shoes", [f"garment.kind={FEET}"]),
        ("spectacles", ["eyewear.kind=eyeglasses"]),
        ("glasses", ["eyewear.kind=eyeglasses"]),
        ("beanie", ["headwear.kind=beanie"]),
        ("red hat", ["garment.look=hat+red"]),
        ("bag", ["bag.kind=backpack,clutch,crossbody,handbag,other,shoulder,tote"]),
        ("no bag", ["bag.kind=none"]),
        ("without glasses", ["eyewear.kind=none,not_worn,sunglasses"]),
        ("no hat or sunglasses", ["headwear.kind=none", "eyewear.kind=eyeglasses,none,not_worn"]),
        ("not red", ["garment.color!=red"]),
        ("no stripes, jeans", ["garment.pattern!=striped", "garment.kind=jeans"]),
        ("not a white shirt", ["garment.look!=shirt+white"]),
        ("scarves", ["accessories=scarf"]),
        ("sneekers", ["garment.kind=sneakers"]),
        ("stripped shirt", ["garment.look=shirt+striped"]),
        ("woman with glasses", ["~ woman", "eyewear.kind=eyeglasses"]),
        ("red handbag", ["~ red", "bag.kind=handbag"]),
        ("long coat", ["~ long", "garment.kind=coat"]),
        ("hair", ["~ hair"]),
        ("xqzv", ["? xqzv"]),
        ("\U0001f600 ' \" \x00", []),
    ],
    ids=lambda value: value.encode("ascii", "replace").decode() or "empty" if isinstance(value, str) else "",
)
def test_a_text_is_read_as(text, read):
    assert [told(part) for part in READER.read(text)] == read


def test_every_clause_of_a_synonym_is_known_to_the_vocabulary():
    vocabulary = load_vocabulary()
    words = [word for one in vocabulary.attributes.values() for value in one.values for word in value.synonyms]
    clauses = [part.clause for word in words for part in ASKED.read(word)]
    for clause in clauses:
        assert clause is not None
        for value in clause.values:
            vocabulary.check(clause.attribute, value)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("tall", ["body.height=180-189"]),
        ("very tall", ["body.height=190-up"]),
        ("short person", ["body.height=under-160"]),
        ("180 to 189 cm", ["body.height=180-189"]),
        ("broad build", ["body.build=large"]),
        ("broad shoulders", ["body.build=athletic"]),
        ("slim", ["body.build=slim"]),
        ("short red hair, tall, broad build", ["hair.length=short", "hair.color=red", "body.height=180-189",
                                                "body.build=large"]),
        ("tall, short hair", ["body.height=180-189", "hair.length=short"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_text_that_asks_for_a_picture_is_read_as(text, read):
    assert [told(part) for part in ASKED.read(text)] == read


@pytest.mark.parametrize("word", ["tall", "slim", "athletic", "170-179", "stocky"])
def test_a_search_reads_nothing_that_wearers_declare(word):
    assert all(part.clause is None for part in READER.read(word))


BAGS = "bag.kind=backpack,clutch,crossbody,handbag,other,shoulder,tote"
NO_HAT = "headwear.kind=none"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        # Exact colours.
        ("#1e3a5f", ["garment.shade= #1e3a5f"]),
        ("#1E3A5F shirt", ["garment.shade=shirt #1e3a5f"]),
        ("#abc dress", ["garment.shade=dress #aabbcc"]),
        ("1e3a5f shirt", ["? 1e3a5f", "garment.kind=shirt"]),
        ("#1e3a5 shirt", ["? 1e3a5", "garment.kind=shirt"]),
        ("shirt in #1e3a5f", ["garment.shade=shirt #1e3a5f"]),
        ("#1e3a5f striped shirt", ["garment.shade=shirt #1e3a5f", "garment.look=shirt+striped"]),
        ("#1e3a5f shirt with stripes", ["garment.shade=shirt #1e3a5f", "garment.look=shirt+striped"]),
        ("#1e3a5f shirt, #ffffff trousers", ["garment.shade=shirt #1e3a5f", "garment.shade=trousers #ffffff"]),
        ("#1e3a5f or #aa0000 shirt", ["garment.shade=shirt"]),
        ("white and #1e3a5f shirt", ["garment.look=shirt+white #1e3a5f"]),
        ("not #1e3a5f", ["garment.shade!="]),
        ("shirt that is not #1e3a5f", ["garment.kind=shirt", "garment.shade!=shirt"]),
        ("#1e3a5f hair", ["? #1e3a5f"]),
        ("crimson dress", ["garment.look=dress+red #dc143c"]),
        ("dress in crimson", ["garment.look=dress+red #dc143c"]),
        ("dark crimson dress", ["garment.look=dress+red"]),
        ("crimson or navy dress", ["garment.look=dress+navy,dress+red"]),
        ("teal dress", ["garment.look=dress+blue #008080"]),
        ("navy shirt", ["garment.look=shirt+navy #000080"]),
        ("red shirt", ["garment.look=shirt+red"]),
        ("steel blue shirt", ["garment.shade=shirt #4682b4"]),
        ("steelblue shirt", ["garment.shade=shirt #4682b4"]),
        ("steel-blue shirt", ["garment.shade=shirt #4682b4"]),
        ("midnightblue coat", ["garment.look=coat+navy #191970"]),
        ("midnight blue coat", ["garment.look=coat+navy #191970"]),
        ("rebeccapurple", ["garment.shade= #663399"]),
        ("rebecca purple top", ["garment.shade=top #663399"]),
        ("pale green coat", ["garment.look=coat+green"]),
        ("palegreen coat", ["garment.look=coat+green #98fb98"]),
        ("dim gray trousers", ["garment.look=trousers+grey"]),
        ("light blue jeans", ["garment.look=jeans+blue"]),
        ("deep sky blue jeans", ["garment.look=jeans+blue #00bfff"]),
        ("slategray shorts", ["garment.shade=shorts #708090"]),
        ("khaki trousers", ["garment.look=trousers+green"]),
        ("linen shirt", ["? linen", "garment.kind=shirt"]),
        ("floral white dress", ["garment.look=dress+white+floral"]),
        ("steel blue hair", ["hair.color=vivid"]),
        # What leads to a picture.
        ("like this, but red", ["garment.color=red"]),
        ("this but in red", ["garment.color=red"]),
        ("the same in green", ["garment.color=green"]),
        ("the same shirt in green", ["garment.look=shirt+green"]),
        ("similar but without stripes", ["garment.pattern!=striped"]),
        ("a similar one with stripes", ["garment.pattern=striped"]),
        ("i need something like this, but not red", ["garment.color!=red"]),
        # Several garments, and what belongs to which.
        ("white shirt and blue jeans", ["garment.look=shirt+white", "garment.look=jeans+blue"]),
        ("red dress with black boots", ["garment.look=dress+red", "garment.look=boots+black"]),
        ("a man in a green coat with glasses", ["~ man", "garment.look=coat+green", "eyewear.kind=eyeglasses"]),
        ("white tee under a black jacket", ["garment.look=t-shirt+white", "garment.look=jacket+black"]),
        ("woman dressed in red", ["~ woman", "garment.color=red"]),
        ("blue and white striped shirt", ["garment.look=shirt+blue+striped,shirt+white+striped"]),
        ("blue/white shirt", ["garment.look=shirt+blue,shirt+white"]),
        ("red hair / green coat", ["hair.color=red", "garment.look=coat+green"]),
        ("black or brown boots", ["garment.look=boots+black,boots+brown"]),
        ("boots in black or brown", ["garment.look=boots+black,boots+brown"]),
        ("striped or checked shirt", ["garment.look=shirt+checked,shirt+striped"]),
        ("red dress or skirt", ["garment.look=dress+red,skirt+red"]),
        ("dress or red skirt", ["garment.kind=dress,skirt"]),
        ("red dress or blue skirt", ["garment.look=dress+red,skirt+blue"]),
        ("red dress or blue skirt or top", ["garment.look=dress+red,skirt+blue,top+blue"]),
        ("dress or skirt in red", ["garment.look=dress+red,skirt+red"]),
        ("dress or skirt with stripes", ["garment.look=dress+striped,skirt+striped"]),
        ("dress or skirt in #1e3a5f", ["garment.shade=dress,skirt"]),
        ("dress or skirt or top in red", ["garment.look=dress+red,skirt+red,top+red"]),
        ("red dress or blue skirt with stripes", ["garment.look=dress+red+striped,skirt+blue+striped"]),
        ("hat or cap in red", ["garment.look=cap+red,hat+red"]),
        ("shoes that are red", [f"garment.look={','.join(f'{kind}+red' for kind in FEET.split(','))}"]),
        ("shirt that's striped", ["garment.look=shirt+striped"]),
        ("jeans, which are black", ["garment.look=jeans+black"]),
        ("red dress and boots that are black", ["garment.look=dress+red", "garment.look=boots+black"]),
        ("hat or red cap", ["headwear.kind=cap,hat"]),
        ("tote bag or backpack", ["bag.kind=backpack,tote"]),
        ("shirt with red stripes", ["garment.look=shirt+red+striped"]),
        ("black dress with white dots", ["garment.look=dress+black+dotted"]),
        ("dress with white dots and a straw hat", ["garment.look=dress+white+dotted", "headwear.kind=hat"]),
        ("shirt with a red collar", ["garment.kind=shirt", "? red collar"]),
        ("blonde hair and blue eyes", ["hair.color=blonde", "~ blue eyes"]),
        ("dark skin, red dress", ["~ dark skin", "garment.look=dress+red"]),
        ("red-haired man", ["hair.color=red", "~ man"]),
        ("hair that is red", ["hair.color=red"]),
        ("hair in a bun", ["~ hair", "hair.length=up"]),
        ("long, red hair", ["hair.length=long", "hair.color=red"]),
        ("long hair, blonde", ["hair.length=long", "hair.color=blonde"]),
        # Colours of what is carried: no tag says them.
        ("black bag", ["~ black", BAGS]),
        ("#1e3a5f backpack", ["~ #1e3a5f", "bag.kind=backpack"]),
        ("striped scarf", ["~ striped", "accessories=scarf"]),
        ("backpack in red", ["bag.kind=backpack", "~ red"]),
        ("jeans with a tote that is red", ["garment.kind=jeans", "bag.kind=tote", "~ red"]),
        ("tote that is not red", ["bag.kind=tote", "~ not red"]),
        ("woman with a tote that is red", ["~ woman", "bag.kind=tote", "~ red"]),
        ("woman with a tote in red", ["~ woman", "bag.kind=tote", "garment.color=red"]),
        # A family or an exact colour.
        ("navy or #1e3a5f shirt", ["garment.look=shirt+navy #000080", "~ #1e3a5f"]),
        ("#1e3a5f or navy shirt", ["~ #1e3a5f", "garment.look=shirt+navy #000080"]),
        ("shirt in orange or #1e3a5f", ["garment.look=shirt+orange", "~ #1e3a5f"]),
        ("orange or lime t-shirt", ["garment.look=t-shirt+green,t-shirt+orange"]),
        ("crimson and #1e3a5f dress", ["garment.look=dress+red #dc143c", "~ #1e3a5f"]),
        ("steel blue or #aa0000 dress", ["garment.shade=dress"]),
        ("light #ff0000 dress", ["~ light", "garment.shade=dress #ff0000"]),
        ("dark shirt in #ff0000", ["~ dark", "garment.shade=shirt #ff0000"]),
        ("dark steel blue dress", ["~ dark", "garment.shade=dress #4682b4"]),
        # Negation.
        ("all but jeans", ["garment.kind!=jeans"]),
        ("anything but red", ["garment.color!=red"]),
        ("everything but jeans", ["garment.kind!=jeans"]),
        ("everything except red jeans", ["garment.look!=jeans+red"]),
        ("any colour but red", ["garment.color!=red"]),
        ("nothing but jeans", ["garment.kind=jeans"]),
        ("nothing except jeans", ["garment.kind=jeans"]),
        ("shirt, anything but white", ["garment.kind=shirt", "garment.look!=shirt+white"]),
        ("jacket or coat that is not black", ["garment.kind=coat,jacket", "garment.look!=coat+black,jacket+black"]),
        ("navy hoodie, but without a hat", ["garment.look=sweatshirt+navy #000080", NO_HAT]),
        ("no fedora", ["headwear.kind=beanie,cap,none,other"]),
        ("no hat but a beanie", ["headwear.kind=beanie,cap,none,other", "headwear.kind=beanie"]),
        ("turban, no hat", ["headwear.kind=other", "headwear.kind=beanie,cap,none,other"]),
        ("no hat, red beanie", ["headwear.kind=beanie,cap,none,other", "garment.look=beanie+red"]),
        ("no hat", [NO_HAT]),
        ("neither hat nor bag", [NO_HAT, "bag.kind=none"]),
        ("shirt that is not white", ["garment.kind=shirt", "garment.look!=shirt+white"]),
        ("shirt that isn't white", ["garment.kind=shirt", "garment.look!=shirt+white"]),
        ("shirt, but not white", ["garment.kind=shirt", "garment.look!=shirt+white"]),
        ("shirt, not white", ["garment.kind=shirt", "garment.color!=white"]),
        ("dress without stripes", ["garment.kind=dress", "garment.look!=dress+striped"]),
        ("white shirt without stripes", ["garment.look=shirt+white", "garment.look!=shirt+white+striped"]),
        ("striped shirt, but not blue", ["garment.look=shirt+striped", "garment.look!=shirt+blue+striped"]),
        ("shirt, jeans but not blue", ["garment.kind=shirt", "garment.kind=jeans", "garment.look!=jeans+blue"]),
        ("trousers, not jeans", ["garment.kind=trousers", "garment.kind!=jeans"]),
        ("hair that is not red", ["hair.color=black,blonde,brown,grey,vivid"]),
        ("no red shirt or blue jeans", ["garment.look!=shirt+red", "garment.look!=jeans+blue"]),
        (
            "dress without pockets and blue jeans",
            ["garment.kind=dress", "~ without pockets", "garment.look=jeans+blue"],
        ),
        ("no tassels and blue jeans", ["? tassels", "garment.look=jeans+blue"]),
        ("no woollen coat", ["garment.kind!=coat", "? woollen"]),
        ("no beard, glasses", ["~ no beard", "eyewear.kind=eyeglasses"]),
        # Spelling, here and there.
        ("grey coat", ["garment.look=coat+grey"]),
        ("gray coat", ["garment.look=coat+grey"]),
        ("colourful top", ["garment.look=top+multicolor"]),
        ("multi-colored top", ["garment.look=top+multicolor"]),
        ("chequered shirts", ["garment.look=shirt+checked"]),
        ("jumper, trainers", ["garment.kind=knitwear", "garment.kind=sneakers"]),
        ("sweater, sneakers", ["garment.kind=knitwear", "garment.kind=sneakers"]),
        ("galsses", ["eyewear.kind=eyeglasses"]),
        ("snekaers", ["garment.kind=sneakers"]),
        ("sungalses", ["eyewear.kind=sunglasses"]),
        ("blakc jackte", ["garment.look=jacket+black"]),
        ("skrit, shrits", ["garment.kind=skirt", "garment.kind=shirt"]),
        ("denim jacekt", ["garment.kind=jacket"]),
        ("wihtout glasses", ["eyewear.kind=none,not_worn,sunglasses"]),
        ("dres", ["? dres"]),
        ("flight", ["? flight"]),
        ("boats, curly, pointed", ["? boats", "? curly", "? pointed"]),
        ("collared shirt", ["? collared", "garment.kind=shirt"]),
        # Words of shops.
        ("polka dot midi dress", ["garment.look=dress+dotted"]),
        ("button-down shirt", ["garment.kind=shirt"]),
        ("puffer jacket", ["garment.kind=jacket"]),
        ("knee-high boots", ["garment.kind=boots"]),
        ("baseball cap", ["headwear.kind=cap"]),
        ("high heels", ["garment.kind=heels"]),
        ("gym bag", ["bag.kind=other"]),
        # What costs nothing.
        ("short skirt", ["~ short", "garment.kind=skirt"]),
        ("big bag", ["~ big", BAGS]),
        ("long blue summer dress", ["~ long", "garment.look=dress+blue", "~ summer"]),
        ("nice vintage jeans", ["~ nice", "~ vintage", "garment.kind=jeans"]),
        ("oversized tee for a wedding", ["~ oversized", "garment.kind=t-shirt", "~ wedding"]),
        ("tall young woman in red", ["~ tall", "~ young", "~ woman", "garment.color=red"]),
        ("leather jacket", ["? leather", "garment.kind=jacket"]),
        ("501 jeans", ["? 501", "garment.kind=jeans"]),
        ("size M", ["~ size", "~ m"]),
        ("2XL shirt", ["~ 2xl", "garment.kind=shirt"]),
        ("W32 L34 jeans", ["~ w32", "~ l34", "garment.kind=jeans"]),
        ("42", ["~ 42"]),
        ("jeans size 128", ["garment.kind=jeans", "~ size", "~ 128"]),
        ("under 50 euros", ["~ 50", "~ euros"]),
        ("dress under 150", ["garment.kind=dress", "~ 150"]),
        ("120 euros dress", ["~ 120", "~ euros", "garment.kind=dress"]),
        ("\u20ac120 dress", ["~ 120", "garment.kind=dress"]),
        ("120eur dress", ["~ 120eur", "garment.kind=dress"]),
        # The order of the text.
        ("green fern", ["garment.color=green", "? fern"]),
        ("purple elephant toaster", ["garment.color=purple", "? elephant", "? toaster"]),
        # Names that shops use otherwise than the public list.
        ("plum dress", ["garment.look=dress+purple"]),
        ("violet dress", ["garment.look=dress+purple"]),
        ("olive parka", ["garment.look=coat+green"]),
        ("indigo jeans", ["garment.look=jeans+navy"]),
        ("aqua top", ["garment.look=top+blue"]),
        ("azure top", ["garment.look=top+blue"]),
        ("gold sandals", ["garment.look=sandals+yellow"]),
        ("tan coat", ["garment.look=coat+beige"]),
        ("dark sea green coat", ["~ dark", "garment.shade=coat #2e8b57"]),
        # Scripts that write vowels as marks.
        (
            "\u0932\u093e\u0932 \u0938\u093e\u0921\u093c\u0940",
            ["? \u0932\u093e\u0932", "? \u0938\u093e\u0921\u093c\u0940"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_search_is_read_as(text, read):
    assert [told(part) for part in READER.read(text)] == read


def test_an_exact_colour_is_looked_for_among_its_kinds_only():
    (part,) = READER.read("#1e3a5f shirt")
    assert part.clause.values == shade_values("#1e3a5f", ["shirt"])
    assert part.color == ColorWish(hex="#1e3a5f", kinds=frozenset({"shirt"}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("anything but red jeans", ["anything but red jeans"]),
        ("fern without a bag", ["fern", "without bag"]),
        ("dark shirt in #ff0000", ["dark", "shirt #ff0000"]),
        ("fern or dress or skirt", ["fern", "dress or skirt"]),
    ],
    ids=lambda value: value or "empty" if isinstance(value, str) else "",
)
def test_parts_have_the_words_of_the_text_in_its_order(text, words):
    assert [part.words for part in READER.read(text)] == words


def test_the_pattern_of_an_exactly_coloured_garment_is_a_part_of_its_own():
    assert [part.words for part in READER.read("#1e3a5f striped shirt")] == ["#1e3a5f shirt", "striped shirt"]


@pytest.mark.parametrize("text", ["#1e3a5f", "steelblue", "like", "neither"])
def test_a_text_that_asks_for_a_picture_has_no_words_of_a_search(text):
    assert [told(part) for part in ASKED.read(text)] == [f"? {text}"]


@pytest.mark.parametrize("word", ["jeens", "curly", "shrit"])
def test_a_text_that_asks_for_a_picture_is_not_guessed_at(word):
    assert [told(part) for part in ASKED.read(word)] == [f"? {word}"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=9))
def test_any_order_of_words_is_read_and_every_clause_is_known(words):
    vocabulary = load_vocabulary()
    for part in READER.read(" ".join(words)):
        assert part.words
        for value in part.clause.values if part.clause else ():
            vocabulary.check(part.clause.attribute, value)


@given(st.text())
def test_any_text_is_read(text):
    assert all(part.words for part in READER.read(text))
