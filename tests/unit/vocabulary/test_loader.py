"""What the built-in vocabulary holds, and what a shop's own file may add."""

import pytest

from wornby.errors import ConfigurationError, FilterError, ForbiddenAttributeError
from wornby.vocabulary import Sensitivity, load_vocabulary

NEW = '[[attribute]]\nid = "{id}"\ntitle = "{title}"\napplies_to = "{to}"\nknown_by = "{by}"\nsensitivity = "open"\n'
VALUES = 'values = [{{ id = "{value}", title = "{value_title}", definition = "d", synonyms = ["{word}"] }}]\n'
FIELDS = {"id": "fabric", "title": "Fabric", "to": "garment", "by": "model"}
WORDS = {"value": "linen", "value_title": "Linen", "word": "flax"}


def written(tmp_path, **changes):
    path = tmp_path / "shop.toml"
    path.write_text((NEW + VALUES).format(**{**FIELDS, **WORDS, **changes}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        ("hair.color", "black brown blonde red grey vivid not_visible"),
        ("hair.length", "bald short medium long up not_visible"),
        ("eyewear.kind", "none eyeglasses sunglasses not_worn not_visible"),
        ("headwear.kind", "none cap beanie hat other not_visible"),
        (
            "garment.color",
            "black white grey beige brown red pink orange yellow green blue navy purple multicolor not_visible",
        ),
        ("garment.pattern", "solid striped checked dotted floral animal graphic other not_visible"),
        ("bag.kind", "none handbag shoulder crossbody tote backpack clutch other not_visible"),
        ("upper.kind", "t-shirt longsleeve polo shirt top knitwear sweatshirt jacket coat not_visible"),
        ("dress.kind", "dress not_visible"),
        ("lower.kind", "trousers jeans shorts skirt leggings not_visible"),
        ("feet.kind", "boots sneakers sandals heels flats shoes not_visible"),
        ("head.kind", "cap beanie hat other not_visible"),
    ],
    ids=lambda value: value if "." in value else "",
)
def test_values_are_those_of_the_eye_labels(attribute, values):
    assert [value.id for value in load_vocabulary().attribute(attribute).values] == values.split()


@pytest.mark.parametrize(
    ("attribute", "sensitivity"),
    [
        ("garment.kind", Sensitivity.OPEN),
        ("bag.kind", Sensitivity.OPEN),
        ("hair.color", Sensitivity.APPEARANCE),
        ("eyewear.kind", Sensitivity.APPEARANCE),
        ("head.kind", Sensitivity.APPEARANCE),
        ("never.heard.of", Sensitivity.APPEARANCE),
    ],
)
def test_sensitivity(attribute, sensitivity):
    assert load_vocabulary().sensitivity(attribute) is sensitivity


@pytest.mark.parametrize(
    ("attribute", "value", "told"),
    [
        ("", "red", "Known: hair.color"),
        ("hair.colour", "red", "Did you mean 'hair.color'"),
        ("hair.color", "ginger", "Did you mean 'red'"),
        ("hair.color", "blond", "Did you mean 'blonde'"),
        ("hair.color", "", "Known: black, brown"),
        ("upper.kind", "jeans", "Known: t-shirt"),
        ("product", "", "Unknown value of product"),
    ],
)
def test_what_is_unknown_is_answered_with_what_is_known(attribute, value, told):
    with pytest.raises(FilterError, match=told):
        load_vocabulary().check(attribute, value)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("hair.color", "red"), ("product", "any SKU"), ("garment.look", "shirt+white"), ("outer.pattern", "striped")],
)
def test_what_is_known_passes(attribute, value):
    load_vocabulary().check(attribute, value)


def test_structural_attributes_are_no_facets():
    facets = {attribute.id for attribute in load_vocabulary().facet_attributes()}
    structural = {"product", "asset.kind", "rights.display", "crowd.real", "garment.look", "garment.shade"}
    assert facets.isdisjoint({*structural, "head.kind"})


def test_hair_comes_first_among_the_facets():
    assert load_vocabulary().facet_attributes()[0].id == "hair.color"


