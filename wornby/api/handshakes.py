"""An attempt to sign in elsewhere, from when a browser leaves until it comes back: bound to that browser by a cookie.

The cookie holds a random number and an end, signed. State, nonce and verifier are derived from it with a key that stays
here, so nothing is kept on the server, and the cookie gives none of the three away.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request, Response

from wornby.api.hosts import is_from_here
from wornby.errors import SignInError
from wornby.settings import Settings

LASTS_S = 600
COOKIE = "wornby-oidc"
SECURE_COOKIE = "__Host-wornby-oidc"
_DOMAIN = b"wornby.sign-in/1"
_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """One attempt. `token` is for the cookie, `state` and `nonce` travel to the provider and back."""

    token: str
    state: str
    nonce: str
    verifier: str


class Handshakes:
    """Begins attempts, and knows them again.

    Args:
        secret: Of the library; a key for this alone is derived from it.
        clock: Seconds since 1970.
    """

    def __init__(self, secret: bytes, *, clock: Callable[[], float] = time.time) -> None:
        self._key = hmac.new(secret, _DOMAIN, hashlib.sha256).digest()
        self._clock = clock

    def begin(self) -> Handshake:
        """A new attempt."""
        content = f"{int(self._clock()) + LASTS_S}.{secrets.token_urlsafe(_TOKEN_BYTES)}"
        return self._of(f"{content}.{self._derive('token', content)}", content=content)

    def find(self, token: str, *, state: str) -> Handshake:
        """The attempt that a browser comes back from.

        Raises:
            SignInError: It did not begin in this browser, not here, or too long ago.
        """
        content, _, signature = token.rpartition(".")
        end = content.partition(".")[0]
        is_ours = hmac.compare_digest(signature.encode(), self._derive("token", content).encode())
        if is_ours and int(end) > self._clock():
            found = self._of(token, content=content)
            if hmac.compare_digest(found.state.encode(), state.encode()):
                return found
        message = "This attempt to sign in did not begin in this browser, or too long ago. Begin again."
        raise SignInError(message)

    def _of(self, token: str, *, content: str) -> Handshake:
        return Handshake(
            token=token,
            state=self._derive("state", content),
            nonce=self._derive("nonce", content),
            verifier=self._derive("verifier", content),
        )

    def _derive(self, what: str, content: str) -> str:
        made = hmac.new(self._key, f"{what}\n{content}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def keep_handshake(request: Request, response: Response, *, handshake: Handshake, settings: Settings) -> None:
    """Give the browser the attempt's cookie. Lax, since it must come with the navigation back from another site."""
    name = _cookie_name(request, settings)
    response.set_cookie(
        name,
        handshake.token,
        max_age=LASTS_S,
        path="/",
        secure=name == SECURE_COOKIE,
        httponly=True,
        samesite="lax",
    )


def handshake_token(request: Request, settings: Settings) -> str:
    """What the attempt's cookie holds; empty where there is none."""
    return request.cookies.get(_cookie_name(request, settings), "")


def drop_handshake(request: Request, response: Response, *, settings: Settings) -> None:
    """Take the cookie back: an attempt is for once."""
    name = _cookie_name(request, settings)
    response.delete_cookie(name, path="/", secure=name == SECURE_COOKIE, httponly=True, samesite="lax")


def _cookie_name(request: Request, settings: Settings) -> str:
    return COOKIE if is_from_here(request, settings) else SECURE_COOKIE
