import json
import threading
import time
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from wornby.datamodel.profiles import Documented, RetryRule
from wornby.errors import (
    ConfigurationError,
    MissingCredentialError,
    ProviderError,
    ProviderRefusedError,
    ProviderTimeoutError,
    QuotaError,
    QuotaSpentError,
)
from wornby.transport import services
from wornby.transport.services import Refusal, ServiceCaller, checked_service_url, error_of, retry_after_s

KEY = "key-that-nobody-may-read-4711"
RULE = RetryRule(
    codes=frozenset({"429", "500", "503", "Overloaded"}),
    source=Documented(link="https://example.com/errors", read_on=date(2026, 11, 28)),
)


def caller(answer, **options):
    """A caller whose service gives one answer: a response, or a function of the request."""
    handler = answer if callable(answer) else lambda _: answer
    return ServiceCaller(
        "Example",
        url=options.pop("url", "https://api.example.com/v1/"),
        rule=RULE,
        headers={"Authorization": f"Bearer {KEY}"},
        transport=httpx.MockTransport(handler),
        **options,
    )


def refused(status, body=None, *, headers=None, **options):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises((ProviderError, MissingCredentialError)) as caught:
        caller(httpx.Response(status, content=content, headers=headers), **options).ask("GET", "/x")
    return caught.value


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b"{}", {}, id="empty"),
        pytest.param(b'{"a": [1, 2.5, "x", null]}', {"a": [1, 2.5, "x", None]}, id="values"),
        pytest.param(b"[]", [], id="list"),
        pytest.param("{}".encode("utf-16"), {}, id="other-unicode"),
    ],
)
def test_json_of_the_answer_comes_back(body, expected):
    assert caller(httpx.Response(200, content=body)).ask("GET", "/x") == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html>", id="page"),
        pytest.param(b"\xff\xfe\xfd", id="bytes"),
        pytest.param(b'{"a": 1', id="cut"),
        pytest.param(b'{"a": NaN}', id="no-number"),
        pytest.param(b'{"a": 1e999}', id="infinite"),
        pytest.param(b'{"a": ' + b"9" * 5000 + b"}", id="too-many-digits"),
        pytest.param(b"[" * 200_000, id="deep"),
    ],
)
def test_what_is_no_json_is_an_error_that_passes(body):
    with pytest.raises(ProviderError, match="no JSON") as caught:
        caller(httpx.Response(200, content=body)).ask("GET", "/x")
    assert caught.value.retryable


def test_request_goes_below_the_address_with_its_headers():
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200, json={})

    caller(answer).ask("POST", "/things", params={"a": "1"}, json={"b": 2})
    [request] = seen
    assert (request.method, str(request.url)) == ("POST", "https://api.example.com/v1/things?a=1")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["user-agent"] == "wornby"
    assert json.loads(request.content) == {"b": 2}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        pytest.param(301, ProviderRefusedError, id="redirect"),
        pytest.param(400, ProviderRefusedError, id="bad-request"),
        pytest.param(401, MissingCredentialError, id="unknown-key"),
        pytest.param(402, QuotaSpentError, id="payment"),
        pytest.param(403, MissingCredentialError, id="no-entry"),
        pytest.param(404, ProviderRefusedError, id="not-found"),
        pytest.param(413, ProviderRefusedError, id="too-large"),
        pytest.param(420, QuotaError, id="calm-down"),
        pytest.param(429, QuotaError, id="too-many"),
        pytest.param(500, ProviderError, id="failure-that-passes"),
        pytest.param(501, ProviderRefusedError, id="failure-that-stays"),
        pytest.param(503, ProviderError, id="overloaded"),
    ],
)
def test_status_decides_the_error(status, kind):
    assert type(refused(status, {}, headers={"Location": "https://elsewhere.example.com"})) is kind


