"""The real service, where its key is set: one unit of AI Content Analysis."""

import os

import pytest

from wornby.interfaces.providers import SentPicture
from wornby.providers.cloudinary.client import CloudinaryClient
from wornby.testing.pictures import encoded, quadrants

WIDTH_PX, HEIGHT_PX = 640, 480

pytestmark = pytest.mark.skipif(
    not os.environ.get("CLOUDINARY_URL"), reason="asks Cloudinary, with AI Content Analysis: set CLOUDINARY_URL"
)


def test_a_drawn_picture_is_labelled_and_does_not_stay() -> None:
    client = CloudinaryClient.from_environment()
    picture = SentPicture(
        content=encoded("jpeg", pixels=quadrants(WIDTH_PX, HEIGHT_PX)), width_px=WIDTH_PX, height_px=HEIGHT_PX
    )
    answer = client.label(picture, features=client.profile.choose())
    assert set(answer.raw) == {"cld-fashion"}
    assert all(label.name for label in answer.labels)
