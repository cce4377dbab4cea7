"""Where a request comes from, and to which name."""

import ipaddress
from collections.abc import Sequence

from fastapi import Request
from starlette.datastructures import Headers

from wornby.settings import Settings

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip")
"""A request that carries one of these came from further away than its last hop."""
_NETWORK_BITS = 64
"""Of an IPv6 address: whoever has one address has the others of its /64, too."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def host_name(header: str) -> str:
    """The name in a Host header, lower case, without port and brackets."""
    text = header.strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0].rstrip(".")


def is_loopback(address: str) -> bool:
    """Whether an address is one of this machine's own."""
    parsed = _parsed(address)
    return parsed is not None and parsed.is_loopback


def is_forwarded(headers: Headers) -> bool:
    """Whether a proxy passed the request on."""
    return any(name in headers for name in PROXY_HEADERS)


def is_from_here(request: Request, settings: Settings) -> bool:
    """Whether somebody on this machine asks, under a name that is served here, and no proxy for somebody else."""
    names = LOOPBACK_NAMES | {name.lower() for name in settings.allowed_hosts}
    from_here = request.client is not None and is_loopback(request.client.host)
    return from_here and not is_forwarded(request.headers) and host_name(request.headers.get("host", "")) in names


def client_network(request: Request, settings: Settings) -> str:
    """Who asks, as far as an address tells: an IPv4 address, or the /64 of an IPv6 address; "unknown" without one.

    What trusted proxies wrote into X-Forwarded-For is read from the right, up to the first address that is none of
    theirs. Nobody else's word is taken.
    """
    last = request.client.host if request.client is not None else ""
    hops = [part.strip() for part in ",".join(request.headers.getlist("x-forwarded-for")).split(",") if part.strip()]
    while hops and _is_trusted(last, settings.trusted_proxies):
        last = hops.pop()
    parsed = _parsed(last)
    if parsed is None:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(parsed), _NETWORK_BITS), strict=False))
    return str(parsed)


def _is_trusted(address: str, proxies: Sequence[str]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in ipaddress.ip_network(proxy) for proxy in proxies)


def _parsed(address: str) -> Address | None:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None)
    return mapped or parsed
