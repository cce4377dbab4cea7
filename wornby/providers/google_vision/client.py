"""Asking Google Cloud Vision, with its own library over its REST interface."""

import logging
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Self

import google.auth
import requests
from google.api_core import exceptions as core_exceptions
from google.auth import api_key as api_keys
from google.auth import exceptions as auth_exceptions
from google.auth.credentials import Credentials
from google.cloud import vision
from google.protobuf.json_format import ParseError
from pydantic import SecretStr

from wornby.datamodel.labels import ProviderAnswer
from wornby.datamodel.profiles import Feature, ProviderProfile
from wornby.errors import (
    ConfigurationError,
    MissingCredentialError,
    ProviderError,
    ProviderRefusedError,
    ProviderTimeoutError,
    WornbyError,
)
from wornby.interfaces.providers import SentPicture
from wornby.providers.google_vision.mapping import labels_of, parts_of
from wornby.providers.google_vision.profile import PROFILE
from wornby.providers.google_vision.wire import BoundedTransport
from wornby.transport.services import Refusal, checked_service_url, error_of, retry_after_s

URL_VARIABLE = "WORNBY_GOOGLE_VISION_URL"
PRODUCT_SET_VARIABLE = "WORNBY_GOOGLE_VISION_PRODUCT_SET"
_KEY_VARIABLE = "GOOGLE_API_KEY"

_VERSION = "v1"
_MOST_RESULTS = 50  # of each feature; ten where nothing is said
_PRODUCT_SET = re.compile(r"projects/[^/\s]+/locations/[^/\s]+/productSets/[^/\s]+")
_KEY = re.compile(r"[!-~]+")
_STATUS = re.compile(r"[A-Z_]{1,40}")
_CLOTHES = "apparel-v2"  # the category of the catalogue that is searched; the service looks at one
_HIDDEN = "[key]"

_FAILURES = (core_exceptions.GoogleAPICallError, auth_exceptions.GoogleAuthError, requests.RequestException)
_NONSENSE = (ParseError, AttributeError, RecursionError, UnicodeDecodeError)
"""What the library raises where it reads an answer, or an error, that is not of the service's form."""

# On level DEBUG the library logs whole requests, pictures among them.
for _name in ("google.auth", "google.cloud.vision_v1"):
    logging.getLogger(_name).setLevel(logging.INFO)


