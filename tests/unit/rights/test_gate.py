"""What rights allow."""

from dataclasses import replace

import pytest

from tests.unit.search.build import ALL, DISPLAY, NONE, asset, fact, garment, tags, wearer
from wornby.datamodel import Place, Purpose, Rights, RightsState
from wornby.errors import ConsentExpiredError, ConsentMissingError, RightsMissingError
from wornby.rights import purposes_for_tagging, require_display, strip_appearance
from wornby.vocabulary import load_vocabulary

TAGS = tags(wearer(garment("shirt"), garment("hat", place=Place.HEAD), hair_color="red", bag_kind="tote", shop_own="x"))


@pytest.mark.parametrize(
    ("rights", "purposes"),
    [
        (NONE, set()),
        (DISPLAY, set()),
        (ALL, {Purpose.APPEARANCE}),
        (Rights(state=RightsState.WITHDRAWN, purposes=frozenset(Purpose)), set()),
        (Rights(state=RightsState.LICENSED, purposes=frozenset(Purpose)), {Purpose.APPEARANCE, Purpose.FACE}),
    ],
    ids=["none", "display", "appearance", "withdrawn", "licensed"],
)
def test_purposes_for_tagging(rights, purposes):
    assert purposes_for_tagging(rights) == purposes


@pytest.mark.parametrize(
    ("rights", "attributes", "kinds"),
    [
        (NONE, {"bag.kind"}, ["shirt"]),
        (DISPLAY, {"bag.kind"}, ["shirt"]),
        (ALL, {"bag.kind", "hair.color", "shop.own"}, ["shirt", "hat"]),
    ],
    ids=["none", "display", "all"],
)
def test_appearance_is_kept_only_with_its_right(rights, attributes, kinds):
    kept = strip_appearance(TAGS, rights, vocabulary=load_vocabulary()).wearers[0]
    assert (set(kept.attributes), [one.kind.value for one in kept.garments]) == (attributes, kinds)


@pytest.mark.parametrize(
    ("state", "subject", "kept"),
    [
        (RightsState.GRANTED, None, [True, False]),
        (RightsState.SELF_UPLOADED, 1, [False, True]),
        (RightsState.GRANTED, -1, [False, False]),
        (RightsState.LICENSED, None, [True, True]),
        (RightsState.SYNTHETIC, 1, [True, True]),
    ],
    ids=["main", "said", "not-in-view", "licensed", "synthetic"],
)
def test_what_one_person_gave_is_of_that_person_alone(state, subject, kept):
    hat = garment("hat", place=Place.HEAD)
    two = tags(wearer(garment("shirt"), hat, hair_color="red"), replace(wearer(hat, hair_color="grey"), main=False))
    rights = Rights(state=state, purposes=frozenset({Purpose.APPEARANCE}))
    stripped = strip_appearance(two, rights, vocabulary=load_vocabulary(), subject=subject)
    assert ["hair.color" in one.attributes for one in stripped.wearers] == kept
    assert [any(piece.place is Place.HEAD for piece in one.garments) for one in stripped.wearers] == kept


def test_loose_hats_and_the_kind_of_photo_need_no_right():
    loose = tags(loose=[garment("hat", place=None)])
    assert strip_appearance(loose, NONE, vocabulary=load_vocabulary()) == loose


@pytest.mark.parametrize("loose", [True, False])
def test_further_facts_of_a_garment_go_by_their_sensitivity(loose):
    shirt = replace(garment("shirt"), attributes={"garment.sleeve": fact("long"), "shop.own": fact("x")})
    photo_tags = tags(loose=[shirt]) if loose else tags(wearer(shirt))
    kept = strip_appearance(photo_tags, NONE, vocabulary=load_vocabulary())
    garments = kept.garments or kept.wearers[0].garments
    assert garments[0].attributes == {"garment.sleeve": fact("long")}


@pytest.mark.parametrize(
    ("rights", "error"),
    [
        (NONE, RightsMissingError),
        (Rights(state=RightsState.WITHDRAWN, purposes=frozenset({Purpose.DISPLAY})), RightsMissingError),
        (Rights(state=RightsState.EXPIRED, purposes=frozenset({Purpose.DISPLAY})), ConsentExpiredError),
        (replace(ALL, purposes=frozenset({Purpose.APPEARANCE})), ConsentMissingError),
    ],
    ids=["none", "withdrawn", "expired", "not-for-display"],
)
def test_what_may_not_be_shown_is_refused(rights, error):
    with pytest.raises(error, match=r"[Aa]sset a"):
        require_display(asset("a", rights=rights))


def test_what_may_be_shown_passes():
    require_display(asset("a", rights=DISPLAY))
