import pytest

from wornby.interfaces import PictureGenerator
from wornby.studio import Studio
from wornby.testing.fakes_generators import FakeGenerator
from wornby.testing.suites import GeneratorSuite


class TestFake(GeneratorSuite):
    @pytest.fixture(scope="class")
    @classmethod
    def generator(cls) -> PictureGenerator:
        return FakeGenerator()


class TestStudio(GeneratorSuite):
    @pytest.fixture(scope="class")
    @classmethod
    def generator(cls) -> PictureGenerator:
        return Studio()