class GoogleVisionClient:
    """Google Cloud Vision. One request asks for all features of a picture.

    Args:
        credentials: Of an account; left out where there is a key.
        api_key: Of a project.
        url: Another address: a region of Google's ("https://eu-vision.googleapis.com"), or a stand-in.
        product_set: Full name of the catalogue that products are searched in; without one they are not offered.
        timeout_s: Of one request, from the first byte to the last.

    Raises:
        ConfigurationError: The address is none, or not safe; the product set is no full name.
        MissingCredentialError: Neither credentials nor a key.
    """

    def __init__(
        self,
        *,
        credentials: Credentials | None = None,
        api_key: SecretStr | None = None,
        url: str = "",
        product_set: str = "",
        timeout_s: float = 30.0,
    ) -> None:
        self._secret = api_key.get_secret_value().strip() if api_key is not None else ""
        if self._secret and not _KEY.fullmatch(self._secret):
            message = f"The key of {PROFILE.title} holds characters that no key has. Copy it again."
            raise MissingCredentialError(message)
        used = _key_credentials(self._secret) if self._secret else credentials
        if used is None:
            raise MissingCredentialError(_no_credentials())
        if product_set and not _PRODUCT_SET.fullmatch(product_set):
            message = f"{PRODUCT_SET_VARIABLE} is no product set: write projects/P/locations/L/productSets/S."
            raise ConfigurationError(message)
        host = checked_service_url(url, title=PROFILE.title) if url else BoundedTransport.DEFAULT_HOST
        self._product_set = product_set
        self._timeout_s = timeout_s
        self._sdk = vision.ImageAnnotatorClient(transport=BoundedTransport(host, used, timeout_s=timeout_s))
        offered = tuple(each for each in PROFILE.features if product_set or each.id != "products")
        self._profile = replace(PROFILE, features=offered)

    @classmethod
    def from_environment(cls) -> Self:
        """With the key in GOOGLE_API_KEY, else with what Google's own rules find (application default credentials).

        WORNBY_GOOGLE_VISION_URL is another address; WORNBY_GOOGLE_VISION_PRODUCT_SET the catalogue of products.

        Raises:
            ConfigurationError: The address is none, or not safe; the product set is no full name.
            MissingCredentialError: None of them is set, or their file cannot be read.
        """
        url, product_set = (os.environ.get(name, "").strip() for name in (URL_VARIABLE, PRODUCT_SET_VARIABLE))
        key = os.environ.get(_KEY_VARIABLE, "").strip()
        if key:
            return cls(api_key=SecretStr(key), url=url, product_set=product_set)
        try:
            credentials, _ = google.auth.default(scopes=BoundedTransport.AUTH_SCOPES)
        except auth_exceptions.GoogleAuthError as exc:
            raise MissingCredentialError(_no_credentials()) from exc
        return cls(credentials=credentials, url=url, product_set=product_set)

    @property
    def profile(self) -> ProviderProfile:
        """What is documented of it; products only where there is a catalogue."""
        return self._profile

    @property
    def version(self) -> str:
        """Of the interface: the versions of the models behind it are not told."""
        return _VERSION

    def close(self) -> None:
        """Give back the connections."""
        self._sdk.transport.close()  # type: ignore[no-untyped-call]

    def label(self, picture: SentPicture, *, features: Sequence[Feature]) -> ProviderAnswer:
        """Ask for some features of one photo.

        Raises:
            MissingCredentialError: The service does not accept the key or account.
            ProviderError: It failed; retryable as the profile says.
            ProviderRefusedError: It does not take this picture or request.
            ProviderTimeoutError: It did not answer in time.
            QuotaError: Too many requests; `retry_after_s` where the service says it.
        """
        names = [feature.id for feature in features]
        parts = parts_of(self._asked(picture, features) if features else {}, features=names)
        return ProviderAnswer(
            source=f"{PROFILE.name}@{_VERSION}",
            labels=labels_of(parts, width_px=picture.width_px, height_px=picture.height_px),
            raw=parts,
            units=dict.fromkeys(names, 1),
        )

    def _asked(self, picture: SentPicture, features: Sequence[Feature]) -> Mapping[str, object]:
        request = self._request(picture, features)
        try:  # whoever calls tries again: the library does not
            answers = self._sdk.batch_annotate_images(requests=[request], retry=None, timeout=self._timeout_s).responses
        except (*_FAILURES, *_NONSENSE) as exc:
            hides = bool(self._secret) and self._secret in f"{exc} {exc.args}"  # a traceback would show it
            raise self._error(exc) from (None if hides else exc)
        if not answers:
            message = f"{PROFILE.title} answers nothing. Try again later."
            raise ProviderError(message)
        if answers[0].error.code:
            status = answers[0].error
            raise self._refused(_error_of_status(status.code, status.message))
        return vision.AnnotateImageResponse.to_dict(  # type: ignore[no-any-return]
            answers[0],
            use_integers_for_enums=False,
            preserving_proto_field_name=False,
            always_print_fields_with_no_presence=False,
        )

    def _request(self, picture: SentPicture, features: Sequence[Feature]) -> vision.AnnotateImageRequest:
        asked = [
            vision.Feature(type_=getattr(vision.Feature.Type, feature.title), max_results=_MOST_RESULTS)
            for feature in features
        ]
        request = vision.AnnotateImageRequest(image=vision.Image(content=picture.content), features=asked)
        if any(feature.id == "products" for feature in features):
            request.image_context = vision.ImageContext(
                product_search_params=vision.ProductSearchParams(
                    product_set=self._product_set, product_categories=[_CLOTHES]
                )
            )
        return request

    def _error(self, exc: Exception) -> WornbyError:
        if isinstance(exc, core_exceptions.GoogleAPICallError):
            return self._refused(exc)
        if isinstance(exc, requests.Timeout):
            return ProviderTimeoutError(f"{PROFILE.title} did not answer in time. Try again later.")
        if isinstance(exc, requests.TooManyRedirects):
            return ProviderRefusedError(f"{PROFILE.title} points to another address. Check {URL_VARIABLE}.")
        if isinstance(exc, _NONSENSE):
            return ProviderError(f"{PROFILE.title} answers what is no JSON of its own.")
        if isinstance(exc, auth_exceptions.GoogleAuthError) and not isinstance(exc, auth_exceptions.TransportError):
            return MissingCredentialError(
                f"{PROFILE.title} gives no access ({type(exc).__name__}). {_no_credentials()}"
            )
        name = type(exc).__name__
        return ProviderError(f"{PROFILE.title} could not be reached, or broke off ({name}). Try again later.")

    def _refused(self, exc: core_exceptions.GoogleAPICallError) -> WornbyError:
        """The error that a refusal means."""
        refusal = _refusal(exc)
        if self._secret:
            refusal = replace(refusal, message=refusal.message.replace(self._secret, _HIDDEN))
        if refusal.status == HTTPStatus.GATEWAY_TIMEOUT:
            return ProviderTimeoutError(f"{PROFILE.title} did not answer in time ({refusal.code}). Try again later.")
        return error_of(PROFILE.title, refusal, rule=PROFILE.retry)


