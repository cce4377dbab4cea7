"""Google Cloud Vision itself. Runs where a key or an account is set; each run costs five units, about a cent."""

import os

import pytest

from tests.live.drawn import drawn_picture
from wornby.providers.google_vision.client import GoogleVisionClient
from wornby.providers.google_vision.profile import PROFILE

pytestmark = pytest.mark.skipif(
    not any(os.environ.get(name) for name in PROFILE.credentials),
    reason=f"asks Google Cloud Vision itself: set {' or '.join(PROFILE.credentials)}",
)


def test_a_drawn_picture_is_labelled():
    client = GoogleVisionClient.from_environment()
    answer = client.label(drawn_picture(), features=PROFILE.choose())
    client.close()
    assert set(answer.raw) == {feature.id for feature in PROFILE.choose()}
    assert any(label.hex for label in answer.labels)
    assert any(label.confidence for label in answer.labels)
