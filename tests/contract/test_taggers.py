"""Every tagger, the rented ones with services of their own recorded shapes."""

from pathlib import Path

import pytest

from wornby.datamodel import Pixels, Place
from wornby.datamodel.generation import Cloth, PictureRequest
from wornby.interfaces import LabelService, Tagger
from wornby.models.builtin import BuiltinTagger
from wornby.stores.answers import BlobAnswerShelf
from wornby.stores.blobs import FsspecBlobStore
from wornby.studio import Studio
from wornby.tagging.budget import Budget
from wornby.tagging.learned import HeadSet, LearnedTagger
from wornby.tagging.provided import ProviderParts, ProviderTagger
from wornby.tagging.router import RouterTagger
from wornby.tagging.routes import Routes
from wornby.tagging.zero_shot import ZeroShotTagger
from wornby.testing.fakes_models import ColorEncoder
from wornby.testing.fakes_providers import FakeService
from wornby.testing.suites import LabelServiceSuite, TaggerSuite
from wornby.vocabulary import load_vocabulary

TEE = Cloth(place=Place.UPPER, kind="t-shirt", color="#3f7a4c")
REQUEST = PictureRequest(product=TEE, wearer={"hair.length": "short"}, width_px=256, height_px=384)


@pytest.fixture(scope="module")
def drawn() -> Pixels:
    return Studio().generate(REQUEST, seed=7).pixels


def rented(service: LabelService, folder: Path) -> ProviderTagger:
    shelf = BlobAnswerShelf(FsspecBlobStore(str(folder)), identify=lambda sha256: sha256)
    parts = ProviderParts(eye=BuiltinTagger(), vocabulary=load_vocabulary(), budget=Budget(None), shelf=shelf)
    return ProviderTagger(service, parts)


class _Drawn(TaggerSuite):
    @pytest.fixture
    def picture(self, drawn: Pixels) -> Pixels:
        return drawn


class TestBuiltin(_Drawn):
    @pytest.fixture
    def tagger(self) -> Tagger:
        return BuiltinTagger()


class TestRouter(_Drawn):
    @pytest.fixture
    def tagger(self, tmp_path: Path) -> Tagger:
        routes = Routes(attributes={"upper.kind": "fake"}, default="builtin")
        taggers = {"builtin": BuiltinTagger(), "fake": rented(FakeService(), tmp_path)}
        return RouterTagger(routes, taggers, vocabulary=load_vocabulary())


class TestLearned(_Drawn):
    @pytest.fixture
    def tagger(self) -> Tagger:
        return LearnedTagger(BuiltinTagger(), HeadSet([], vocabulary=load_vocabulary()))


class TestZeroShot(_Drawn):
    @pytest.fixture
    def tagger(self) -> Tagger:
        return ZeroShotTagger(
            ColorEncoder(), BuiltinTagger(), vocabulary=load_vocabulary(), attributes=["garment.pattern"]
        )


class TestRented(_Drawn):
    @pytest.fixture
    def tagger(self, tmp_path: Path) -> Tagger:
        return rented(FakeService(), tmp_path)


class TestFakeService(LabelServiceSuite):
    @pytest.fixture
    def service(self) -> LabelService:
        return FakeService()
