import pytest
from pydantic import SecretStr

from tests.unit.providers.google_vision import answers
from tests.unit.providers.google_vision.service import ASKED
from tests.unit.providers.loopback import Answer, loopback
from wornby.providers.google_vision.client import GoogleVisionClient
from wornby.testing.suites_taggers import LabelServiceSuite


class TestGoogleVision(LabelServiceSuite):
    @pytest.fixture
    def service(self):
        with loopback({ASKED: [Answer(said={"responses": [answers.ALL]})]}) as running:
            client = GoogleVisionClient(api_key=SecretStr("a-key-of-nobody"), url=running.url)
            yield client
            client.close()
