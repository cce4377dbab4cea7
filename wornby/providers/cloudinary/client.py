"""Asking Cloudinary with its own library: a photo is uploaded, looked at, and deleted again."""

import os
import re
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr
from urllib3 import Timeout
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.exceptions import TimeoutError as WaitedTooLong

from wornby.datamodel.labels import Label, LabelKind, ProviderAnswer
from wornby.datamodel.profiles import Feature, ProviderProfile
from wornby.errors import (
    ConfigurationError,
    InputError,
    MissingCredentialError,
    MissingExtraError,
    ProviderAnswerError,
    ProviderError,
    ProviderTimeoutError,
    WornbyError,
)
from wornby.interfaces.providers import SentPicture
from wornby.providers.cloudinary import mapping
from wornby.providers.cloudinary.profile import CATEGORIZATION, DETECTION, PROFILE
from wornby.transport.retrying import retried
from wornby.transport.services import Refusal, ServiceCaller, checked_service_url, error_of
from wornby.vocabulary import without_forbidden

API_URL = "https://api.cloudinary.com"
FOLDER = "wornby"
"""Where photos lie for the seconds in which they are looked at."""

_TITLE = PROFILE.title
_VERSION = "v1_1"
_TYPE = "authenticated"  # nobody sees it without an address that this account signed
_MODELS = frozenset(feature.id for feature in DETECTION)
_ADD_ONS = frozenset(feature.id for feature in CATEGORIZATION)
_KINDS = {feature.id: min(feature.kinds - {LabelKind.LABEL}) for feature in DETECTION}
_COMPLETE = "complete"
_GONE = frozenset({"ok", "not found"})
_TO_CONNECT_S = 5.0
# The library tells the status of an answer that is no JSON in its words alone.
_NO_JSON = re.compile(r"Error parsing server response \((\d{3})\)")
_FIRST_FAILURE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudinaryAccount:
    """A product environment and a key to it.

    Attributes:
        cloud: Its name.
        key: Public part of the key.
        secret: The other.
    """

    cloud: str
    key: SecretStr
    secret: SecretStr


