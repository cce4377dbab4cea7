"""What a photo's garments are, found on its way in."""

from dataclasses import replace

import pytest

from tests.unit.ingest.build import SHOWN, HeldSource, items, make_pipeline, make_runs, open_records, png
from wornby.datamodel import AssetKind, JobState, MatchState, Outcome, Purpose
from wornby.ingest.matching import PhotoMatching
from wornby.testing.factories import make_asset, make_tags
from wornby.testing.fakes import FakeRecordStore, FakeTagger
from wornby.testing.fakes_matching import FakeMatcher
from wornby.testing.pictures import noise

HAIR = replace(SHOWN, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))


class Tagger(FakeTagger):
    """Sees one wearer with a shirt and trousers; lets something else happen once meanwhile."""

    def __init__(self, meanwhile=lambda: None):
        self._meanwhile = meanwhile

    def tag(self, photos, *, purposes):
        meanwhile, self._meanwhile = self._meanwhile, lambda: None
        meanwhile()
        return [make_tags(1) for _ in photos]


class Broken(FakeMatcher):
    """Fails as nobody expected."""

    def match(self, pixels, tags, *, products, only=False):
        raise RuntimeError

    def describe(self, pixels, tags):
        raise RuntimeError


@pytest.fixture
def records(tmp_path):
    opened = open_records(tmp_path)
    yield opened
    opened.close()


def take_in(records, folder, *, matcher, name="a", meanwhile=lambda: None, **options):
    source = HeldSource(a=png(1), b=png(2))
    (job,) = make_runs(records, source, folder=folder).submit(items(name, **options), run_id="run")
    (job,) = records.claim("run", among=[job.id], limit=1, lease_s=60)
    (done,) = make_pipeline(records, source, folder=folder, tagger=Tagger(meanwhile), matcher=matcher).run([job])
    assert done.state is JobState.DONE
    return records.get_asset(done.asset_id), done


def test_a_library_without_a_matcher_has_no_matches(records, tmp_path):
    asset, _ = take_in(records, tmp_path, matcher=None)
    assert (asset.matches, asset.matcher) == ((), "")


def test_a_worn_photo_gets_its_matches(records, tmp_path):
    matcher = FakeMatcher("S9")
    asset, _ = take_in(records, tmp_path, matcher=matcher, products=("S1",))
    assert matcher.asked == [(("S1",), False)]
    assert asset.matcher == matcher.name
    first = [(match.sku, match.state) for match in asset.matches if (match.wearer, match.garment) == (0, 0)]
    assert first == [("S1", MatchState.LIKELY), ("S9", MatchState.SIMILAR)]


@pytest.mark.parametrize("kind", [AssetKind.PRODUCT, AssetKind.GENERATED], ids=lambda kind: kind.value)
def test_other_pictures_are_not_matched(records, tmp_path, kind):
    matcher = FakeMatcher("S9")
    asset, _ = take_in(records, tmp_path, matcher=matcher, kind=kind)
    assert (asset.matches, asset.matcher, matcher.asked) == ((), "", [])


@pytest.mark.parametrize(("kind", "kept"), [(AssetKind.PRODUCT, 1), (AssetKind.WORN, 0)], ids=["product", "worn"])
def test_features_of_the_shops_own_pictures_are_kept(records, tmp_path, kind, kept):
    matcher = FakeMatcher()
    asset, _ = take_in(records, tmp_path, matcher=matcher, kind=kind)
    assert (len(records.get_features([asset.id])), matcher.described) == (kept, kept)


@pytest.mark.parametrize("matcher", [FakeMatcher("S9", fails=True), Broken("S9")], ids=["model", "unexpected"])
@pytest.mark.parametrize("kind", [AssetKind.WORN, AssetKind.PRODUCT], ids=lambda kind: kind.value)
def test_a_matcher_that_fails_costs_no_photo(records, tmp_path, matcher, kind):
    asset, done = take_in(records, tmp_path, matcher=matcher, kind=kind)
    assert (done.outcome, asset.matches, asset.matcher) == (Outcome.ADDED, (), "")
    assert records.get_features([asset.id]) == {}


def test_a_photo_that_is_given_for_another_product_is_due_again(records, tmp_path):
    matcher = FakeMatcher()
    before, _ = take_in(records, tmp_path, matcher=matcher, products=("S1",))
    asset, done = take_in(records, tmp_path, matcher=matcher, products=("S2",))
    assert (done.outcome, asset.products, asset.matcher) == (Outcome.UPDATED, ("S1", "S2"), "")
    assert asset.matches == before.matches


def test_a_photo_that_others_gave_for_another_product_meanwhile_is_due_again(records, tmp_path):
    def meanwhile():
        take_in(records, tmp_path, matcher=FakeMatcher(), products=("S2",))

    asset, _ = take_in(records, tmp_path, matcher=FakeMatcher(), products=("S1",), meanwhile=meanwhile)
    assert (set(asset.products), asset.matcher) == ({"S1", "S2"}, "")


def test_an_untagged_photo_is_not_matched():
    matching = PhotoMatching(FakeRecordStore(), FakeMatcher("S9"))
    untagged = make_asset("a", tags=None, matches=(), matcher="old@1")
    assert matching.matched(untagged, noise(8, 8)).matcher == ""
    assert matching.matches_with(untagged, noise(8, 8), skus=["S9"]) is None


def test_matches_with_some_products_are_those_alone():
    matcher = FakeMatcher("S9")
    found = PhotoMatching(FakeRecordStore(), matcher).matches_with(make_asset("a"), noise(8, 8), skus=["S1"])
    assert {match.sku for match in found} == {"S1"}
    assert matcher.asked == [(("S1",), True)]


def test_matches_with_some_products_are_none_where_the_matcher_fails():
    matching = PhotoMatching(FakeRecordStore(), Broken())
    assert matching.matches_with(make_asset("a"), noise(8, 8), skus=["S1"]) is None


def test_features_of_a_picture_that_is_gone_are_not_kept():
    matching = PhotoMatching(FakeRecordStore(), FakeMatcher())
    assert not matching.describe(make_asset("a", kind=AssetKind.PRODUCT), noise(8, 8))
