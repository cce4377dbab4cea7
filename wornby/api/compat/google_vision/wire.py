"""Requests in the shape of Google Cloud Vision.

Source:
    https://docs.cloud.google.com/vision/docs/reference/rest/v1/images/annotate, read on 2026-11-28.
"""

from enum import IntEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

MOST_REQUESTS = 16
USUAL_RESULTS = 10


class FeatureType(IntEnum):
    """What can be asked for, with the numbers that clients may send in place of the names."""

    TYPE_UNSPECIFIED = 0
    FACE_DETECTION = 1
    LANDMARK_DETECTION = 2
    LOGO_DETECTION = 3
    LABEL_DETECTION = 4
    TEXT_DETECTION = 5
    SAFE_SEARCH_DETECTION = 6
    IMAGE_PROPERTIES = 7
    CROP_HINTS = 9
    WEB_DETECTION = 10
    DOCUMENT_TEXT_DETECTION = 11
    PRODUCT_SEARCH = 12
    OBJECT_LOCALIZATION = 19


SERVED = frozenset(
    {
        FeatureType.FACE_DETECTION,
        FeatureType.IMAGE_PROPERTIES,
        FeatureType.LABEL_DETECTION,
        FeatureType.OBJECT_LOCALIZATION,
    }
)


def _type_of(value: object) -> object:
    return FeatureType.__members__.get(value, value) if isinstance(value, str) else value


class _Read(BaseModel):
    """Both spellings of names are taken, as Google takes them; what is not known is passed over."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, populate_by_name=True)


class FeatureIn(_Read):
    """One feature."""

    type: Annotated[FeatureType, BeforeValidator(_type_of)]
    max_results: int = Field(default=0, ge=0)

    @property
    def most(self) -> int:
        """Results at most: zero stands for the usual number."""
        return self.max_results or USUAL_RESULTS


class SourceIn(_Read):
    """Where a picture lies."""

    image_uri: str = ""
    gcs_image_uri: str = ""


class ImageIn(_Read):
    """A picture: base64, or where it lies."""

    content: str = ""
    source: SourceIn = SourceIn()


class RequestIn(_Read):
    """What is asked of one picture."""

    image: ImageIn = ImageIn()
    features: list[FeatureIn] = []


class BatchIn(_Read):
    """A whole request."""

    requests: list[RequestIn] = Field(min_length=1, max_length=MOST_REQUESTS)
