import pytest

from tests.unit.tagging.build import garment, photo, tags, wearer
from wornby.datamodel import Failure, Purpose
from wornby.errors import ConfigurationError, FilterError
from wornby.tagging.router import RouterTagger
from wornby.tagging.routes import Routes
from wornby.testing.fakes_models import FixedTagger
from wornby.vocabulary import load_vocabulary

APPEARANCE = frozenset({Purpose.APPEARANCE})
NONE: frozenset[Purpose] = frozenset()
BROKEN = Failure(code="model", message="broken")


def router(base: object, *, routes: dict[str, str], **others: object) -> RouterTagger:
    taggers = {"base": base, **others}
    return RouterTagger(Routes(attributes=routes, default="base"), taggers, vocabulary=load_vocabulary())


def base() -> FixedTagger:
    return FixedTagger(tags(wearer(hair_color="brown", bag_kind="none")), name="base@1")


def other(name: str = "other@1") -> FixedTagger:
    return FixedTagger(tags(wearer(hair_color="red", bag_kind="tote", source=name)), name=name)


def test_no_photos_run_nobody() -> None:
    one = other()
    assert router(base(), routes={"bag.kind": "o"}, o=one).tag([], purposes=[]) == []
    assert one.asked == 0


def test_takes_each_attribute_from_its_tagger() -> None:
    found = router(base(), routes={"bag.kind": "o"}, o=other()).tag([photo()], purposes=[APPEARANCE])[0]
    facts = found.wearers[0].attributes
    assert (facts["bag.kind"].value, facts["bag.kind"].source) == ("tote", "other@1")
    assert (facts["hair.color"].value, facts["hair.color"].source) == ("brown", "base@1")


def test_a_tagger_runs_only_where_the_rights_allow_what_is_routed_to_it() -> None:
    one = other()
    tagger = router(base(), routes={"hair.color": "o"}, o=one)
    answers = tagger.tag([photo(), photo()], purposes=[NONE, APPEARANCE])
    assert one.asked == 1
    assert [each.wearers[0].attributes["hair.color"].value for each in answers] == ["brown", "red"]


def test_a_tagger_that_nothing_is_routed_to_is_not_run() -> None:
    one, unused = other(), other("unused@1")
    router(base(), routes={"bag.kind": "o"}, o=one, u=unused).tag([photo()], purposes=[NONE])
    assert (one.asked, unused.asked) == (1, 0)


def test_a_route_to_the_default_is_none() -> None:
    assert router(base(), routes={"bag.kind": "base"}).name == "router(base@1)"


def test_its_name_names_all_that_state_facts() -> None:
    assert router(base(), routes={"bag.kind": "o"}, o=other()).name == "router(base@1+other@1)"


@pytest.mark.parametrize("which", ["base", "other"])
def test_a_failure_of_one_is_a_failure_of_the_photo(which) -> None:
    broken = FixedTagger(BROKEN)
    tagger = (
        router(broken, routes={"bag.kind": "o"}, o=other())
        if which == "base"
        else router(base(), routes={"bag.kind": "o"}, o=broken)
    )
    assert tagger.tag([photo()], purposes=[NONE]) == [BROKEN]


def test_a_photo_that_failed_already_is_not_given_to_others() -> None:
    one = other()
    router(FixedTagger(BROKEN), routes={"bag.kind": "o"}, o=one).tag([photo()], purposes=[NONE])
    assert one.asked == 0


def test_its_embeddings_are_the_defaults() -> None:
    tagger = router(base(), routes={"bag.kind": "o"}, o=other())
    assert tagger.embed_region(photo().pixels, region=None)[0].space == tagger.space


def test_the_default_finds_the_garments_of_a_query() -> None:
    worn = FixedTagger(tags(wearer(garment(kind="coat"))), name="base@1")
    found = router(worn, routes={"bag.kind": "o"}, o=other()).find_garments(photo().pixels)
    assert [each.kind.value for each in found] == ["coat"]


def test_a_tagger_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigurationError, match="'o'"):
        router(base(), routes={"bag.kind": "o"})


def test_an_unknown_attribute_is_named() -> None:
    with pytest.raises(FilterError, match=r"bag\.kind"):
        router(base(), routes={"bag.sort": "o"}, o=other())
