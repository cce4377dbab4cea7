"""Signing in at a provider, from the console's link to the session."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.api.conftest import LOOPBACK, STRANGER, open_client
from tests.unit.api.fakes import FakeEngine
from wornby.api.handshakes import COOKIE, SECURE_COOKIE, Handshakes
from wornby.api.sessions import CSRF_HEADER
from wornby.api.sessions import SECURE_COOKIE as SESSION
from wornby.datamodel.staff import Role
from wornby.engine.staff import SessionRules, Staff
from wornby.errors import SignInError
from wornby.identity import OidcClient, OidcProvider
from wornby.testing.fakes_staff import FakePasswords
from wornby.testing.oidc import CLIENT_ID, SECRET, run_provider
from wornby.transport.guarded import GuardedFetcher

HOST = "console.example"
BEGIN = "/v1/session/oidc"
PASSWORD = "correct horse battery"
ADDRESS = {"email": "Ada@shop.example", "email_verified": True}


class House:
    """A server, its provider, and a browser."""

    def __init__(self, provider, engine, client):
        self.provider = provider
        self.engine = engine
        self.client = client

    def leave(self, **headers):
        answer = self.client.get(BEGIN, headers=headers)
        assert answer.status_code == 303
        return answer.headers["location"], cookie_of(answer)

    def come_back(self, address, cookie, **headers):
        parts = urlsplit(self.provider.authorize(address))
        path = f"{parts.path}?{parts.query}"
        sites = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        return self.client.get(path, headers={"Cookie": cookie} | sites | headers)

    def sign_in(self):
        return self.come_back(*self.leave())


def cookie_of(answer):
    return answer.headers["set-cookie"].partition(";")[0]


@pytest.fixture(scope="module")
def provider():
    with run_provider() as opened:
        yield opened


@pytest.fixture
def house(provider):
    provider.subject, provider.claims, provider.header = "person-1", {}, {}
    engine = FakeEngine(allowed_hosts=[HOST])
    client = OidcClient(issuer=provider.url, client_id=CLIENT_ID, secret=SECRET)
    engine.staff = Staff(
        engine.staff_store,
        FakePasswords(),
        rules=SessionRules(lasts=timedelta(hours=12), idle=timedelta(hours=2)),
        provider=OidcProvider(client, GuardedFetcher(5.0, allow_private=True)),
    )
    with open_client(engine, address=STRANGER, host=HOST) as opened:
        yield House(provider, engine, opened)


def test_a_user_signs_in_and_comes_to_the_console(house):
    user = house.engine.staff.add_elsewhere("ada", Role.ADMIN, subject="person-1")
    answer = house.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    session, gone = answer.headers.get_list("set-cookie")
    assert session.startswith(f"{SESSION}=")
    assert {"httponly", "secure", "samesite=strict"} <= {part.strip().lower() for part in session.split(";")}
    assert gone.startswith(f'{SECURE_COOKIE}=""')
    seen = house.client.get("/v1/session", headers={"Cookie": session.partition(";")[0]}).json()
    assert (seen["name"], seen["role"], seen["oidc"]) == ("ada", "admin", True)
    assert [(entry.actor, entry.action) for entry in house.engine.staff_store.entries] == [
        ("staff/cli", "user-added"),
        (f"staff/{user.id}", "signed-in"),
    ]


def test_the_browser_is_sent_away_with_a_hash_of_its_secret_alone(house):
    address, cookie = house.leave()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["redirect_uri"] == f"https://{HOST}/v1/session/oidc/callback"
    assert len(asked["code_challenge"]) == 43
    assert all(asked[name] not in cookie for name in ("state", "nonce", "code_challenge"))
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3


@pytest.mark.parametrize(
    ("address", "host", "start", "secure"),
    [
        pytest.param(STRANGER, HOST, SECURE_COOKIE, True, id="elsewhere"),
        pytest.param(LOOPBACK, "localhost", COOKIE, False, id="this-machine"),
    ],
)
def test_the_cookie_of_an_attempt(house, *, address, host, start, secure):
    with open_client(house.engine, address=address, host=host) as client:
        cookie = client.get(BEGIN).headers["set-cookie"]
    parts = {part.strip().lower() for part in cookie.split(";")}
    assert cookie.startswith(f"{start}=")
    assert {"httponly", "samesite=lax", "path=/", "max-age=600"} <= parts
    assert ("secure" in parts) == secure


def test_a_user_by_address_is_bound_at_the_first_time(house):
    user = house.engine.staff.add_elsewhere("ada@shop.example", Role.EDITOR)
    house.provider.claims = ADDRESS
    assert house.sign_in().status_code == 303
    assert house.engine.staff.get(user.id).oidc_subject == f"{house.provider.url} person-1"
    house.provider.claims = {}
    assert house.sign_in().status_code == 303
    house.provider.subject, house.provider.claims = "person-2", ADDRESS
    assert house.sign_in().status_code == 401


@pytest.mark.parametrize(
    "claims",
    [{}, ADDRESS | {"email_verified": False}, ADDRESS | {"email": "eve@shop.example"}],
    ids=["no-address", "not-verified", "another"],
)
def test_nobody_becomes_a_user_by_signing_in(house, claims):
    house.engine.staff.add_elsewhere("ada@shop.example", Role.EDITOR)
    house.provider.claims = claims
    answer = house.sign_in()
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in")
    assert "--subject person-1" in answer.json()["detail"]
    assert "set-cookie" not in answer.headers
    assert len(house.engine.staff.list()) == 1


def test_a_user_with_a_password_is_not_taken_over_by_an_address(house):
    house.engine.staff.add("ada@shop.example", Role.ADMIN, password=PASSWORD)
    house.provider.claims = ADDRESS
    assert house.sign_in().status_code == 401


def test_a_disabled_user_stays_out(house):
    user = house.engine.staff.add_elsewhere("ada", Role.EDITOR, subject="person-1")
    house.engine.staff.change(user.id, disabled=True)
    assert house.sign_in().status_code == 401


def test_a_disabled_user_who_never_came_is_not_bound(house):
    user = house.engine.staff.add_elsewhere("ada@shop.example", Role.EDITOR)
    house.engine.staff.change(user.id, disabled=True)
    house.provider.claims = ADDRESS
    assert house.sign_in().status_code == 401
    assert house.engine.staff.get(user.id).oidc_subject is None


@pytest.mark.parametrize("spoil", ["no-cookie", "of-another-browser", "changed", "no-state", "no-code", "refused"])
def test_whoever_comes_back_otherwise_is_refused(house, spoil):
    house.engine.staff.add_elsewhere("ada", Role.EDITOR, subject="person-1")
    address, cookie = house.leave()
    parts = urlsplit(house.provider.authorize(address))
    query, headers = parts.query, {"Cookie": cookie}
    if spoil == "no-cookie":
        headers = {}
    elif spoil == "of-another-browser":
        headers = {"Cookie": house.leave()[1]}
    elif spoil == "changed":
        headers = {"Cookie": cookie[:-2] + ("AA" if cookie[-2:] != "AA" else "BB")}
    elif spoil == "no-state":
        query = query.partition("&")[0]
    elif spoil == "no-code":
        query = query.partition("&")[2]
    else:
        query += "&error=access_denied"
    answer = house.client.get(f"{parts.path}?{query}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in")
    assert "set-cookie" not in answer.headers


def test_a_code_is_for_once(house):
    house.engine.staff.add_elsewhere("ada", Role.EDITOR, subject="person-1")
    address, cookie = house.leave()
    parts = urlsplit(house.provider.authorize(address))
    path = f"{parts.path}?{parts.query}"
    statuses = [house.client.get(path, headers={"Cookie": cookie}).status_code for _ in range(2)]
    assert statuses == [303, 401]


def test_a_person_is_told_on_a_page(house):
    answer = house.client.get(f"{BEGIN}/callback", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert 'href="/console"' in answer.text


def test_coming_back_is_counted(house):
    statuses = [house.client.get(f"{BEGIN}/callback").status_code for _ in range(21)]
    assert statuses == [401] * 20 + [429]


def test_no_other_site_begins_a_sign_in(house):
    assert house.client.get(BEGIN, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_without_a_provider_there_is_nothing(house):
    with open_client(FakeEngine()) as client:
        assert client.get("/v1/session/methods").json() == {"password": True, "oidc": False}
        assert [client.get(path).status_code for path in (BEGIN, f"{BEGIN}/callback?code=x&state=y")] == [404, 404]
    assert house.client.get("/v1/session/methods").json() == {"password": True, "oidc": True}


@pytest.fixture
def admin(house):
    """Asks as an admin with a password."""
    house.engine.staff.add("root", Role.ADMIN, password=PASSWORD)
    made = house.engine.staff.sign_in("root", PASSWORD)
    headers = {"Cookie": f"{SESSION}={made.token}", CSRF_HEADER: made.session.csrf}
    return lambda method, path, body: house.client.request(method, path, json=body, headers=headers)


def test_an_admin_adds_a_user_who_signs_in_elsewhere(house, admin):
    answer = admin("POST", "/v1/users", {"name": "ada", "role": "viewer", "oidc": True, "subject": "person-1"})
    assert (answer.status_code, answer.json()["oidc"]) == (201, True)
    assert house.sign_in().status_code == 303


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"oidc": True}, 400),
        ({"oidc": True, "password": PASSWORD}, 422),
        ({"oidc": True, "subject": " x"}, 400),
        ({"subject": "x", "password": PASSWORD}, 422),
        ({}, 422),
    ],
    ids=["no-address", "both", "blank", "subject-alone", "neither"],
)
def test_users_that_are_not_made(admin, asked, status):
    assert admin("POST", "/v1/users", {"name": "ada", "role": "viewer"} | asked).status_code == status


def test_there_is_no_password_to_set_or_to_guess(house, admin):
    user = house.engine.staff.add_elsewhere("ada", Role.EDITOR, subject="person-1")
    assert admin("PATCH", f"/v1/users/{user.id}", {"password": "another long password"}).status_code == 409
    for password in ("", PASSWORD):
        with pytest.raises(SignInError):
            house.engine.staff.sign_in("ada", password)


def test_an_attempt_ends():
    moment = 1000.0
    ours = Handshakes(b"s" * 32, clock=lambda: moment)
    made = ours.begin()
    assert ours.find(made.token, state=made.state) == made
    moment += 601
    with pytest.raises(SignInError):
        ours.find(made.token, state=made.state)


@pytest.mark.parametrize("token", ["", "x", "..", "9999999999.x.y", "x.y.z", "9" * 5000])
def test_a_cookie_that_is_none_is_refused(token):
    with pytest.raises(SignInError):
        Handshakes(b"s" * 32).find(token, state="")


def test_another_library_does_not_know_an_attempt():
    made = Handshakes(b"s" * 32).begin()
    with pytest.raises(SignInError):
        Handshakes(b"t" * 32).find(made.token, state=made.state)
