"""Imagga itself. Runs where an account is set; each run costs four requests of its plan."""

import os

import pytest

from tests.live.drawn import drawn_picture
from wornby.providers.imagga.client import ImaggaClient
from wornby.providers.imagga.profile import PROFILE

pytestmark = pytest.mark.skipif(
    not all(os.environ.get(name) for name in PROFILE.credentials),
    reason=f"asks Imagga itself: set {' and '.join(PROFILE.credentials)}",
)


def test_a_drawn_picture_is_labelled():
    client = ImaggaClient.from_environment()
    answer = client.label(drawn_picture(), features=PROFILE.features)
    client.close()
    assert set(answer.raw) == {feature.id for feature in PROFILE.features}
    assert any(label.hex for label in answer.labels)
    assert any(label.confidence for label in answer.labels)
