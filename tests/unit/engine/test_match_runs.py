"""The matcher over photos that are in the library already."""

from dataclasses import replace

import pytest

from tests.unit.engine.library import embedded, open_library, photo, picture
from wornby.datamodel import AssetKind, MatchState, Place, Verdict
from wornby.engine import match_runs
from wornby.errors import ConfigurationError, ConflictError, StoreBusyError
from wornby.testing.factories import make_garment, make_match, make_tags
from wornby.testing.fakes_matching import FakeMatcher


def skus(library, asset_id="a"):
    return {match.sku for match in library.records.get_asset(asset_id).matches}


def worn(name, axis, *, kind="shirt", **given):
    garment = embedded(make_garment(Place.UPPER, kind=kind), axis)
    tags = make_tags(1)
    return photo(
        name, tags=replace(tags, wearers=(replace(tags.wearers[0], garments=(garment,)),), garments=()), **given
    )


def test_nothing_is_due_in_an_empty_library() -> None:
    report = open_library(FakeMatcher()).matches.run()
    assert (report.matched, report.known, report.described, report.failed) == (0, 0, 0, ())


def test_without_a_matcher_nothing_runs() -> None:
    library = open_library(None, photo("a"))
    with pytest.raises(ConfigurationError):
        library.matches.run()
    with pytest.raises(ConfigurationError):
        library.matches.match_product(["S1"])
    assert library.matches.catch_up() == 0


def test_photos_that_another_matcher_matched_are_due() -> None:
    matcher = FakeMatcher("S2")
    known = photo("b", matcher=matcher.name, matches=(make_match("old"),))
    library = open_library(matcher, photo("a", matcher="old@1", products=("S1",)), known, photo("c", tags=None))
    report = library.matches.run()
    assert (report.matched, report.known, skus(library), skus(library, "b")) == (1, 1, {"S1", "S2"}, {"old"})
    assert library.records.get_asset("a").matcher == matcher.name


def test_a_run_that_was_cut_off_goes_on() -> None:
    matcher = FakeMatcher("S2")
    library = open_library(matcher, *(photo(name) for name in "abc"))

    class Cut(Exception):  # noqa: N818 - no error of ours
        pass

    def cut() -> None:
        raise Cut

    with pytest.raises(Cut):
        library.matches.run(progress=cut)
    done = sum(asset.matcher == matcher.name for asset in library.records.list_assets())
    assert library.matches.run().matched == 3 - done


def test_all_photos_are_matched_anew_where_that_is_wanted() -> None:
    matcher = FakeMatcher("S2")
    library = open_library(matcher, photo("a", matcher=matcher.name))
    assert (library.matches.run(only_due=False).matched, skus(library)) == (1, {"S2"})


def test_other_pictures_are_passed_over() -> None:
    matcher = FakeMatcher("S2")
    library = open_library(matcher, photo("g", kind=AssetKind.GENERATED))
    assert (library.matches.run().matched, matcher.asked) == (0, [])


@pytest.mark.parametrize("how", ["matcher", "master"])
def test_a_photo_that_fails_keeps_its_matches_and_is_due_again(how) -> None:
    matcher = FakeMatcher("S2", fails=how == "matcher")
    library = open_library(matcher, photo("a", matches=(make_match("old"),), matcher="old@1"))
    if how == "master":
        library.blobs.lose("a")
    report = library.matches.run()
    assert ([asset.id for asset, _ in report.failed], skus(library)) == (["a"], {"old"})
    matcher.fails = False
    library.blobs.gone.clear()
    assert library.matches.run().matched == 1


def test_decisions_stay() -> None:
    library = open_library(FakeMatcher("S1"), photo("a", matches=(make_match("S1"),)))
    library.matches.decide("a", "S1", verdict=Verdict.REJECTED, by="wearer")
    library.matches.run()
    standing = library.matches.of("a")[0]
    assert (standing.match.state, standing.state) == (MatchState.SIMILAR, MatchState.REJECTED)


def test_features_are_made_where_they_are_missing() -> None:
    matcher = FakeMatcher()
    library = open_library(matcher, picture("p", "S1"), picture("q", "S2"))
    library.records.put_features("p", b"kept")
    assert library.matches.run().described == 1
    assert library.records.features["p"] == b"kept"
    assert library.matches.run(only_due=False).described == 2


def test_features_of_a_former_version_are_made_anew() -> None:
    library = open_library(FakeMatcher(), picture("p", "S1"))
    library.records.put_features("p", b"former")
    assert library.matches.run().described == 1


def test_a_product_picture_without_a_master_stops_nobody() -> None:
    library = open_library(FakeMatcher("S2"), picture("p", "S1"), photo("a"))
    library.blobs.lose("p")
    report = library.matches.run()
    assert (report.described, report.matched) == (0, 1)


def test_a_new_product_finds_photos_like_it() -> None:
    matcher = FakeMatcher()
    far = worn("far", 5, kind="jeans")
    library = open_library(matcher, picture("p", "S1"), worn("near", 0), far, worn("given", 7, products=("S1",)))
    assert library.matches.match_product(["S1"]) == 2
    assert {name for name in ("near", "far", "given") if skus(library, name)} == {"near", "given"}
    assert matcher.asked == [(("S1",), True)] * 2


def test_a_product_of_no_sure_kind_is_looked_for_everywhere() -> None:
    unsure = embedded(make_garment(None, kind="shirt"), 0)
    unsure = replace(unsure, kind=replace(unsure.kind, confidence=0.1, source="builtin/x@1"))
    library = open_library(FakeMatcher(), picture("p", "S1", garment=unsure), worn("a", 5, kind="jeans"))
    assert library.matches.match_product(["S1"]) == 1


