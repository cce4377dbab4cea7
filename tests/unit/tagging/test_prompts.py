import pytest

from wornby.tagging.prompts import neutral_prompts, spoken_values, value_prompts
from wornby.vocabulary import load_vocabulary

HAIR = load_vocabulary().attribute("hair.color")


def test_prompts_are_made_of_title_definition_and_synonyms() -> None:
    prompts = value_prompts(HAIR, HAIR.value("red"))
    assert "a photo of a person, hair colour: red" in prompts
    assert "a photo of a person, ginger, auburn, copper" in prompts
    assert "a photo of a person, redhead" in prompts


def test_no_prompt_comes_twice() -> None:
    for attribute in load_vocabulary().attributes.values():
        for value in spoken_values(attribute):
            prompts = value_prompts(attribute, value)
            assert len(prompts) == len(set(prompts)) >= 2


@pytest.mark.parametrize("name", ["hair.color", "garment.pattern", "photo.kind", "bag.kind"])
def test_not_visible_is_not_described(name) -> None:
    assert "not_visible" not in {value.id for value in spoken_values(load_vocabulary().attribute(name))}


def test_neutral_prompts_say_what_is_there_anyway() -> None:
    assert neutral_prompts(HAIR)[0] == "a photo of a person"
