import contextlib
import gzip
import ipaddress
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wornby.errors import ImageTooLargeError, InputError, NotFoundError, ProviderError, UnsafeUrlError
from wornby.transport import guarded
from wornby.transport.guarded import GuardedFetcher, is_public

LIMIT = 100_000
BODY = b"picture" * 1000


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        name, _, rest = self.path.lstrip("/").partition("/")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, name)(rest)

    def plain(self, rest):
        self.answer(200, BODY)

    def status(self, rest):
        self.answer(int(rest), Retry_After="7")

    def to(self, rest):
        self.answer(302, Location=self.server.target)

    def hops(self, rest):
        self.answer(302, Location=f"/hops/{int(rest) - 1}" if int(rest) else "/plain")

    def packed(self, rest):
        self.answer(200, gzip.compress(bytes(int(rest))), Content_Encoding="gzip")

    def half(self, rest):
        self.answer(200, gzip.compress(BODY)[:-12], Content_Encoding="gzip")

    def strange(self, rest):
        self.answer(200, BODY, Content_Encoding="br")

    def announced(self, rest):
        self.send_response(200)
        self.send_header("Content-Length", "999999999")
        self.end_headers()
        self.close_connection = True

    def endless(self, rest):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        while True:
            self.wfile.write(bytes(8192))

    def slow(self, rest):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for _ in range(100):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.05)

    def broken(self, rest):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"short")
        self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


@pytest.fixture
def server():
    with Server(("127.0.0.1", 0), Pages) as running:
        running.seen = []
        running.target = ""
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        running.url = f"http://127.0.0.1:{running.server_port}"
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def fetcher():
    return GuardedFetcher(5.0, allow_private=True)


@pytest.fixture
def loopback_is_public(monkeypatch):
    """Make 127.0.0.1, and nothing else of the private ranges, look public."""
    monkeypatch.setattr(guarded, "is_public", lambda address: str(address) == "127.0.0.1" or is_public(address))


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0",  # noqa: S104 - never bound
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "2001:db8::1",
        "2001::1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_what_is_not_public(text):
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::1"])
def test_what_is_public(text):
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "photo.jpg",
        "//example.com/x.jpg",
        "http://",
        "http:///x",
        "file:///etc/passwd",
        "ftp://example.com/x.jpg",
        "gopher://example.com/",
        "data:image/png;base64,AAAA",
        "http://user:word@example.com/",
        "http://user@example.com/",
        "http://[::1",
        "http://example.com:99999/",
        "http://exa mple.com/\n",
    ],
)
def test_addresses_that_are_not_fetched(url):
    def resolve(host, port):
        raise AssertionError(host)

    with pytest.raises(UnsafeUrlError):
        GuardedFetcher(2.0, resolve=resolve).fetch(url, limit_bytes=LIMIT)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "[::]"]
)
def test_private_hosts_are_not_fetched(server, host):
    with pytest.raises((UnsafeUrlError, ProviderError)) as caught:
        GuardedFetcher(3.0).fetch(f"http://{host}:{server.server_port}/plain", limit_bytes=LIMIT)
    assert isinstance(caught.value, UnsafeUrlError) or "reached" in caught.value.message
    assert server.seen == []


def test_a_public_address_is_read(server, fetcher):
    assert fetcher.fetch(server.url + "/plain", limit_bytes=LIMIT) == BODY
    headers = server.seen[0][1]
    assert headers["Host"] == f"127.0.0.1:{server.server_port}"
    assert "Cookie" not in headers
    assert "Authorization" not in headers


def test_a_body_of_exactly_the_limit_is_read(server, fetcher):
    assert len(fetcher.fetch(server.url + "/plain", limit_bytes=len(BODY))) == len(BODY)
    with pytest.raises(ImageTooLargeError):
        fetcher.fetch(server.url + "/plain", limit_bytes=len(BODY) - 1)


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://user:word@example.com/",
        "ftp://example.com/",
    ],
)
def test_a_redirect_into_the_house_is_refused(server, loopback_is_public, target):
    server.target = target
    with pytest.raises(UnsafeUrlError):
        GuardedFetcher(3.0).fetch(server.url + "/to", limit_bytes=LIMIT)


@pytest.mark.parametrize("inside", ["10.0.0.1", "169.254.169.254", "fe80::1", "::ffff:10.0.0.1"])
def test_a_redirect_to_a_name_that_leads_into_the_house_is_refused(server, loopback_is_public, inside):
    server.target = f"http://inside.example:{server.server_port}/plain"
    addresses = {"inside.example": [inside]}
    fetcher = GuardedFetcher(3.0, resolve=lambda host, port: addresses.get(host, ["127.0.0.1"]))
    with pytest.raises(UnsafeUrlError):
        fetcher.fetch(f"http://shop.example:{server.server_port}/to", limit_bytes=LIMIT)
    assert [path for path, _ in server.seen] == ["/to"]


