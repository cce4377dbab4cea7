"""Every route, by every method, asked for by every kind of caller."""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
import structlog
from fastapi import APIRouter, Request

from tests.unit.api.conftest import LOOPBACK, STRANGER, open_app, open_client
from tests.unit.api.fakes import FakeEngine
from wornby.api import create_app
from wornby.api.app import ROUTES
from wornby.api.auth import GuardedRoute, caller_of, needs, scope_needed
from wornby.api.callers import INCLUDED, Caller
from wornby.api.events import JobEvents
from wornby.api.sessions import CSRF_HEADER, SAFE_METHODS, SECURE_COOKIE
from wornby.datamodel import Scope
from wornby.datamodel.staff import ROLE_SCOPES, Role
from wornby.errors import KeyMissingError

ROUTE_SCOPES = {
    ("GET", "/"): Scope.READ,
    ("GET", "/gallery/v1/i/{asset_id}/{name}.jpg"): None,
    ("GET", "/gallery/v1/photos/{asset_id}"): Scope.SHOPPER,
    ("POST", "/gallery/v1/photos/{asset_id}/reports"): Scope.SHOPPER,
    ("GET", "/gallery/v1/products/{sku}"): Scope.SHOPPER,
    ("POST", "/gallery/v1/products/{sku}/generated"): Scope.SHOPPER,
    ("GET", "/gallery/v1/products/{sku}/words"): Scope.SHOPPER,
    ("GET", "/gallery/v1/texts/{lang}"): Scope.SHOPPER,
    ("GET", "/gallery/wornby-gallery.js"): Scope.SHOPPER,
    ("GET", "/healthz"): None,
    ("GET", "/metrics"): Scope.READ,
    ("GET", "/openapi.json"): Scope.READ,
    ("GET", "/photos/{asset_id}"): Scope.READ,
    ("GET", "/readyz"): None,
    ("GET", "/shop/{sku}"): Scope.READ,
    ("GET", "/console"): None,
    ("GET", "/static/{name}"): None,
    ("GET", "/static/{folder}/{name}"): None,
    ("GET", "/wear"): None,
    ("GET", "/wear/texts/{lang}"): None,
    ("GET", "/v1/assets"): Scope.READ,
    ("POST", "/v1/assets"): Scope.INGEST,
    ("POST", "/v1/assets/batch"): Scope.INGEST,
    ("DELETE", "/v1/assets/{asset_id}"): Scope.ADMIN,
    ("GET", "/v1/assets/{asset_id}"): Scope.READ,
    ("GET", "/v1/assets/{asset_id}/matches"): Scope.READ,
    ("POST", "/v1/assets/{asset_id}/matches"): Scope.INGEST,
    ("GET", "/v1/assets/{asset_id}/matches/{sku}/evidence.png"): Scope.STAFF,
    ("GET", "/v1/assets/{asset_id}/tags"): Scope.READ,
    ("GET", "/v1/assets/{asset_id}/{name}.jpg"): Scope.READ,
    ("GET", "/v1/actors"): Scope.STAFF,
    ("GET", "/v1/facets"): Scope.READ,
    ("POST", "/v1/generations"): Scope.INGEST,
    ("GET", "/v1/jobs/{job_id}"): Scope.INGEST,
    ("GET", "/v1/jobs"): Scope.STAFF,
    ("GET", "/v1/jobs/events"): Scope.STAFF,
    ("POST", "/v1/jobs/retry"): Scope.INGEST,
    ("POST", "/v1/jobs/{job_id}/retry"): Scope.INGEST,
    ("GET", "/v1/keys"): Scope.ADMIN,
    ("POST", "/v1/keys"): Scope.ADMIN,
    ("DELETE", "/v1/keys/{key_id}"): Scope.ADMIN,
    ("GET", "/v1/matches"): Scope.INGEST,
    ("GET", "/v1/products"): Scope.READ,
    ("POST", "/v1/products"): Scope.INGEST,
    ("GET", "/v1/products/{sku}"): Scope.READ,
    ("GET", "/v1/products/{sku}/gallery"): Scope.READ,
    ("POST", "/v1/products/{sku}/generated"): Scope.READ,
    ("GET", "/v1/search"): Scope.READ,
    ("POST", "/v1/search"): Scope.READ,
    ("DELETE", "/v1/session"): Scope.STAFF,
    ("GET", "/v1/session"): Scope.STAFF,
    ("GET", "/v1/session/methods"): None,
    ("GET", "/v1/session/oidc"): None,
    ("GET", "/v1/session/oidc/callback"): None,
    ("POST", "/v1/session"): None,
    ("PUT", "/v1/session/password"): Scope.STAFF,
    ("POST", "/v1/tags"): Scope.INGEST,
    ("GET", "/v1/users"): Scope.ADMIN,
    ("POST", "/v1/users"): Scope.ADMIN,
    ("DELETE", "/v1/users/{user_id}"): Scope.ADMIN,
    ("PATCH", "/v1/users/{user_id}"): Scope.ADMIN,
    ("GET", "/v1/vocabulary"): Scope.READ,
    ("GET", "/v1/assets/{asset_id}/rights"): Scope.STAFF,
    ("PUT", "/v1/assets/{asset_id}/rights"): Scope.RIGHTS,
    ("GET", "/v1/rights"): Scope.STAFF,
    ("POST", "/v1/links"): Scope.INGEST,
    ("GET", "/v1/links"): Scope.INGEST,
    ("DELETE", "/v1/links/{link_id}"): Scope.INGEST,
    ("POST", "/v1/assets/{asset_id}/links"): Scope.RIGHTS,
    ("GET", "/wear/v1/me"): Scope.WEARER,
    ("DELETE", "/wear/v1/me"): Scope.WEARER,
    ("PUT", "/wear/v1/me/about"): Scope.WEARER,
    ("PUT", "/wear/v1/me/contact"): Scope.WEARER,
    ("POST", "/wear/v1/photos"): Scope.WEARER,
    ("DELETE", "/wear/v1/photos/{asset_id}"): Scope.WEARER,
    ("PATCH", "/wear/v1/photos/{asset_id}"): Scope.WEARER,
    ("PUT", "/wear/v1/photos/{asset_id}/purposes"): Scope.WEARER,
    ("PUT", "/wear/v1/photos/{asset_id}/subject"): Scope.WEARER,
    ("POST", "/wear/v1/photos/{asset_id}/decline"): Scope.WEARER,
    ("GET", "/wear/v1/photos/{asset_id}/{name}.jpg"): Scope.WEARER,
    ("GET", "/v1/ledger"): Scope.STAFF,
    ("GET", "/v1/ledger/verify"): Scope.STAFF,
    ("GET", "/v1/claims"): Scope.STAFF,
    ("POST", "/v1/claims/{claim_id}"): Scope.RIGHTS,
    ("GET", "/v1/erasures"): Scope.STAFF,
    ("POST", "/v1/erasures"): Scope.RIGHTS,
    ("GET", "/v1/erasures/{erasure_id}"): Scope.STAFF,
    ("POST", "/v1/erasures/{erasure_id}/verify"): Scope.STAFF,
    ("GET", "/v1/health"): Scope.ADMIN,
    ("GET", "/v1/retention"): Scope.STAFF,
    ("GET", "/v1/representation"): Scope.STAFF,
    ("POST", "/v1/retention/run"): Scope.RIGHTS,
    ("GET", "/v1/consent-texts"): Scope.READ,
    ("POST", "/v1/consent-texts"): Scope.RIGHTS,
    ("GET", "/v1/consent-texts/versions"): Scope.STAFF,
    ("GET", "/v1/assets/{asset_id}/original.jpg"): Scope.STAFF,
    ("GET", "/v1/assets/{asset_id}/masks.png"): Scope.STAFF,
    ("PUT", "/v1/assets/{asset_id}/veils"): Scope.RIGHTS,
    ("PUT", "/v1/assets/{asset_id}/subject"): Scope.RIGHTS,
    ("PUT", "/v1/assets/{asset_id}/hidden"): Scope.RIGHTS,
    ("GET", "/v1/reports"): Scope.STAFF,
    ("POST", "/v1/reports/{report_id}/close"): Scope.RIGHTS,
    ("GET", "/v1/requests"): Scope.STAFF,
    ("POST", "/v1/requests"): Scope.RIGHTS,
    ("GET", "/v1/requests/{request_id}"): Scope.STAFF,
    ("POST", "/v1/requests/{request_id}/answer"): Scope.RIGHTS,
    ("POST", "/v1/requests/{request_id}/cancel"): Scope.RIGHTS,
    ("POST", "/v1/requests/{request_id}/remind"): Scope.RIGHTS,
    ("POST", "/v1/requests/{request_id}/send"): Scope.RIGHTS,
    ("GET", "/v1/requests/{request_id}/text"): Scope.STAFF,
    ("PATCH", "/v1/assets/{asset_id}/tags"): Scope.INGEST,
    ("POST", "/v1/assets/{asset_id}/tags/undo"): Scope.INGEST,
    ("GET", "/v1/assets/{asset_id}/edits"): Scope.STAFF,
    ("GET", "/v1/library"): Scope.STAFF,
    ("GET", "/v1/review"): Scope.STAFF,
    ("POST", "/v1/find-person"): Scope.RIGHTS,
}
"""A route that is added gets a line here, or `test_every_route_has_its_scope` fails."""

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE", "FOO")
PATHS = sorted({path for _, path in ROUTE_SCOPES})
VALUES = {
    "erasure_id": "1",
    "asset_id": "a1",
    "sku": "SKU-1",
    "job_id": "j",
    "name": "thumb",
    "key_id": "k",
    "user_id": "u",
    "lang": "en",
    "folder": "wear",
    "claim_id": "c",
    "report_id": "r",
    "request_id": "q",
    "link_id": "l",
}
REFUSALS = {"key-missing", "scope-missing", "csrf", "origin"}
SHOP = "https://shop.example"
WEARER = "good-link"
NOTHING: frozenset[Scope] = frozenset()
PASSWORD = "correct horse battery"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of caller.

    Attributes:
        scopes: What it may.
        role: Of who is signed in.
        csrf: Whether the session's token is sent.
    """

    scopes: frozenset[Scope] = NOTHING
    headers: dict[str, str] = field(default_factory=dict)
    address: tuple[str, int] = STRANGER
    role: Role | None = None
    csrf: bool = True
    sites: tuple[str, ...] = ()


def key(*scopes):
    return Kind(scopes=frozenset(scopes), headers={"Authorization": f"Bearer wb_{scopes[0]}"})


KINDS = {
    "nobody": Kind(),
    "nobody-of-an-open-gallery": Kind(scopes=frozenset({Scope.SHOPPER}), sites=(SHOP,)),
    "page-of-the-shop": Kind(scopes=frozenset({Scope.SHOPPER}), sites=(SHOP,), headers={"Origin": SHOP}),
    "page-of-another-site": Kind(sites=(SHOP,), headers={"Origin": "https://evil.example"}),
    "this-machine": Kind(scopes=frozenset({Scope.READ}), address=LOOPBACK),
    "this-machine-led-by-another-site": Kind(address=LOOPBACK, headers={"Sec-Fetch-Site": "cross-site"}),
    "this-machines-proxy": Kind(address=LOOPBACK, headers={"X-Forwarded-For": "203.0.113.7"}),
    "wearer": Kind(scopes=frozenset({Scope.WEARER}), headers={"Authorization": f"Wearer {WEARER}"}),
    "wearer-of-a-bad-link": Kind(headers={"Authorization": "Wearer bad-link"}),
    "unknown-key": Kind(headers={"Authorization": "Bearer wb_none"}),
    "other-scheme": Kind(headers={"Authorization": "Basic YTpi"}),
    "unknown-session": Kind(headers={"Cookie": f"{SECURE_COOKIE}=none"}),
    **{f"key-{scope}": key(scope) for scope in (Scope.READ, Scope.INGEST, Scope.STAFF, Scope.RIGHTS, Scope.ADMIN)},
    **{f"session-{role}": Kind(scopes=ROLE_SCOPES[role], role=role) for role in Role},
    **{f"session-{role}-without-token": Kind(scopes=ROLE_SCOPES[role], role=role, csrf=False) for role in Role},
    "session-used-by-another-site": Kind(role=Role.ADMIN, headers={"Sec-Fetch-Site": "cross-site"}),
    "session-used-by-a-neighbour": Kind(role=Role.ADMIN, headers={"Sec-Fetch-Site": "same-site"}),
}


def read_wearer(token):
    if token != WEARER:
        message = "This link is not valid, or no longer."
        raise KeyMissingError(message)
    return Caller(key_id="", scopes=frozenset({Scope.WEARER}), link_id="l1")


class Asker:
    """Asks as one kind of caller."""

    def __init__(self, kind, client, engine):
        self.kind = kind
        self._client = client
        self._engine = engine

    def ask(self, method, path, **values):
        headers = dict(self.kind.headers)
        if self.kind.role is not None:
            # A session of its own each time: some of what is asked for ends it.
            made = self._engine.staff.sign_in(self.kind.role, PASSWORD)
            headers["Cookie"] = f"{SECURE_COOKIE}={made.token}"
            headers |= {CSRF_HEADER: made.session.csrf} if self.kind.csrf else {}
        return self._client.request(method, path.format(**VALUES), headers=headers, **values)

    def may(self, method, path):
        scope = ROUTE_SCOPES[method, path]
        if scope is None:
            # Nobody is signed in by a page of another site.
            return (method, path) != ("POST", "/v1/session") or not {
                "Origin",
                "Sec-Fetch-Site",
            } & self.kind.headers.keys()
        if self.kind.role is not None and not self.kind.csrf and method not in SAFE_METHODS:
            return False
        return any(scope in INCLUDED[own] for own in self.kind.scopes)


@contextmanager
def asking(kind):
    engine = FakeEngine(
        allowed_hosts=["console.example"],
        shop_origins=list(kind.sites),
        rate_per_minute_key=10**6,
        rate_per_minute_address=10**6,
    )
    for role in Role:
        engine.staff.add(role.value, role, password=PASSWORD)
    app = create_app(engine)
    brief = JobEvents(engine.records.count_jobs, life_s=0)
    app.state.services = replace(app.state.services, read_wearer=read_wearer, events=brief)
    host = "localhost" if kind.address is LOOPBACK else "console.example"
    with open_app(app, address=kind.address, host=host) as client:
        yield Asker(kind, client, engine)


@pytest.fixture(scope="module", autouse=True)
def quiet():
    """Ten thousand requests are not logged."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="module", params=KINDS)
