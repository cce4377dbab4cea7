import pytest

from wornby.datamodel import Place
from wornby.vocabulary import LabelReader, Reading, load_vocabulary
from wornby.vocabulary.forbidden import without_forbidden

READER = LabelReader(load_vocabulary())


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("", Reading.UNMAPPED),
        ("…", Reading.UNMAPPED),
        ("Frock", Reading.STATED),
        ("T-Shirt", Reading.STATED),
        ("tshirt", Reading.STATED),
        ("POLKA DOTS", Reading.STATED),
        ("Woman", Reading.PERSON),
        ("People", Reading.PERSON),
        ("Human face", Reading.FACE),
        ("Clothing", Reading.GENERAL),
        ("AgeRange", Reading.FORBIDDEN),
        ("Pretty", Reading.FORBIDDEN),
        ("old man", Reading.FORBIDDEN),
        ("Zeppelin", Reading.UNMAPPED),
        ("Beard", Reading.APPEARANCE),
        ("Facial Hair", Reading.APPEARANCE),
        ("Women's Clothing", Reading.GENERAL),
        ("Men's shirt", Reading.STATED),
        *(
            (word, Reading.FORBIDDEN)
            for word in ("Hijab", "Kippah", "Nun", "Crutch", "Hearing Aid", "Afro", "Dreadlocks", "Nudity", "Muscle")
        ),
        ("Hood", Reading.UNMAPPED),
        ("Animal", Reading.UNMAPPED),
        ("flip-flop_(sandal)", Reading.STATED),
    ],
    ids=lambda value: str(value) or "empty",
)
def test_kind_of(word, kind):
    assert READER.kind_of(word) is kind


@pytest.mark.parametrize("word", ["Sandal", "sandals", "Flip-Flops"])
def test_a_word_names_a_value_whatever_its_case_and_number(word):
    assert [(said.attribute, said.value) for said in READER.said(word)] == [("garment.kind", "sandals")]


def test_a_kind_says_where_it_is_worn():
    assert READER.said("Jeans")[0].places == (Place.LOWER,)


def test_a_color_word_names_no_garments_color():
    assert READER.said("Orange") == ()


def test_nobody_states_what_only_a_wearer_declares():
    assert "body.build" not in READER.attributes()


def test_a_shops_own_word_counts(tmp_path):
    file = tmp_path / "vocabulary.toml"
    file.write_text(
        '[[attribute]]\nid = "fabric"\ntitle = "Fabric"\napplies_to = "garment"\nknown_by = "model"\n'
        'sensitivity = "open"\n'
        'values = [{ id = "fleece", title = "Fleece", definition = "Fleece.", labels = ["Polar"] }]',
        encoding="utf-8",
    )
    assert LabelReader(load_vocabulary(file)).said("polar")[0].attribute == "fabric"


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ({}, {}),
        ({"AgeRange": {"Low": 20}, "Smile": {"Value": True}}, {"Smile": {"Value": True}}),
        (
            {"Labels": [{"Name": "Girl"}, {"Name": "Male"}, {"Name": "Hat"}]},
            {"Labels": [{"Name": "Hat"}]},
        ),
        ({"tags": ["female", "shirt"]}, {"tags": ["shirt"]}),
        ({"gender": "x", "n": 1}, {"n": 1}),
    ],
    ids=["empty", "field", "list of entries", "list of words", "gender"],
)
def test_what_is_forbidden_goes_from_an_answer(answer, kept):
    assert without_forbidden(answer) == kept
