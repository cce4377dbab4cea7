from dataclasses import replace

import pytest

from wornby.datamodel import AssetKind, Rights, RightsState, SourceType
from wornby.datamodel.provenance import SCHEMA_ORG, claim_of, is_synthetic, source_type_of
from wornby.testing.factories import make_asset, make_generation

STATES = [state for state in RightsState if state is not RightsState.SYNTHETIC]


def asset(kind: AssetKind, state: RightsState):
    generation = make_generation() if kind is AssetKind.GENERATED else None
    return replace(make_asset("a"), kind=kind, rights=Rights(state=state), generation=generation)


@pytest.mark.parametrize("state", RightsState)
def test_a_generated_picture_is_synthetic_whatever_its_rights(state: RightsState) -> None:
    assert is_synthetic(asset(AssetKind.GENERATED, state))


@pytest.mark.parametrize("kind", AssetKind)
def test_a_picture_with_synthetic_rights_is_synthetic_whatever_its_kind(kind: AssetKind) -> None:
    assert is_synthetic(asset(kind, RightsState.SYNTHETIC))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", [AssetKind.WORN, AssetKind.PRODUCT])
def test_a_photo_is_not_synthetic(kind: AssetKind, state: RightsState) -> None:
    assert not is_synthetic(asset(kind, state))


def test_how_a_picture_came_to_be_is_stated_of_generated_ones_only() -> None:
    assert source_type_of(asset(AssetKind.GENERATED, RightsState.SYNTHETIC)) is SourceType.ALGORITHMIC
    assert source_type_of(asset(AssetKind.WORN, RightsState.SYNTHETIC)) is None
    assert claim_of(asset(AssetKind.WORN, RightsState.SYNTHETIC)) is None


def test_a_claim_names_what_generated_the_picture() -> None:
    claim = claim_of(asset(AssetKind.GENERATED, RightsState.SYNTHETIC))
    assert claim is not None
    assert claim.backend == make_generation().backend


def test_nothing_is_claimed_of_a_picture_that_others_generated() -> None:
    theirs = replace(asset(AssetKind.GENERATED, RightsState.SYNTHETIC), generation=None)
    assert is_synthetic(theirs)
    assert claim_of(theirs) is None


def test_a_claim_names_no_file() -> None:
    claim = claim_of(replace(asset(AssetKind.GENERATED, RightsState.SYNTHETIC), title="anna-in-red.png"))
    assert claim is not None
    assert "anna" not in claim.title


def test_every_source_type_has_its_word_of_schema_org() -> None:
    assert set(SCHEMA_ORG) == set(SourceType)