@pytest.mark.parametrize(
    ("status", "body", "retryable"),
    [
        pytest.param(400, {"error": {"code": "Overloaded"}}, True, id="code-of-the-rule"),
        pytest.param(400, {"error": {"code": "Broken"}}, False, id="other-code"),
        pytest.param(500, {"error": {"code": "Broken"}}, True, id="status-of-the-rule"),
        pytest.param(502, None, False, id="other-status"),
        pytest.param(429, None, True, id="too-many"),
        pytest.param(402, None, False, id="spent"),
    ],
)
def test_only_what_the_rule_names_may_be_tried_again(status, body, retryable):
    assert refused(status, body).retryable is retryable


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"error": {"code": "all_gone"}}, id="code"),
        pytest.param({"error": {"code": "other", "type": "all_gone"}}, id="class"),
    ],
)
@pytest.mark.parametrize("status", [403, 429])
def test_a_spent_quota_is_told_apart(status, body):
    assert isinstance(refused(status, body, spent=frozenset({"all_gone"})), QuotaSpentError)


def test_a_status_can_mean_a_spent_quota():
    assert isinstance(refused(403, {}, spent=frozenset({"403"})), QuotaSpentError)


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        pytest.param(None, "400", "", id="empty"),
        pytest.param([1], "400", "", id="list"),
        pytest.param(b"<html>no</html>", "400", "", id="page"),
        pytest.param({"error": None}, "400", "", id="null"),
        pytest.param({"error": {"code": "bad", "message": "Not so."}}, "bad", "Not so", id="nested"),
        pytest.param({"error": {"code": 7, "status": "BAD", "message": "No."}}, "BAD", "No", id="status-first"),
        pytest.param({"error": {"code": None, "type": "bad_request"}}, "bad_request", "", id="type"),
        pytest.param({"error": {"code": {"a": 1}, "message": [2]}}, "400", "", id="odd-types"),
        pytest.param({"error": "No such model"}, "400", "No such model", id="words"),
        pytest.param({"result": {}, "status": {"type": "error", "text": "No image."}}, "400", "No image", id="text"),
        pytest.param({"status": "error", "message": "Not so."}, "400", "Not so", id="flat-word"),
        pytest.param({"status": 422, "title": "Not so."}, "422", "Not so", id="problem"),
        pytest.param({"detail": "Not so."}, "400", "Not so", id="detail"),
        pytest.param({"code": "bad", "message": "Not\nso."}, "bad", "Not so", id="flat"),
    ],
)
def test_code_and_words_are_read_in_the_usual_shapes(body, code, words):
    expected = f"Example refuses the request ({code})." + (f" It says: {words}." if words else "")
    assert refused(400, body).message == expected


@pytest.mark.parametrize("status", [400, 401, 402, 429, 500])
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(f"Incorrect key: {KEY}", id="header"),
        pytest.param(f"Incorrect key: {KEY.upper()}", id="other-case"),
        pytest.param("Incorrect secret half-of-a-key", id="secret"),
        pytest.param("Cannot read data:image/jpeg;base64," + "A" * 900, id="picture"),
    ],
)
def test_no_key_and_no_pixel_is_told(status, words):
    error = refused(status, {"error": {"code": words, "type": words, "message": words}}, secrets=("half-of-a-key",))
    assert KEY not in error.message.lower()
    assert "half-of-a-key" not in error.message
    assert "AAAA" not in error.message
    assert len(error.message) < 500


def test_wait_is_told():
    error = refused(429, {}, headers={"Retry-After": "7"})
    assert error.retry_after_s == 7.0
    assert "Wait 7 s." in error.message


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        pytest.param(httpx.ReadTimeout("slow"), ProviderTimeoutError, id="read"),
        pytest.param(httpx.ConnectTimeout("slow"), ProviderTimeoutError, id="connect"),
        pytest.param(httpx.ConnectError("nobody"), ProviderError, id="nobody-there"),
        pytest.param(httpx.RemoteProtocolError("cut"), ProviderError, id="broken-off"),
        pytest.param(httpx.DecodingError("zip"), ProviderError, id="badly-packed"),
    ],
)
def test_failures_of_the_network_pass(raised, kind):
    def fail(request):
        raise raised

    with pytest.raises(ProviderError) as caught:
        caller(fail).ask("GET", "/x")
    assert type(caught.value) is kind
    assert caught.value.retryable


class Trickle(httpx.SyncByteStream):
    def __iter__(self):
        while True:
            time.sleep(0.005)
            yield b" "


def test_a_service_that_trickles_is_left_at_last():
    with pytest.raises(ProviderTimeoutError):
        caller(httpx.Response(200, stream=Trickle()), timeout_s=0.02).ask("GET", "/x")