def test_a_name_that_changes_between_redirects_is_checked_again(server, loopback_is_public):
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    fetcher = GuardedFetcher(3.0, resolve=lambda host, port: next(answers))
    with pytest.raises(UnsafeUrlError):
        fetcher.fetch(f"http://shop.example:{server.server_port}/hops/1", limit_bytes=LIMIT)


def test_redirects_in_a_circle_end(server, fetcher):
    server.target = "/to"
    with pytest.raises(InputError, match="redirects"):
        fetcher.fetch(server.url + "/to", limit_bytes=LIMIT)


def test_the_time_limit_holds_for_all_redirects_together(server):
    server.target = "/slow"
    with pytest.raises(ProviderError, match="within"):
        GuardedFetcher(0.4, allow_private=True).fetch(server.url + "/to", limit_bytes=LIMIT)


def test_five_redirects_are_followed_and_no_more(server, fetcher):
    assert fetcher.fetch(server.url + "/hops/4", limit_bytes=LIMIT) == BODY
    with pytest.raises(InputError, match="redirects"):
        fetcher.fetch(server.url + "/hops/5", limit_bytes=LIMIT)


def test_a_name_is_resolved_once_and_the_checked_address_is_connected(server, loopback_is_public):
    asked = []

    def resolve(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    fetcher = GuardedFetcher(3.0, resolve=resolve)
    assert fetcher.fetch(f"http://shop.example:{server.server_port}/plain", limit_bytes=LIMIT) == BODY
    assert asked == ["shop.example"]
    with pytest.raises(UnsafeUrlError):
        fetcher.fetch(f"http://shop.example:{server.server_port}/plain", limit_bytes=LIMIT)


def test_one_private_address_among_public_ones_is_refused(server, loopback_is_public):
    fetcher = GuardedFetcher(3.0, resolve=lambda host, port: ["127.0.0.1", "10.0.0.1"])
    with pytest.raises(UnsafeUrlError):
        fetcher.fetch(f"http://shop.example:{server.server_port}/plain", limit_bytes=LIMIT)
    assert server.seen == []


@pytest.mark.parametrize("page", ["announced", "endless", "packed/50000000"])
def test_too_much_is_refused(server, fetcher, page):
    with pytest.raises(ImageTooLargeError):
        fetcher.fetch(f"{server.url}/{page}", limit_bytes=LIMIT)


def test_a_packed_body_is_unpacked(server, fetcher):
    assert fetcher.fetch(server.url + "/packed/90000", limit_bytes=LIMIT) == bytes(90_000)


def test_an_unknown_packing_is_refused(server, fetcher):
    with pytest.raises(InputError):
        fetcher.fetch(server.url + "/strange", limit_bytes=LIMIT)


def test_the_time_limit_holds_for_the_whole_fetch(server):
    with pytest.raises(ProviderError, match="within"):
        GuardedFetcher(0.4, allow_private=True).fetch(server.url + "/slow", limit_bytes=LIMIT)


def test_a_slow_resolver_does_not_hold_us():
    release = threading.Event()

    def resolve(host, port):
        release.wait(10)
        return ["127.0.0.1"]

    with pytest.raises(ProviderError, match="within"):
        GuardedFetcher(0.2, resolve=resolve).fetch("http://shop.example/", limit_bytes=LIMIT)
    release.set()


def test_an_unknown_host_is_a_provider_error():
    def resolve(host, port):
        raise OSError(host)

    with pytest.raises(ProviderError):
        GuardedFetcher(2.0, resolve=resolve).fetch("http://shop.example/", limit_bytes=LIMIT)


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, NotFoundError), (410, NotFoundError), (403, InputError), (429, ProviderError), (503, ProviderError)],
)
def test_a_status_becomes_our_error(server, fetcher, *, status, error):
    with pytest.raises(error) as caught:
        fetcher.fetch(f"{server.url}/status/{status}", limit_bytes=LIMIT)
    assert caught.value.retry_after_s == (7.0 if error is ProviderError else None)


@pytest.mark.parametrize("page", ["broken", "half"])
def test_a_broken_body_is_a_provider_error(server, fetcher, page):
    with pytest.raises(ProviderError):
        fetcher.fetch(f"{server.url}/{page}", limit_bytes=LIMIT)


def test_a_closed_port_is_a_provider_error(server, fetcher):
    url = server.url
    server.server_close()
    with pytest.raises(ProviderError):
        fetcher.fetch(url + "/plain", limit_bytes=LIMIT)


def test_proxies_of_the_environment_are_ignored(server, fetcher, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert fetcher.fetch(server.url + "/plain", limit_bytes=LIMIT) == BODY


def test_tls_is_verified_against_the_host_name(fetcher):
    assert fetcher._ssl.check_hostname
    assert fetcher._ssl.verify_mode == ssl.CERT_REQUIRED


def test_tls_to_a_plain_server_is_a_provider_error(server, fetcher):
    with pytest.raises(ProviderError):
        fetcher.fetch(server.url.replace("http:", "https:") + "/plain", limit_bytes=LIMIT)
