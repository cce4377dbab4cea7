"""Azure keeps the contract of rented services."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from tests.unit.providers.azure.answers import ANALYSIS, face
from tests.unit.providers.loopback import Answer, loopback
from wornby.interfaces import LabelService
from wornby.providers.azure.client import AzureAddress, AzureClient
from wornby.testing.suites import LabelServiceSuite


class TestAzure(LabelServiceSuite):
    @pytest.fixture
    def service(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[LabelService]:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        answers = {"/imageanalysis:analyze": ANALYSIS, "/detect": [face(glasses="Sunglasses", accessories=[])]}
        with loopback({path: [Answer(said=said)] for path, said in answers.items()}) as server:
            address = AzureAddress(url=server.url, key=SecretStr("key-0123456789"))
            yield AzureClient(vision=address, face=address)
