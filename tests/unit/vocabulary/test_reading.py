"""How texts are read."""

import pytest

from wornby.vocabulary import TextReader, load_vocabulary

READER = TextReader(load_vocabulary())
ASKED = TextReader(load_vocabulary(), asked=True)
FEET = "boots,flats,heels,sandals,shoes,sneakers"


def told(part):
    if part.clause is None:
        return f"? {part.words}"
    sign = "!=" if part.clause.negate else "="
    return f"{part.clause.attribute}{sign}{','.join(sorted(part.clause.values))}"


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
        ("brown hair tied up", ["hair.length=up", "hair.color=brown"]),
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
        ("red woollen coat", ["? woollen", "garment.look=coat+red"]),
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
        ("no hat or sunglasses", ["headwear.kind=beanie,cap,none,other", "eyewear.kind=eyeglasses,none,not_worn"]),
        ("not red", ["garment.color!=red"]),
        ("no stripes, jeans", ["garment.pattern!=striped", "garment.kind=jeans"]),
        ("not a white shirt", ["garment.look!=shirt+white"]),
        ("scarves", ["accessories=scarf"]),
        ("sneekers", ["garment.kind=sneakers"]),
        ("stripped shirt", ["garment.look=shirt+striped"]),
        ("woman with glasses", ["? woman", "eyewear.kind=eyeglasses"]),
        ("red handbag", ["? red", "bag.kind=handbag"]),
        ("long coat", ["? long", "garment.kind=coat"]),
        ("hair", ["? hair"]),
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
