import pytest

from tests.unit.api.conftest import LOOPBACK, STRANGER, open_client
from tests.unit.api.fakes import FakeEngine
from wornby.api.app import ROUTES
from wornby.api.auth import scope_needed
from wornby.datamodel import Scope

PUBLIC = {"/healthz", "/readyz"}
STATIC = {"/static/{name}"}
SIGNED = {"/gallery/v1/i/{asset_id}/{name}.jpg"}
INGEST = {
    ("POST", "/v1/assets"),
    ("POST", "/v1/assets/batch"),
    ("POST", "/v1/generations"),
    ("POST", "/v1/products"),
    ("POST", "/v1/tags"),
    ("GET", "/v1/jobs/{job_id}"),
    ("GET", "/v1/matches"),
    ("POST", "/v1/assets/{asset_id}/matches"),
}
STAFF = {("GET", "/v1/assets/{asset_id}/matches/{sku}/evidence.png")}
ADMIN = {("DELETE", "/v1/assets/{asset_id}")}
OPERATIONS = sorted((method, route.path) for route in ROUTES for method in route.methods)
GUARDED = [operation for operation in OPERATIONS if operation[1] not in PUBLIC | SIGNED | STATIC]
KINDS = {"read": Scope.READ, "ingest": Scope.INGEST, "admin": Scope.ADMIN}


def ask(client, operation):
    method, path = operation
    values = {"asset_id": "a1", "sku": "SKU-1", "job_id": "j", "name": "thumb"}
    return client.request(method, path.format(**values))


def expected(operation):
    return Scope.ADMIN if operation in ADMIN else Scope.INGEST if operation in INGEST else Scope.READ


@pytest.mark.parametrize("operation", GUARDED, ids=" ".join)
def test_stranger_without_key_is_refused(engine, operation):
    with open_client(engine, address=STRANGER) as client:
        answer = ask(client, operation)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("scope", KINDS)
@pytest.mark.parametrize("operation", GUARDED, ids=" ".join)
def test_key_opens_what_its_scope_says(engine, operation, scope):
    order = [Scope.READ, Scope.INGEST, Scope.ADMIN]
    allowed = order.index(expected(operation)) <= order.index(KINDS[scope])
    with open_client(engine, address=STRANGER, key=f"wb_{scope}") as client:
        status = ask(client, operation).status_code
    assert (status not in {401, 403}) == allowed


@pytest.mark.parametrize("operation", GUARDED, ids=" ".join)
def test_loopback_without_key_reads_only(engine, operation):
    with open_client(engine) as client:
        status = ask(client, operation).status_code
    assert (status not in {401, 403}) == (expected(operation) is Scope.READ)


@pytest.mark.parametrize("path", sorted(PUBLIC))
def test_health_needs_no_key(engine, path):
    with open_client(engine, address=STRANGER) as client:
        assert client.get(path).status_code == 200


def test_endpoint_that_says_nothing_needs_admin():
    assert scope_needed(lambda: None) is Scope.ADMIN


@pytest.mark.parametrize(
    ("address", "host", "headers", "status"),
    [
        pytest.param(LOOPBACK, "localhost", {}, 200, id="loopback"),
        pytest.param(LOOPBACK, "127.0.0.1:8000", {}, 200, id="loopback-port"),
        pytest.param(("::1", 1), "[::1]:8000", {}, 200, id="ipv6"),
        pytest.param(("::ffff:127.0.0.1", 1), "localhost", {}, 200, id="mapped"),
        pytest.param(LOOPBACK, "shop.example", {}, 200, id="allowed-host"),
        pytest.param(LOOPBACK, "evil.example", {}, 421, id="rebound-name"),
        pytest.param(LOOPBACK, "127.0.0.1.evil.example", {}, 421, id="name-that-begins-well"),
        pytest.param(STRANGER, "localhost", {}, 401, id="stranger"),
        pytest.param(LOOPBACK, "localhost", {"X-Forwarded-For": "203.0.113.7"}, 401, id="forwarded"),
        pytest.param(LOOPBACK, "localhost", {"Authorization": "Basic x"}, 401, id="other-scheme"),
        pytest.param(LOOPBACK, "localhost", {"Authorization": "Bearer wb_none"}, 401, id="unknown-key"),
        pytest.param(LOOPBACK, "localhost", {"Authorization": "Bearer "}, 401, id="empty-key"),
    ],
)
def test_keyless_access(*, address, host, headers, status):
    with open_client(FakeEngine(allowed_hosts=["shop.example"]), address=address) as client:
        assert client.get("/v1/products", headers={"Host": host, **headers}).status_code == status


def test_stranger_is_refused_before_the_body_is_read(engine):
    with open_client(engine, address=STRANGER) as client:
        answer = client.post("/v1/assets", content=b"no form at all", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 401
