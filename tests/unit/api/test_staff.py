import json

import pytest

from tests.unit.api.conftest import LOOPBACK, STRANGER, open_client
from tests.unit.api.fakes import FakeEngine
from wornby.api.sessions import COOKIE, CSRF_HEADER, SECURE_COOKIE
from wornby.datamodel import Scope
from wornby.datamodel.staff import Role

PASSWORD = "correct horse battery"
HOST = "shop.example"


@pytest.fixture
def engine():
    engine = FakeEngine(allowed_hosts=[HOST])
    for role in Role:
        engine.staff.add(role.value, role, password=PASSWORD)
    return engine


@pytest.fixture
def stranger(engine):
    with open_client(engine, address=STRANGER, host=HOST) as opened:
        yield opened


def sign_in(client, name="admin", password=PASSWORD, **headers):
    return client.post("/v1/session", json={"name": name, "password": password}, headers=headers)


def session_headers(engine, name, *, csrf=True):
    made = engine.staff.sign_in(name, PASSWORD)
    headers = {"Cookie": f"{SECURE_COOKIE}={made.token}"}
    return headers | ({CSRF_HEADER: made.session.csrf} if csrf else {})


@pytest.fixture
def admin(stranger, engine):
    """Asks as the signed-in admin."""
    headers = session_headers(engine, "admin")

    def ask(method, path, **values):
        return stranger.request(method, path, headers=headers | values.pop("headers", {}), **values)

    return ask


# Signing in


def test_signing_in_gives_a_cookie_and_a_token(stranger):
    answer = sign_in(stranger)
    assert answer.status_code == 200
    assert answer.json()["name"] == "admin"
    assert answer.json()["role"] == "admin"
    assert answer.json()["scopes"] == ["admin", "ingest", "read", "rights", "shopper", "staff"]
    assert len(answer.json()["csrf"]) >= 32
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "host", "start", "secure"),
    [
        pytest.param(STRANGER, HOST, f"{SECURE_COOKIE}=", True, id="elsewhere"),
        pytest.param(LOOPBACK, "localhost", f"{COOKIE}=", False, id="this-machine"),
    ],
)
def test_the_cookie_is_for_this_server_alone_and_for_no_script(engine, *, address, host, start, secure):
    with open_client(engine, address=address, host=host) as client:
        cookie = sign_in(client).headers["set-cookie"]
    parts = {part.strip().lower() for part in cookie.split(";")}
    assert cookie.startswith(start)
    assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= parts
    assert ("secure" in parts) == secure
    assert not any(part.startswith("domain") for part in parts)


def test_behind_a_proxy_on_this_machine_the_cookie_is_secure(engine):
    with open_client(engine, host=HOST) as client:
        cookie = sign_in(client, **{"X-Forwarded-For": "203.0.113.7"}).headers["set-cookie"]
    assert cookie.startswith(SECURE_COOKIE)


@pytest.mark.parametrize(("name", "password"), [("admin", "wrong password"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_or_password(stranger, name, password):
    answer = sign_in(stranger, name, password)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        pytest.param("", "application/json", 400, id="empty"),
        pytest.param("[]", "application/json", 422, id="list"),
        pytest.param('{"name": "admin"}', "application/json", 422, id="half"),
        pytest.param('{"name": "admin", "password": "x", "role": "admin"}', "application/json", 422, id="more"),
        pytest.param('{"name": 1, "password": "x"}', "application/json", 422, id="number"),
        pytest.param("name=admin&password=x", "application/x-www-form-urlencoded", 400, id="form"),
        pytest.param('{"name": "admin", "password": "x"}', "text/plain", 400, id="plain"),
    ],
)
def test_what_is_no_request_to_sign_in(stranger, content, content_type, status):
    answer = stranger.post("/v1/session", content=content.encode(), headers={"Content-Type": content_type})
    assert answer.status_code == status


def test_a_password_is_not_repeated(stranger):
    answer = stranger.post("/v1/session", json={"name": ["x"], "password": "hunter2"})
    assert "hunter2" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_no_other_site_signs_somebody_in(stranger, headers):
    answer = sign_in(stranger, **headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers", [{"Origin": f"https://{HOST}"}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}], ids=str
)
def test_an_own_page_signs_somebody_in(stranger, headers):
    assert sign_in(stranger, **headers).status_code == 200


def test_guessing_is_slowed_down(stranger):
    statuses = [sign_in(stranger, "admin", f"wrong password {n}").status_code for n in range(6)]
    assert statuses == [401] * 5 + [429]
    assert sign_in(stranger, "viewer").status_code == 200


def test_guessing_on_this_machine_is_slowed_down_too(engine):
    with open_client(engine) as client:
        statuses = [sign_in(client, "admin", f"wrong password {n}").status_code for n in range(6)]
    assert statuses == [401] * 5 + [429]


# Sessions


@pytest.mark.parametrize("role", Role)
def test_who_is_signed_in(stranger, engine, role):
    headers = session_headers(engine, role.value, csrf=False)
    answer = stranger.get("/v1/session", headers=headers)
    assert (answer.status_code, answer.json()["role"]) == (200, role)
    assert answer.json()["csrf"]


def test_whose_key_it_is(engine):
    with open_client(engine, address=STRANGER, key="wb_staff", host=HOST) as client:
        answer = client.get("/v1/session")
    assert answer.json() == {
        "name": "wb_staff",
        "role": None,
        "scopes": ["read", "shopper", "staff"],
        "csrf": "",
        "expires_at": None,
        "oidc": False,
    }


def test_nobody_is_signed_in(stranger):
    assert stranger.get("/v1/session").status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 200, id="anybody"),
        pytest.param({CSRF_HEADER: "x"}, 401, id="page-of-staff"),
        pytest.param({CSRF_HEADER: "x", "Cookie": f"{COOKIE}=ended"}, 401, id="with-a-cookie"),
    ],
)
def test_on_this_machine_a_page_of_staff_is_told_that_its_session_has_ended(engine, headers, status):
    with open_client(engine, address=LOOPBACK) as client:
        assert client.get("/v1/products", headers=headers).status_code == status


