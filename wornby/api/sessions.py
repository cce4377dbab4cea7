"""The cookie of a session, and what keeps other sites from using it."""

import hmac

from fastapi import Request, Response

from wornby.api.cors import is_own
from wornby.api.hosts import is_from_here
from wornby.errors import CsrfError
from wornby.settings import Settings

COOKIE = "wornby"
SECURE_COOKIE = "__Host-wornby"
"""A browser takes a cookie of this name only over HTTPS, for this host alone and its every path (RFC 6265bis)."""
CSRF_HEADER = "X-Wornby-CSRF"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES = frozenset({"same-origin", "none"})


def session_token(request: Request, settings: Settings) -> str:
    """The secret in the session's cookie; empty where there is none, or where a page of another site asks."""
    if request.headers.get("sec-fetch-site", "none") not in _OWN_SITES:
        return ""
    return request.cookies.get(_cookie_name(request, settings), "")


def check_csrf(request: Request, csrf: str) -> None:
    """Refuse an act in a session that no page of this server asks for.

    Args:
        request: Whose cookie was good.
        csrf: The session's own token, which only a page of this server can read.

    Raises:
        CsrfError: The token is missing or wrong, or the request comes from elsewhere.
    """
    if request.method in SAFE_METHODS:
        return
    check_same_site(request)
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), csrf.encode()):
        message = f"Send the session's token in the header {CSRF_HEADER}; GET /v1/session tells it."
        raise CsrfError(message)


def check_same_site(request: Request) -> None:
    """Refuse what a page of another site sends.

    Raises:
        CsrfError: It does.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = (origin is None or is_own(request, origin)) if site is None else site in _OWN_SITES
    if not own:
        message = "Pages of other sites may not do this."
        raise CsrfError(message)


def keep_session(request: Request, response: Response, *, token: str, max_age_s: int, settings: Settings) -> None:
    """Give the browser a session's secret: for this server alone, and for no script."""
    name = _cookie_name(request, settings)
    response.set_cookie(
        name, token, max_age=max_age_s, path="/", secure=name == SECURE_COOKIE, httponly=True, samesite="strict"
    )


def drop_session(request: Request, response: Response, *, settings: Settings) -> None:
    """Take it back."""
    name = _cookie_name(request, settings)
    response.delete_cookie(name, path="/", secure=name == SECURE_COOKIE, httponly=True, samesite="strict")


def _cookie_name(request: Request, settings: Settings) -> str:
    # On this machine itself the pages come over plain HTTP, where a browser takes no secure cookie.
    return COOKIE if is_from_here(request, settings) else SECURE_COOKIE