@pytest.mark.parametrize(
    ("attribute", "value", "title"),
    [
        ("", "", ""),
        ("garment.kind", "t-shirt", "T-shirt"),
        ("garment.look", "shirt+white+striped", "White striped shirt"),
        ("garment.shade", "#4682b4", "#4682b4"),
        ("garment.shade", "t-shirt+#4682b4", "T-shirt #4682b4"),
        ("product", "SKU-1", "SKU-1"),
    ],
    ids=["empty", "value", "look", "shade", "shade-of-a-kind", "structural"],
)
def test_titles(attribute, value, title):
    assert load_vocabulary().title(attribute, value) == title


def test_a_shop_adds_an_attribute(tmp_path):
    assert load_vocabulary(written(tmp_path)).title("fabric", "linen") == "Linen"


def test_a_shop_adds_a_value_also_for_each_place(tmp_path):
    path = tmp_path / "shop.toml"
    path.write_text(
        '[[attribute]]\nid = "garment.pattern"\nvalues = [{ id = "camo", title = "Camouflage", definition = "d" }]\n',
        encoding="utf-8",
    )
    load_vocabulary(path).check("lower.pattern", "camo")


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "race"},
        {"id": "wearer.ethnicity"},
        {"title": "Religion"},
        {"word": "Muslim"},
        {"value": "disabled"},
        {"value_title": "Political"},
        {"word": "sexual orientation"},
        {"title": "Attractiveness"},
        {"id": "wearer.age"},
        {"id": "gender"},
        {"by": "measured", "title": "Body height"},
        {"by": "declared", "title": "Religion"},
    ],
    ids=lambda changes: "-".join(changes.values()).replace(" ", "_"),
)
def test_forbidden_attributes_are_refused(tmp_path, changes):
    with pytest.raises(ForbiddenAttributeError, match="never infers"):
        load_vocabulary(written(tmp_path, **changes))


def test_an_attribute_marked_forbidden_is_refused(tmp_path):
    path = written(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace('"open"', '"forbidden"'), encoding="utf-8")
    with pytest.raises(ForbiddenAttributeError, match="marked"):
        load_vocabulary(path)


def test_a_forbidden_word_is_refused_as_a_synonym_of_a_built_in_value(tmp_path):
    path = tmp_path / "shop.toml"
    path.write_text(
        '[[attribute]]\nid = "hair.length"\n'
        'values = [{ id = "bob", title = "Bob", definition = "d", synonyms = ["women"] }]\n',
        encoding="utf-8",
    )
    with pytest.raises(ForbiddenAttributeError, match="gender"):
        load_vocabulary(path)


@pytest.mark.parametrize("changes", [{"title": "Age group"}, {"word": "women"}], ids=["age", "gender"])
def test_age_and_gender_may_be_declared(tmp_path, changes):
    load_vocabulary(written(tmp_path, by="declared", **changes))


def test_a_word_inside_a_longer_word_is_not_forbidden(tmp_path):
    load_vocabulary(written(tmp_path, title="Vintage bracelet"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[attribute", "cannot be read"),
        ('[[attribute]]\nid = "fabric"\n', "wrong at attribute"),
        ('[[attribute]]\nid = "fabric"\nvalues = [{ id = "a", title = "A", definition = "d" }]\n', "is new"),
        ('[[attribute]]\nid = "hair.color"\nvalues = [{ id = "red", title = "A", definition = "d" }]\n', "twice"),
        (NEW.format(**{**FIELDS, "id": "hair.color"}), "exists"),
        (NEW.format(**{**FIELDS, "id": "outer.kind"}), "add them there"),
        ('[[group]]\nwords = ["a"]\nattribute = "bag.kind"\nvalues = ["tote"]\n', "nothing else"),
    ],
    ids=["no-toml", "incomplete", "new-without-fields", "value-twice", "built-in", "derived", "group"],
)
def test_a_wrong_file_is_told(tmp_path, text, told):
    path = tmp_path / "shop.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told):
        load_vocabulary(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_vocabulary(tmp_path / "none.toml")


def test_every_value_has_a_definition():
    assert all(value.definition for one in load_vocabulary().attributes.values() for value in one.values)