# The library's functions have no types.
_key_credentials: Callable[[str], Credentials] = api_keys.Credentials
_error_of_status: Callable[[int, str], core_exceptions.GoogleAPICallError] = core_exceptions.from_grpc_status


def _refusal(exc: core_exceptions.GoogleAPICallError) -> Refusal:
    """Status, code and words of an error of the library, from its answer where there is one."""
    said = _said(exc)
    name = str(said.get("status", ""))
    status = int(exc.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    if exc.reason == "API_KEY_INVALID":  # comes as a request that is not valid
        status = HTTPStatus.UNAUTHORIZED
    grpc_code = getattr(exc.grpc_status_code, "name", "")
    header = exc.response.headers.get("Retry-After", "") if isinstance(exc.response, requests.Response) else ""
    asked_s = retry_after_s(header)
    return Refusal(
        status=status,
        code=name if _STATUS.fullmatch(name) else str(grpc_code or status),
        message=str(said.get("message") or exc.message),
        retry_after_s=next((delay for delay in map(_delay_s, exc.details) if delay is not None), asked_s),
    )


def _said(exc: core_exceptions.GoogleAPICallError) -> Mapping[str, Any]:
    """The `error` of an answer: {"code", "message", "status", "details"}; nothing where there is none."""
    if not isinstance(exc.response, requests.Response):
        return {}
    try:
        answer = exc.response.json()
    except ValueError:
        return {"message": exc.response.reason}
    error = answer.get("error") if isinstance(answer, dict) else None
    return error if isinstance(error, dict) else {"message": exc.response.reason}


def _delay_s(detail: object) -> float | None:
    """Seconds to wait of a google.rpc.RetryInfo ("3.5s"); None for any other detail."""
    if not isinstance(detail, Mapping) or not str(detail.get("@type", "")).endswith("google.rpc.RetryInfo"):
        return None
    found = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)s", str(detail.get("retryDelay", "")))
    return float(found[1]) if found else None


def _no_credentials() -> str:
    names = " or ".join(PROFILE.credentials)
    return f"Set {names}, or sign in with Google's own tool (application default credentials)."
