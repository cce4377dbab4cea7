"""Fetching what an address given by a stranger leads to, without being led into the house."""

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from wornby.errors import ImageTooLargeError, InputError, NotFoundError, ProviderError, UnsafeUrlError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_TRY_LATER = frozenset({408, 425, 429})
_OK = 200
_MAX_PORT = 65_535
_SERVER_FAULT = 500
_CHUNK_BYTES = 65_536
_HEADERS = [
    (b"User-Agent", b"wornby"),
    (b"Accept", b"image/*,*/*;q=0.1"),
    (b"Accept-Encoding", b"identity"),
    (b"Connection", b"close"),
]
# Networks that lead elsewhere than they seem to, or that older Pythons call global. IANA special-purpose registries.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers (CGNAT), also the metadata service of one cloud
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/96",  # IPv4-compatible
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # Teredo and other protocol assignments
        "2002::/16",  # 6to4
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)


def is_public(address: Address) -> bool:
    """Whether an address lies in the public internet and nowhere else."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return False
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_link_local:
        return False
    return not any(address.version == network.version and address in network for network in _NOT_PUBLIC)


def resolve_host(host: str, port: int) -> Sequence[str]:
    """Addresses of a host by the system's resolver.

    Raises:
        OSError: The name is not known.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a service answered."""

    status: int
    body: bytes


class GuardedFetcher:
    """Reads public http(s) addresses. No proxies, no cookies, no credentials; TLS is verified. Thread-safe.

    Args:
        timeout_s: For one fetch from the first look-up to the last byte, redirects included.
        allow_private: Allow addresses of private networks (tests only).
        resolve: Gives the addresses of a host; each host is resolved once for each connection.
    """

    def __init__(self, timeout_s: float, *, allow_private: bool = False, resolve: Resolver = resolve_host) -> None:
        self._timeout_s = timeout_s
        self._allow_private = allow_private
        self._resolve = resolve
        self._ssl = httpx.create_ssl_context(trust_env=False)

    def fetch(self, url: str, *, limit_bytes: int) -> bytes:
        """Return the body behind an address.

        Raises:
            ImageTooLargeError: More than `limit_bytes`, as announced, received or unpacked.
            InputError: The server refuses (a 4xx status), or redirects in a circle.
            NotFoundError: 404 or 410.
            ProviderError: Not reached, too slow, broken off, or a 5xx status.
            UnsafeUrlError: Not http(s), with credentials, or leading into a network that is not public.
        """
        backend = _GuardedBackend(
            deadline=time.monotonic() + self._timeout_s, allow_private=self._allow_private, resolve=self._resolve
        )
        target = _checked_url(url)
        try:
            for _ in range(_MAX_REDIRECTS + 1):
                answer = _get(target, backend=backend, ssl_context=self._ssl, limit_bytes=limit_bytes)
                if isinstance(answer, bytes):
                    return answer
                target = answer
        except httpcore.TimeoutException as exc:
            message = f"{target.host} did not deliver within {self._timeout_s:g} s. Try again later."
            raise ProviderError(message) from exc
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as exc:
            message = f"{target.host} could not be reached, or broke off ({type(exc).__name__}). Try again later."
            raise ProviderError(message) from exc
        message = f"More than {_MAX_REDIRECTS} redirects. Give the picture's own address."
        raise InputError(message)

    def exchange(
        self, url: str, *, form: bytes | None = None, headers: Mapping[str, str] | None = None, limit_bytes: int
    ) -> Answered:
        """Ask a service of the operator's choice: GET, or POST of a form. Redirects are not followed.

        Args:
            url: Over HTTPS; plain HTTP only to this machine itself, and only where private networks are allowed.
            form: URL-encoded; GET where it is left out.
            headers: Beside those that every request has.
            limit_bytes: Of the answer.

        Raises:
            ProviderError: Not reached, too slow, broken off, or more than `limit_bytes`.
            UnsafeUrlError: Not HTTPS, with credentials, or leading into a network that is not public.
        """
        target = _checked_url(url)
        if target.scheme != "https" and not (self._allow_private and is_this_machine(target.host)):
            message = f"{target.host} is asked over https:// only."
            raise UnsafeUrlError(message)
        backend = _GuardedBackend(
            deadline=time.monotonic() + self._timeout_s, allow_private=self._allow_private, resolve=self._resolve
        )
        every = [(b"User-Agent", b"wornby"), (b"Accept", b"application/json"), (b"Connection", b"close")]
        if form is not None:
            every.append((b"Content-Type", b"application/x-www-form-urlencoded"))
            every.append((b"Content-Length", str(len(form)).encode()))
        every += [(name.encode("ascii"), value.encode("ascii")) for name, value in (headers or {}).items()]
        address = httpcore.URL(scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path)
        method = "GET" if form is None else "POST"
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._ssl, network_backend=backend, max_connections=1) as pool,
                pool.stream(method, address, headers=every, content=form) as response,
            ):
                body = _read_body(response.iter_stream(), packed="", limit_bytes=limit_bytes)
                return Answered(status=response.status, body=body)
        except ImageTooLargeError as exc:
            message = f"{target.host} answers more than {limit_bytes:,} bytes."
            raise ProviderError(message) from exc
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as exc:
            message = f"{target.host} could not be reached, or broke off ({type(exc).__name__}). Try again later."
            raise ProviderError(message) from exc


def is_this_machine(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _checked_url(url: str | httpx.URL) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError) as exc:
        message = "That is no address. Give a full http:// or https:// address."
        raise UnsafeUrlError(message) from exc
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        message = f"Only http:// and https:// addresses are fetched, not {parsed.scheme or 'this'!r}."
        raise UnsafeUrlError(message)
    if parsed.port is not None and not 0 < parsed.port <= _MAX_PORT:
        message = f"{parsed.port} is no port. Check the address."
        raise UnsafeUrlError(message)
    if parsed.userinfo:
        message = "The address holds a user name or password; such addresses are not fetched. Leave them out."
        raise UnsafeUrlError(message)
    return parsed


def _get(url: httpx.URL, *, backend: "_GuardedBackend", ssl_context: SSLContext, limit_bytes: int) -> bytes | httpx.URL:
    """One request: the body, or where it is redirected to."""
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    with (
        httpcore.ConnectionPool(ssl_context=ssl_context, network_backend=backend, max_connections=1) as pool,
        pool.stream("GET", target, headers=_HEADERS) as response,
    ):
        headers = {name.lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in _REDIRECTS and b"location" in headers:
            return _redirected(url, headers[b"location"])
        _check_status(response.status, host=url.host, retry_after=headers.get(b"retry-after", ""))
        announced = headers.get(b"content-length", "")
        if announced.isdecimal() and int(announced) > limit_bytes:
            raise _too_large(limit_bytes)
        packed = headers.get(b"content-encoding", "").strip().lower()
        return _read_body(response.iter_stream(), packed=packed, limit_bytes=limit_bytes)


def _redirected(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return _checked_url(url.join(location))
    except httpx.InvalidURL as exc:
        message = f"{url.host} redirects to something that is no address."
        raise UnsafeUrlError(message) from exc


def _check_status(status: int, *, host: str, retry_after: str) -> None:
    if status == _OK:
        return
    if status in _GONE:
        message = f"{host} has no such picture (status {status}). Check the address."
        raise NotFoundError(message)
    if status >= _SERVER_FAULT or status in _TRY_LATER:
        message = f"{host} failed (status {status}). Try again later."
        raise ProviderError(message, retry_after_s=float(retry_after) if retry_after.isdecimal() else None)
    message = f"{host} does not give the picture (status {status}). Check the address, or upload the file."
    raise InputError(message)


def _too_large(limit_bytes: int) -> ImageTooLargeError:
    message = f"The file behind the address is larger than {limit_bytes:,} bytes. Make it smaller."
    return ImageTooLargeError(message)


def _read_body(chunks: Iterable[bytes], *, packed: str, limit_bytes: int) -> bytes:
    body = bytearray()
    for chunk in _unpack(chunks, packed=packed):
        body += chunk
        if len(body) > limit_bytes:
            raise _too_large(limit_bytes)
    return bytes(body)


def _unpack(chunks: Iterable[bytes], *, packed: str) -> Iterator[bytes]:
    """Undo a content encoding that we did not ask for, never more than a chunk at a time."""
    if packed in {"", "identity"}:
        yield from chunks
        return
    if packed not in {"gzip", "x-gzip", "deflate"}:
        message = f"The server packs its answer as {packed[:20]!r} although it was asked not to. Upload the file."
        raise InputError(message)
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not unpacker.eof:
                yield unpacker.decompress(rest, _CHUNK_BYTES)
                rest = unpacker.unconsumed_tail
        while not unpacker.eof and (tail := unpacker.decompress(b"", _CHUNK_BYTES)):
            yield tail
    except zlib.error as exc:
        message = "The server's packed answer is broken. Try again later."
        raise ProviderError(message) from exc
    if not unpacker.eof:
        message = "The server's packed answer broke off. Try again later."
        raise ProviderError(message)


class _GuardedBackend(httpcore.NetworkBackend):
    """Resolves once, checks every address, and connects to a checked one: a name cannot change in between."""

    def __init__(self, *, deadline: float, allow_private: bool, resolve: Resolver) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._resolve = resolve
        self._plain = httpcore.SyncBackend()

    def connect_tcp(  # noqa: PLR0917 - as httpcore declares it
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline holds for everything
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        for address in self._addresses(host, port):
            try:
                stream = self._plain.connect_tcp(
                    str(address), port, _left_s(self._deadline), local_address, socket_options
                )
            except httpcore.ConnectError as exc:
                failure = exc
                continue
            return _DeadlineStream(stream, deadline=self._deadline)
        message = "no address answers"
        raise httpcore.ConnectError(message) from failure

    def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            found = [ipaddress.ip_address(text) for text in self._look_up(host, port)]
        except (OSError, UnicodeError, ValueError) as exc:
            message = "unknown host"
            raise httpcore.ConnectError(message) from exc
        if not self._allow_private and not all(is_public(address) for address in found):
            message = f"{host} leads into a network that is not public; such addresses are not fetched."
            raise UnsafeUrlError(message)
        return found

    def _look_up(self, host: str, port: int) -> Sequence[str]:
        """Resolve in a thread of its own: the system's resolver knows no time limit."""
        found: list[Sequence[str]] = []
        failures: list[Exception] = []

        def work() -> None:
            try:
                found.append(self._resolve(host, port))
            except (OSError, UnicodeError, ValueError) as exc:
                failures.append(exc)

        thread = threading.Thread(target=work, name="wornby-resolve", daemon=True)
        thread.start()
        thread.join(_left_s(self._deadline))
        if failures:
            raise failures[0]
        if not found:
            message = "the resolver did not answer"
            raise httpcore.ConnectTimeout(message)
        return found[0]


class _DeadlineStream(httpcore.NetworkStream):
    """A connection whose every act ends at one deadline."""

    def __init__(self, stream: httpcore.NetworkStream, *, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, _left_s(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, _left_s(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _left_s(self._deadline))
        return _DeadlineStream(stream, deadline=self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore declares it
        return self._stream.get_extra_info(info)


def _left_s(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        message = "the time limit is over"
        raise httpcore.ReadTimeout(message)
    return left
