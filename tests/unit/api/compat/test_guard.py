"""The door of the drop-in endpoints, with a service of this test's own."""

import pytest
from fastapi import HTTPException, Request
from starlette.responses import JSONResponse

from tests.unit.api.conftest import LOOPBACK, STRANGER, open_app
from tests.unit.api.fakes import FakeEngine
from wornby.api import compat, create_app
from wornby.api.compat.guard import (
    CompatRoute,
    ServiceError,
    admit,
    admit_anybody,
    admit_with_key,
    admit_with_secret,
    compat_router,
    purposes_of,
    same,
)
from wornby.api.errors import problem_from
from wornby.datamodel import Purpose, Scope
from wornby.errors import ConfigurationError, InputError, UnknownComponentError
from wornby.settings import Settings

FOR_ANYBODY = {"/{cloud}/image/{kind}/{rest:path}", "/image/{kind}/{rest:path}", "/{cloud}/iu/{rest:path}"}
"""Routes that a service gives to everybody; a route of that kind gets a line here."""


async def check(request: Request):
    name, _, secret = request.headers.get("x-client", "").partition(":")
    if not name:
        message = "Who asks?"
        raise ServiceError(message, code="NoName", status=403)
    if name == "signed":
        access, _, signature = secret.partition("/")
        return await admit(request, access, verify=lambda own: same(own, signature), scope=Scope.INGEST)
    if name == "key":
        return await admit_with_key(request, secret, scope=Scope.INGEST)
    return await admit_with_secret(request, name, secret=secret, scope=Scope.INGEST)


def tell(request: Request, error: Exception):
    if isinstance(error, ServiceError):
        return JSONResponse({"fault": error.code, "says": error.message}, status_code=error.status)
    problem = problem_from(error)
    return JSONResponse({"fault": problem.code, "says": problem.detail}, status_code=problem.status)


router = compat_router(check=check, tell=tell)


@router.post("/probe/{number}")
async def probe(request: Request, number: int):
    if number == 404:
        raise HTTPException(404)
    if number == 500:
        raise ConfigurationError(str(number))
    return {"number": number, "by": request.state.caller.actor}


@pytest.fixture
def engine(monkeypatch):
    monkeypatch.setitem(compat.COMPAT, "probe", router)
    made = FakeEngine(rate_per_minute_address=3)
    made.create_key("ingest", frozenset({Scope.INGEST}), by="")
    made.create_key("read", frozenset({Scope.READ}), by="")
    return made


@pytest.fixture
def client(engine):
    with open_app(create_app(engine, compat=["probe"])) as opened:
        yield opened


def ask(client, who=None, number=1, **values):
    return client.post(f"/probe/{number}", headers={"X-Client": who.encode()} if who else {}, **values)


def secret_of(engine, key_id):
    return engine.clients.credentials(key_id).secret_access_key


def test_nothing_is_there_unless_asked_for(engine) -> None:
    with open_app(create_app(engine)) as client:
        assert ask(client, "key:wb_ingest").status_code == 404


def test_no_document_lists_it(client) -> None:
    assert "/probe" not in client.get("/openapi.json").text


def test_nobody_is_refused_in_the_services_shape(client) -> None:
    answer = ask(client)
    assert (answer.status_code, answer.json()) == (403, {"fault": "NoName", "says": "Who asks?"})


def test_whoever_is_refused_is_refused_before_the_body_is_read(client) -> None:
    read = []

    def body():
        read.append(True)
        yield b"x"

    ask(client, content=body())
    assert read == []


@pytest.mark.parametrize("form", ["signed:wbk_k0/{}", "wbk_k0:{}"], ids=["signature", "password"])
def test_a_client_secret_opens(engine, client, form) -> None:
    answer = ask(client, form.format(secret_of(engine, "k0")))
    assert (answer.status_code, answer.json()) == (200, {"number": 1, "by": "key/k0"})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("who", ["key:wb_ingest", "anything:wb_ingest"], ids=["key", "password"])
def test_a_keys_own_secret_opens(client, who) -> None:
    assert ask(client, who).json()["by"] == "key/wb_ingest"


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("signed:wbk_none/x", 401, "key-missing"),
        ("signed:k0/x", 401, "key-missing"),
        ("signed:wbk_k0/x", 401, "signature"),
        ("signed:wbk_k0/\u00e9", 401, "signature"),
        ("wbk_k0:", 401, "signature"),
        ("key:wb_none", 401, "key-missing"),
        ("key:wb_read", 403, "scope-missing"),
    ],
    ids=["unknown", "no-prefix", "other-secret", "not-ascii", "no-secret", "unknown-key", "scope"],
)
def test_others_are_refused(client, who, status, code) -> None:
    answer = ask(client, who)
    assert (answer.status_code, answer.json()["fault"]) == (status, code)


def test_a_scope_counts_for_a_signature_too(engine, client) -> None:
    assert ask(client, f"signed:wbk_k1/{secret_of(engine, 'k1')}").json()["fault"] == "scope-missing"


