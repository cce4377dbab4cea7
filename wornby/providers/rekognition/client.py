"""Asks Amazon Rekognition what a photo shows, through boto3."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

import boto3
import httpx
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as ConnectionFailedError
from botocore.parsers import ResponseParserError

from wornby.datamodel.labels import Label, ProviderAnswer
from wornby.datamodel.profiles import Feature, ProviderProfile
from wornby.errors import (
    ConfigurationError,
    MissingCredentialError,
    ProviderError,
    ProviderRefusedError,
    ProviderTimeoutError,
    QuotaSpentError,
)
from wornby.interfaces.providers import SentPicture
from wornby.providers.rekognition.mapping import customs_of, faces_of, kept, labels_of, texts_of
from wornby.providers.rekognition.profile import CUSTOM, PROFILE, TITLE, profile_for
from wornby.transport.guarded import is_this_machine
from wornby.transport.services import Refusal, checked_service_url, error_of, retry_after_s

API_VERSION = "2016-06-27"

ADDRESS_VARIABLE = "WORNBY_REKOGNITION_URL"
MODEL_VARIABLE = "WORNBY_REKOGNITION_PROJECT_VERSION"
KEYS = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
REGIONS = "AWS_REGION or AWS_DEFAULT_REGION"

# Age and gender stay out: wornby never infers them, so that it does not ask. So does all else of which no tag is made:
# beards, smiles, emotions. The mapping reads whatever comes.
ASKED_OF_FACES = (
    "EYEGLASSES",
    "SUNGLASSES",
)

_CONNECT_TIMEOUT_S = 5.0
_READ_TIMEOUT_S = 30.0
_LABELS, _COLORS, _FACES, _TEXT = "labels", "colors", "faces", "text"
_ASKED_AS = {_LABELS: "GENERAL_LABELS", _COLORS: "IMAGE_PROPERTIES"}
_VERSION = "LabelModelVersion"
# By what an answer is known to be one.
_HOLDS = {
    "detect_labels": ("Labels", "ImageProperties"),
    "detect_faces": ("FaceDetails",),
    "detect_text": ("TextDetections",),
    "detect_custom_labels": ("CustomLabels",),
}
# Of botocore's model of the service.
_MODEL_ARN = re.compile(r"arn:[a-z\d-]+:rekognition:[a-z\d-]+:\d{12}:project/[\w.-]{1,255}/version/[\w.-]{1,255}/\d+")

# By https://docs.aws.amazon.com/rekognition/latest/dg/error-handling.html, and the errors that all services share:
# https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html (read 2026-11-28).
_TOO_FAST = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
# "OK to retry? No": a limit of the account, and not of the moment.
_LIMITS = frozenset({"LimitExceededException", "ServiceQuotaExceededException"})
_NOT_ALLOWED = frozenset({"AccessDenied", "AccessDeniedException", "NotAuthorized", "OptInRequired"})
_BAD_KEYS = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_TOO_MANY, _FORBIDDEN = 429, 403
_NO_KEYS = (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError, TokenRetrievalError, SSOError)
_BROKEN_OFF = (ConnectionFailedError, HTTPClientError)
# What botocore's parser of JSON lets through where an answer has another shape than it knows.
_NONSENSE = (ResponseParserError, AttributeError, KeyError, RecursionError, TypeError, ValueError)


class RekognitionClient:
    """Rekognition as a service of labels. Thread-safe. Nothing is tried again here.

    Args:
        api: boto3's client of "rekognition", with `client_config`.
        project_version: ARN of a running model of Custom Labels; without it the feature is not offered.

    Raises:
        ConfigurationError: The ARN is none.
    """

    def __init__(self, api: Any, *, project_version: str = "") -> None:  # noqa: ANN401 - boto3 has no types
        if project_version and not _MODEL_ARN.fullmatch(project_version):
            message = f"{MODEL_VARIABLE} is no ARN of a project version. Copy it from the console of Custom Labels."
            raise ConfigurationError(message)
        self._api = api
        self._project_version = project_version
        self._profile = profile_for(custom=bool(project_version))

    @classmethod
    def from_environment(cls) -> Self:
        """A client with boto3's own chain of credentials: variables, profiles, roles.

        The region is that of AWS_REGION, AWS_DEFAULT_REGION or the profile; WORNBY_REKOGNITION_URL leads elsewhere,
        WORNBY_REKOGNITION_PROJECT_VERSION names a model of Custom Labels.

        Raises:
            ConfigurationError: The address or the ARN is none.
            MissingCredentialError: No credentials or no region; the message names the variables.
        """
        address = os.environ.get(ADDRESS_VARIABLE, "").strip()
        url = checked_service_url(address, title=TITLE) if address else ""
        try:
            session = boto3.Session()
            found = session.get_credentials() is not None
            region = os.environ.get("AWS_REGION", "").strip() or session.region_name
            if found and region:
                # A session is not safe in several threads, its clients are: they are made here, once.
                api = session.client(
                    "rekognition", region_name=region, endpoint_url=url or None, config=client_config(url)
                )
                return cls(api, project_version=os.environ.get(MODEL_VARIABLE, "").strip())
        except BotoCoreError as exc:
            message = (
                f"Credentials or region of {TITLE} cannot be used ({type(exc).__name__}). Check {KEYS}, {REGIONS}."
            )
            raise MissingCredentialError(message) from exc
        lacking = f"a region: set {REGIONS}" if found else f"credentials: set {KEYS}"
        message = f"{TITLE} needs {lacking}."
        raise MissingCredentialError(message)

    @property
    def profile(self) -> ProviderProfile:
        """What is documented, as far as this account can be asked for it."""
        return self._profile

    @property
    def version(self) -> str:
        """Of the interface; that of the models is told with each answer."""
        return API_VERSION

    def close(self) -> None:
        """Give back the connections."""
        self._api.close()

    def label(self, picture: SentPicture, *, features: Sequence[Feature]) -> ProviderAnswer:
        """Ask for some features of one photo: one call for labels and colours together, one for each of the others.

        Raises:
            ConfigurationError: A feature is not offered.
            MissingCredentialError: No credentials, or some that the service does not accept.
            ProviderError: It failed; retryable as the profile says.
            ProviderRefusedError: It does not take this picture or request.
            ProviderTimeoutError: It did not answer in time.
            QuotaError: Too many requests, or a limit of the account.
        """
        asked = [feature.id for feature in features]
        offered = {feature.id for feature in self._profile.features}
        if unknown := next((name for name in asked if name not in offered), ""):
            message = f"{TITLE} is not set up for {unknown!r}. Known: {', '.join(sorted(offered))}."
            raise ConfigurationError(message)
        answers = [self._asked(picture, names) for names in _calls(asked)]
        labels: list[Label] = []
        for said, _ in answers:
            labels += [_moved(label, by=len(labels)) for label in said]
        raw = {name: part for _, parts in answers for name, part in parts.items()}
        version = next((found for _, parts in answers if (found := _model_version(parts))), API_VERSION)
        return ProviderAnswer(
            source=f"rekognition/{next(iter(raw), _LABELS)}@{version}",
            labels=tuple(labels),
            raw=raw,
            units=dict.fromkeys(raw, 1),
        )

    def _asked(self, picture: SentPicture, names: Sequence[str]) -> tuple[list[Label], dict[str, Any]]:
        """Labels of one call, and what is kept of its answer by feature."""
        image = {"Bytes": picture.content}
        if names[0] == _FACES:
            answer = self._call("detect_faces", Image=image, Attributes=list(ASKED_OF_FACES))
            return faces_of(answer), {_FACES: answer}
        if names[0] == _TEXT:
            answer = self._call("detect_text", Image=image)
            return texts_of(answer), {_TEXT: answer}
        if names[0] == CUSTOM:
            answer = self._call("detect_custom_labels", Image=image, ProjectVersionArn=self._project_version)
            return customs_of(answer), {CUSTOM: answer}
        answer = self._call("detect_labels", Image=image, Features=[_ASKED_AS[name] for name in names])
        parts = {name: _part(answer, name) for name in names}
        # What was not asked for is not taken either.
        return labels_of({key: value for part in parts.values() for key, value in part.items()}), parts

    def _call(self, operation: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """One request, its errors turned into ours, its answer as it is kept."""
        try:
            answer = getattr(self._api, operation)(**request)
        except ClientError as exc:
            # A service that refuses a signature repeats what was signed, tokens too: its words go no further than here.
            raise _error_of(exc) from None
        except (ConnectTimeoutError, ReadTimeoutError) as exc:
            message = f"{TITLE} did not answer in time. Try again later."
            raise ProviderTimeoutError(message) from exc
        except _BROKEN_OFF as exc:
            message = f"{TITLE} could not be reached, or broke off ({type(exc).__name__}). Try again later."
            raise ProviderError(message) from exc
        except _NO_KEYS as exc:
            message = f"The credentials of {TITLE} are not there any more ({type(exc).__name__}). Check {KEYS}."
            raise MissingCredentialError(message) from exc
        except BotoCoreError as exc:
            message = f"The request to {TITLE} cannot be made ({type(exc).__name__})."
            raise ProviderRefusedError(message) from exc
        except _NONSENSE as exc:
            message = f"{TITLE} answers what is none of its answers."
            raise ProviderError(message) from exc
        found: dict[str, Any] = kept(answer)
        if not any(name in found for name in _HOLDS[operation]):
            message = f"{TITLE} answers what is none of its answers."
            raise ProviderError(message)
        return found


def client_config(url: str = "") -> Config:
    """How boto3 asks: once, within a time, and nowhere else than it is told.

    Args:
        url: Address of the service; empty for that of the region.
    """
    local = bool(url) and is_this_machine(httpx.URL(url).host)
    return Config(
        connect_timeout=_CONNECT_TIMEOUT_S,
        read_timeout=_READ_TIMEOUT_S,
        # Whoever calls tries again (transport.retrying): it knows the budget and the rule.
        retries={"mode": "standard", "total_max_attempts": 1},
        # A variable that is meant for other programs must not send photos elsewhere; ours is checked first.
        ignore_configured_endpoint_urls=True,
        # A proxy of the environment may lead to AWS, never to this machine itself.
        proxies={} if local else None,
        user_agent_extra="wornby",
    )


def _calls(asked: Sequence[str]) -> list[tuple[str, ...]]:
    """Features by call: labels and colours share one, which is made where the first of them stands."""
    shared = tuple(name for name in _ASKED_AS if name in asked)
    return list(dict.fromkeys(shared if name in _ASKED_AS else (name,) for name in asked))


def _part(answer: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What belongs to labels or to colours in the answer that they share; the version to both."""
    own = {"ImageProperties"}
    return {key: value for key, value in answer.items() if key == _VERSION or (key in own) == (name == _COLORS)}


