"""What is documented of Rekognition."""

import pytest

from wornby.datamodel.rights import Purpose
from wornby.providers.rekognition.profile import PROFILE
from wornby.vocabulary import load_vocabulary


def test_faces_need_the_right_to_state_looks():
    assert [feature.id for feature in PROFILE.features if feature.needs is Purpose.APPEARANCE] == ["faces"]


def test_text_is_asked_for_only_where_somebody_says_so():
    assert "text" not in [feature.id for feature in PROFILE.choose()]


@pytest.mark.parametrize("feature", PROFILE.features, ids=lambda feature: feature.id)
def test_every_attribute_that_it_states_is_in_the_vocabulary(feature):
    assert feature.states <= set(load_vocabulary().attributes)


def _facts():
    yield from (PROFILE.limits.source, PROFILE.retry.source, PROFILE.terms)
    for feature in PROFILE.features:
        yield from (feature.source, feature.price.source)


@pytest.mark.parametrize("fact", sorted({fact.link for fact in _facts()}))
def test_every_fact_is_amazons_own_word(fact):
    assert fact.startswith(("https://docs.aws.amazon.com/", "https://aws.amazon.com/"))