class CloudinaryClient:
    """Cloudinary as a service of labels. Thread-safe.

    A photo is uploaded under a random name, to be seen with signed addresses only and kept in no backup, and deleted as
    soon as the answer is there or has failed. One upload runs one model and any add-ons. The library's configuration of
    the process is neither read nor changed: whatever else uses it there goes on as before.

    Args:
        account: Which account.
        url: Where the service is, if not at Cloudinary.
        timeout_s: Of one request: to send it, and between two pieces of the answer.
        sleep: Waits between the tries to delete a photo.

    Raises:
        ConfigurationError: The address is none, or not safe.
        MissingExtraError: The library is not installed.
    """

    def __init__(
        self,
        account: CloudinaryAccount,
        *,
        url: str = API_URL,
        timeout_s: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._account = account
        self._sleep = sleep
        self._secrets = (account.secret.get_secret_value(), account.key.get_secret_value())
        self._url = checked_service_url(url, title=_TITLE)
        self._timeout = Timeout(connect=min(_TO_CONNECT_S, timeout_s), read=timeout_s)
        self._admin = ServiceCaller(
            _TITLE, url=self._url, rule=PROFILE.retry, secrets=self._secrets, timeout_s=timeout_s
        )
        self._uploader = _library()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """With the key in CLOUDINARY_URL, at the address in WORNBY_CLOUDINARY_URL or at Cloudinary.

        Args:
            environment: Variables by name; those of this process if left out.

        Raises:
            ConfigurationError: The address is none, or not safe.
            MissingCredentialError: CLOUDINARY_URL is not set, or is not of its form.
            MissingExtraError: The library is not installed.
        """
        found = os.environ if environment is None else environment
        account = _account(found.get("CLOUDINARY_URL", "").strip())
        return cls(account, url=found.get("WORNBY_CLOUDINARY_URL", "").strip() or API_URL)

    @property
    def profile(self) -> ProviderProfile:
        """What is documented of it."""
        return PROFILE

    @property
    def version(self) -> str:
        """Version of the interface; the models are those that it takes for the newest."""
        return _VERSION

    def label(self, picture: SentPicture, *, features: Sequence[Feature]) -> ProviderAnswer:
        """Ask for some features of one photo.

        Raises:
            MissingCredentialError: The key is not accepted.
            ProviderError: It failed or answered nonsense; retryable as the profile says.
            ProviderRefusedError: It does not take this picture or request, did not finish, or the photo could not be
                deleted there: the message names it.
            ProviderTimeoutError: It did not answer in time.
            QuotaError: Too many requests.
        """
        said: dict[str, object] = {}
        for model, add_ons in _rounds([feature.id for feature in features]):
            info = self._looked_at(picture, model=model, add_ons=add_ons)
            if model:
                said[model] = _of_model(info, model)
            said |= {name: _of_add_on(info, name) for name in add_ons}
        ordered = {feature.id: said[feature.id] for feature in features if feature.id in said}
        return ProviderAnswer(
            source=f"{PROFILE.name}/{','.join(ordered)}@{self.version}",
            labels=_labels(ordered, picture),
            raw={name: without_forbidden(each) for name, each in ordered.items()},
            units=dict.fromkeys(ordered, 1),
        )

    def visual_search(
        self,
        *,
        text: str = "",
        image_url: str = "",
        image_asset_id: str = "",
        picture: SentPicture | None = None,
    ) -> tuple[str, ...]:
        """Asset ids of the account's images that look like something, the best first; the first page of them.

        Give one of the four. A picture leaves the house: whoever calls has looked at its rights. Only images that were
        indexed (`visual_search=true` when they were uploaded) are found, and only for customers of the enterprise
        plan. Not asked through the library, which hides how long to wait and what it does not know.

        Args:
            text: What is to be seen: "shirts".
            image_url: Address of a picture.
            image_asset_id: An image of the account.
            picture: A picture of ours.

        Raises:
            InputError: None of the four is given, or more than one.
            MissingCredentialError: The key is not accepted.
            ProviderError: It failed or answered nonsense; retryable as the profile says.
            ProviderRefusedError: It does not take this request.
            ProviderTimeoutError: It did not answer in time.
            QuotaError: Too many requests in this hour; `retry_after_s` where it is known.

        Source:
            https://cloudinary.com/documentation/visual_search, read on 2026-11-28.
        """
        words = {"text": text, "image_url": image_url, "image_asset_id": image_asset_id}
        given = {name: word for name, word in words.items() if word.strip()}
        if len(given) + (picture is not None) != 1:
            message = "Give one of text, image_url, image_asset_id and picture."
            raise InputError(message)
        found = self._admin.ask(
            "POST",
            f"/{_VERSION}/{self._account.cloud}/resources/visual_search",
            data=given,
            files={"image_file": ("file", picture.content)} if picture is not None else None,
            auth=httpx.BasicAuth(self._account.key.get_secret_value(), self._account.secret.get_secret_value()),
        )
        return mapping.asset_ids(found)

    def _looked_at(self, picture: SentPicture, *, model: str, add_ons: Sequence[str]) -> Mapping[str, object]:
        """What an upload says beside where the picture lies, which it does not any more when this returns."""
        public_id = f"{FOLDER}/{uuid.uuid4().hex}"
        may_lie_there = True
        try:
            answer = self._ask(
                self._uploader.upload,
                picture.content,
                public_id=public_id,
                overwrite=False,
                backup=False,
                # An upload preset of the process would add what nobody asked for here.
                upload_preset="",
                **({"detection": model} if model else {}),
                **({"categorization": ",".join(add_ons)} if add_ons else {}),
            )
        except WornbyError as error:
            may_lie_there = not (isinstance(error, MissingCredentialError) or _never_sent(error.__cause__))
            raise
        finally:
            if may_lie_there:
                self._delete(public_id)
        info = answer.get("info")
        return info if isinstance(info, Mapping) else {}

    def _delete(self, public_id: str) -> None:
        """Delete a photo there, trying again where that may help, for it must not stay.

        Raises:
            ProviderRefusedError: It may lie there still. Not to be tried again: each try would leave one more.
        """
        try:
            answer = retried(
                lambda: self._ask(self._uploader.destroy, public_id, invalidate=True),
                rule=PROFILE.retry,
                provider=PROFILE.name,
                sleep=self._sleep,
            )
        except WornbyError as exc:
            raise _left(public_id, exc.message) from exc
        if answer.get("result") not in _GONE:
            raise _left(public_id, f"{_TITLE} does not say that it is gone.")

    def _ask(self, act: Callable[..., object], first: object, **options: object) -> Mapping[str, Any]:
        """What a function of the library says, with all that it would else take from the process."""
        try:
            found = act(
                first,
                **options,
                type=_TYPE,
                resource_type="image",
                cloud_name=self._account.cloud,
                api_key=self._account.key.get_secret_value(),
                api_secret=self._account.secret.get_secret_value(),
                oauth_token=None,
                signature_algorithm="sha1",
                signature_version=2,
                upload_prefix=self._url,
                timeout=self._timeout,
                return_error=True,
            )
        except _library_error() as exc:
            raise self._broken(exc) from exc
        except (ValueError, TypeError, AttributeError, KeyError) as exc:
            raise _nonsense() from exc
        if not isinstance(found, Mapping):
            raise _nonsense()
        refusal = found.get("error")
        if refusal is None:
            return found
        if not isinstance(refusal, Mapping) or not isinstance(refusal.get("http_code"), int):
            raise _nonsense()
        raise self._error(refusal["http_code"], str(refusal.get("message") or ""))

    def _broken(self, exc: Exception) -> WornbyError:
        no_json = _NO_JSON.match(str(exc))
        if no_json is not None:
            status = int(no_json[1])
            return self._error(status, "") if status >= _FIRST_FAILURE else _nonsense()
        reason = _reason(exc)
        # To the transport a refused connection is a kind of timeout.
        if isinstance(reason, WaitedTooLong) and not isinstance(reason, NewConnectionError):
            return ProviderTimeoutError(f"{_TITLE} did not answer in time. Try again later.")
        kind = type(reason).__name__
        return ProviderError(f"{_TITLE} could not be reached, or broke off ({kind}). Try again later.")

    def _error(self, status: int, message: str) -> WornbyError:
        for secret in self._secrets:
            message = message.replace(secret, "…")
        return error_of(_TITLE, Refusal(status=status, code=str(status), message=message), rule=PROFILE.retry)


def _library() -> ModuleType:
    """The part of the library that uploads and deletes.

    Raises:
        ConfigurationError: It cannot be imported with the CLOUDINARY_URL of this process, which it reads by itself.
        MissingExtraError: It is not installed.
    """
    try:
        from cloudinary import uploader
    except ModuleNotFoundError as exc:
        message = f"'cloudinary' needs the package {exc.name!r}: pip install 'wornby[cloudinary]'."
        raise MissingExtraError(message) from exc
    except ValueError:
        # Its words may repeat the address, and with it the key.
        message = "CLOUDINARY_URL is not of the form cloudinary://KEY:SECRET@CLOUD."
        raise ConfigurationError(message) from None
    return uploader  # type: ignore[no-any-return]


def _library_error() -> type[Exception]:
    from cloudinary.exceptions import Error

    return Error  # type: ignore[no-any-return]


def _account(url: str) -> CloudinaryAccount:
    form = "cloudinary://KEY:SECRET@CLOUD"
    if not url:
        message = f"{_TITLE} needs CLOUDINARY_URL in the environment, of the form {form}."
        raise MissingCredentialError(message)
    try:
        parsed = urlsplit(url)
        parts = (parsed.hostname or "", parsed.username or "", parsed.password or "")
    except ValueError:
        parts = ("", "", "")
    if not url.lower().startswith("cloudinary://") or not all(parts):
        message = f"CLOUDINARY_URL is not of the form {form}."
        raise MissingCredentialError(message)
    cloud, key, secret = parts
    return CloudinaryAccount(cloud=cloud, key=SecretStr(key), secret=SecretStr(secret))


def _rounds(names: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Uploads that are needed: a model each, since the parameter is written of for one; the add-ons with the first."""
    models = [name for name in names if name in _MODELS]
    add_ons = tuple(name for name in names if name in _ADD_ONS)
    first, rest = (models[0] if models else ""), models[1:]
    return [each for each in [(first, add_ons), *((model, ()) for model in rest)] if any(each)]


def _of_model(info: Mapping[str, object], model: str) -> object:
    """What a model said: info.detection.object_detection.data, by its name, which may have a version behind it."""
    place = _within(info, "detection", "object_detection")
    data = _within(place, "data")
    name = next((name for name in data if name == model or str(name).startswith(f"{model}_v")), None)
    return _finished(place, None if name is None else data[name], model)


def _of_add_on(info: Mapping[str, object], name: str) -> object:
    """What an add-on said: info.categorization, by its name."""
    place = _within(info, "categorization", name)
    return _finished(place, place.get("data"), name)


def _finished(place: Mapping[str, object], said: object, name: str) -> object:
    """What was said, if that was all.

    Raises:
        ProviderRefusedError: It failed, or goes on later: what is not said must not look like nothing seen.
    """
    status = place.get("status", _COMPLETE)
    if said is None or status != _COMPLETE:
        told = status if isinstance(status, str) and status != _COMPLETE else "it is not in the answer"
        message = f"{_TITLE} did not finish {name} ({told[:40]}). Is the add-on registered for this account?"
        raise ProviderAnswerError(message)
    return said


def _within(found: Mapping[str, object], *names: str) -> Mapping[str, object]:
    for name in names:
        inner = found.get(name)
        found = inner if isinstance(inner, Mapping) else {}
    return found


def _labels(said: Mapping[str, object], picture: SentPicture) -> tuple[Label, ...]:
    found: list[Label] = []
    for name, answer in said.items():
        if name in _ADD_ONS:
            found += mapping.categorized(answer)
        else:
            found += mapping.detected(
                answer,
                kind=_KINDS[name],
                width_px=picture.width_px,
                height_px=picture.height_px,
                before=len(found),
            )
    return tuple(found)


def _reason(exc: BaseException | None) -> BaseException | None:
    """What the transport met with, under the library's own error."""
    inner = None if exc is None else exc.__context__
    reason = getattr(inner, "reason", None)
    return reason if isinstance(reason, BaseException) else inner


def _never_sent(exc: BaseException | None) -> bool:
    """Whether no connection was made, so that no photo can lie there."""
    return isinstance(_reason(exc), NewConnectionError | ConnectTimeoutError)


def _left(public_id: str, reason: str) -> ProviderAnswerError:
    message = f"The photo may still lie at {_TITLE} as {public_id!r} ({_TYPE}): delete it there. {reason}"
    return ProviderAnswerError(message)


def _nonsense() -> ProviderError:
    return ProviderError(f"{_TITLE} answers what is no JSON of its own.")
