"""The library as flat rows."""

import pytest

from wornby.datamodel import AssetKind, MatchState, Verdict
from wornby.engine.exports import export_rows
from wornby.testing.factories import make_asset, make_decision, make_match, make_tags

NO = make_decision("a", "S1", verdict=Verdict.REJECTED)


def test_a_photo_without_tags_is_one_row() -> None:
    (row,) = export_rows(make_asset("a", tags=None, products=("S1", "S2")))
    assert (row["wearer"], row["products"], row["given_products"]) == (None, "S1|S2", "S1|S2")


@pytest.mark.parametrize(
    ("given", "worn"),
    [
        ({}, "S1"),
        ({"decisions": (NO,)}, ""),
        ({"products": (), "matches": (make_match("S9"),)}, ""),
        ({"products": (), "matches": (make_match("S9", state=MatchState.CONFIRMED),)}, "S9"),
    ],
    ids=["given", "rejected", "likely", "confirmed"],
)
def test_rows_say_what_a_wearer_carries_for_sure(given, worn) -> None:
    rows = list(export_rows(make_asset("a", **{"products": ("S1",), "tags": make_tags(1)} | given)))
    assert {row["products"] for row in rows if row["wearer"] == 0} == {worn}
    assert {row["products"] for row in rows if row["wearer"] is None} == {""}


def test_the_shops_own_picture_shows_its_products() -> None:
    rows = export_rows(make_asset("p", kind=AssetKind.PRODUCT, products=("S1",)))
    assert {row["products"] for row in rows} == {"S1"}
