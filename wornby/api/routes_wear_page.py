"""The wearer's page: a shell without anybody's data, and what it says.

The token of a link is in the page's fragment, which no browser sends; the page's script sends it as a header.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse

from wornby.api.auth import GuardedRoute, needs
from wornby.api.context import engine_of
from wornby.api.limits import SECURITY_HEADERS
from wornby.api.routes_static import STATIC
from wornby.api.templating import render
from wornby.api.wording import LANGUAGES, pick_language

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)

TEXTS = FilePath(__file__).parent / "texts" / "wear.toml"
NAMES: Mapping[str, str] = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "ja": "日本語"}
"""Each language by its own name, in the order of the page."""
_POLICY = SECURITY_HEADERS["Content-Security-Policy"]
POLICY = _POLICY.replace("img-src 'self'", "img-src 'self' blob:")
"""As everywhere; and pictures that the page's own script fetched, for which it must send a header."""


@cache
def wear_table() -> Mapping[str, Mapping[str, str]]:
    """What the page says: by key, then by language."""
    texts: Mapping[str, Mapping[str, str]] = tomllib.loads(TEXTS.read_text(encoding="utf-8"))["texts"]
    return texts


def wear_texts(language: str) -> dict[str, str]:
    """What the page says in one of `LANGUAGES`, by key."""
    return {key: texts[language] for key, texts in wear_table().items()}


def best_language(accepted: str) -> str:
    """The first language of an Accept-Language header that is spoken here; browsers write the dearest first."""
    asked = [part.partition(";")[0].strip().lower()[:2] for part in accepted.split(",")]
    return pick_language(next((one for one in asked if one in LANGUAGES), ""))


@cache
def _modules() -> tuple[str, ...]:
    """The page's modules, told at once so that the browser need not find them one by one."""
    return ("dom.js", *(f"wear/{path.name}" for path in sorted((STATIC / "wear").glob("*.js"))))


@router.get("/wear")
@needs(None)
def show_wear(request: Request, *, lang: Annotated[str, Query(max_length=35)] = "") -> HTMLResponse:
    """The page's shell, the same for every link."""
    language = pick_language(lang) if lang else best_language(request.headers.get("accept-language", ""))
    headers = {"Content-Security-Policy": POLICY, "Vary": "Accept-Language"}
    shop = engine_of(request).settings.shop_name
    return render(
        "wear.html",
        headers=headers,
        lang=language,
        texts=wear_texts(language),
        languages=NAMES,
        shop=shop,
        modules=_modules(),
    )


@router.get("/wear/texts/{lang}")
@needs(None)
def get_wear_texts(lang: Annotated[str, Path(max_length=35)]) -> JSONResponse:
    """What the page says in one language; English where it is not spoken here."""
    language = pick_language(lang)
    return JSONResponse(
        {"language": language, "texts": wear_texts(language)}, headers={"Cache-Control": "private, no-cache"}
    )
