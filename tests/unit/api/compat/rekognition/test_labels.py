"""Tags in the shape of DetectLabels."""

import pytest

from wornby.api.compat.rekognition.labels import read_labels
from wornby.api.compat.rekognition.wire import LabelsIn
from wornby.api.compat.rekognition.words import NAMES, WORDS, word_for
from wornby.datamodel import BoundingBox, ColorFact, Fact, GarmentTags, PhotoTags, Place, WearerTags
from wornby.vocabulary import load_vocabulary
from wornby.vocabulary.forbidden import speaks_of_forbidden
from wornby.vocabulary.labels import LabelReader

VOCABULARY = load_vocabulary()
BOX = BoundingBox(x_min=0.25, y_min=0.125, x_max=0.75, y_max=0.875)
IMAGE = {"Bytes": "eA=="}
COARSE = {
    ("garment.kind", "polo"),
    ("garment.kind", "flats"),
    ("garment.kind", "other"),
    ("bag.kind", "shoulder"),
    ("bag.kind", "crossbody"),
    ("bag.kind", "clutch"),
    ("bag.kind", "other"),
    ("hair.color", "vivid"),
}
"""The service has no word of their own for these."""


def fact(value, confidence=0.9):
    return Fact(value=value, confidence=confidence, source="builtin/x@1")


def garment(kind, *, confidence=0.9, place=Place.UPPER, pattern=None, color=None):
    return GarmentTags(
        place=place,
        kind=fact(kind, confidence),
        color=color,
        pattern=None if pattern is None else fact(pattern, 0.7),
        box=BOX,
    )


def photo(*garments, attributes=None, kind="worn"):
    wearer = WearerTags(main=True, box=BOX, attributes=attributes or {}, garments=garments)
    return PhotoTags(photo={"photo.kind": fact(kind, 0.95)}, wearers=(wearer,), garments=())


def labels(tags, *, colors=False, **asked):
    given = LabelsIn.model_validate({"Image": IMAGE, **asked})
    return read_labels(tags, given, vocabulary=VOCABULARY, colors=colors)


def names(tags, **asked):
    return [label["Name"] for label in labels(tags, **asked)]


def test_a_photo_of_nothing_has_no_labels() -> None:
    assert labels(PhotoTags(photo={}, wearers=(), garments=())) == []


def test_a_garment_comes_with_its_broader_words() -> None:
    assert labels(photo(garment("sneakers", place=Place.FEET)), LabelInclusionFilters=[])[1:] == [
        {
            "Name": name,
            "Confidence": 90.0,
            "Instances": [
                {"BoundingBox": {"Left": 0.25, "Top": 0.125, "Width": 0.5, "Height": 0.75}, "Confidence": 90.0}
            ]
            if name == "Sneaker"
            else [],
            "Parents": [{"Name": parent} for parent in parents],
            "Aliases": [{"Name": alias} for alias in aliases],
            "Categories": [{"Name": "Apparel and Accessories"}],
        }
        for name, parents, aliases in (
            ("Clothing", [], ["Apparel"]),
            ("Footwear", ["Clothing"], []),
            ("Shoe", ["Clothing", "Footwear"], []),
            ("Sneaker", ["Clothing", "Footwear", "Shoe"], []),
        )
    ]


def test_a_wearer_is_a_person_as_surely_as_the_garments_are_worn() -> None:
    (person,) = labels(photo())
    assert (person["Name"], person["Confidence"], len(person["Instances"])) == ("Person", 95.0, 1)


def test_where_nobody_says_that_they_are_worn_the_surest_statement_counts() -> None:
    tags = PhotoTags(photo={}, wearers=photo(garment("shirt", confidence=0.8)).wearers, garments=())
    assert labels(tags)[0]["Confidence"] == 80.0


def test_what_nobody_wears_is_clothing_too() -> None:
    tags = PhotoTags(photo={"photo.kind": fact("flat")}, wearers=(), garments=(garment("jeans", place=None),))
    assert names(tags) == ["Clothing", "Jeans", "Pants"]


def test_two_of_a_kind_are_one_label_with_two_places() -> None:
    found = labels(photo(garment("shirt"), garment("shirt", confidence=0.6)))
    shirt = next(label for label in found if label["Name"] == "Shirt")
    assert (shirt["Confidence"], [one["Confidence"] for one in shirt["Instances"]]) == (90.0, [90.0, 60.0])


