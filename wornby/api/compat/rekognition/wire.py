"""Requests of the two operations that are served, with the limits that Amazon Rekognition documents.

Source:
    The service's own model, version 2016-06-27, as botocore 1.44 carries it.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_pascal

MAX_IMAGE_BYTES = 5_242_880
MAX_LABELS = 1000
MIN_CONFIDENCE = 55.0
_MAX_FILTERS = 100
_MAX_COLORS = 20
_COLORS = 10

Word = Annotated[str, Field(max_length=50)]
Words = Annotated[list[Word], Field(max_length=_MAX_FILTERS)]
Percent = Annotated[float, Field(ge=0, le=100)]


class Feature(StrEnum):
    """What DetectLabels looks for."""

    GENERAL_LABELS = "GENERAL_LABELS"
    IMAGE_PROPERTIES = "IMAGE_PROPERTIES"


class FaceAttribute(StrEnum):
    """What DetectFaces may be asked for; most of it is never said here."""

    DEFAULT = "DEFAULT"
    ALL = "ALL"
    AGE_RANGE = "AGE_RANGE"
    BEARD = "BEARD"
    EMOTIONS = "EMOTIONS"
    EYE_DIRECTION = "EYE_DIRECTION"
    EYEGLASSES = "EYEGLASSES"
    EYES_OPEN = "EYES_OPEN"
    GENDER = "GENDER"
    MOUTH_OPEN = "MOUTH_OPEN"
    MUSTACHE = "MUSTACHE"
    FACE_OCCLUDED = "FACE_OCCLUDED"
    SMILE = "SMILE"
    SUNGLASSES = "SUNGLASSES"


class _Read(BaseModel):
    """Somebody else's model: what is not known is passed over, as the service does."""

    model_config = ConfigDict(alias_generator=to_pascal, extra="ignore", frozen=True)


class S3Object(_Read):
    """A picture that lies at AWS."""

    bucket: str = ""
    name: str = ""


class ImageIn(_Read):
    """A picture: its bytes as base64, or where it lies."""

    bytes_: Annotated[str | None, Field(alias="Bytes", min_length=1)] = None
    s3_object: Annotated[S3Object | None, Field(alias="S3Object")] = None

    @model_validator(mode="after")
    def _check_one(self) -> "ImageIn":
        if (self.bytes_ is None) == (self.s3_object is None):
            message = "give either Bytes or S3Object"
            raise ValueError(message)
        return self


class GeneralLabels(_Read):
    """Which labels are wanted, by name and by category."""

    label_inclusion_filters: Words = []
    label_exclusion_filters: Words = []
    label_category_inclusion_filters: Words = []
    label_category_exclusion_filters: Words = []


class PropertiesSettings(_Read):
    """How much is wanted of a picture's colours."""

    max_dominant_colors: Annotated[int, Field(ge=0, le=_MAX_COLORS)] = _COLORS


class LabelSettings(_Read):
    """Settings of DetectLabels."""

    general_labels: GeneralLabels = GeneralLabels()
    image_properties: PropertiesSettings = PropertiesSettings()


class LabelsIn(_Read):
    """A request of DetectLabels."""

    image: ImageIn
    max_labels: Annotated[int, Field(ge=0)] = MAX_LABELS
    min_confidence: Percent = MIN_CONFIDENCE
    features: Annotated[list[Feature], Field(max_length=2)] = []
    settings: LabelSettings = LabelSettings()

    def wants(self, feature: Feature) -> bool:
        """Whether a feature is asked for; labels are where nothing is."""
        return feature in (self.features or [Feature.GENERAL_LABELS])


class FacesIn(_Read):
    """A request of DetectFaces."""

    image: ImageIn
    attributes: list[FaceAttribute] = []

    def wants(self, attribute: FaceAttribute) -> bool:
        """Whether an attribute is asked for, by name or with all."""
        return attribute in self.attributes or FaceAttribute.ALL in self.attributes