@pytest.mark.parametrize("status", [200, 400])
def test_an_endless_answer_is_refused(status, monkeypatch):
    monkeypatch.setattr(services, "MAX_ANSWER_BYTES", 1000)
    with pytest.raises(ProviderRefusedError, match="more than 1,000 bytes"):
        caller(httpx.Response(status, content=bytes(1001))).ask("GET", "/x")


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("secret\nX-Evil: 1", id="line-break"),
        pytest.param("sécret-secret", id="accent"),
        pytest.param("secret\x00secret", id="zero"),
    ],
)
def test_a_key_that_cannot_be_sent_is_refused_without_being_told(key):
    with pytest.raises(MissingCredentialError) as caught:
        ServiceCaller("Example", url="https://example.com", rule=RULE, headers={"Authorization": f"Bearer {key}"})
    assert "cret" not in caught.value.message
    assert caught.value.__cause__ is None


def test_a_line_break_at_the_end_of_a_key_does_not_matter():
    with_break = ServiceCaller(
        "Example",
        url="https://example.com",
        rule=RULE,
        headers={"X-Key": f"{KEY}\n"},
        transport=httpx.MockTransport(lambda request: httpx.Response(200, json=request.headers["x-key"])),
    )
    assert with_break.ask("GET", "/x") == KEY


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://api.example.com", "https://api.example.com", id="https"),
        pytest.param(" https://api.example.com/v1/ ", "https://api.example.com/v1", id="slash-and-space"),
        pytest.param("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1", id="this-machine"),
        pytest.param("http://[::1]:8000", "http://[::1]:8000", id="this-machine-v6"),
        pytest.param("http://localhost:11434/v1", "http://localhost:11434/v1", id="by-name"),
    ],
)
def test_safe_addresses(url, expected):
    assert checked_service_url(url, title="Example") == expected


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="empty"),
        pytest.param("api.example.com", id="no-scheme"),
        pytest.param("https://", id="no-host"),
        pytest.param("http://api.example.com", id="plain-text"),
        pytest.param("http://localhost.example.com", id="looks-like-this-machine"),
        pytest.param("https://user:hunter2@api.example.com", id="password"),
        pytest.param("ftp://api.example.com", id="other-scheme"),
        pytest.param("https://api.example.com:hunter2", id="no-port"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("https://api.example.com/?key=hunter2", id="query"),
        pytest.param("https://api.example.com/#hunter2", id="fragment"),
    ],
)
def test_other_addresses_are_refused_and_not_told(url):
    with pytest.raises(ConfigurationError) as caught:
        checked_service_url(url, title="Example")
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param("", None, id="empty"),
        pytest.param("0", 0.0, id="now"),
        pytest.param(" 120 ", 120.0, id="seconds"),
        pytest.param("9" * 400, 31 * 86_400.0, id="for-ever"),
        pytest.param("-3", None, id="negative"),
        pytest.param("soon", None, id="word"),
        pytest.param("٣", None, id="other-digits"),
        pytest.param("Sat, 28 Nov 2026 12:00:30 GMT", 30.0, id="date"),
        pytest.param("Sat, 28 Nov 2026 12:00:30 -0000", 30.0, id="date-without-zone"),
        pytest.param("Sat, 28 Nov 2026 11:00:00 GMT", 0.0, id="past"),
        pytest.param("Sat, 28 Nov 2099 12:00:00 GMT", 31 * 86_400.0, id="far-date"),
        pytest.param("21 Oct 99999999999999999999 07:28:00 GMT", None, id="year-too-large"),
        pytest.param("Wed, 21 Oct 2015 07:28:00 +99999999999999", None, id="zone-too-large"),
    ],
)
def test_retry_after(header, expected):
    assert retry_after_s(header, now=datetime(2026, 11, 28, 12, 0, 0, tzinfo=UTC)) == expected


def test_long_words_are_cut():
    refusal = Refusal(status=400, code="bad", message="word " * 400)
    assert len(error_of("Example", refusal, rule=RULE).message) < 300


class Echo(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = json.dumps({"path": self.path, "bytes": len(body)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


def test_no_proxy_stands_before_this_machine(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        asked = ServiceCaller("Example", url=f"http://127.0.0.1:{server.server_port}/v1", rule=RULE)
        assert asked.ask("POST", "/things", content=b"12345") == {"path": "/v1/things", "bytes": 5}
        asked.close()
        server.shutdown()
        thread.join()
