import pytest
from fastapi import APIRouter, FastAPI, Request

from tests.unit.api.conftest import LOOPBACK, STRANGER, open_app, open_client
from tests.unit.api.fakes import FakeEngine
from wornby.api import create_app
from wornby.api.auth import GuardedRoute, caller_of, needs
from wornby.api.limits import SECURITY_HEADERS
from wornby.datamodel import Scope

SHOP = "https://shop.example"
EVIL = "https://evil.example"
PATH = "/gallery/v1/for-shoppers"


def app_for_shoppers(**settings):
    """The app with one route for shoppers, which the gallery's own will be."""
    app: FastAPI = create_app(FakeEngine(**settings))
    router = APIRouter(route_class=GuardedRoute)

    @router.get(PATH)
    @needs(Scope.SHOPPER)
    def get(request: Request) -> list[str]:
        return sorted(caller_of(request).scopes)

    @router.post(PATH)
    @needs(Scope.SHOPPER)
    def post() -> str:
        return "done"

    app.include_router(router)
    return app


@pytest.fixture
def stranger():
    with open_app(app_for_shoppers(shop_origins=[SHOP]), address=STRANGER) as client:
        yield client


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_of_the_shop_may_read(stranger, method):
    answer = stranger.request(method, PATH, headers={"Origin": SHOP})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    [EVIL, "null", "", "https://shop.example.evil.example", "http://shop.example", "https://shop.example:444", "*"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_of_another_site_may_not(stranger, method, origin):
    answer = stranger.request(method, PATH, headers={"Origin": origin})
    assert (answer.status_code, answer.json()["code"]) == (403, "origin")
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}], ids=["no-page", "own-page"])
def test_without_a_foreign_page_shoppers_are_shoppers(stranger, headers):
    answer = stranger.get(PATH, headers=headers)
    assert (answer.status_code, answer.json()) == (200, ["shopper"])


def test_without_sites_nobody_from_outside_is_a_shopper():
    with open_app(app_for_shoppers(), address=STRANGER) as client:
        assert client.get(PATH).status_code == 401


def test_on_this_machine_the_gallery_is_open():
    with open_app(app_for_shoppers(), address=LOOPBACK) as client:
        assert client.get(PATH).json() == ["read"]


def preflight(client, origin, path=PATH):
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return client.request("OPTIONS", path, headers=headers)


def test_a_browsers_question_beforehand(stranger):
    answer = preflight(stranger, SHOP)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert answer.headers["access-control-allow-methods"] == "GET, POST"
    assert answer.headers["access-control-allow-headers"] == "Content-Type"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    ("origin", "path"), [(EVIL, PATH), (SHOP, "/v1/products"), (SHOP, "/v1/session"), (SHOP, "/")], ids=str
)
def test_a_question_beforehand_about_what_is_not_for_it(stranger, origin, path):
    answer = preflight(stranger, origin, path)
    assert answer.status_code >= 400
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/products", "/", "/healthz", "/static/dom.js"])
def test_nothing_else_may_be_read_by_other_sites(path):
    with open_client(FakeEngine(shop_origins=[SHOP])) as client:
        answer = client.get(path, headers={"Origin": SHOP})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_what_is_shared_may_be_loaded_anywhere_under_the_other_headers(stranger):
    headers = stranger.get(PATH).headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    for name in SECURITY_HEADERS.keys() - {"Cross-Origin-Resource-Policy"}:
        assert headers[name] == SECURITY_HEADERS[name]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 200, id="no-browser"),
        pytest.param({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, 200, id="typed"),
        pytest.param({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200, id="own-page"),
        pytest.param({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200, id="link"),
        pytest.param({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 401, id="other-page"),
    ],
)
def test_other_sites_do_not_read_through_this_machines_browser(client, headers, status):
    assert client.get("/v1/products", headers=headers).status_code == status