def asker(request):
    with asking(KINDS[request.param]) as opened:
        yield opened


def code_of(answer):
    return answer.json()["code"] if answer.headers.get("content-type") == "application/problem+json" else ""


def is_there(method, path):
    """Whether a route answers, also one whose path only looks alike: a photo may have the id "batch"."""
    asked = path.format(**VALUES)
    return any(method in route.methods and route.path_regex.match(asked) for route in ROUTES)


def test_every_route_has_its_scope():
    found = {(method, route.path): scope_needed(route.endpoint) for route in ROUTES for method in route.methods}
    assert found == ROUTE_SCOPES


def test_each_caller_gets_what_it_may_and_nothing_else(asker):
    wrong = []
    for method, path in sorted(ROUTE_SCOPES, key=lambda operation: operation[0] == "DELETE"):
        answer = asker.ask(method, path)
        refused = code_of(answer) in REFUSALS
        if refused == asker.may(method, path) or (refused and answer.status_code not in {401, 403}):
            wrong.append((method, path, answer.status_code, code_of(answer)))
    assert wrong == []


def test_whoever_is_refused_is_refused_before_the_body_is_read(asker):
    read = []

    def body():
        read.append(True)
        yield b"x"

    for method, path in sorted(ROUTE_SCOPES):
        if not asker.may(method, path):
            asker.ask(method, path, content=body())
    assert read == []


