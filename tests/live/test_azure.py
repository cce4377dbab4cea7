"""The real service, where its keys are set: costs a few tenths of a cent."""

import os

import pytest

from wornby.interfaces.providers import SentPicture
from wornby.providers.azure.client import AzureClient
from wornby.testing.pictures import encoded, quadrants

KEYS = ("AZURE_VISION_ENDPOINT", "AZURE_VISION_KEY")
WIDTH_PX, HEIGHT_PX = 640, 480

pytestmark = pytest.mark.skipif(
    not all(os.environ.get(key) for key in KEYS), reason=f"asks Azure AI Vision: set {' and '.join(KEYS)}"
)


def test_a_drawn_picture_is_labelled() -> None:
    client = AzureClient.from_environment()
    picture = SentPicture(
        content=encoded("jpeg", pixels=quadrants(WIDTH_PX, HEIGHT_PX)), width_px=WIDTH_PX, height_px=HEIGHT_PX
    )
    answer = client.label(picture, features=client.profile.features)
    assert set(answer.raw) == {feature.id for feature in client.profile.features}
    assert all(label.name for label in answer.labels)
