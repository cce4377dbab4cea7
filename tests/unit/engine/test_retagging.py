"""What garments are, after photos were tagged again."""

from dataclasses import replace

import pytest

from tests.unit.engine.library import Blobs, photo, picture
from wornby.datamodel import MatchState, Product, Rights, RightsState, Verdict, standing_matches
from wornby.engine.retagging import Retagger
from wornby.rights import VocabularyGate
from wornby.tagging.learned import HeadSet
from wornby.testing.factories import make_decision, make_match, make_tags
from wornby.testing.fakes import FakeRecordStore, FakeTagger
from wornby.testing.fakes_matching import FakeMatcher
from wornby.vocabulary import load_vocabulary

OLD = make_match("old", score=0.125)


class Tagger(FakeTagger):
    """Sees two wearers where one was seen; lets something else happen once meanwhile."""

    meanwhile = staticmethod(lambda: None)

    def tag(self, photos, *, purposes):
        self.meanwhile()
        return [make_tags(2) for _ in photos]


def retag(records, *, matcher, meanwhile=lambda: None):
    tagger = Tagger()
    tagger.meanwhile = meanwhile
    retagger = Retagger(
        records=records,
        blobs=Blobs(),
        tagger=tagger,
        gate=VocabularyGate(load_vocabulary()),
        heads=HeadSet([], vocabulary=load_vocabulary()),
        threads=1,
        max_pixels=10_000,
        matcher=matcher,
    )
    return retagger.run()


@pytest.fixture
def records():
    store = FakeRecordStore()
    store.put_products([Product(sku="S1", title="Shirt")])
    return store


def test_matches_are_made_anew(records) -> None:
    records.commit_asset(photo("a", products=("S1",), matches=(OLD,), matcher="old@1"))
    matcher = FakeMatcher()
    assert retag(records, matcher=matcher).tagged == 1
    asset = records.get_asset("a")
    assert ({match.sku for match in asset.matches}, asset.matcher) == ({"S1"}, matcher.name)
    assert {match.wearer for match in asset.matches} == {0, 1, None}


@pytest.mark.parametrize("matcher", [None, FakeMatcher(fails=True)], ids=["none", "fails"])
def test_without_a_matcher_old_matches_go_since_garments_are_other_ones(records, matcher) -> None:
    records.commit_asset(photo("a", matches=(OLD,), matcher="old@1"))
    assert retag(records, matcher=matcher).tagged == 1
    asset = records.get_asset("a")
    assert (asset.matches, asset.matcher) == ((), "")


def test_decisions_stay(records) -> None:
    records.commit_asset(photo("a", products=("S1",)))
    records.add_decision(make_decision("a", "S1", verdict=Verdict.REJECTED))
    retag(records, matcher=FakeMatcher())
    first = standing_matches(records.get_asset("a"))[0]
    assert (first.match.state, first.state) == (MatchState.LIKELY, MatchState.REJECTED)


def test_features_of_the_shops_own_pictures_are_made_anew(records) -> None:
    records.commit_asset(picture("p", "S1"))
    records.put_features("p", b"old")
    retag(records, matcher=FakeMatcher(name="new@2"))
    assert records.features["p"].startswith(b"new@2")


def test_a_photo_that_others_gave_for_another_product_meanwhile_is_due_for_matching(records) -> None:
    whole = photo("a", products=())
    records.commit_asset(whole)
    retag(
        records,
        matcher=FakeMatcher("S9"),
        meanwhile=lambda: records.commit_asset(replace(records.get_asset("a"), products=("S1",))),
    )
    asset = records.get_asset("a")
    assert (asset.products, asset.matcher, asset.matches) == (("S1",), "", ())


def test_a_photo_whose_rights_shrink_meanwhile_keeps_matches_that_fit(records) -> None:
    records.commit_asset(photo("a"))
    retag(
        records,
        matcher=FakeMatcher("S9"),
        meanwhile=lambda: records.commit_asset(
            replace(records.get_asset("a"), rights=Rights(state=RightsState.WITHDRAWN))
        ),
    )
    assert {match.sku for match in records.get_asset("a").matches} == {"S9"}
