"""Garments of drawn photos matched to drawn products."""

from dataclasses import replace

import pytest

from wornby.datamodel import (
    AssetKind,
    Fact,
    GarmentTags,
    Match,
    MatchState,
    PhotoTags,
    Place,
    WearerTags,
)
from wornby.matching import Catalogue, MatchService, Scorer
from wornby.matching.features_file import read_features
from wornby.matching.service import KEPT_SIMILAR
from wornby.models.prints import open_print_models
from wornby.testing.factories import SPACE, make_asset, make_box, make_fact, make_garment, make_product
from wornby.testing.fakes import FakeRecordStore
from wornby.testing.prints import WORN_BOX, printed_product, worn_photo
from wornby.vocabulary import load_vocabulary

MODELS = open_print_models()
CLOTH = "#b8b0a4"


class FixedReader:
    """Reads the same words of every print."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self.asked = 0

    @property
    def name(self) -> str:
        return "fixed@1"

    def read(self, pixels):
        del pixels
        self.asked += 1
        return [(word, 0.9) for word in self._words]


def garment(place: Place | None, *, pattern: str = "graphic", confidence: float = 0.8) -> GarmentTags:
    """A t-shirt in the colour of the drawn cloth; all have one embedding."""
    tags = make_garment(place, kind="t-shirt", seed=1)
    color = replace(tags.color, hex=CLOTH) if tags.color is not None else None
    box = make_box() if place is None else WORN_BOX
    return replace(tags, color=color, box=box, pattern=Fact(value=pattern, confidence=confidence, source="testing@1"))


def photo_tags() -> PhotoTags:
    """One wearer in a t-shirt."""
    wearer = WearerTags(main=True, box=make_box(), attributes={}, garments=(garment(Place.UPPER),))
    return PhotoTags(photo={}, wearers=(wearer,), garments=())


def lying_tags(**changes) -> PhotoTags:
    """A t-shirt that nobody wears."""
    return PhotoTags(photo={}, wearers=(), garments=(garment(None, **changes),))


@pytest.fixture(scope="module")
def shop() -> FakeRecordStore:
    """Eight products in one colour and cut: A0 to A6 with a print each, and a plain one."""
    records = FakeRecordStore()
    describer = service(records)
    for sku, number in [*((f"A{n}", n) for n in range(7)), ("PLAIN", None)]:
        pixels, _, _ = printed_product(number)
        tags = lying_tags(pattern="solid" if number is None else "graphic")
        records.put_products([make_product(sku, title=f"Sunday {sku} t-shirt", swatch=CLOTH)])
        records.commit_asset(make_asset(f"p-{sku}", kind=AssetKind.PRODUCT, products=(sku,), tags=tags))
        records.put_features(f"p-{sku}", describer.describe(pixels, tags))
    return records


def service(records: FakeRecordStore, **changes) -> MatchService:
    """A matcher over these records."""
    catalogue = Catalogue(records, vocabulary=load_vocabulary(), space=SPACE)
    return MatchService(catalogue, Scorer.read(), models=MODELS, **changes)


def matched(shop: FakeRecordStore, number: int | None, *, side_px: int = 110, **changes) -> tuple[Match, ...]:
    """The matches of a drawn photo."""
    pixels = worn_photo(number, side_px=side_px)
    return service(shop).match(pixels, photo_tags(), **{"products": (), **changes})


def test_without_products_there_are_no_matches() -> None:
    assert service(FakeRecordStore()).match(worn_photo(1, side_px=80), photo_tags(), products=()) == ()


def test_without_garments_there_are_no_matches(shop: FakeRecordStore) -> None:
    nothing = PhotoTags(photo={}, wearers=(), garments=())
    assert service(shop).match(worn_photo(1, side_px=80), nothing, products=()) == ()


@pytest.mark.parametrize("number", [1, 3])
def test_the_product_of_the_print_is_first_with_its_points(shop: FakeRecordStore, number: int) -> None:
    first = matched(shop, number)[0]
    assert first.sku == f"A{number}"
    assert first.evidence is not None
    assert first.evidence.motif is not None
    assert first.evidence.motif.picture == f"p-A{number}"
    assert first.evidence.motif.points


def test_a_plain_garment_is_never_confirmed(shop: FakeRecordStore) -> None:
    assert all(match.state is not MatchState.CONFIRMED for match in matched(shop, None))


def test_a_plain_product_is_never_confirmed(shop: FakeRecordStore) -> None:
    found = matched(shop, None, products=("PLAIN",))
    assert next(match for match in found if match.sku == "PLAIN").state is not MatchState.CONFIRMED


def test_one_product_at_most_is_more_than_similar(shop: FakeRecordStore) -> None:
    assert sum(match.state is not MatchState.SIMILAR for match in matched(shop, 2)) <= 1


def test_few_similar_ones_are_kept(shop: FakeRecordStore) -> None:
    assert sum(match.state is MatchState.SIMILAR for match in matched(shop, 2)) <= KEPT_SIMILAR


def test_what_was_asked_for_is_told_however_unlike(shop: FakeRecordStore) -> None:
    asked = ("A0", "A1", "A2", "A3", "A4", "A5", "A6", "PLAIN")
    assert {match.sku for match in matched(shop, 2, products=asked)} == set(asked)


def test_only_what_was_asked_for_is_told(shop: FakeRecordStore) -> None:
    assert [match.sku for match in matched(shop, 2, products=("A5",), only=True)] == ["A5"]


def test_another_product_is_not_confirmed_where_it_alone_is_asked_for(shop: FakeRecordStore) -> None:
    (match,) = matched(shop, 2, products=("A5",), only=True)
    assert match.state is not MatchState.CONFIRMED


def test_an_unknown_sku_has_no_match(shop: FakeRecordStore) -> None:
    assert matched(shop, 2, products=("none",), only=True) == ()


def test_a_print_lies_on_one_garment_alone(shop: FakeRecordStore) -> None:
    shirt = garment(Place.UPPER)
    coat = replace(garment(Place.OUTER), kind=make_fact("coat"))
    twice = replace(photo_tags().wearers[0], garments=(coat, shirt))
    tags = PhotoTags(photo={}, wearers=(twice,), garments=())
    found = service(shop).candidates(worn_photo(1, side_px=110), tags)
    carrying = [any(e.motif is not None for e in each.evidence.values()) for each in found]
    assert carrying == [False, True]


def test_the_same_photo_has_the_same_matches(shop: FakeRecordStore) -> None:
    assert matched(shop, 3) == matched(shop, 3)


@pytest.mark.parametrize(
    ("tags", "kept"),
    [
        (lying_tags(), True),
        (lying_tags(pattern="solid", confidence=0.95), True),
        (photo_tags(), False),
        (PhotoTags(photo={}, wearers=(), garments=()), False),
    ],
    ids=["printed", "taken for plain", "worn", "no garment"],
)
def test_motifs_are_cut_from_what_lies(tags: PhotoTags, kept: bool) -> None:
    pixels, _, _ = printed_product(1)
    assert (read_features(service(FakeRecordStore()).describe(pixels, tags)) is not None) is kept


def test_a_print_in_doubt_is_read(shop: FakeRecordStore) -> None:
    reader = FixedReader("sunday", "a2")
    found = service(shop, reader=reader).match(worn_photo(None, side_px=80), photo_tags(), products=("A2",))
    texts = {match.sku: match.evidence.text for match in found if match.evidence is not None}
    assert reader.asked == 1
    assert texts["A2"] is not None


def test_the_name_says_the_version() -> None:
    assert service(FakeRecordStore()).name.startswith("wornby/matching@")


def test_a_fact_of_another_attribute_is_no_pattern() -> None:
    bare = replace(lying_tags(), garments=(replace(garment(None), pattern=None, attributes={"x": make_fact("solid")}),))
    pixels, _, _ = printed_product(1)
    assert read_features(service(FakeRecordStore()).describe(pixels, bare)) is not None
