import httpx
import pytest
from pydantic import SecretStr

from tests.unit.providers.imagga.answers import COLORS, FACES, TAGS
from wornby.providers.imagga.client import ImaggaClient
from wornby.testing.suites_taggers import LabelServiceSuite

ANSWERS = {"/v2/tags": TAGS, "/v2/colors": COLORS, "/v2/faces/detections": FACES}


class TestImagga(LabelServiceSuite):
    @pytest.fixture
    def service(self):
        transport = httpx.MockTransport(lambda request: httpx.Response(200, json=ANSWERS[request.url.path]))
        return ImaggaClient(api_key=SecretStr("acc_key"), api_secret=SecretStr("secret"), transport=transport)
