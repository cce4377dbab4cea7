import re

import pytest

from tests.unit.providers.openai_compatible.answers import APPEARANCE, GARMENTS
from wornby.providers.openai_compatible.asking import prompt_of, schema_of
from wornby.vocabulary import LabelReader, load_vocabulary
from wornby.vocabulary.labels import Reading

FEATURES = [["garments"], ["appearance"], ["garments", "appearance"]]
OF_APPEARANCE = ("hair", "eyewear", "headwear", "glasses")


def objects(schema):
    if schema["type"] == "object":
        yield schema
        for inner in schema["properties"].values():
            yield from objects(inner)
    elif schema["type"] == "array":
        yield from objects(schema["items"])


@pytest.mark.parametrize("features", FEATURES, ids=str)
def test_the_form_is_strict(features):
    for each in objects(schema_of(features)):
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])


@pytest.mark.parametrize("features", FEATURES, ids=str)
def test_the_form_is_what_is_read(features):
    known = {"garments": GARMENTS, "appearance": APPEARANCE}
    expected = {part: entries for feature in features for part, entries in known[feature].items()}
    properties = schema_of(features)["properties"]
    assert list(properties) == list(expected)
    for part, entries in expected.items():
        for entry in entries:
            assert set(properties[part]["items"]["properties"]) == set(entry)


def test_appearance_is_not_in_the_form_unless_asked_for():
    assert not {"hair", "eyewear", "headwear", "worn"} & set(re.findall(r"\w+", str(schema_of(["garments"]))))


def test_appearance_is_forbidden_unless_asked_for():
    told = prompt_of(["garments"])
    assert [line for line in told.splitlines() if any(word in line for word in OF_APPEARANCE)] == [
        "Say nothing about hair, nothing about glasses and nothing about what is on anybody's head."
    ]
    assert "Say nothing about hair" not in prompt_of(["appearance"])


@pytest.mark.parametrize("features", FEATURES, ids=str)
@pytest.mark.parametrize("word", ["age", "gender", "ethnicity", "race", "religion", "health", "beauty", "identity"])
def test_what_is_never_inferred_is_forbidden(features, word):
    assert word in re.search(r"Say nothing about anybody's (.*)", prompt_of(features), re.DOTALL)[1]


def test_words_that_are_named_as_examples_can_be_read():
    reader = LabelReader(load_vocabulary())
    examples = re.findall(r'"([a-z ]+)"', prompt_of(["garments", "appearance"]))
    unread = {word for word in examples if reader.kind_of(word) is not Reading.STATED}
    assert unread <= {"outerwear", "headwear"}
