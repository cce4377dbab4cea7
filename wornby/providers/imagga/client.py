"""Asking Imagga, over HTTP: it has no library of its own that is kept. Not run against Imagga itself yet."""

import base64
import os
import re
from collections.abc import Mapping, Sequence
from typing import Self

import httpx
from pydantic import SecretStr

from wornby.datamodel.labels import ProviderAnswer
from wornby.datamodel.profiles import Feature, ProviderProfile
from wornby.errors import ConfigurationError, MissingCredentialError, ProviderAnswerError
from wornby.interfaces.providers import SentPicture
from wornby.providers.imagga.mapping import LANGUAGE, kept_of, labels_of
from wornby.providers.imagga.profile import PROFILE, SPENT
from wornby.transport.services import ServiceCaller

URL_VARIABLE = "WORNBY_IMAGGA_URL"
CATEGORIZER_VARIABLE = "WORNBY_IMAGGA_CATEGORIZER"
DEFAULT_URL = "https://api.imagga.com"
DEFAULT_CATEGORIZER = "personal_photos"

_VERSION = "v2"
_CATEGORIZER = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_LEAST_CONFIDENCE = 10
"""Of a tag, in percent: Imagga names hundreds of words for a photo, the last of them with next to none."""


class ImaggaClient:
    """Imagga, version 2. Each feature is a request, with the picture in it: nothing is left in its store of uploads.

    Args:
        api_key: Of an account.
        api_secret: That belongs to the key.
        url: Another address, such as an installation of one's own.
        categorizer: Which list of classes `categories` asks for.
        timeout_s: Of one request.
        transport: Takes the requests; that of httpx where it is left out.

    Raises:
        ConfigurationError: The address is none, or not safe; the categorizer is no name.
        MissingCredentialError: The key or its secret is empty.
    """

    def __init__(
        self,
        *,
        api_key: SecretStr,
        api_secret: SecretStr,
        url: str = DEFAULT_URL,
        categorizer: str = DEFAULT_CATEGORIZER,
        timeout_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        key, secret = api_key.get_secret_value().strip(), api_secret.get_secret_value().strip()
        if not key or not secret:
            message = f"{PROFILE.title} needs a key. Set {' and '.join(PROFILE.credentials)}."
            raise MissingCredentialError(message)
        if not _CATEGORIZER.fullmatch(categorizer):
            message = f"{CATEGORIZER_VARIABLE} is no categorizer: write its id, such as {DEFAULT_CATEGORIZER}."
            raise ConfigurationError(message)
        token = base64.b64encode(f"{key}:{secret}".encode()).decode("ascii")
        self._caller = ServiceCaller(
            PROFILE.title,
            url=url,
            rule=PROFILE.retry,
            headers={"Authorization": f"Basic {token}"},
            secrets=(key, secret),
            spent=SPENT,
            timeout_s=timeout_s,
            transport=transport,
        )
        self._paths: Mapping[str, str] = {
            "tags": "/v2/tags",
            "colors": "/v2/colors",
            "categories": f"/v2/categories/{categorizer}",
            "faces": "/v2/faces/detections",
        }

    @classmethod
    def from_environment(cls) -> Self:
        """With IMAGGA_API_KEY and IMAGGA_API_SECRET, which Imagga's dashboard shows.

        WORNBY_IMAGGA_URL is another address; WORNBY_IMAGGA_CATEGORIZER another list of classes than personal_photos.

        Raises:
            ConfigurationError: The address is none, or not safe; the categorizer is no name.
            MissingCredentialError: A variable is not set.
        """
        key, secret = (SecretStr(os.environ.get(name, "")) for name in PROFILE.credentials)
        return cls(
            api_key=key,
            api_secret=secret,
            url=os.environ.get(URL_VARIABLE, "").strip() or DEFAULT_URL,
            categorizer=os.environ.get(CATEGORIZER_VARIABLE, "").strip() or DEFAULT_CATEGORIZER,
        )

    @property
    def profile(self) -> ProviderProfile:
        """What is documented of it."""
        return PROFILE

    @property
    def version(self) -> str:
        """Of the interface: the versions of the models behind it are not told."""
        return _VERSION

    def close(self) -> None:
        """Give back the connections."""
        self._caller.close()

    def label(self, picture: SentPicture, *, features: Sequence[Feature]) -> ProviderAnswer:
        """Ask for some features of one photo, one request for each.

        Raises:
            MissingCredentialError: Imagga does not know the key.
            ProviderError: It failed; retryable as the profile says.
            ProviderRefusedError: It does not take this picture or request.
            ProviderTimeoutError: It did not answer in time.
            QuotaError: Too many requests at once.
            QuotaSpentError: A limit of the plan is reached.
        """
        kept = {feature.id: self._ask(picture, feature.id) for feature in features}
        return ProviderAnswer(
            source=f"{PROFILE.name}@{_VERSION}",
            labels=labels_of(kept, width_px=picture.width_px, height_px=picture.height_px),
            raw=kept,
            units=dict.fromkeys(kept, 1),
        )

    def _ask(self, picture: SentPicture, feature: str) -> Mapping[str, object]:
        answer = self._caller.ask(
            "POST",
            self._paths[feature],
            files={"image": ("photo.jpg", picture.content, "image/jpeg")},
            data=_PARAMETERS.get(feature, {}),
        )
        status = answer.get("status") if isinstance(answer, dict) else None
        if isinstance(status, dict) and status.get("type") == "error":
            # What it says here may name the account, and is no more use than the word.
            message = f"{PROFILE.title} answers {feature} with an error. Check the picture and the plan."
            raise ProviderAnswerError(message)
        return kept_of(answer, feature=feature)


_PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "tags": {"language": LANGUAGE, "threshold": str(_LEAST_CONFIDENCE)},
    "colors": {"extract_overall_colors": "1", "extract_object_colors": "1"},
    "categories": {"language": LANGUAGE},
}
"""Fields beside the picture. Faces are asked for without ids, and without attributes: age, gender, ethnicity."""
