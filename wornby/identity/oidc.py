"""Signing in by OpenID Connect: the code flow with PKCE, and ID tokens that are verified (OpenID Connect Core 1.0)."""

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote_plus, urlencode

from wornby.datamodel.staff import Identity
from wornby.errors import ProviderError, SignInError, UnsafeUrlError
from wornby.identity.jws import SignedToken, SigningKey, find_key, json_object, read_keys, read_token, verified_claims

CLOCKS_DIFFER_S = 60.0
KEYS_LAST_S = 3600.0
"""After this time discovery and keys are asked for anew, so that a key that was taken back is not believed for good."""
ASK_AGAIN_S = 30.0
"""An unknown key is looked for once in this time, and so is a provider that failed: strangers do not make us ask it."""
MAX_ANSWER = 262_144
MAX_SUBJECT = 255
_OK = 200
_SERVER_FAULT = 500
_TOO_MANY = 429


class Answer(Protocol):
    """What a service answered."""

    @property
    def status(self) -> int:
        """Of HTTP."""
        ...

    @property
    def body(self) -> bytes:
        """Its content."""
        ...


class Asker(Protocol):
    """Asks a service over HTTPS."""

    def exchange(
        self, url: str, *, form: bytes | None = None, headers: Mapping[str, str] | None = None, limit_bytes: int
    ) -> Answer:
        """GET, or POST of a form; redirects are not followed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcClient:
    """What the operator agreed on with the provider. `secret` is empty for a client that has none."""

    issuer: str
    client_id: str
    secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Provider:
    """What the discovery document says, with the keys."""

    authorization: str
    token: str
    keys_at: str
    sends_secret_in_form: bool
    keys: Sequence[SigningKey]
    at: float


class OidcProvider:
    """One provider. Thread-safe; it is asked at the first sign-in, not before.

    Args:
        client: Who we are to it.
        asker: Asks it.
        clock: Seconds since 1970.
    """

    def __init__(self, client: OidcClient, asker: Asker, *, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._asker = asker
        self._clock = clock
        self._lock = threading.Lock()
        self._known: _Provider | None = None
        self._failed: tuple[float, ProviderError | SignInError] | None = None

    def address(self, *, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where a browser goes to sign in, as the interface says."""
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": back,
            "scope": "openid email",
            "state": state,
            "nonce": nonce,
            "code_challenge": _base64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        place = self._provider().authorization
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    def identify(self, code: str, *, back: str, nonce: str, verifier: str) -> Identity:
        """Who came back, as the interface says."""
        token = read_token(self._redeem(code, back=back, verifier=verifier))
        claims = verified_claims(token, self._key(token))
        self._check(claims, nonce=nonce)
        email = claims.get("email")
        verified = claims.get("email_verified") is True and isinstance(email, str)
        return Identity(issuer=self._client.issuer, subject=claims["sub"], email=str(email) if verified else "")

    def subject(self, name: str) -> str:
        """The provider's id of a person, as a user keeps it."""
        return Identity(issuer=self._client.issuer, subject=name).key

    def _redeem(self, code: str, *, back: str, verifier: str) -> str:
        provider, client = self._provider(), self._client
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        headers = {}
        if client.secret and not provider.sends_secret_in_form:
            pair = f"{quote_plus(client.client_id)}:{quote_plus(client.secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            asked["client_id"] = client.client_id
            if client.secret:
                asked["client_secret"] = client.secret
        said = self._ask(provider.token, form=urlencode(asked).encode(), headers=headers)
        token = said.get("id_token")
        if not isinstance(token, str):
            message = "The provider gave no ID token."
            raise SignInError(message)
        return token

    def _key(self, token: SignedToken) -> SigningKey:
        provider = self._provider()
        key = find_key(token, provider.keys)
        if key is None:
            key = find_key(token, self._provider(newer_than=provider.at).keys)
        if key is None:
            message = "The provider's token is refused: none of its keys has signed it."
            raise SignInError(message)
        return key

    def _check(self, claims: Mapping[str, Any], *, nonce: str) -> None:
        """Whether a token is for us, for now, and for this attempt (OpenID Connect Core §3.1.3.7).

        Raises:
            SignInError: It is not.
        """
        client, now = self._client, self._clock()
        audience = claims.get("aud")
        named = audience if isinstance(audience, list) else [audience]
        expires, issued, subject = claims.get("exp"), claims.get("iat"), claims.get("sub")
        starts = claims.get("nbf", issued)
        rules = {
            "another provider issued it": claims.get("iss") == client.issuer,
            "it is for somebody else": client.client_id in named
            and claims.get("azp", client.client_id if len(named) == 1 else None) == client.client_id,
            "it has expired": isinstance(expires, int | float) and now < expires + CLOCKS_DIFFER_S,
            "it is of a time to come": _is_past(issued, now) and _is_past(starts, now),
            "it is of another attempt": hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()),
            "it names nobody": isinstance(subject, str) and 0 < len(subject) <= MAX_SUBJECT and subject.isprintable(),
        }
        broken = [why for why, holds in rules.items() if not holds]
        if broken:
            message = f"The provider's token is refused: {broken[0]}."
            raise SignInError(message)

    def _provider(self, *, newer_than: float | None = None) -> _Provider:
        """The provider as it is known; asked anew after a time, or where a key is not known and not just asked for."""
        with self._lock:
            known, now = self._known, self._clock()
            if known is not None and now - known.at < KEYS_LAST_S:
                is_newer = newer_than is None or known.at > newer_than
                if is_newer or now - known.at < ASK_AGAIN_S:
                    return known
            if self._failed is not None and now - self._failed[0] < ASK_AGAIN_S:
                failure = self._failed[1]
                raise type(failure)(failure.message)
            try:
                self._known, self._failed = self._discover(now), None
            except (ProviderError, SignInError) as exc:
                # Whoever waits for the lock is told the same at once, and not one after another asks anew.
                self._failed = (self._clock(), exc)
                raise
            return self._known

    def _discover(self, now: float) -> _Provider:
        issuer = self._client.issuer
        said = self._ask(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        places = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if said.get("issuer") != issuer or not all(isinstance(place, str) for place in places):
            message = "What is at WORNBY_OIDC_ISSUER is no provider of that very name. Compare its `issuer`."
            raise ProviderError(message)
        authorization, token, keys_at = map(str, places)
        if authorization.partition(":")[0] != token.partition(":")[0]:
            message = "The provider wants people to sign in over another scheme than it is asked over."
            raise ProviderError(message)
        methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return _Provider(
            authorization=authorization,
            token=token,
            keys_at=keys_at,
            sends_secret_in_form="client_secret_basic" not in methods,
            keys=read_keys(self._ask(keys_at)),
            at=now,
        )

    def _ask(self, url: str, *, form: bytes | None = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        try:
            answer = self._asker.exchange(url, form=form, headers=headers, limit_bytes=MAX_ANSWER)
        except UnsafeUrlError as exc:
            message = f"The provider of sign-ins cannot be asked: {exc.message}"
            raise ProviderError(message) from exc
        if answer.status == _TOO_MANY or answer.status >= _SERVER_FAULT or (form is None and answer.status != _OK):
            message = f"The provider of sign-ins failed (status {answer.status}). Try again later."
            raise ProviderError(message)
        if answer.status != _OK:
            message = "The provider does not know this attempt to sign in. Begin again."
            raise SignInError(message)
        return json_object(answer.body)


def _is_past(moment: object, now: float) -> bool:
    """Whether a moment may lie behind us, where clocks differ."""
    return isinstance(moment, int | float) and moment <= now + CLOCKS_DIFFER_S


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
