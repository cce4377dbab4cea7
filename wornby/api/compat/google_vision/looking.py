"""What is answered to one picture of a request."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from fastapi.exceptions import RequestValidationError

from wornby.api.compat.google_vision import answers
from wornby.api.compat.google_vision.telling import Code, refusal, status_of
from wornby.api.compat.google_vision.wire import SERVED, FeatureIn, FeatureType, ImageIn, RequestIn
from wornby.api.compat.guard import ServiceError, purposes_of
from wornby.api.compat.tagged import tagged
from wornby.datamodel import Photo, PhotoTags, Purpose
from wornby.engine import Engine
from wornby.errors import WornbyError
from wornby.imaging.decode import decode_photo

_GCS = "gs://"


def annotate(engine: Engine, asked: RequestIn, *, numbers: bool) -> dict[str, object]:
    """The answer to one picture; an error stands in it, beside what could be answered.

    Args:
        engine: Looks; nothing is kept.
        asked: The picture and the features.
        numbers: Whether values of enumerations are numbers.
    """
    try:
        picture = _Picture(engine=engine, content=_content(engine, asked.image))
        out: dict[str, object] = {}
        for feature in _largest(asked.features):
            if feature.type in SERVED:
                out |= _answer(picture, feature, numbers=numbers)
        unserved = sorted(feature.type.name for feature in asked.features if feature.type not in SERVED)
        if unserved:
            message = f"{', '.join(unserved)} is not supported by wornby. See docs/compat.md."
            out["error"] = status_of(refusal(message, code=Code.UNIMPLEMENTED))
    except (ServiceError, WornbyError, RequestValidationError) as exc:
        return {"error": status_of(exc)}
    return out


@dataclass(kw_only=True)
class _Picture:
    """A picture that is decoded, tagged and looked at once, as far as it is asked for."""

    engine: Engine
    content: bytes

    @cached_property
    def tagged(self) -> tuple[Photo, PhotoTags]:
        return tagged(self.engine, self.content, purposes=purposes_of(self.engine.settings))

    @cached_property
    def photo(self) -> Photo:
        if "tagged" in self.__dict__:
            return self.tagged[0]
        return decode_photo(self.content, max_pixels=self.engine.settings.max_pixels)

    @property
    def appearance(self) -> PhotoTags | None:
        allowed = Purpose.APPEARANCE in purposes_of(self.engine.settings)
        return self.tagged[1] if allowed else None


def _answer(picture: _Picture, feature: FeatureIn, *, numbers: bool) -> Mapping[str, object]:
    vocabulary = picture.engine.vocabulary
    match feature.type:
        case FeatureType.LABEL_DETECTION:
            found = answers.labels_of(picture.tagged[1], vocabulary=vocabulary, most=feature.most)
            return {"labelAnnotations": found} if found else {}
        case FeatureType.OBJECT_LOCALIZATION:
            found = answers.objects_of(picture.tagged[1], vocabulary=vocabulary, most=feature.most)
            return {"localizedObjectAnnotations": found} if found else {}
        case FeatureType.IMAGE_PROPERTIES:
            return {"imagePropertiesAnnotation": answers.properties_of(picture.photo.pixels, most=feature.most)}
        case _:
            return _faces(picture, feature, numbers=numbers)


def _faces(picture: _Picture, feature: FeatureIn, *, numbers: bool) -> Mapping[str, object]:
    tags = picture.appearance
    photo = picture.photo
    found = answers.faces_of(
        picture.engine.looking.faces(photo.pixels),
        size=(photo.width_px, photo.height_px),
        tags=tags,
        most=feature.most,
        numbers=numbers,
    )
    return {"faceAnnotations": found} if found else {}


def _largest(features: Sequence[FeatureIn]) -> Sequence[FeatureIn]:
    """Each feature once, with the largest number of results; none at all is refused.

    Raises:
        ServiceError: Nothing is asked for.
    """
    if not features:
        message = "Request must specify image and features."
        raise refusal(message)
    kept: dict[FeatureType, FeatureIn] = {}
    for feature in features:
        known = kept.get(feature.type)
        if known is None or known.most < feature.most:
            kept[feature.type] = feature
    return list(kept.values())


def _content(engine: Engine, image: ImageIn) -> bytes:
    if image.content:
        try:
            # Both alphabets of base64 are taken, as Google takes them.
            plain = image.content.replace("-", "+").replace("_", "/")
            return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
        except (binascii.Error, ValueError) as exc:
            message = "Bad image data: image.content is no base64."
            raise refusal(message) from exc
    uri = image.source.image_uri or image.source.gcs_image_uri
    if uri.startswith(_GCS) or (uri and not image.source.image_uri):
        message = "Pictures in Google Cloud Storage are not supported by wornby. Send the picture itself."
        raise refusal(message, code=Code.UNIMPLEMENTED)
    if not uri:
        message = "Request must specify image and features."
        raise refusal(message)
    return engine.fetch(uri)
