"""The matcher on a few composites of the held-out part; `python -m benchmarks.matching` measures it on many."""

import pytest

from benchmarks.composites import make_catalogue, make_worn
from benchmarks.matching import Answer, answers
from benchmarks.trial import make_matcher, try_photos
from tests.quality.test_builtin import DATA
from tests.requirements import require
from wornby.datamodel import MatchState
from wornby.matching import Scorer
from wornby.models.builtin import BuiltinTagger

pytestmark = pytest.mark.quality
PRODUCTS = 24


@pytest.fixture(scope="module")
def found() -> list[Answer]:
    require(DATA.is_dir(), "no photos beside the repository: ../shared/data")
    tagger = BuiltinTagger()
    products = make_catalogue(split="held_out", count=PRODUCTS)
    service, _ = make_matcher(products, tagger, scorer=Scorer.read())
    photos = [make_worn(product, seed=0) for product in products]
    return list(answers(service, try_photos(service, tagger, photos)))


def test_prints_are_confirmed(found: list[Answer]) -> None:
    printed = {answer.photo.photo_id for answer in found if answer.photo.side_px >= 24}
    right = {answer.photo.photo_id for answer in found if answer.photo.sku in answer.skus(MatchState.CONFIRMED)}
    assert len(right & printed) >= 0.4 * len(printed)


def test_what_is_confirmed_is_right(found: list[Answer]) -> None:
    stated = [(answer.photo.sku, sku) for answer in found for sku in answer.skus(MatchState.CONFIRMED)]
    assert sum(true == sku for true, sku in stated) >= 0.9 * len(stated)


def test_plain_garments_are_never_confirmed(found: list[Answer]) -> None:
    plain = [answer for answer in found if answer.photo.side_px == 0]
    assert plain
    assert not [sku for answer in plain for sku in answer.skus(MatchState.CONFIRMED)]
