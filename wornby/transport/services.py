"""Asking a rented service over HTTP, for services without a kept library of their own."""

import json
import math
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from wornby.datamodel.profiles import RetryRule
from wornby.errors import (
    ConfigurationError,
    MissingCredentialError,
    ProviderAnswerError,
    ProviderError,
    ProviderRefusedError,
    ProviderTimeoutError,
    QuotaError,
    QuotaSpentError,
)
from wornby.transport.guarded import is_this_machine

MAX_ANSWER_BYTES = 20_000_000
_TOO_MANY = frozenset({420, 429})  # the former is in no RFC; Cloudinary answers with it
_PAYMENT = 402
_NO_ENTRY = frozenset({401, 403})
_FIRST_FAILURE = 400
_MOST_TOLD = 200
_LONGEST_WORD = 40
"""What is longer in the words of a service is a key, or a piece of the picture that it repeats."""
_SHORTEST_SECRET = 8
"""A shorter word of a header is one of its scheme: "Bearer"."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}")
_LONGEST_WAIT_S = 31 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a service says where it does not do what it is asked.

    Attributes:
        status: HTTP status.
        code: The service's own error code; the status as text where it has none.
        kind: The service's class of errors that the code belongs to; empty where it names none.
        message: Its words, for people; they may name the account, so they are told and not logged.
        retry_after_s: Seconds that it asks to wait; None where it does not say.
    """

    status: int
    code: str
    message: str
    kind: str = ""
    retry_after_s: float | None = None


