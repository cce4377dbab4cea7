from types import SimpleNamespace

import pytest

from wornby.api.compat.cloudinary.analysing import Wanted, auto_tags
from wornby.testing.factories import make_asset, make_fact, make_tags
from wornby.vocabulary import load_vocabulary

ENGINE = SimpleNamespace(vocabulary=load_vocabulary())


def asset():
    tags = make_tags(1)
    tags.wearers[0].attributes["hair.color"] = make_fact("red")
    return make_asset(tags=tags)


def test_nothing_is_tagged_where_nobody_asks():
    assert auto_tags(asset(), Wanted(), engine=ENGINE) == ()


def test_garments_become_tags():
    assert "shirt" in auto_tags(asset(), Wanted(threshold=0.5), engine=ENGINE)


@pytest.mark.parametrize("threshold", [0.0, 0.5])
def test_looks_never_become_tags_since_a_tag_outlives_a_purpose(threshold):
    found = auto_tags(asset(), Wanted(threshold=threshold), engine=ENGINE)
    assert [word for word in found if "hair" in word] == []
