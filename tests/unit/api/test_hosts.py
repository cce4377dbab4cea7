import pytest
from starlette.requests import Request

from wornby.api.hosts import client_network, host_name, is_from_here, is_loopback
from wornby.settings import Settings


def request(client="203.0.113.7", *, host="localhost", forwarded=()):
    headers = [(b"host", host.encode()), *((b"x-forwarded-for", each.encode()) for each in forwarded)]
    scope = {"type": "http", "headers": headers, "client": (client, 1) if client else None}
    return Request(scope)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("", ""),
        ("Shop.Example", "shop.example"),
        ("shop.example:8000", "shop.example"),
        ("shop.example.", "shop.example"),
        ("[::1]:80", "::1"),
        ("[::1", "::1"),
    ],
)
def test_host_name(header, name):
    assert host_name(header) == name


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", False),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.0.0.1", False),
    ],
)
def test_is_loopback(address, expected):
    assert is_loopback(address) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(request("127.0.0.1"), True, id="here"),
        pytest.param(request(), False, id="elsewhere"),
        pytest.param(request("127.0.0.1", host="shop.example"), False, id="other-name"),
        pytest.param(request("127.0.0.1", forwarded=["x"]), False, id="forwarded"),
        pytest.param(request(None), False, id="nobody"),
    ],
)
def test_is_from_here(asked, expected):
    assert is_from_here(asked, Settings()) == expected


@pytest.mark.parametrize(
    ("asked", "network"),
    [
        pytest.param(request(None), "unknown", id="nobody"),
        pytest.param(request("unix"), "unknown", id="no-address"),
        pytest.param(request("2001:db8:1:2:3::4"), "2001:db8:1:2::/64", id="ipv6"),
        pytest.param(request("::ffff:203.0.113.7"), "203.0.113.7", id="mapped"),
        pytest.param(request(forwarded=["198.51.100.1"]), "203.0.113.7", id="untrusted"),
        pytest.param(request("10.0.0.1", forwarded=["198.51.100.1"]), "198.51.100.1", id="trusted"),
        pytest.param(request("10.0.0.1", forwarded=["1.1.1.1, 198.51.100.1"]), "198.51.100.1", id="made-up"),
        pytest.param(request("10.0.0.1", forwarded=["1.1.1.1", "198.51.100.1, 10.0.0.2"]), "198.51.100.1", id="two"),
        pytest.param(request("10.0.0.1", forwarded=["rubbish"]), "unknown", id="rubbish"),
        pytest.param(request("10.0.0.1"), "10.0.0.1", id="proxy-itself"),
    ],
)
def test_client_network(asked, network):
    assert client_network(asked, Settings(trusted_proxies=["10.0.0.0/8"])) == network