class ServiceCaller:
    """Asks one service. Redirects are not followed; keys stand in headers or bodies, never in an address. Thread-safe.

    Args:
        title: The service, for messages.
        url: Where it is: https, or http on this machine itself.
        rule: Which codes may be tried again.
        headers: With every request, such as its key; whatever words they hold are never told.
        secrets: Further words that are never told, such as the parts of a key.
        spent: Codes, classes of errors or status codes by which it says that what was paid for is used up.
        timeout_s: Of one request, from the first byte to the last.
        transport: Takes the requests; that of httpx where it is left out.

    Raises:
        ConfigurationError: The address is none, or not safe.
        MissingCredentialError: A header holds what cannot be sent, such as a line break within a key.
    """

    def __init__(
        self,
        title: str,
        *,
        url: str,
        rule: RetryRule,
        headers: Mapping[str, str] | None = None,
        secrets: Sequence[str] = (),
        spent: frozenset[str] = frozenset(),
        timeout_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._title = title
        self._rule = rule
        self._spent = spent
        self._timeout_s = timeout_s
        address = checked_service_url(url, title=title)
        own = _checked_headers(headers or {}, title=title)
        told = (word for value in own.values() for word in value.split())
        self._secrets = tuple(word for word in (*told, *secrets) if len(word) >= _SHORTEST_SECRET)
        self._http = httpx.Client(
            base_url=address,
            headers={"Accept": "application/json", "User-Agent": "wornby", **own},
            timeout=timeout_s,
            follow_redirects=False,
            transport=transport,
            # A proxy of the environment may lead to a service, never to this machine itself: what is sent there in
            # plain text must not leave it.
            trust_env=not is_this_machine(httpx.URL(address).host),
        )

    def close(self) -> None:
        """Give back the connections."""
        self._http.close()

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
            # The timeout of httpx counts anew for every piece; a service that trickles would hold us for ever.
            deadline = time.monotonic() + self._timeout_s
            with self._http.stream(method, path, **request) as answer:
                body = b"".join(self._pieces(answer, deadline=deadline))
        except httpx.TimeoutException as exc:
            message = f"{self._title} did not answer in time. Try again later."
            raise ProviderTimeoutError(message) from exc
        except httpx.HTTPError as exc:
            message = f"{self._title} could not be reached, or broke off ({type(exc).__name__}). Try again later."
            raise ProviderError(message) from exc
        parsed = read_json(body)
        if answer.status_code >= _FIRST_FAILURE or answer.is_redirect:
            refusal = _refusal(answer, parsed, secrets=self._secrets)
            raise error_of(self._title, refusal, rule=self._rule, spent=self._spent)
        if parsed is None:
            message = f"{self._title} answers what is no JSON."
            raise ProviderError(message)
        return parsed

    def _pieces(self, answer: httpx.Response, *, deadline: float) -> Iterator[bytes]:
        size_bytes = 0
        for piece in answer.iter_bytes():
            size_bytes += len(piece)
            if size_bytes > MAX_ANSWER_BYTES:
                message = f"{self._title} answers more than {MAX_ANSWER_BYTES:,} bytes."
                raise ProviderAnswerError(message)
            if time.monotonic() > deadline:
                message = f"{self._title} did not answer in time. Try again later."
                raise ProviderTimeoutError(message)
            yield piece


def error_of(
    title: str, refusal: Refusal, *, rule: RetryRule, spent: frozenset[str] = frozenset()
) -> ProviderError | MissingCredentialError:
    """The error that a service's refusal means.

    Args:
        title: The service.
        refusal: What it said.
        rule: Which codes may be tried again; by the service's code, or by the status as text.
        spent: Codes, classes of errors or status codes by which it says that what was paid for is used up.
    """
    words = " ".join(word if len(word) <= _LONGEST_WORD else "…" for word in refusal.message.split())
    said = words[:_MOST_TOLD].rstrip(".")
    told = f" It says: {said}." if said else ""
    if refusal.status == _PAYMENT or {refusal.code, refusal.kind, str(refusal.status)} & spent:
        message = f"What was paid for at {title} is used up ({refusal.code}).{told}"
        return QuotaSpentError(message, retry_after_s=refusal.retry_after_s)
    if refusal.status in _TOO_MANY:
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
        ConfigurationError: It is none, holds a user name, password or query, or leads over the open network in plain
            text.
    """
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, TypeError) as exc:
        message = f"The address of {title} is none. Give a full https:// address."
        raise ConfigurationError(message) from exc
    plain = parsed.scheme == "http" and is_this_machine(parsed.host)
    more = parsed.userinfo or parsed.query or parsed.fragment
    if not parsed.host or more or not (parsed.scheme == "https" or plain):
        message = f"Give {title} an https:// address without user name and query; http:// is for this machine only."
        raise ConfigurationError(message)
    return str(parsed).rstrip("/")


def _checked_headers(headers: Mapping[str, str], *, title: str) -> dict[str, str]:
    """Without the space around them, such as the line break at the end of a key that was read from a file."""
    found = {name: value.strip() for name, value in headers.items()}
    if not all(value.isascii() and value.isprintable() for value in found.values()):
        message = f"The key of {title} holds characters that no key has. Copy it again."
        raise MissingCredentialError(message)
    return found


def read_json(body: bytes | str) -> Any:  # noqa: ANN401 - JSON
    """What JSON says; None for what is none, and for numbers that are infinite or none, which JSON cannot hold."""
    try:
        return json.loads(body, parse_constant=_finite, parse_float=_finite)
    except (UnicodeDecodeError, ValueError, RecursionError):
        return None


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        message = f"{text[:20]} is no number."
        raise ValueError(message)
    return number


def _refusal(answer: httpx.Response, parsed: object, *, secrets: tuple[str, ...]) -> Refusal:
    """Code and words, in the shapes that services share.

    {"error": {"code", "type", "message"}}, {"error": "words"}, {"status": {"text"}}, and flat: {"code", "message"},
    {"detail"} or {"title"}. Keys that a service repeats are left out.
    """
    found = parsed if isinstance(parsed, dict) else {}
    inner = next((found[name] for name in ("error", "status") if isinstance(found.get(name), dict)), found)
    codes = {name: _without(secrets, str(inner[name])) for name in ("status", "code", "type") if name in inner}
    codes = {name: code for name, code in codes.items() if _is_code(code)}
    message = next(
        (inner[name] for name in ("message", "text", "error", "detail", "title") if isinstance(inner.get(name), str)),
        "",
    )
    return Refusal(
        status=answer.status_code,
        code=next(iter(codes.values()), str(answer.status_code)),
        kind=codes.get("type", ""),
        message=_without(secrets, message),
        retry_after_s=retry_after_s(answer.headers.get("retry-after", "")),
    )


def _is_code(text: str) -> bool:
    """Whether a field says which error it is: one word, and more than that it is one."""
    return _CODE.fullmatch(text) is not None and text not in {"None", "error", "fail"}


def _without(secrets: tuple[str, ...], text: str) -> str:
    for secret in secrets:
        text = re.sub(re.escape(secret), "…", text, flags=re.IGNORECASE)
    return text


def retry_after_s(header: str, *, now: datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks to wait; None where it says nothing that can be read.

    Source:
        RFC 9110, 10.2.3.
    """
    text = header.strip()
    if text.isascii() and text.isdecimal():
        return min(float(text), _LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0.0, (until - (now or datetime.now(UTC))).total_seconds()), _LONGEST_WAIT_S)