@pytest.mark.parametrize("csrf", [None, "", "x", "ü"], ids=["none", "empty", "wrong", "letter"])
def test_an_act_needs_the_sessions_token(stranger, engine, csrf):
    headers = session_headers(engine, "admin", csrf=False)
    headers |= {} if csrf is None else {CSRF_HEADER: csrf.encode()}
    answer = stranger.post("/v1/keys", json={"name": "till", "scopes": ["read"]}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert engine.keys == []


def test_the_token_of_another_session_does_not_do(stranger, engine):
    headers = session_headers(engine, "admin", csrf=False)
    headers[CSRF_HEADER] = engine.staff.sign_in("admin", PASSWORD).session.csrf
    assert stranger.post("/v1/keys", json={"name": "till", "scopes": ["read"]}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("further", "status"),
    [
        pytest.param({"Origin": "https://evil.example"}, 403, id="other-origin"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 401, id="other-site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 401, id="neighbour"),
        pytest.param({"Sec-Fetch-Site": "same-origin", "Origin": f"https://{HOST}"}, 201, id="own-page"),
    ],
)
def test_a_session_is_used_by_own_pages_alone(stranger, engine, further, status):
    headers = session_headers(engine, "admin") | further
    answer = stranger.post("/v1/keys", json={"name": "till", "scopes": ["read"]}, headers=headers)
    assert answer.status_code == status


def test_a_cookie_of_the_plain_name_is_no_session_elsewhere(stranger, engine):
    token = engine.staff.sign_in("admin", PASSWORD).token
    assert stranger.get("/v1/session", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 401


def test_a_key_goes_before_a_cookie(stranger, engine):
    headers = session_headers(engine, "admin") | {"Authorization": "Bearer wb_read"}
    assert stranger.get("/v1/users", headers=headers).status_code == 403


def test_signing_out(stranger, engine):
    headers = session_headers(engine, "viewer")
    answer = stranger.delete("/v1/session", headers=headers)
    assert answer.status_code == 204
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert stranger.get("/v1/session", headers=headers).status_code == 401


def test_a_key_cannot_sign_out(engine):
    with open_client(engine, address=STRANGER, key="wb_admin", host=HOST) as client:
        assert client.delete("/v1/session").status_code == 403


def test_another_password(stranger, engine):
    headers = session_headers(engine, "viewer")
    asked = {"old": PASSWORD, "new": "another long password"}
    assert stranger.put("/v1/session/password", json=asked, headers=headers).status_code == 204
    assert stranger.get("/v1/session", headers=headers).status_code == 401
    assert sign_in(stranger, "viewer", "another long password").status_code == 200


def test_another_password_needs_the_present_one(stranger, engine):
    headers = session_headers(engine, "viewer")
    asked = {"old": "wrong password", "new": "another long password"}
    assert stranger.put("/v1/session/password", json=asked, headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (Role.VIEWER, (200, 403, 403)),
        (Role.EDITOR, (200, 201, 403)),
        (Role.RIGHTS, (200, 403, 403)),
        (Role.ADMIN, (200, 201, 204)),
    ],
)
def test_roles_see_what_is_not_shown_and_do_what_they_may(stranger, engine, role, statuses):
    headers = session_headers(engine, role.value)
    decision = {"product": "SKU-1", "verdict": "confirmed", "place": "upper"}
    answers = (
        stranger.get("/v1/assets/a2", headers=headers),
        stranger.post("/v1/assets/a1/matches", json=decision, headers=headers),
        stranger.delete("/v1/assets/a1", headers=headers),
    )
    assert tuple(answer.status_code for answer in answers) == statuses


# Users


def test_users_are_listed_without_their_hashes(admin):
    answer = admin("GET", "/v1/users")
    assert [user["name"] for user in answer.json()["users"]] == ["admin", "editor", "rights", "viewer"]
    assert "fake:" not in answer.text
    assert "password" not in answer.text


def test_a_user_is_made_and_signs_in(admin, stranger, engine):
    answer = admin("POST", "/v1/users", json={"name": "Zoe", "role": "viewer", "password": PASSWORD})
    assert (answer.status_code, answer.json()["name"]) == (201, "zoe")
    assert sign_in(stranger, "zoe").status_code == 200
    added = next(entry for entry in engine.staff_store.entries if entry.subject == answer.json()["id"])
    assert (added.actor, added.action) == (f"staff/{engine.staff.named('admin').id}", "user-added")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"name": "viewer", "role": "viewer", "password": PASSWORD}, 400),
        ({"name": "zoe", "role": "viewer", "password": "short"}, 400),
        ({"name": "zoe", "role": "root", "password": PASSWORD}, 422),
        ({"name": "a b", "role": "viewer", "password": PASSWORD}, 400),
    ],
    ids=["name-taken", "password", "role", "name"],
)
def test_users_that_are_not_made(admin, asked, status):
    assert admin("POST", "/v1/users", json=asked).status_code == status