def test_what_is_only_kept_for_review_is_not_said() -> None:
    assert names(photo(garment("shirt", confidence=0.4)), MinConfidence=0) == ["Person"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["Person", "Clothing", "Shirt", "Tartan"]),
        ({"MinConfidence": 80}, ["Person", "Clothing", "Shirt"]),
        ({"MinConfidence": 95}, ["Person"]),
        ({"MaxLabels": 2}, ["Person", "Clothing"]),
        ({"MaxLabels": 0}, []),
        ({"Settings": {"GeneralLabels": {"LabelInclusionFilters": ["Shirt"]}}}, ["Shirt"]),
        ({"Settings": {"GeneralLabels": {"LabelExclusionFilters": ["Shirt"]}}}, ["Person", "Clothing", "Tartan"]),
        ({"Settings": {"GeneralLabels": {"LabelCategoryInclusionFilters": ["Person Description"]}}}, ["Person"]),
        (
            {"Settings": {"GeneralLabels": {"LabelCategoryExclusionFilters": ["Apparel and Accessories"]}}},
            ["Person", "Tartan"],
        ),
    ],
    ids=["default", "min", "exactly-min", "max", "none", "names", "not-names", "categories", "not-categories"],
)
def test_what_is_wanted(asked, expected) -> None:
    assert names(photo(garment("shirt", pattern="checked")), **asked) == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"bag.kind": "none"}, []),
        ({"bag.kind": "tote"}, ["Accessories", "Bag", "Tote Bag"]),
        ({"eyewear.kind": "sunglasses"}, ["Accessories", "Sunglasses"]),
        ({"eyewear.kind": "not_worn"}, []),
        ({"hair.color": "blonde"}, ["Blonde", "Hair"]),
        ({"hair.color": "not_visible"}, []),
        ({"accessories": "belt+scarf"}, ["Accessories", "Belt", "Clothing", "Scarf"]),
        ({"shop.own": "anything"}, []),
    ],
    ids=["no-bag", "bag", "sunglasses", "in-hand", "hair", "hidden", "several", "own"],
)
def test_what_a_wearer_carries(attributes, expected) -> None:
    found = names(photo(attributes={name: fact(value) for name, value in attributes.items()}))
    assert [name for name in found if name != "Person"] == expected


COLOR = ColorFact(
    family="multicolor", name="navy", hex="#101a4d", share=0.7, source="builtin/colors@1", further=(("#ffffff", 0.2),)
)


def test_places_tell_colors_only_where_asked_for() -> None:
    tags = photo(garment("shirt", color=COLOR))
    (place,) = labels(tags)[2]["Instances"]
    assert "DominantColors" not in place
    (place,) = labels(tags, colors=True)[2]["Instances"]
    assert place["DominantColors"] == [
        {
            "Red": 16,
            "Green": 26,
            "Blue": 77,
            "HexCode": "#101a4d",
            "CSSColor": "midnightblue",
            "SimplifiedColor": "blue",
            "PixelPercent": 70.0,
        },
        {
            "Red": 255,
            "Green": 255,
            "Blue": 255,
            "HexCode": "#ffffff",
            "CSSColor": "white",
            "SimplifiedColor": "white",
            "PixelPercent": 20.0,
        },
    ]


PAIRS = [(attribute, value) for attribute, words in NAMES.items() for value in words]


@pytest.mark.parametrize(("attribute", "value"), PAIRS)
def test_every_value_that_is_named_is_there(attribute, value) -> None:
    assert value in {one.id for one in VOCABULARY.attribute(attribute).values}


@pytest.mark.parametrize(
    ("attribute", "value"), [pair for pair in PAIRS if pair not in COARSE and pair[0] != "garment.pattern"]
)
def test_every_word_means_the_same_where_it_is_read_again(attribute, value) -> None:
    said = LabelReader(VOCABULARY).said(NAMES[attribute][value])
    assert value in {one.value for one in said}


def test_every_kind_of_garment_has_a_word() -> None:
    kinds = {value.id for value in VOCABULARY.attribute("garment.kind").values} - {"not_visible"}
    assert kinds == set(NAMES["garment.kind"])


def test_every_parent_has_a_word_and_they_are_sorted() -> None:
    assert [word.name for word in WORDS.values() if not set(word.parents) <= set(WORDS)] == []
    assert [word.name for word in WORDS.values() if list(word.parents) != sorted(word.parents)] == []


def test_no_word_speaks_of_what_is_never_inferred() -> None:
    assert [name for name in WORDS if speaks_of_forbidden(name)] == []


@pytest.mark.parametrize(("labels", "name"), [('["Robe"]', "Robe"), ("[]", "Kimono")], ids=["label", "title"])
def test_a_kind_of_a_shop_has_its_own_word(tmp_path, labels, name) -> None:
    own = tmp_path / "own.toml"
    value = f'{{ id = "kimono", title = "Kimono", definition = "A kimono.", labels = {labels} }}'
    own.write_text(f'[[attribute]]\nid = "garment.kind"\nvalues = [{value}]\n')
    word = word_for("garment.kind", "kimono", load_vocabulary(own))
    assert (word.name, word.parents) == (name, ("Clothing",))


def test_a_kind_that_nobody_knows_has_none() -> None:
    assert word_for("garment.kind", "kimono", VOCABULARY) is None
