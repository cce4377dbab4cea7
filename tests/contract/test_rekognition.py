"""Amazon Rekognition's client and the tagger over it, against recorded shapes and against moto's server over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from moto.server import ThreadedMotoServer

from tests.contract.test_taggers import rented
from tests.unit.providers.loopback import drawn_picture
from tests.unit.providers.rekognition.peer import KEYS, MODEL, running_peer, set_environment
from wornby.datamodel import Pixels
from wornby.datamodel.labels import Label, LabelKind, ProviderAnswer
from wornby.errors import ProviderError
from wornby.interfaces import LabelService, Tagger
from wornby.providers.rekognition.client import RekognitionClient
from wornby.testing.suites import LabelServiceSuite, TaggerSuite


def client_at(url: str, folder: Path) -> RekognitionClient:
    """With credentials that open nothing, whatever the environment holds."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        address = {"WORNBY_REKOGNITION_URL": url, "WORNBY_REKOGNITION_PROJECT_VERSION": MODEL}
        set_environment(monkeypatch, folder, **KEYS, **address)
        return RekognitionClient.from_environment()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RekognitionClient]:
    """Asks a service that answers in the shapes of the API reference (tests/unit/providers/rekognition/answers.py)."""
    with running_peer() as peer:
        client = client_at(peer.url, tmp_path_factory.mktemp("aws"))
        yield client
        client.close()


@pytest.fixture(scope="module")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RekognitionClient]:
    """Asks moto's server: one that nobody here wrote. Its answers are the same for every picture."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = client_at(f"http://{host}:{port}", tmp_path_factory.mktemp("aws"))
    yield client
    client.close()
    server.stop()


class TestRekognition(LabelServiceSuite):
    @pytest.fixture
    def service(self, recorded: RekognitionClient) -> LabelService:
        return recorded


class TestRekognitionTagger(TaggerSuite):
    @pytest.fixture
    def tagger(self, recorded: RekognitionClient, tmp_path: Path) -> Tagger:
        return rented(recorded, tmp_path)

    @pytest.fixture
    def picture(self) -> Pixels:
        return np.full((160, 120, 3), 200, dtype=np.uint8)


class TestMoto:
    def test_labels_have_boxes_parents_and_categories(self, moto: RekognitionClient) -> None:
        found = asked(moto, "labels").labels[0]
        assert (found.name, found.kind, found.parents) == (
            "Mobile Phone",
            LabelKind.OBJECT,
            ("Phone", "Technology and Computing"),
        )
        assert found.box is not None

    def test_the_version_of_the_model_is_told(self, moto: RekognitionClient) -> None:
        assert asked(moto, "labels").source == "rekognition/labels@3.0"

    def test_labels_and_colours_are_one_answer(self, moto: RekognitionClient) -> None:
        assert set(asked(moto, "labels", "colors").raw) == {"labels", "colors"}

    def test_a_colour_belongs_to_its_object(self, moto: RekognitionClient) -> None:
        # moto calls the share "PixelPercentage", which AWS does not: it is not read, and the colour is without.
        assert asked(moto, "labels", "colors").labels[1] == Label(
            name="red", kind=LabelKind.COLOR, hex="#3a7432", part_of=0
        )

    def test_lines_of_text_are_read(self, moto: RekognitionClient) -> None:
        names = [label.name for label in asked(moto, "text").labels]
        assert names == ["IT'S", "MONDAY", "but keep", "Smiling"]

    def test_custom_labels_are_read(self, moto: RekognitionClient) -> None:
        assert [(label.name, label.kind) for label in asked(moto, "custom").labels] == [("MyLogo", LabelKind.OBJECT)]

    def test_faces_are_not_known_to_moto(self, moto: RekognitionClient) -> None:
        """moto 5.2 has no DetectFaces and fails (500): as a service's failure is told. The recorded shapes have it."""
        with pytest.raises(ProviderError, match="500"):
            asked(moto, "faces")


def asked(client: RekognitionClient, *names: str) -> ProviderAnswer:
    return client.label(drawn_picture(), features=client.profile.choose(names))