def _model_version(parts: Mapping[str, object]) -> str:
    answers = [part for part in parts.values() if isinstance(part, dict)]
    versions = (answer.get(key) for answer in answers for key in (_VERSION, "TextModelVersion"))
    return next((version for version in versions if isinstance(version, str) and version), "")


def _moved(label: Label, *, by: int) -> Label:
    """A label behind those of another call."""
    return label if label.part_of is None else replace(label, part_of=label.part_of + by)


def _error_of(exc: ClientError) -> ProviderError | MissingCredentialError:
    told = exc.response.get("Error", {})
    code = str(told.get("Code") or "")
    metadata = exc.response.get("ResponseMetadata", {})
    status = int(metadata.get("HTTPStatusCode") or 0)
    wait_s = retry_after_s(str(metadata.get("HTTPHeaders", {}).get("retry-after", "")))
    if code in _BAD_KEYS:
        message = f"{TITLE} does not accept the credentials ({code}). Check {KEYS}, and the clock of this machine."
        return MissingCredentialError(message)
    if code in _LIMITS:
        message = f"A limit of the account at {TITLE} is reached ({code}). Ask AWS for a higher one."
        return QuotaSpentError(message, retry_after_s=wait_s)
    if code in _TOO_FAST:
        status = _TOO_MANY
    elif code in _NOT_ALLOWED:
        status = _FORBIDDEN
    words = str(told.get("Message") or "")
    if words.lstrip().startswith("<"):
        words = ""  # A page of whatever stands before the service.
    refusal = Refusal(status=status, code=code or str(status), message=words, retry_after_s=wait_s)
    return error_of(TITLE, refusal, rule=PROFILE.retry)
