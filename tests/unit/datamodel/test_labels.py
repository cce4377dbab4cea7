import pytest

from wornby.datamodel.labels import Label, ProviderAnswer
from wornby.errors import ConfigurationError, InputError
from wornby.testing.fakes_providers import make_profile


@pytest.mark.parametrize(
    "given",
    [{"name": ""}, {"name": "  "}, {"name": "a", "confidence": 1.1}, {"name": "a", "share": -0.1}],
    ids=["empty", "blank", "confidence", "share"],
)
def test_a_label_that_cannot_be_is_refused(given):
    with pytest.raises(InputError):
        Label(**given)


def answer(source, *labels, **raw):
    return ProviderAnswer(source=source, labels=labels, raw=raw, units=dict.fromkeys(raw, 1))


def test_two_answers_are_one_with_parts_at_their_things():
    first = answer("a@1", Label(name="Hat"), labels={})
    second = answer("a@1", Label(name="Face"), Label(name="Smile", part_of=0), faces={})
    whole = first.joined(second)
    assert (whole.source, [label.part_of for label in whole.labels]) == ("a@1", [None, None, 1])
    assert whole.units == {"labels": 1, "faces": 1}


def test_two_sources_are_both_named_once():
    one, two = answer("a@1"), answer("b@1")
    assert one.joined(two).joined(one).source == "a@1+b@1"


def test_features_that_nobody_names_are_the_usual_ones():
    profile = make_profile()
    assert profile.choose() == profile.features


def test_an_unknown_feature_is_answered_with_the_known_ones():
    with pytest.raises(ConfigurationError, match="labels, faces"):
        make_profile().choose(["hair"])


def test_each_feature_without_a_word_has_its_own_call():
    profile = make_profile()
    assert profile.calls(profile.features) == tuple((feature,) for feature in profile.features)
