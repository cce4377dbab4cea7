import time
from urllib.parse import parse_qs, urlsplit

import pytest

from wornby.datamodel.staff import Identity
from wornby.errors import ProviderError, SignInError
from wornby.identity import OidcClient, OidcProvider
from wornby.testing.oidc import CLIENT_ID, SECRET, make_private, run_provider, to_jwk
from wornby.transport.guarded import GuardedFetcher

BACK = "https://console.example/v1/session/oidc/callback"
NOW = int(time.time())


class House:
    """Our side, with a clock that the test sets, and the provider."""

    def __init__(self, provider):
        self.provider = provider
        self.late_s = 0.0
        client = OidcClient(issuer=provider.url, client_id=CLIENT_ID, secret=SECRET)
        fetcher = GuardedFetcher(5.0, allow_private=True)
        self.ours = OidcProvider(client, fetcher, clock=lambda: time.time() + self.late_s)

    def sign_in(self, *, nonce="n1", verifier="v1", back=BACK):
        address = self.ours.address(back=BACK, state="s1", nonce="n1", verifier="v1")
        code = parse_qs(urlsplit(self.provider.authorize(address)).query)["code"][0]
        return self.ours.identify(code, back=back, nonce=nonce, verifier=verifier)


@pytest.fixture(params=["RS256"])
def house(request):
    with run_provider(algorithm=request.param) as provider:
        yield House(provider)


@pytest.mark.parametrize("house", ["RS256", "ES256"], indirect=True)
def test_somebody_signs_in(house):
    assert house.sign_in() == Identity(issuer=house.provider.url, subject="person-1")
    assert house.sign_in().key == house.ours.subject("person-1")
    assert house.provider.asked.count("/keys") == 1


def test_the_secret_goes_the_way_that_the_provider_takes(house):
    house.provider.said = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert house.sign_in().subject == "person-1"


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email": "ada@shop.example", "email_verified": True}, "ada@shop.example"),
        ({"email": "ada@shop.example", "email_verified": False}, ""),
        ({"email": "ada@shop.example", "email_verified": "true"}, ""),
        ({"email": "ada@shop.example"}, ""),
        ({"email": ["ada@shop.example"], "email_verified": True}, ""),
    ],
    ids=["verified", "not", "word", "silent", "list"],
)
def test_only_a_verified_address_counts(house, claims, email):
    house.provider.claims = claims
    assert house.sign_in().email == email


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        pytest.param({"iss": "https://evil.example"}, "another provider", id="issuer"),
        pytest.param({"aud": "another"}, "somebody else", id="audience"),
        pytest.param({"aud": [CLIENT_ID, "another"]}, "somebody else", id="two-audiences-without-azp"),
        pytest.param({"aud": [CLIENT_ID, "another"], "azp": "another"}, "somebody else", id="party"),
        pytest.param({"aud": None}, "somebody else", id="no-audience"),
        pytest.param({"exp": NOW - 3600}, "expired", id="expired"),
        pytest.param({"exp": None}, "expired", id="no-end"),
        pytest.param({"exp": "9999999999"}, "expired", id="end-as-text"),
        pytest.param({"iat": NOW + 3600}, "to come", id="future"),
        pytest.param({"nbf": NOW + 3600}, "to come", id="not-yet"),
        pytest.param({"nonce": "n2"}, "another attempt", id="nonce"),
        pytest.param({"nonce": None}, "another attempt", id="no-nonce"),
        pytest.param({"sub": ""}, "nobody", id="empty-subject"),
        pytest.param({"sub": None}, "nobody", id="no-subject"),
        pytest.param({"sub": "a b\n"}, "nobody", id="subject-of-two-lines"),
    ],
)
def test_a_token_that_is_not_for_this_is_refused(house, claims, said):
    house.provider.claims = claims
    with pytest.raises(SignInError, match=said):
        house.sign_in()


def test_two_audiences_with_us_as_the_party(house):
    house.provider.claims = {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID}
    assert house.sign_in().subject == "person-1"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        pytest.param({"alg": "none"}, "not RS256 or ES256", id="none"),
        pytest.param({"alg": "None"}, "not RS256 or ES256", id="none-in-capitals"),
        pytest.param({"alg": "HS256"}, "not RS256 or ES256", id="public-key-as-secret"),
        pytest.param({"alg": "ES256"}, "none of its keys", id="other-algorithm"),
        pytest.param({"crit": ["x"]}, "not RS256 or ES256", id="critical"),
        pytest.param({"kid": "none"}, "none of its keys", id="unknown-key"),
        pytest.param({"kid": 7}, "not RS256 or ES256", id="number-as-kid"),
    ],
)
def test_a_signature_of_another_kind_is_refused(house, header, said):
    house.provider.header = header
    with pytest.raises(SignInError, match=said):
        house.sign_in()