def test_a_revoked_key_is_refused_at_once(engine, client) -> None:
    who = f"signed:wbk_k0/{secret_of(engine, 'k0')}"
    assert ask(client, who).status_code == 200
    engine.revoke_key("k0", by="")
    assert ask(client, who).json()["fault"] == "key-missing"


@pytest.mark.parametrize(
    ("number", "status", "code"), [("x", 422, "request"), (404, 404, "not-found"), (500, 500, "configuration")]
)
def test_every_expected_error_has_the_services_shape(client, number, status, code) -> None:
    answer = ask(client, "key:wb_ingest", number)
    assert (answer.status_code, answer.json()["fault"]) == (status, code)


def test_a_body_that_is_too_large_has_the_services_shape_while_it_streams_in(engine) -> None:
    router_with_body = compat_router(check=check, tell=tell)

    @router_with_body.post("/sink")
    async def sink(request: Request):
        return {"size": len(await request.body())}

    app = create_app(engine)
    app.include_router(router_with_body)
    with open_app(app) as client:
        answer = client.post("/sink", headers={"X-Client": "key:wb_ingest"}, content=[b"x" * 15_000] * 2)
    assert (answer.status_code, answer.json()["fault"]) == (413, "body-too-large")


def test_whoever_guesses_from_outside_is_slowed_down(engine) -> None:
    with open_app(create_app(engine, compat=["probe"]), address=STRANGER) as client:
        found = [ask(client, "signed:wbk_k0/x").json()["fault"] for _ in range(4)]
    assert found == ["signature"] * 3 + ["busy"]


def test_requests_count_against_the_key(monkeypatch) -> None:
    monkeypatch.setitem(compat.COMPAT, "probe", router)
    engine = FakeEngine(rate_per_minute_key=2)
    with open_app(create_app(engine, compat=["probe"])) as client:
        found = [ask(client, "key:wb_ingest").status_code for _ in range(3)]
    assert found == [200, 200, 429]


@pytest.mark.parametrize("address", [LOOPBACK, STRANGER], ids=["here", "stranger"])
def test_anybody_is_nobody_known(address) -> None:
    open_router = compat_router(check=admit_anybody, tell=tell)

    @open_router.get("/open")
    async def show(request: Request):
        return {"by": request.state.caller.actor, "may": request.state.caller.may(Scope.READ)}

    app = create_app(FakeEngine())
    app.include_router(open_router)
    with open_app(app, address=address) as client:
        assert client.get("/open").json() == {"by": "", "may": False}


def test_services_are_sorted() -> None:
    assert list(compat.COMPAT) == sorted(compat.COMPAT)


def test_every_route_of_a_service_is_guarded() -> None:
    routes = [route for each in compat.COMPAT.values() for route in each.routes]
    assert [route.path for route in routes if not isinstance(route, CompatRoute)] == []
    assert {route.path for route in routes if type(route).check is admit_anybody} == FOR_ANYBODY


@pytest.mark.parametrize("address", [LOOPBACK, STRANGER], ids=["here", "stranger"])
def test_every_route_refuses_who_shows_no_credentials(address) -> None:
    """Also somebody on this machine, who may read without a key elsewhere."""
    engine = FakeEngine()
    wrong = []
    with open_app(create_app(engine, compat=list(compat.COMPAT)), address=address) as client:
        for service in compat.COMPAT.values():
            for route in service.routes:
                if route.path in FOR_ANYBODY:
                    continue
                path = route.path_format.format(**dict.fromkeys(route.param_convertors, "x"))
                for method in sorted(route.methods):
                    answer = client.request(method, path)
                    refused = answer.status_code in {400, 401, 403}
                    own_shape = answer.headers.get("content-type") != "application/problem+json"
                    wrong += [] if refused and own_shape else [(method, path, answer.status_code)]
    assert wrong == []


@pytest.mark.parametrize(
    ("words", "purposes"),
    [([], set()), (["appearance"], {Purpose.APPEARANCE}), (["display", "display"], {Purpose.DISPLAY})],
    ids=["none", "one", "twice"],
)
def test_purposes_are_the_operators_statement(words, purposes) -> None:
    assert purposes_of(Settings(compat_purposes=words)) == purposes


def test_an_unknown_purpose_is_told_at_the_start(engine) -> None:
    engine.settings = Settings(compat_purposes=["everything"])
    with pytest.raises(ConfigurationError, match="Known: display, appearance"):
        create_app(engine, compat=["probe"])


def test_an_unknown_service_is_answered_with_the_known_ones(engine) -> None:
    with pytest.raises(UnknownComponentError, match=r"none\. Known: .*probe"):
        create_app(engine, compat=["none"])


@pytest.mark.parametrize(("text", "names"), [("", ()), ("probe", ("probe",)), (" probe , ,probe", ("probe", "probe"))])
def test_names_in_a_list(engine, text, names) -> None:
    assert compat.names_in(text) == names


def test_an_unknown_name_in_a_list(engine) -> None:
    with pytest.raises(InputError, match="Known"):
        compat.names_in("probe,none")