def test_methods_that_a_path_does_not_have_do_nothing(asker):
    read, wrong = [], []

    def body():
        read.append(True)
        yield b"x"

    for path in PATHS:
        for method in METHODS:
            if not is_there(method, path):
                status = asker.ask(method, path, content=body()).status_code
                wrong += [] if status == 405 else [(method, path, status)]
    assert (read, wrong) == ([], [])


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/",
        "/v1/none",
        "/admin",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/gallery/wornby-gallery.js",
        "//v1/keys",
    ],
)
def test_nothing_else_is_there(asker, path):
    assert asker.ask("GET", path).status_code == 404


def test_whoever_is_refused_is_told_how_to_come_in():
    with open_client(FakeEngine(), address=STRANGER) as client:
        answer = client.get("/v1/products")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_endpoint_that_says_nothing_needs_admin():
    assert scope_needed(lambda: None) is Scope.ADMIN


def test_the_document_tells_the_scopes():
    with open_client(FakeEngine()) as client:
        paths = client.get("/openapi.json").json()["paths"]
    told = {
        (method.upper(), path): operation.get("x-wornby-scope")
        for path, operations in paths.items()
        for method, operation in operations.items()
    }
    assert told == {operation: ROUTE_SCOPES[operation] for operation in told}
    assert all(
        path.startswith(("/v1", "/wear/v1")) for method, path in ROUTE_SCOPES.keys() - told.keys() if method != "GET"
    )


