"""Learned heads at work."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.unit.tagging.heads import axis, collar_vocabulary, head
from wornby.datamodel import Embedding, EmbeddingSpace, Fact, Failure, PhotoTags, Place
from wornby.errors import ConfigurationError, SpaceMismatchError
from wornby.tagging.learned import HeadSet, LearnedTagger, learnable
from wornby.testing.factories import SPACE, make_fact, make_garment, make_tags
from wornby.testing.fakes import FakeTagger
from wornby.vocabulary import load_vocabulary


def garment(number=0, *, place=Place.UPPER, kind="shirt", space=SPACE, **changes):
    made = make_garment(place, kind=kind, seed=None)
    return replace(made, embedding=Embedding(space=space, vector=axis(number)), **changes)


def lying(one):
    return PhotoTags(photo={}, wearers=(), garments=(one,))


def apply(tmp_path, *heads, to):
    return HeadSet(heads, vocabulary=collar_vocabulary(tmp_path)).apply(lying(to)).garments[0]


@pytest.mark.parametrize(("number", "value"), [(0, "polo"), (1, "crew")])
def test_a_head_adds_the_shops_own_attribute(tmp_path, number, value):
    fact = apply(tmp_path, head(), to=garment(number)).attributes["garment.collar"]
    assert (fact.value, fact.source, round(fact.confidence, 2)) == (value, "learned/garment.collar@1", 0.98)


def test_a_head_that_hears_goes_by_the_taggers_word(tmp_path):
    deaf = head("garment.pattern", ("striped", "solid"), hears=True)
    columns = np.array([[0, 9], [9, 0]], dtype=np.float32)
    contrary = replace(deaf, weights=np.concatenate([0 * deaf.weights, columns], axis=1))
    for said, value in (("striped", "solid"), ("solid", "striped")):
        changed = apply(tmp_path, contrary, to=garment(pattern=make_fact(said)))
        assert changed.pattern.value == value
        assert apply(tmp_path, contrary, to=changed) == changed


def test_temperature_makes_it_less_sure(tmp_path):
    assert apply(tmp_path, head(temperature=4.0), to=garment()).attributes["garment.collar"].confidence < 0.8


def test_a_correction_keeps_what_it_replaced_and_gives_it_back(tmp_path):
    plain = garment(1, pattern=make_fact("striped"))
    changed = apply(tmp_path, head("garment.pattern", ("striped", "solid")), to=plain)
    assert changed.pattern.value == "solid"
    assert changed.replaced == {"garment.pattern": make_fact("striped")}
    assert apply(tmp_path, to=changed) == plain


def test_a_pattern_that_nobody_had_stated_goes_again(tmp_path):
    changed = apply(tmp_path, head("garment.pattern", ("striped", "solid")), to=garment(pattern=None))
    assert changed.pattern.value == "striped"
    assert apply(tmp_path, to=changed).pattern is None


def test_applying_twice_is_applying_once(tmp_path):
    once = apply(tmp_path, head(), head("garment.kind", ("shirt", "polo")), to=garment(1))
    assert apply(tmp_path, head(), head("garment.kind", ("shirt", "polo")), to=once) == once
    assert once.kind.value == "polo"


@pytest.mark.parametrize(
    "one",
    [
        garment(place=Place.FEET, kind="boots"),
        garment(place=None, kind="boots"),
        garment(space=EmbeddingSpace(name="other@1", dimensions=16)),
        make_garment(Place.UPPER, seed=None),
    ],
    ids=["worn-elsewhere", "lying-of-another-kind", "another-space", "no-embedding"],
)
def test_a_head_says_nothing_about_what_it_has_not_learned(tmp_path, one):
    assert apply(tmp_path, head(), to=one) == one


@pytest.mark.parametrize(
    "said",
    [
        Fact(value="striped", confidence=1.0, source="staff/anna"),
        Fact(value="striped", confidence=1.0, source="wearer"),
        make_fact("floral"),
    ],
    ids=["staff", "wearer", "value-without-examples"],
)
def test_some_words_stand(tmp_path, said):
    changed = apply(tmp_path, head("garment.pattern", ("striped", "solid")), to=garment(1, pattern=said))
    assert changed.pattern == said


def test_a_kind_fits_where_the_garment_is_worn(tmp_path):
    changed = apply(tmp_path, head("garment.kind", ("boots", "shirt")), to=garment(0))
    assert (changed.kind.value, changed.kind.confidence) == ("shirt", 1.0)


def test_a_head_of_another_space_refuses_to_load(tmp_path):
    heads = HeadSet([head()], vocabulary=collar_vocabulary(tmp_path))
    with pytest.raises(SpaceMismatchError, match=r"Learn it again.*--undo"):
        LearnedTagger(FakeTagger(), heads)


def test_a_head_whose_attribute_left_the_vocabulary_is_named():
    with pytest.raises(ConfigurationError, match=r"garment\.collar.*polo, crew"):
        HeadSet([head()], vocabulary=load_vocabulary())


def test_the_tagger_names_its_heads_and_passes_failures_on(tmp_path):
    failure = Failure(code="model", message="No.")

    class Tagger(FakeTagger):
        space = SPACE

        def tag(self, photos, *, purposes):
            return [failure, lying(garment())]

    tagger = LearnedTagger(Tagger(), HeadSet([head()], vocabulary=collar_vocabulary(tmp_path)))
    answers = tagger.tag([], purposes=[])
    assert tagger.name == "fake@1+learned/garment.collar@1"
    assert answers[0] is failure
    assert answers[1].garments[0].attributes["garment.collar"].value == "polo"


def test_garments_of_a_query_are_under_the_heads(tmp_path):
    class Tagger(FakeTagger):
        space = SPACE
        garments = (garment(),)

    tagger = LearnedTagger(Tagger(), HeadSet([head()], vocabulary=collar_vocabulary(tmp_path)))
    found = tagger.find_garments(np.zeros((4, 4, 3), np.uint8))
    assert [each.attributes["garment.collar"].value for each in found] == ["polo"]


@pytest.mark.parametrize(
    ("tagger", "stale"),
    [("a@1", False), ("a@1+learned/garment.collar@1", False), ("a@1+learned/garment.collar@2", True)],
)
def test_a_name_tells_of_heads_that_are_off(tmp_path, tagger, stale):
    heads = HeadSet([head()], vocabulary=collar_vocabulary(tmp_path))
    assert heads.is_stale(tagger) == stale
    assert heads.name_over(tagger) == "a@1+learned/garment.collar@1"


def test_wearers_are_changed_too(tmp_path):
    heads = HeadSet([head()], vocabulary=collar_vocabulary(tmp_path))
    upper, lower = heads.apply(make_tags()).wearers[0].garments
    assert ("garment.collar" in upper.attributes, "garment.collar" in lower.attributes) == (True, False)


def test_only_open_attributes_of_garments_can_be_learned(tmp_path):
    assert learnable(collar_vocabulary(tmp_path)) == (
        "garment.kind",
        "garment.pattern",
        "garment.sleeve",
        "garment.collar",
    )


def test_using_a_head_needs_no_scikit_learn():
    code = "import sys; import wornby.compose; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
