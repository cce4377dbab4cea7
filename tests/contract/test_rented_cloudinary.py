"""Cloudinary keeps the contract of rented services."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from tests.unit.providers.cloudinary.answers import FASHION, uploaded
from tests.unit.providers.loopback import Answer, loopback
from wornby.interfaces import LabelService
from wornby.providers.cloudinary.client import CloudinaryAccount, CloudinaryClient
from wornby.testing.suites import LabelServiceSuite


class TestCloudinary(LabelServiceSuite):
    @pytest.fixture
    def service(self) -> Iterator[LabelService]:
        answers = {"/image/upload": uploaded(models={"cld-fashion": FASHION}), "/image/destroy": {"result": "ok"}}
        with loopback({path: [Answer(said=said)] for path, said in answers.items()}) as server:
            account = CloudinaryAccount(cloud="demo", key=SecretStr("key"), secret=SecretStr("secret"))
            yield CloudinaryClient(account, url=server.url)
