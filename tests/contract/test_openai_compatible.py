import json

import httpx
import pytest

from tests.unit.providers.openai_compatible.answers import APPEARANCE, GARMENTS, completion
from wornby.providers.openai_compatible.client import OpenAiCompatibleClient
from wornby.testing.suites_taggers import LabelServiceSuite


def answer(request):
    known = {**GARMENTS, **APPEARANCE}
    form = json.loads(request.content)["response_format"]["json_schema"]["schema"]
    return httpx.Response(200, json=completion({part: known[part] for part in form["properties"]}))


class TestOpenAiCompatible(LabelServiceSuite):
    @pytest.fixture
    def service(self):
        transport = httpx.MockTransport(answer)
        return OpenAiCompatibleClient(model="vision-1", url="http://127.0.0.1:11434/v1", transport=transport)
