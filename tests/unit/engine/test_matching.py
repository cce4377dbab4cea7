"""Matches as they stand, and what people decide."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from tests.unit.engine.library import open_library, photo, picture
from wornby.datamodel import AssetKind, BoundingBox, Clause, MatchState, Place, Rights, Verdict
from wornby.engine import matching
from wornby.errors import InputError, NotFoundError
from wornby.testing.factories import make_evidence, make_garment, make_match, make_tags

LIKELY = make_match("S1")
HIDDEN = Rights()
YES, NO = Verdict.CONFIRMED, Verdict.REJECTED


def decide(library, asset_id="a", sku="S1", **given):
    return library.matches.decide(asset_id, sku, **{"verdict": YES, "by": "staff/anna"} | given)


def carriers(library, sku, attribute="product"):
    filters = (Clause(attribute=attribute, values=frozenset({sku})),)
    return [hit.id for hit in library.index.scroll(filters=filters, after=None, limit=9)]


def test_a_photo_without_matches_has_none() -> None:
    assert open_library(None, photo("a")).matches.of("a") == ()


@pytest.mark.parametrize(("name", "rights"), [("x", None), ("a", HIDDEN)], ids=["unknown", "hidden"])
def test_matches_of_what_may_not_be_seen(name, rights) -> None:
    library = open_library(None, replace(photo("a", matches=(LIKELY,)), **{"rights": rights} if rights else {}))
    with pytest.raises(NotFoundError):
        library.matches.of(name)


def test_the_staff_sees_matches_of_hidden_photos() -> None:
    library = open_library(None, photo("a", matches=(LIKELY,), rights=HIDDEN))
    assert len(library.matches.of("a", everything=True)) == 1
    assert library.matches.list() == []
    assert [each.asset_id for each in library.matches.list(everything=True)] == ["a"]


def test_pages_of_matches_pass_over_hidden_photos() -> None:
    hidden = {"rights": HIDDEN}
    assets = [photo(name, matches=(LIKELY,), **(hidden if name in "abd" else {})) for name in "abcde"]
    library = open_library(None, *assets)
    assert [each.asset_id for each in library.matches.list(limit=1)] == ["c"]
    assert [each.asset_id for each in library.matches.list(limit=1, after="c")] == ["e"]
    assert library.matches.list(after="e") == []


def test_a_page_looks_at_so_many_photos_and_says_where_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_BATCH", 1)
    states = dict.fromkeys("abc", MatchState.SIMILAR) | {"d": MatchState.LIKELY, "e": MatchState.LIKELY}
    assets = [photo(name, matches=(make_match("S1", state=state),)) for name, state in states.items()]
    library = open_library(None, *assets)
    first = library.matches.page(state=MatchState.LIKELY, limit=1, scan=2)
    assert (first.listings, first.after) == ((), "b")
    second = library.matches.page(state=MatchState.LIKELY, limit=1, scan=2, after="b")
    assert ([each.asset_id for each in second.listings], second.after) == (["d"], "d")
    whole = library.matches.page(state=MatchState.LIKELY, limit=9)
    assert ([each.asset_id for each in whole.listings], whole.after) == (["d", "e"], None)


def test_a_decision_keeps_what_the_machine_said() -> None:
    library = open_library(None, photo("a", matches=(LIKELY,), matcher="m@1"))
    standing = decide(library, verdict=NO)
    (kept,) = library.records.list_decisions()
    assert standing.state is MatchState.REJECTED
    assert (kept.score, kept.state, kept.evidence, kept.matcher) == (0.75, MatchState.LIKELY, LIKELY.evidence, "m@1")
    assert (kept.by, kept.place, kept.box) == ("staff/anna", Place.UPPER, make_garment().box)


def test_a_decision_without_a_match_keeps_no_score() -> None:
    library = open_library(None, photo("a"))
    standing = decide(library, place=Place.LOWER)
    (kept,) = library.records.list_decisions()
    assert (standing.match.garment, kept.score, kept.state, kept.evidence) == (1, None, None, None)


def test_the_last_decision_counts() -> None:
    library = open_library(None, photo("a", matches=(LIKELY,)))
    decide(library, verdict=NO)
    assert decide(library, verdict=YES).state is MatchState.CONFIRMED
    assert len(library.records.list_decisions()) == 2


def test_a_decision_is_found_at_once() -> None:
    library = open_library(None, photo("a", matches=(LIKELY,)))
    assert (carriers(library, "S1"), carriers(library, "S1", "product.confirmed")) == (["a.0"], [])
    decide(library)
    assert carriers(library, "S1", "product.confirmed") == ["a.0"]
    decide(library, verdict=NO)
    assert carriers(library, "S1") == []


@pytest.mark.parametrize("by", ["", "anna", "staff/", "system/ledger", "builtin/x", f"staff/{'x' * 101}", "staff/a\nb"])
def test_somebody_must_decide(by) -> None:
    with pytest.raises(InputError):
        decide(open_library(None, photo("a", matches=(LIKELY,))), by=by)


def test_a_wearer_may_decide() -> None:
    library = open_library(None, photo("a", matches=(LIKELY,)))
    decide(library, by="wearer")
    assert library.records.list_decisions()[0].by == "wearer"


@pytest.mark.parametrize(
    ("asset_id", "sku", "given"),
    [
        ("x", "S1", {}),
        ("a", "S9", {}),
        ("a", "S1", {"wearer": 5}),
        ("a", "S1", {"place": Place.FEET}),
        ("hidden", "S1", {}),
    ],
    ids=["photo", "product", "wearer", "place", "hidden"],
)
def test_what_is_not_there_is_not_decided_on(asset_id, sku, given) -> None:
    library = open_library(None, photo("a", matches=(LIKELY,)), photo("hidden", matches=(LIKELY,), rights=HIDDEN))
    with pytest.raises(NotFoundError):
        decide(library, asset_id, sku, **given)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"wearer": 1, "place": Place.LOWER}, (1, 1)),
        ({"wearer": 0, "garment": 1}, (0, 1)),
        ({"wearer": 1}, (1, 0)),
        ({}, (1, 0)),
    ],
    ids=["place", "number", "match-of-wearer", "match"],
)
def test_the_garment_that_is_meant(given, found) -> None:
    library = open_library(None, photo("a", tags=make_tags(2), matches=(replace(LIKELY, wearer=1),)))
    match = decide(library, **given).match
    assert (match.wearer, match.garment) == found


def lying(*boxes):
    """A wearer with two garments, and garments that nobody wears."""
    tags = make_tags(1)
    return replace(tags, garments=tuple(replace(make_garment(None), box=box) for box in boxes))


LEFT = BoundingBox(x_min=0.0, y_min=0.0, x_max=0.1, y_max=0.1)
RIGHT = BoundingBox(x_min=0.9, y_min=0.9, x_max=1.0, y_max=1.0)


@pytest.mark.parametrize(
    ("boxes", "given", "number"),
    [((LEFT,), {}, 0), ((LEFT, RIGHT), {"garment": 1}, 1)],
    ids=["only", "of-two"],
)
def test_a_garment_beside_a_wearer_that_nobody_wears(boxes, given, number) -> None:
    match = decide(open_library(None, photo("a", tags=lying(*boxes))), nobody=True, **given).match
    assert (match.wearer, match.garment) == (None, number)


def test_a_photo_without_garments_is_rejected_as_a_whole() -> None:
    bare = replace(make_tags(0), garments=())
    library = open_library(None, photo("a", tags=bare, products=("S1",)))
    assert carriers(library, "S1") == ["a.x"]
    assert decide(library, verdict=NO).state is MatchState.REJECTED
    assert carriers(library, "S1") == []
    decide(library, verdict=YES)
    assert carriers(library, "S1") == ["a.x"]


def test_a_photo_without_garments_that_was_not_given_is_not_decided_on() -> None:
    with pytest.raises(NotFoundError):
        decide(open_library(None, photo("a", tags=replace(make_tags(0), garments=()))))


def test_the_shops_own_pictures_are_not_decided_on() -> None:
    with pytest.raises(InputError):
        decide(open_library(None, picture("p", "S1")), "p")


def test_generated_pictures_are_decided_on() -> None:
    library = open_library(None, photo("g", kind=AssetKind.GENERATED, products=("S1",)))
    assert decide(library, "g", wearer=0, place=Place.UPPER, verdict=NO).state is MatchState.REJECTED


def test_a_photo_whose_wearer_was_rejected_is_in_no_gallery() -> None:
    library = open_library(None, photo("a", products=("S1",)))
    decide(library, wearer=0, place=Place.UPPER, verdict=NO)
    assert carriers(library, "S1") == []


@pytest.mark.parametrize("given", [{}, {"wearer": 0}], ids=["nothing", "wearer"])
def test_it_must_be_clear_which_garment_is_meant(given) -> None:
    with pytest.raises(InputError):
        decide(open_library(None, photo("a")), **given)


def test_the_evidence_is_a_picture() -> None:
    evidence = make_evidence(motif=replace(make_evidence().motif, picture="p"))
    library = open_library(None, picture("p", "S1"), photo("a", matches=(make_match("S1", evidence=evidence),)))
    content = library.matches.evidence_picture("a", "S1")
    assert Image.open(io.BytesIO(content)).format == "PNG"
    assert any("/p." in name for name in library.blobs.read)


def test_without_a_motif_the_evidence_shows_the_products_picture() -> None:
    library = open_library(None, picture("p", "S1"), photo("a", matches=(LIKELY,)))
    library.matches.evidence_picture("a")
    assert any("/p." in name for name in library.blobs.read)


def test_the_evidence_of_a_product_without_a_picture() -> None:
    library = open_library(None, photo("a", matches=(LIKELY,), rights=HIDDEN))
    assert library.matches.evidence_picture("a")


@pytest.mark.parametrize(("name", "sku"), [("x", "S1"), ("a", "S2"), ("bare", "")], ids=["photo", "product", "none"])
def test_evidence_of_nothing(name, sku) -> None:
    library = open_library(None, photo("a", matches=(LIKELY,)), photo("bare"))
    with pytest.raises(NotFoundError):
        library.matches.evidence_picture(name, sku)
