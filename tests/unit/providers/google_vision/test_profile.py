from datetime import date

import pytest

from wornby.datamodel.rights import Purpose
from wornby.providers.google_vision.profile import PROFILE
from wornby.vocabulary import load_vocabulary

FACTS = [
    *(feature.source for feature in PROFILE.features),
    *(feature.price.source for feature in PROFILE.features),
    *(gone.source for gone in PROFILE.not_served),
    PROFILE.limits.source,
    PROFILE.retry.source,
    PROFILE.terms,
]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.link)
def test_each_fact_has_a_link_and_a_day(fact):
    assert fact.link.startswith("https://")
    assert date(2026, 11, 1) <= fact.read_on


@pytest.mark.parametrize("feature", PROFILE.features, ids=lambda feature: feature.id)
def test_each_feature_speaks_about_known_attributes(feature):
    assert feature.states <= set(load_vocabulary().attributes)


def test_what_costs_more_or_looks_abroad_is_not_asked_by_default():
    assert [feature.id for feature in PROFILE.choose()] == ["labels", "objects", "logos", "colors", "faces"]


@pytest.mark.parametrize(
    ("feature", "purpose"), [("faces", Purpose.APPEARANCE), ("web", Purpose.FACE), ("labels", None)]
)
def test_what_looks_at_persons_needs_their_leave(feature, purpose):
    assert PROFILE.choose([feature])[0].needs is purpose


def test_a_picture_of_the_longest_file_fits_the_request():
    assert PROFILE.limits.max_bytes * 1.37 < 10_000_000


def test_the_first_wait_is_a_second_at_least():
    assert PROFILE.retry.first_wait_s / 2 >= 1.0
