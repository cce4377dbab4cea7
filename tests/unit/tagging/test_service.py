"""What the tagging service gives out, whatever the tagger does."""

import pytest

from tests.unit.ingest.build import png
from wornby.datamodel import PhotoTags, Place, Purpose, WearerTags
from wornby.rights import VocabularyGate
from wornby.tagging import TaggingService
from wornby.testing.factories import make_box, make_fact, make_garment
from wornby.testing.fakes import FakeTagger
from wornby.vocabulary import load_vocabulary


class TalkativeTagger(FakeTagger):
    """States everything, whatever it was asked for, and remembers what that was."""

    def __init__(self) -> None:
        self.asked: list[frozenset[Purpose]] = []

    def tag(self, photos, *, purposes):
        self.asked += purposes
        attributes = {"hair.color": make_fact("red"), "headwear.kind": make_fact("cap")}
        garments = (make_garment(Place.UPPER), make_garment(Place.HEAD, kind="cap"))
        wearer = WearerTags(main=True, box=make_box(), attributes=attributes, garments=garments)
        return [PhotoTags(photo={"photo.kind": make_fact("worn")}, wearers=(wearer,), garments=()) for _ in photos]


@pytest.fixture
def tagger() -> TalkativeTagger:
    return TalkativeTagger()


@pytest.fixture
def service(tagger: TalkativeTagger) -> TaggingService:
    gate = VocabularyGate(load_vocabulary())
    return TaggingService(tagger, gate=gate, max_pixels=1_000_000, max_bytes=1_000_000)


@pytest.mark.parametrize("purposes", [[], [Purpose.DISPLAY, Purpose.FACE]], ids=["none", "others"])
def test_without_the_purpose_nothing_of_the_appearance_comes_out(service, purposes) -> None:
    (result,) = service.tag([png(1)], purposes=frozenset(purposes))
    assert result.tags is not None
    (wearer,) = result.tags.wearers
    assert (wearer.attributes, [garment.place for garment in wearer.garments]) == ({}, [Place.UPPER])


def test_with_the_purpose_all_of_it_does(service) -> None:
    (result,) = service.tag([png(1)], purposes=frozenset({Purpose.APPEARANCE}))
    assert result.tags is not None
    assert set(result.tags.wearers[0].attributes) == {"hair.color", "headwear.kind"}


def test_the_tagger_is_told_only_what_widens_its_work(service, tagger) -> None:
    service.tag([png(1)], purposes=frozenset({Purpose.APPEARANCE, Purpose.DISPLAY}))
    assert tagger.asked == [frozenset({Purpose.APPEARANCE})]