@pytest.mark.parametrize("house", ["RS256", "ES256"], indirect=True)
def test_a_forged_signature_is_refused(house):
    house.sign_in()
    house.provider.rotate("key-1", publish=False)
    with pytest.raises(SignInError, match="signature is wrong"):
        house.sign_in()


def test_a_token_without_a_name_of_its_key_takes_the_only_one(house):
    house.provider.header = {"kid": None}
    assert house.sign_in().subject == "person-1"
    house.provider.keys.append(to_jwk(make_private("RS256"), kid="key-2"))
    house.late_s = 3601
    house.provider.claims = {"exp": NOW + 9999}
    with pytest.raises(SignInError, match="none of its keys"):
        house.sign_in()


def test_new_keys_are_looked_for_but_not_at_each_strange_token(house):
    house.sign_in()
    house.provider.rotate("key-2")
    with pytest.raises(SignInError, match="none of its keys"):
        house.sign_in()  # keys were asked for a moment ago
    house.late_s = 31
    assert house.sign_in().subject == "person-1"
    assert house.provider.asked.count("/keys") == 2


def test_a_key_that_was_taken_back_is_not_believed_for_good(house):
    house.sign_in()
    house.provider.keys = [to_jwk(make_private("RS256"), kid="key-9")]
    house.late_s = 3601
    house.provider.claims = {"exp": NOW + 9999}
    with pytest.raises(SignInError, match="none of its keys"):
        house.sign_in()


@pytest.mark.parametrize(
    "broken",
    [
        {"use": "enc"},
        {"alg": "RS512"},
        {"n": "AQAB"},
        {"n": "*"},
        {"n": None},
        {"kty": "oct", "k": "AQAB"},
        {"kid": 7},
    ],
    ids=str,
)
def test_keys_that_cannot_be_used_are_left_out(house, broken):
    house.provider.keys = [house.provider.keys[0] | broken, "x", {}]
    with pytest.raises(SignInError, match="none of its keys"):
        house.sign_in()


@pytest.mark.parametrize("values", [{"nonce": "n2"}, {"verifier": "v2"}, {"back": f"{BACK}2"}], ids=str)
def test_an_attempt_of_somebody_else_is_refused(house, values):
    with pytest.raises(SignInError):
        house.sign_in(**values)


@pytest.mark.parametrize("token", [None, 7, "", "a.b", "a.b.c", "é.é.é", "e30.e30.", "bnVsbA.e30.AA", "." * 40_000])
def test_what_is_no_token_is_refused(house, token, monkeypatch):
    monkeypatch.setattr(house.provider, "token", lambda *, nonce: token)
    with pytest.raises(SignInError):
        house.sign_in()


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": None},
        {"jwks_uri": "http://169.254.169.254/latest"},
        {"jwks_uri": "http://192.168.0.1/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_what_is_no_provider_is_refused(house, said):
    house.provider.said = said
    with pytest.raises(ProviderError):
        house.sign_in()


@pytest.mark.parametrize("status", [302, 404, 429, 500])
def test_a_provider_that_fails_is_named_so(house, status):
    house.provider.status = status
    with pytest.raises(ProviderError, match=str(status)):
        house.sign_in()


def test_a_provider_in_the_house_must_be_allowed(house):
    client = OidcClient(issuer=house.provider.url, client_id=CLIENT_ID)
    with pytest.raises(ProviderError, match="https"):
        OidcProvider(client, GuardedFetcher(5.0)).address(back=BACK, state="s", nonce="n", verifier="v")
    assert house.provider.asked == []


def test_a_provider_that_failed_is_not_asked_again_by_everybody():
    asked, now = [], [1000.0]

    class Down:
        def exchange(self, url, **_values):
            asked.append(url)
            now[0] += 20  # as long as it takes to give up
            message = "It does not answer."
            raise ProviderError(message)

    ours = OidcProvider(OidcClient(issuer="https://p.example", client_id="c"), Down(), clock=lambda: now[0])
    for after, times in ((0, 1), (0, 1), (29, 1), (1, 2)):
        now[0] += after
        with pytest.raises(ProviderError, match="does not answer"):
            ours.address(back=BACK, state="s", nonce="n", verifier="v")
        assert len(asked) == times


def test_while_the_keys_are_known_a_failure_keeps_nobody_out(house):
    house.sign_in()
    house.late_s = 60.0
    house.provider.said = {"issuer": "https://down.example"}
    house.provider.header = {"kid": "none"}
    with pytest.raises(ProviderError):
        house.sign_in()
    house.provider.header = {}
    assert house.sign_in().subject == "person-1"