def test_a_photo_is_opened_once_for_several_products() -> None:
    matcher = FakeMatcher()
    library = open_library(matcher, picture("p", "S1"), picture("q", "S2"), worn("a", 0))
    assert library.matches.match_product(["S1", "S2", "S1"]) == 1
    assert matcher.asked == [(("S1", "S2"), True)]


def test_matches_with_other_products_stay_and_the_best_comes_first() -> None:
    old = (make_match("low", score=0.5), make_match("S1", score=0.125), make_match("top", score=0.9))
    library = open_library(FakeMatcher(), worn("a", 0, products=("S1",), matches=old, matcher="m@1"))
    library.matches.match_product(["S1"])
    asset = library.records.get_asset("a")
    assert [(match.sku, match.score) for match in asset.matches] == [("top", 0.9), ("S1", 0.75), ("low", 0.5)]
    assert asset.matcher == "m@1"


@pytest.mark.parametrize("how", ["matcher", "master"])
def test_a_photo_that_fails_for_a_new_product_is_due_for_a_run(how) -> None:
    matcher = FakeMatcher(fails=how == "matcher")
    given = {"products": ("S1",), "matches": (make_match("old"),), "matcher": matcher.name}
    library = open_library(matcher, worn("a", 0, **given))
    if how == "master":
        library.blobs.lose("a")
    assert (library.matches.match_product(["S1"]), skus(library)) == (0, {"old"})
    matcher.fails = False
    library.blobs.gone.clear()
    assert (library.matches.run().matched, skus(library)) == (1, {"S1"})


def test_a_photo_that_cannot_be_written_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    library = open_library(FakeMatcher("S2"), photo("a"))

    def busy(*_, **__):
        message = "The library is busy."
        raise StoreBusyError(message)

    monkeypatch.setattr(library.records, "put_matches", busy)
    (failed,) = library.matches.run().failed
    assert failed[1].code == StoreBusyError.code


def test_products_go_on_waiting_where_a_photo_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    library = open_library(FakeMatcher(), worn("a", 0, products=("S1",), matcher="m@1"))
    library.records.wait_for("S1")
    monkeypatch.setattr(library.records, "put_matches", lambda *_, **__: False)
    with pytest.raises(ConflictError):
        library.matches.catch_up()
    assert library.matches.count_new() == 1


def test_candidates_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match_runs, "MAX_CANDIDATES", 2)
    library = open_library(FakeMatcher(), picture("p", "S1"), *(worn(name, 0) for name in "abcd"))
    assert library.matches.match_product(["S1"]) == 2


def test_new_products_wait_until_they_are_looked_for() -> None:
    library = open_library(FakeMatcher(), picture("p", "S1"), worn("a", 0))
    assert library.matches.catch_up() == 0
    library.records.wait_for("S1", "S1")
    assert library.matches.count_new() == 1
    assert (library.matches.catch_up(), library.matches.count_new(), skus(library)) == (0, 0, {"S1"})


def test_without_a_matcher_no_product_waits() -> None:
    library = open_library(None)
    library.records.wait_for("S1")
    assert library.matches.count_new() == 0


def test_too_many_new_products_wait_for_a_run() -> None:
    matcher = FakeMatcher()
    library = open_library(matcher, picture("p", "S1"), picture("q", "S2"), worn("a", 0, matcher=matcher.name))
    library.records.wait_for("S1", "S2")
    assert (library.matches.catch_up(at_most=1), skus(library)) == (2, set())
    library.matches.run()
    assert (library.matches.count_new(), skus(library)) == (0, {"S1", "S2"})


def test_a_picture_that_came_through_another_process_is_seen() -> None:
    library = open_library(FakeMatcher(), worn("a", 0))
    library.records.commit_asset(picture("p", "S1"))
    library.records.wait_for("S1")
    assert (library.matches.catch_up(), skus(library)) == (0, {"S1"})


def test_a_product_that_gets_a_picture_meanwhile_goes_on_waiting() -> None:
    class Meeting(FakeMatcher):
        def match(self, pixels, tags, *, products, only=False):
            library.records.wait_for("S1")
            return super().match(pixels, tags, products=products, only=only)

    library = open_library(Meeting(), picture("p", "S1"), worn("a", 0))
    library.records.wait_for("S1")
    assert library.matches.catch_up() == 1


def test_of_many_new_products_a_few_are_looked_for() -> None:
    library = open_library(FakeMatcher(), picture("p", "S1"), picture("q", "S2"), worn("a", 0))
    library.records.wait_for("S2", "S1")
    assert (library.matches.catch_up(limit=1), skus(library)) == (1, {"S2"})


def test_a_run_over_all_photos_leaves_no_product_waiting() -> None:
    library = open_library(FakeMatcher("S1"), worn("a", 0))
    library.records.wait_for("S1")
    library.matches.run(only_due=False)
    assert library.matches.count_new() == 0


def test_a_photo_that_changes_meanwhile_is_matched_as_it_is_now() -> None:
    class Meddling(FakeMatcher):
        def match(self, pixels, tags, *, products, only=False):
            if len(self.asked) == 0:
                library.records.commit_asset(photo("a", tags=make_tags(2)))
            return super().match(pixels, tags, products=products, only=only)

    library = open_library(Meddling("S2"), photo("a"))
    assert library.matches.run().matched == 1
    assert {match.wearer for match in library.records.get_asset("a").matches} == {None, 0, 1}


def test_a_photo_that_is_gone_meanwhile_is_no_failure() -> None:
    class Deleting(FakeMatcher):
        def match(self, pixels, tags, *, products, only=False):
            library.records.delete_asset("a")
            return ()

    library = open_library(Deleting("S2"), photo("a"))
    report = library.matches.run()
    assert (report.matched, report.failed) == (0, ())