def test_a_user_gets_another_role(admin, engine):
    user = engine.staff.named("viewer")
    assert admin("PATCH", f"/v1/users/{user.id}", json={"role": "rights"}).json()["role"] == "rights"


def test_a_user_gets_another_password(admin, engine, stranger):
    user = engine.staff.named("viewer")
    answer = admin("PATCH", f"/v1/users/{user.id}", json={"password": "another long password"})
    assert answer.status_code == 200
    assert sign_in(stranger, "viewer", "another long password").status_code == 200


def test_a_user_is_disabled_and_enabled(admin, engine, stranger):
    user = engine.staff.named("viewer")
    assert admin("DELETE", f"/v1/users/{user.id}").json()["disabled_at"]
    assert sign_in(stranger, "viewer").status_code == 401
    assert admin("PATCH", f"/v1/users/{user.id}", json={"disabled": False}).json()["disabled_at"] is None
    assert sign_in(stranger, "viewer").status_code == 200


@pytest.mark.parametrize(
    ("method", "values"),
    [("DELETE", {}), ("PATCH", {"json": {"role": "viewer"}}), ("PATCH", {"json": {"password": "x"}})],
)
def test_nobody_shuts_themselves_out(admin, engine, method, values):
    user = engine.staff.named("admin")
    assert admin(method, f"/v1/users/{user.id}", **values).status_code == 409


@pytest.mark.parametrize("method", ["DELETE", "PATCH"])
def test_unknown_users(admin, method):
    values = {"json": {}} if method == "PATCH" else {}
    assert admin(method, "/v1/users/none", **values).status_code == 404


# Keys


def test_a_key_is_made_listed_and_revoked(admin, engine):
    made = admin("POST", "/v1/keys", json={"name": "till", "scopes": ["read"]})
    assert (made.status_code, made.json()["secret"]) == (201, "wb_secret")
    assert made.headers["cache-control"] == "no-store"
    listed = admin("GET", "/v1/keys")
    assert [key["name"] for key in listed.json()["keys"]] == ["till"]
    assert "secret" not in listed.text
    assert admin("DELETE", f"/v1/keys/{made.json()['id']}").json()["revoked_at"]
    by = f"staff/{engine.staff.named('admin').id}"
    assert engine.calls[-2:] == [("create_key", by, "k0"), ("revoke_key", by, "k0")]


def test_staff_are_told_who_acts(engine, stranger):
    engine.create_key("till", frozenset({Scope.READ}), by="staff/cli")
    answer = stranger.get("/v1/actors", headers=session_headers(engine, "viewer"))
    users = {f"staff/{user.id}": user.name for user in engine.staff.list()}
    assert {each["actor"]: each["name"] for each in answer.json()["actors"]} == users | {"key/k0": "till"}


@pytest.mark.parametrize("scopes", [[], ["root"], "read"], ids=json.dumps)
def test_keys_that_are_not_made(admin, scopes):
    assert admin("POST", "/v1/keys", json={"name": "till", "scopes": scopes}).status_code == 422


def test_unknown_keys(admin):
    assert admin("DELETE", "/v1/keys/none").status_code == 404


@pytest.mark.parametrize("typed", ["ADMIN", "\uff41dmin", " admin"])
def test_guessing_under_another_spelling_is_the_same_guessing(stranger, typed):
    for number in range(5):
        sign_in(stranger, "admin", f"wrong password {number}")
    assert sign_in(stranger, typed, "wrong password").status_code == 429
