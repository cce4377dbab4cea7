"""The wire to Google Cloud Vision: Google's own library over REST, bounded."""

import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import requests
from google.auth import api_key as api_keys
from google.auth.credentials import Credentials
from google.auth.transport.requests import AuthorizedSession
from google.cloud.vision_v1.services.image_annotator.transports.rest import (
    DEFAULT_CLIENT_INFO,
    ImageAnnotatorRestTransport,
)
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

from wornby.errors import ProviderAnswerError, ProviderTimeoutError
from wornby.providers.google_vision.profile import PROFILE
from wornby.transport.guarded import is_this_machine
from wornby.transport.services import MAX_ANSWER_BYTES

_PIECE_BYTES = 65_536

_session: Callable[..., AuthorizedSession] = AuthorizedSession  # it has no types


class BoundedTransport(ImageAnnotatorRestTransport):
    """REST without redirects, which would carry photo and key elsewhere, and without a second try with the same key.

    An answer is bounded in size, and in time from the first byte to the last.

    Args:
        host: An address, or a host's name.
        credentials: An account's, or a key.
        timeout_s: Of one request.
    """

    def __init__(self, host: str, credentials: Credentials, *, timeout_s: float) -> None:
        super().__init__(host=host, credentials=credentials, always_use_jwt_access=True)
        if isinstance(credentials, api_keys.Credentials):
            self._session = _session(self._credentials, max_refresh_attempts=0)
            # The library finds its methods by their session.
            self._prep_wrapped_messages(DEFAULT_CLIENT_INFO)  # type: ignore[no-untyped-call]
        self._session.max_redirects = 0
        # A proxy of the environment may lead to Google, never to this machine itself.
        self._session.trust_env = not is_this_machine(httpx.URL(self.host).host)
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, _BoundedAdapter(timeout_s))


class _BoundedAdapter(HTTPAdapter):
    """Reads an answer whole, as far as it may go."""

    def __init__(self, timeout_s: float) -> None:
        super().__init__()
        self._timeout_s = timeout_s

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:  # noqa: ANN401
        deadline = time.monotonic() + self._timeout_s
        answer = super().send(request, *args, **options)
        try:
            # What is read already reads as an answer of its own: requests takes any file.
            body = io.BytesIO(b"".join(_pieces(answer, deadline=deadline)))
        except ReadTimeoutError as exc:
            raise ProviderTimeoutError(_late()) from exc
        except HTTPError as exc:
            raise requests.ConnectionError(type(exc).__name__) from exc
        finally:
            answer.raw.close()
        answer.raw = body
        return answer


def _pieces(answer: requests.Response, *, deadline: float) -> Iterator[bytes]:
    size_bytes = 0
    # What is there, and not a whole piece: waiting for that would be waiting for ever.
    for piece in iter(lambda: answer.raw.read1(_PIECE_BYTES, decode_content=True), b""):
        size_bytes += len(piece)
        if size_bytes > MAX_ANSWER_BYTES:
            message = f"{PROFILE.title} answers more than {MAX_ANSWER_BYTES:,} bytes."
            raise ProviderAnswerError(message)
        if time.monotonic() > deadline:
            raise ProviderTimeoutError(_late())
        yield piece


def _late() -> str:
    return f"{PROFILE.title} did not answer in time. Try again later."
