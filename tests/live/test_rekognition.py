"""Amazon Rekognition itself. Runs only where somebody says so: AWS keys lie about for other ends.

Each run costs less than half a cent: labels, image properties and, twice, faces of one picture.
"""

import os
from collections.abc import Iterator

import pytest

from tests.live.drawn import drawn_picture
from wornby.errors import MissingCredentialError
from wornby.providers.rekognition.client import RekognitionClient

SWITCH = "WORNBY_LIVE_REKOGNITION"

pytestmark = pytest.mark.skipif(
    os.environ.get(SWITCH) != "1", reason=f"asks Amazon Rekognition itself: set {SWITCH}=1 and AWS credentials"
)


@pytest.fixture
def client() -> Iterator[RekognitionClient]:
    try:
        found = RekognitionClient.from_environment()
    except MissingCredentialError as error:
        pytest.skip(error.message)
    yield found
    found.close()


def test_a_drawn_picture_is_labelled(client):
    features = client.profile.choose(["labels", "colors", "faces"])
    answer = client.label(drawn_picture(), features=features)
    assert set(answer.raw) == {feature.id for feature in features}
    assert any(label.hex for label in answer.labels)
    assert any(label.confidence for label in answer.labels)


def test_age_and_gender_are_not_answered(client):
    answer = client.label(drawn_picture(), features=client.profile.choose(["faces"]))
    assert not [word for word in ("AgeRange", "Gender", "Emotions") if word in str(answer.raw)]
