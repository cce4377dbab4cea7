"""Asking Azure AI Vision and Azure Face with Microsoft's own libraries."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from azure.ai.vision.face import FaceClient
from azure.ai.vision.imageanalysis import ImageAnalysisClient
from azure.ai.vision.imageanalysis.models import VisualFeatures
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import (
    AzureError,
    DecodeError,
    HttpResponseError,
    ServiceRequestTimeoutError,
    ServiceResponseTimeoutError,
)
from azure.core.pipeline.policies import SansIOHTTPPolicy
from pydantic import SecretStr

from wornby.datamodel.labels import Label, ProviderAnswer
from wornby.datamodel.profiles import Feature, ProviderProfile
from wornby.errors import MissingCredentialError, ProviderError, ProviderTimeoutError, WornbyError
from wornby.interfaces.providers import SentPicture
from wornby.providers.azure import mapping
from wornby.providers.azure.profile import PROFILE
from wornby.transport.services import Refusal, checked_service_url, error_of, retry_after_s
from wornby.vocabulary import without_forbidden

VISION = "Azure AI Vision"
FACE = "Azure Face"

_VISION_VERSION = "2023-10-01"
# The released one, whose page lists what is asked for here; the library itself would take a preview.
_FACE_VERSION = "v1.0"

# Of the models the one that knows accessories, and so headwear. Masks are known by detection_03 alone, which knows no
# accessories; for this one they are among the accessories. A recognition model must be named and is not used: no face
# id is asked for, which would be a biometric key, kept there for a day, and needs an approval.
_DETECTION, _RECOGNITION = "detection_01", "recognition_04"
_ASKED = ("accessories", "blur", "exposure", "glasses", "headPose", "noise", "occlusion")
_KEPT_OF_FACE = frozenset({"faceRectangle", "faceAttributes"})
_KEPT_OF_ATTRIBUTES = frozenset({*_ASKED, "mask", "qualityForRecognition"})

_VISUAL: Mapping[str, tuple[VisualFeatures, ...]] = {
    "tags": (VisualFeatures.TAGS,),
    "objects": (VisualFeatures.OBJECTS, VisualFeatures.PEOPLE),
    "text": (VisualFeatures.READ,),
}
_RESULTS: Mapping[str, tuple[str, ...]] = {
    "tags": ("tagsResult",),
    "objects": ("objectsResult", "peopleResult"),
    "text": ("readResult",),
}
_NONSENSE = (ValueError, TypeError, AttributeError, KeyError)
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AzureAddress:
    """Where one resource of Azure is, and its key.

    Attributes:
        url: "https://NAME.cognitiveservices.azure.com".
        key: One of its two keys.
    """

    url: str
    key: SecretStr


class AzureClient:
    """Azure as a service of labels: Image Analysis 4.0 and, where it is set up, Face. Thread-safe.

    Everything that Image Analysis is asked for goes in one request. The libraries try nothing again and write no log.
    Captions are not asked for: they are sentences, which no vocabulary reads.

    Args:
        vision: Of Image Analysis.
        face: Of Face; without it faces are not offered.
        timeout_s: To connect, and between two pieces of an answer.

    Raises:
        ConfigurationError: An address is none, or not safe.
    """

    def __init__(self, *, vision: AzureAddress, face: AzureAddress | None = None, timeout_s: float = 30.0) -> None:
        self._secrets = tuple(each.key.get_secret_value() for each in (vision, face) if each is not None)
        self._vision = _connected(
            ImageAnalysisClient, vision, title=VISION, version=_VISION_VERSION, timeout_s=timeout_s
        )
        self._face: Any = face and _connected(FaceClient, face, title=FACE, version=_FACE_VERSION, timeout_s=timeout_s)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """With the addresses and keys of the environment.

        Args:
            environment: Variables by name; those of this process if left out.

        Raises:
            ConfigurationError: An address is none, or not safe.
            MissingCredentialError: One of AZURE_VISION_ENDPOINT and AZURE_VISION_KEY is not set, or only one of the
                two of Face.
        """
        found = os.environ if environment is None else environment
        vision = _address(found, "AZURE_VISION")
        if vision is None:
            message = f"{VISION} needs AZURE_VISION_ENDPOINT and AZURE_VISION_KEY in the environment."
            raise MissingCredentialError(message)
        return cls(vision=vision, face=_address(found, "AZURE_FACE"))

    @property
    def profile(self) -> ProviderProfile:
        """What is documented of it; without faces where Face is not set up."""
        if self._face is not None:
            return PROFILE
        return replace(PROFILE, features=tuple(each for each in PROFILE.features if each.id != "faces"))

    @property
    def version(self) -> str:
        """Version of the interface of Image Analysis, and that of Face where it is set up."""
        return _VISION_VERSION if self._face is None else f"{_VISION_VERSION}+face-{_FACE_VERSION}"

    def label(self, picture: SentPicture, *, features: Sequence[Feature]) -> ProviderAnswer:
        """Ask for some features of one photo.

        Raises:
            MissingCredentialError: A key is not accepted, or faces are asked for without one.
            ProviderError: It failed or answered nonsense; retryable as the profile says.
            ProviderRefusedError: It does not take this picture or request.
            ProviderTimeoutError: It did not answer in time.
            QuotaError: Too many requests; `retry_after_s` where it is known.
        """
        raw: dict[str, object] = {}
        seen = [feature.id for feature in features if feature.id in _VISUAL]
        if seen:
            answer = self._analyzed(picture, seen)
            for name in seen:
                raw[name] = {result: answer[result] for result in _RESULTS[name] if result in answer}
        if any(feature.id == "faces" for feature in features):
            raw["faces"] = self._detected(picture)
        ordered = {feature.id: raw[feature.id] for feature in features if feature.id in raw}
        return ProviderAnswer(
            source=f"{PROFILE.name}/{','.join(ordered)}@{self.version}",
            labels=_labels(ordered, picture),
            raw={name: without_forbidden(said) for name, said in ordered.items()},
            units=dict.fromkeys(ordered, 1),
        )

    def _analyzed(self, picture: SentPicture, names: Sequence[str]) -> dict[str, object]:
        visual = [each for name in names for each in _VISUAL[name]]
        found = self._asked(VISION, lambda **how: self._vision.analyze(picture.content, visual, **how))
        if not isinstance(found, dict):
            message = f"{VISION} answers what is no analysis."
            raise ProviderError(message)
        return found

    def _detected(self, picture: SentPicture) -> list[object]:
        if self._face is None:
            message = f"{FACE} needs AZURE_FACE_ENDPOINT and AZURE_FACE_KEY in the environment."
            raise MissingCredentialError(message)
        face = self._face
        found = self._asked(
            FACE,
            lambda **how: face.detect(
                picture.content,
                detection_model=_DETECTION,
                recognition_model=_RECOGNITION,
                return_face_id=False,
                return_face_attributes=list(_ASKED),
                **how,
            ),
        )
        if not isinstance(found, list):
            message = f"{FACE} answers what is no list of faces."
            raise ProviderError(message)
        return [_told_of_face(each) for each in found]

    def _asked(self, title: str, act: Callable[..., object]) -> object:
        """The JSON of an answer.

        Every status that is no success is made an error before the library reads its body, which for Face it takes to
        be JSON.
        """
        how = {
            "cls": lambda reply, *_rest: reply.http_response.json(),
            "error_map": dict.fromkeys(range(_OK + 1, 600), HttpResponseError),
        }
        try:
            return act(**how)
        except (ServiceRequestTimeoutError, ServiceResponseTimeoutError) as exc:
            message = f"{title} did not answer in time. Try again later."
            raise ProviderTimeoutError(message) from exc
        except HttpResponseError as exc:
            raise self._error(title, exc) from exc
        except AzureError as exc:
            message = f"{title} could not be reached, or broke off ({type(exc).__name__}). Try again later."
            raise ProviderError(message) from exc
        except _NONSENSE as exc:
            message = f"{title} answers what is no JSON of its own."
            raise ProviderError(message) from exc

    def _error(self, title: str, exc: HttpResponseError) -> WornbyError:
        response: Any = exc.response
        status = response.status_code if response is not None else None
        if status is None or (status == _OK and isinstance(exc, DecodeError)):
            return ProviderError(f"{title} answers what is no JSON.")
        code, message = _said(response)
        refusal = Refusal(
            status=status,
            code=self._without_keys(code) or str(status),
            message=self._without_keys(message),
            retry_after_s=retry_after_s(response.headers.get("Retry-After", "")),
        )
        return error_of(title, refusal, rule=PROFILE.retry)

    def _without_keys(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text


def _connected(kind: Callable[..., Any], address: AzureAddress, *, title: str, version: str, timeout_s: float) -> Any:  # noqa: ANN401 - one of two libraries
    """A client of a library that tries nothing again, follows no redirect and logs nothing."""
    return kind(
        checked_service_url(address.url, title=title),
        AzureKeyCredential(address.key.get_secret_value()),
        api_version=version,
        retry_total=0,
        permit_redirects=False,
        connection_timeout=timeout_s,
        read_timeout=timeout_s,
        logging_enable=False,
        http_logging_policy=SansIOHTTPPolicy(),
    )


def _address(environment: Mapping[str, str], prefix: str) -> AzureAddress | None:
    """The address and key under two variables; None where neither is set."""
    url, key = (environment.get(f"{prefix}_{part}", "").strip() for part in ("ENDPOINT", "KEY"))
    if bool(url) != bool(key):
        missing = f"{prefix}_{'KEY' if url else 'ENDPOINT'}"
        message = f"{missing} is not set in the environment, and {prefix}_{'ENDPOINT' if url else 'KEY'} is. Set both."
        raise MissingCredentialError(message)
    return AzureAddress(url=url, key=SecretStr(key)) if url else None


def _said(response: Any) -> tuple[str, str]:  # noqa: ANN401 - of a library
    """Code and words of a refusal: {"error": {"code", "message", "innererror": {"code", "message"}}}.

    What is more exact stands within.
    """
    try:
        found = json.loads(response.body())
    except (ValueError, RecursionError):
        return "", ""
    error = found.get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return "", ""
    inner = error.get("innererror")
    fields = {**error, **inner} if isinstance(inner, dict) else error
    code, message = fields.get("code"), fields.get("message")
    return (code if isinstance(code, str) else ""), (message if isinstance(message, str) else "")


def _told_of_face(face: object) -> object:
    """What may be kept of a face: where it is, and what was asked for. Whatever else is said of somebody goes."""
    if not isinstance(face, Mapping):
        return None
    kept = {name: value for name, value in face.items() if name in _KEPT_OF_FACE}
    attributes = kept.get("faceAttributes")
    if isinstance(attributes, Mapping):
        kept["faceAttributes"] = {name: value for name, value in attributes.items() if name in _KEPT_OF_ATTRIBUTES}
    return kept


def _labels(raw: Mapping[str, object], picture: SentPicture) -> tuple[Label, ...]:
    size = {"width_px": picture.width_px, "height_px": picture.height_px}
    found: list[Label] = []
    for name, said in raw.items():
        if name == "tags":
            found += mapping.tags(said)
        elif name == "objects":
            found += mapping.objects(said, **size)
        elif name == "text":
            found += mapping.text(said, **size)
        else:
            found += mapping.faces(said, **size, before=len(found))
    return tuple(found)
