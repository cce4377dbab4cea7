"""A real model behind an interface like OpenAI's. Runs where one is named; each run labels one drawn picture."""

import os

import pytest

from tests.live.drawn import drawn_picture
from wornby.providers.openai_compatible.client import KEY_VARIABLE, MODEL_VARIABLE, URL_VARIABLE, OpenAiCompatibleClient

pytestmark = pytest.mark.skipif(
    not os.environ.get(MODEL_VARIABLE),
    reason=f"asks a real model: set {MODEL_VARIABLE}, and {KEY_VARIABLE} or {URL_VARIABLE}",
)


def test_a_drawn_picture_is_labelled():
    client = OpenAiCompatibleClient.from_environment()
    answer = client.label(drawn_picture(), features=client.profile.features)
    client.close()
    assert set(answer.raw) == {feature.id for feature in client.profile.features}
    assert answer.labels
