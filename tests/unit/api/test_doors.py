from html.parser import HTMLParser

import pytest
import structlog

from tests.unit.api.conftest import open_client
from tests.unit.api.fakes import FakeEngine, jpeg
from wornby import errors
from wornby.api import pages
from wornby.api.errors import STATUSES, error_of, problem_of, status_of
from wornby.api.limits import SECURITY_HEADERS
from wornby.api.logs import configure_logs
from wornby.datamodel import Failure


def tree(root):
    return [root, *(leaf for child in root.__subclasses__() for leaf in tree(child))]


@pytest.mark.parametrize("error", tree(errors.WornbyError), ids=lambda error: error.__name__)
def test_every_error_has_a_status(error):
    assert 400 <= status_of(error) <= 507


@pytest.mark.parametrize("error", tree(errors.WornbyError), ids=lambda error: error.__name__)
def test_failure_of_a_job_is_the_same_error_again(error):
    assert type(error_of(Failure(code=error.code, message="m"))) is error


def test_statuses_name_classes_of_the_tree():
    assert set(STATUSES) <= set(tree(errors.WornbyError))


def test_what_broke_inside_is_not_told():
    assert "/secret" not in str(problem_of(errors.StoreError("/secret/path")).body())


def test_retry_after(engine):
    problem = problem_of(errors.ProviderError("slow down", retry_after_s=12.4))
    assert problem.response().headers["retry-after"] == "12"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/none", 404), ("PUT", "/v1/assets", 405), ("GET", "/v1/products?limit=0", 422)],
)
def test_problems_of_the_framework(*, client, method, path, status):
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "code", "retry_after"}


def test_last_door_tells_nothing_and_counts(client, engine, capsys):
    engine.explode = True
    structlog.reset_defaults()  # another test may have sent what is logged elsewhere
    configure_logs(level="info", as_json=False)
    try:
        answer = client.get("/v1/products")
    finally:
        structlog.reset_defaults()
    logged = capsys.readouterr().out
    assert "http.unexpected_error" in logged
    assert "locals" not in logged
    assert (answer.status_code, answer.json()["code"]) == (500, "error")
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "wornby_unexpected_errors_total 1.0" in client.get("/metrics").text


@pytest.mark.parametrize("path", ["/", "/healthz", "/none", "/static/shop.js", "/v1/assets/a1/thumb.jpg"])
def test_security_headers(client, path):
    headers = client.get(path).headers
    for name, value in SECURITY_HEADERS.items():
        assert headers[name] == value
    assert "unsafe" not in headers["content-security-policy"]


def test_security_headers_of_a_refused_host(client):
    assert "content-security-policy" in client.get("/", headers={"Host": "evil.example"}).headers


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/v1/assets", 20_001, 413),
        ("/v1/assets/batch", 20_001, 400),
        ("/v1/assets/batch", 60_001, 413),
        ("/v1/session", 10_000, 400),
        ("/v1/session", 10_001, 413),
    ],
)
def test_body_that_is_announced_too_large(*, ingest, path, size, status):
    answer = ingest.post(path, content=b"x" * size, headers={"Content-Type": "text/plain"})
    assert answer.status_code == status


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=b"])
@pytest.mark.parametrize("path", ["/v1/assets", "/v1/assets/batch", "/v1/products", "/v1/search", "/v1/tags"])
def test_body_without_a_length_is_counted(ingest, path, content_type):
    def chunks():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(200):
            yield b"x" * 1000

    answer = ingest.post(path, content=chunks(), headers={"Content-Type": content_type})
    wrong_type = path == "/v1/tags" and content_type == "application/json"
    assert answer.status_code == (400 if wrong_type else 413)
    assert answer.headers["content-type"] == "application/problem+json"


def test_one_event_for_each_request():
    structlog.reset_defaults()  # another test may have raised the level
    with open_client(FakeEngine(), key="wb_ingest") as client, structlog.testing.capture_logs() as events:
        client.get("/v1/search", params={"text": "very private words"})
        client.post("/v1/assets", files={"file": ("private.jpg", jpeg())})
    requests = [event for event in events if event["event"] == "http.request"]
    assert [event["route"] for event in requests] == ["/v1/search", "/v1/assets"]
    assert "private" not in str(events)
    assert "127.0.0.1" not in str(events)


class Inline(HTMLParser):
    """Collects what a strict policy for content would have to forbid or allow."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.found += [name for name in given if name.startswith("on") or name == "style"]
        self.found += [value for value in given.values() if (value or "").strip().lower().startswith("javascript:")]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/ld+json"):
            self.found.append(tag)


@pytest.mark.parametrize("path", sorted({route.path for route in pages.router.routes if "static" not in route.path}))
def test_no_page_has_script_or_style_inside(client, path):
    answer = client.get(path.format(sku="SKU-1", asset_id="a1"), headers={"Accept": "text/html"})
    parser = Inline()
    parser.feed(answer.text)
    assert (answer.status_code, parser.found) == (200, [])
    assert "'self'" in answer.headers["content-security-policy"]


def test_the_page_of_an_error_has_none_either(client):
    parser = Inline()
    parser.feed(client.get("/none", headers={"Accept": "text/html"}).text)
    assert parser.found == []


@pytest.mark.parametrize(("seconds", "expected"), [(0, None), (31_536_000, "max-age=31536000")])
def test_https_for_good_where_it_is_asked_for(seconds, expected):
    with open_client(FakeEngine(hsts_s=seconds)) as client:
        assert client.get("/healthz").headers.get("strict-transport-security") == expected
