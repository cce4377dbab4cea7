"""What each operation does: those that are served, and the names of those that are not."""

import base64
import binascii
from collections.abc import Callable, Mapping

from wornby import __version__
from wornby.api.bodies import checked
from wornby.api.compat.guard import ServiceError, purposes_of
from wornby.api.compat.rekognition.faces import face_out, wants_eyewear
from wornby.api.compat.rekognition.labels import read_labels
from wornby.api.compat.rekognition.shapes import colors_of_pixels, quality_out
from wornby.api.compat.rekognition.wire import MAX_IMAGE_BYTES, FacesIn, Feature, ImageIn, LabelsIn
from wornby.api.compat.tagged import tagged
from wornby.datamodel import Photo, PhotoTags, Pixels, Purpose
from wornby.engine import Engine
from wornby.errors import InputError
from wornby.imaging.container import sniff_format
from wornby.imaging.decode import decode_photo
from wornby.imaging.quality import measure_quality

Operation = Callable[[Engine, object], dict[str, object]]
"""From the request's JSON to the answer's."""

FORMATS = frozenset({"jpeg", "png"})


def detect_labels(engine: Engine, given: object) -> dict[str, object]:
    """Garments, people and what they carry; colours and quality of the picture.

    Raises:
        ServiceError: The picture cannot be taken; the code is the service's own.
        RequestValidationError: The request is not as documented.
        WornbyError: The picture cannot be read, or a model failed.
    """
    asked = checked(given, LabelsIn)
    properties = asked.wants(Feature.IMAGE_PROPERTIES)
    content = _content(asked.image)
    out: dict[str, object] = {"Labels": [], "LabelModelVersion": f"wornby-{__version__}"}
    if asked.wants(Feature.GENERAL_LABELS):
        photo, tags = tagged(engine, content, purposes=purposes_of(engine.settings))
        out["Labels"] = read_labels(tags, asked, vocabulary=engine.vocabulary, colors=properties)
    else:
        photo = _decoded(engine, content)
    if properties:
        most = asked.settings.image_properties.max_dominant_colors
        out["ImageProperties"] = _properties(engine, photo.pixels, most=most)
    return out


def detect_faces(engine: Engine, given: object) -> dict[str, object]:
    """Places of faces, and eyewear where the operator states that it may be looked at.

    Raises:
        ServiceError: The picture cannot be taken; the code is the service's own.
        RequestValidationError: The request is not as documented.
        WornbyError: The picture cannot be read, or a model failed.
    """
    asked = checked(given, FacesIn)
    content = _content(asked.image)
    tags: PhotoTags | None = None
    if wants_eyewear(asked) and Purpose.APPEARANCE in purposes_of(engine.settings):
        photo, tags = tagged(engine, content, purposes=purposes_of(engine.settings))
    else:
        photo = _decoded(engine, content)
    faces = engine.looking.faces(photo.pixels)
    return {"FaceDetails": [face_out(face, photo.pixels, asked=asked, tags=tags) for face in faces]}


SERVED: Mapping[str, Operation] = {"DetectFaces": detect_faces, "DetectLabels": detect_labels}

NOT_SERVED = frozenset(
    {
        *("CompareFaces", "SearchFaces", "SearchFacesByImage", "SearchUsers", "SearchUsersByImage"),
        *("CreateCollection", "DeleteCollection", "DescribeCollection", "ListCollections"),
        *("IndexFaces", "DeleteFaces", "ListFaces", "AssociateFaces", "DisassociateFaces"),
        *("CreateUser", "DeleteUser", "ListUsers", "RecognizeCelebrities", "GetCelebrityInfo"),
        *("CreateFaceLivenessSession", "GetFaceLivenessSessionResults"),
        *("DetectText", "DetectModerationLabels", "DetectProtectiveEquipment"),
        *("DetectCustomLabels", "CreateProject", "DeleteProject", "DescribeProjects"),
        *("CreateProjectVersion", "CopyProjectVersion", "DeleteProjectVersion", "DescribeProjectVersions"),
        *("StartProjectVersion", "StopProjectVersion"),
        *("PutProjectPolicy", "DeleteProjectPolicy", "ListProjectPolicies"),
        *("CreateDataset", "DeleteDataset", "DescribeDataset", "UpdateDatasetEntries", "DistributeDatasetEntries"),
        *("ListDatasetEntries", "ListDatasetLabels", "TagResource", "UntagResource", "ListTagsForResource"),
        *("StartLabelDetection", "GetLabelDetection", "StartTextDetection", "GetTextDetection"),
        *("StartFaceDetection", "GetFaceDetection", "StartFaceSearch", "GetFaceSearch"),
        *("StartCelebrityRecognition", "GetCelebrityRecognition", "StartPersonTracking", "GetPersonTracking"),
        *("StartContentModeration", "GetContentModeration", "StartSegmentDetection", "GetSegmentDetection"),
        *("CreateStreamProcessor", "DeleteStreamProcessor", "DescribeStreamProcessor", "ListStreamProcessors"),
        *("StartStreamProcessor", "StopStreamProcessor", "UpdateStreamProcessor"),
        *("StartMediaAnalysisJob", "GetMediaAnalysisJob", "ListMediaAnalysisJobs"),
    }
)
"""The service's other operations."""


def find_operation(name: str) -> Operation:
    """The operation of a name.

    Raises:
        ServiceError: It is not served; all clients know the code `AccessDeniedException`, and try none again for it.
    """
    if name in SERVED:
        return SERVED[name]
    served = " and ".join(SERVED)
    if name in NOT_SERVED:
        message = f"{name} is not supported by wornby. It serves {served}; docs/compat.md says why."
        raise ServiceError(message, code="AccessDeniedException")
    message = f"No operation {name[:50]!r}. wornby serves {served}."
    raise ServiceError(message, code="UnknownOperationException")


def _content(image: ImageIn) -> bytes:
    if image.bytes_ is None:
        message = "S3Object is not supported by wornby: it reads no buckets. Send the picture in Bytes."
        raise ServiceError(message, code="InvalidS3ObjectException")
    try:
        content = base64.b64decode(image.bytes_, validate=True)
    except (binascii.Error, ValueError) as exc:
        message = "Image.Bytes is no base64."
        raise ServiceError(message, code="SerializationException") from exc
    if len(content) > MAX_IMAGE_BYTES:
        message = f"Image.Bytes holds {len(content)} bytes; {MAX_IMAGE_BYTES} are the most."
        raise ServiceError(message, code="ImageTooLargeException")
    if not _is_taken(content):
        message = "Request has invalid image format: send JPEG or PNG."
        raise ServiceError(message, code="InvalidImageFormatException")
    return content


def _is_taken(content: bytes) -> bool:
    try:
        return sniff_format(content) in FORMATS
    except InputError:
        return False


def _decoded(engine: Engine, content: bytes) -> Photo:
    return decode_photo(content, max_pixels=engine.settings.max_pixels)


def _properties(engine: Engine, pixels: Pixels, *, most: int) -> dict[str, object]:
    front = engine.looking.foreground(pixels)
    out: dict[str, object] = {
        "Quality": quality_out(measure_quality(pixels), contrast=True),
        "DominantColors": colors_of_pixels(pixels, None, most=most),
    }
    for name, mask in (("Foreground", front), ("Background", ~front)):
        out[name] = {
            "Quality": quality_out(measure_quality(pixels, mask), contrast=False),
            "DominantColors": colors_of_pixels(pixels, mask, most=most),
        }
    return out
