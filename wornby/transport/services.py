"""Asking a rented service over HTTP, for services without a kept library of their own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from wornby.datamodel.profiles import RetryRule
from wornby.errors import (
    ConfigurationError,
    MissingCredentialError,
    ProviderError,
    ProviderRefusedError,
    ProviderTimeoutError,
    QuotaError,
)
from wornby.transport.guarded import is_this_machine

MAX_ANSWER_BYTES = 20_000_000
_TOO_MANY = 429
_PAYMENT = 402
_NO_ENTRY = frozenset({401, 403})
_FIRST_FAILURE = 400
_MOST_TOLD = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a service says where it does not do what it is asked.

    Attributes:
        status: HTTP status.
        code: The service's own error code; the status as text where it has none.
        message: Its words, for people; they may name the account, so they are told and not logged.
        retry_after_s: Seconds that it asks to wait; None where it does not say.
    """

    status: int
    code: str
    message: str
    retry_after_s: float | None = None


class ServiceCaller:
    """Asks one service. Redirects are not followed; keys stand in headers or bodies, never in an address. Thread-safe.

    Args:
        title: The service, for messages.
        url: Where it is: https, or http on this machine itself.
        rule: Which codes may be tried again.
        headers: With every request, such as its key.
        timeout_s: Of one request.
        transport: Takes the requests; that of httpx where it is left out.

    Raises:
        ConfigurationError: The address is none, or not safe.
    """

    def __init__(
        self,
        title: str,
        *,
        url: str,
        rule: RetryRule,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._title = title
        self._rule = rule
        self._http = httpx.Client(
            base_url=checked_service_url(url, title=title),
            headers={"Accept": "application/json", "User-Agent": "wornby", **(headers or {})},
            timeout=timeout_s,
            follow_redirects=False,
            transport=transport,
        )

    def ask(self, method: str, path: str, **request: Any) -> Any:  # noqa: ANN401 - JSON
        """Send a request and return the JSON of its answer.

        Args:
            method: "GET" or "POST".
            path: Below the service's address.
            request: As `httpx.Client.request` takes it: params, json, data, files, content, headers, auth.

        Raises:
            MissingCredentialError: The service does not know the key.
            ProviderError: It failed or answered nonsense; retryable as the rule says.
            ProviderRefusedError: It does not take this request.
            ProviderTimeoutError: It did not answer in time.
            QuotaError: Too many requests, or the account's quota is spent.
        """
        try:
            with self._http.stream(method, path, **request) as answer:
                body = bytearray()
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > MAX_ANSWER_BYTES:
                        message = f"{self._title} answers more than {MAX_ANSWER_BYTES:,} bytes."
                        raise ProviderRefusedError(message)
        except httpx.TimeoutException as exc:
            message = f"{self._title} did not answer in time. Try again later."
            raise ProviderTimeoutError(message) from exc
        except httpx.HTTPError as exc:
            message = f"{self._title} could not be reached, or broke off ({type(exc).__name__}). Try again later."
            raise ProviderError(message) from exc
        parsed = _parsed(bytes(body))
        if answer.status_code >= _FIRST_FAILURE or answer.is_redirect:
            raise error_of(self._title, _refusal(answer, parsed), rule=self._rule)
        if parsed is None:
            message = f"{self._title} answers what is no JSON."
            raise ProviderError(message)
        return parsed


def error_of(title: str, refusal: Refusal, *, rule: RetryRule) -> ProviderError | MissingCredentialError:
    """The error that a service's refusal means.

    Args:
        title: The service.
        refusal: What it said.
        rule: Which codes may be tried again; by the service's code, or by the status as text.
    """
    said = " ".join(refusal.message.split())[:_MOST_TOLD].rstrip(".")
    told = f" It says: {said}." if said else ""
    if refusal.status in {_TOO_MANY, _PAYMENT}:
        wait = f" Wait {refusal.retry_after_s:.0f} s." if refusal.retry_after_s else ""
        message = f"{title} takes no more requests ({refusal.code}).{wait}{told}"
        return QuotaError(message, retry_after_s=refusal.retry_after_s)
    if refusal.status in _NO_ENTRY:
        return MissingCredentialError(f"{title} does not accept the key ({refusal.code}).{told} Check it.")
    if {refusal.code, str(refusal.status)} & rule.codes:
        message = f"{title} failed ({refusal.code}).{told} Try again later."
        return ProviderError(message, retry_after_s=refusal.retry_after_s)
    return ProviderRefusedError(f"{title} refuses the request ({refusal.code}).{told}")


def checked_service_url(url: str, *, title: str) -> str:
    """The address of a service, without a slash at its end.

    Raises:
        ConfigurationError: It is none, holds a user name or password, or leads over the open network in plain text.
    """
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, TypeError) as exc:
        message = f"The address of {title} is none. Give a full https:// address."
        raise ConfigurationError(message) from exc
    plain = parsed.scheme == "http" and is_this_machine(parsed.host)
    if not parsed.host or parsed.userinfo or not (parsed.scheme == "https" or plain):
        message = f"The address of {title} must begin with https:// and hold no user name; http:// is for this machine."
        raise ConfigurationError(message)
    return str(parsed).rstrip("/")


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(body)
    except (UnicodeDecodeError, ValueError, RecursionError):
        return None


def _refusal(answer: httpx.Response, parsed: object) -> Refusal:
    """Code and words, in the shapes that services share: {"error": {"code", "message"}}, {"status": {"text"}}, flat."""
    found = parsed if isinstance(parsed, dict) else {}
    inner = found.get("error", found.get("status", found))
    fields = inner if isinstance(inner, dict) else {"message": inner if isinstance(inner, str) else ""}
    code = fields.get("status") or fields.get("code") or fields.get("type") or answer.status_code
    message = fields.get("message") or fields.get("text") or ""
    return Refusal(
        status=answer.status_code,
        code=str(code)[:80],
        message=str(message),
        retry_after_s=retry_after_s(answer.headers.get("retry-after", "")),
    )


def retry_after_s(header: str, *, now: datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks to wait; None where it says nothing that can be read.

    Source:
        RFC 9110, 10.2.3.
    """
    text = header.strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())