@pytest.mark.parametrize("scope", [Scope.SHOPPER, Scope.WEARER])
@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.role is None])
def test_what_is_for_shoppers_or_wearers_is_for_them(kind, scope):
    """No route of the kind is here yet, so one is added."""
    asked = KINDS[kind]
    app = create_app(FakeEngine(shop_origins=list(asked.sites), allowed_hosts=["console.example"]))
    app.state.services = replace(app.state.services, read_wearer=read_wearer)
    router = APIRouter(route_class=GuardedRoute)

    @router.get("/probe")
    @needs(scope)
    def get(request: Request) -> str:
        return caller_of(request).actor

    app.include_router(router)
    host = "localhost" if asked.address is LOOPBACK else "console.example"
    with open_app(app, address=asked.address, host=host) as client:
        answer = client.get("/probe", headers=asked.headers)
    assert (answer.status_code == 200) == any(scope in INCLUDED[own] for own in asked.scopes)


def test_no_scope_includes_a_wearers_but_its_own():
    assert [scope for scope, included in INCLUDED.items() if Scope.WEARER in included] == [Scope.WEARER]


@pytest.mark.parametrize(
    ("caller", "actor"),
    [
        (Caller(key_id="", scopes=NOTHING), ""),
        (Caller(key_id="k1", scopes=NOTHING, name="till"), "key/k1"),
        (Caller(key_id="", scopes=NOTHING, name="ada", user_id="u1"), "staff/u1"),
        (Caller(key_id="", scopes=NOTHING, link_id="l1"), "wearer/l1"),
    ],
    ids=["nobody", "key", "user", "wearer"],
)
def test_in_whose_name_an_act_is_written_down(caller, actor):
    assert caller.actor == actor


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
