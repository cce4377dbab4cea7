"""Pages from templates. Everything is escaped; nothing is inline."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

HERE = Path(__file__).parent
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def safe_link(address: str) -> str:
    """The address where it is http or https; else nothing, so that no page links to a script."""
    return address if urlsplit(address).scheme in {"http", "https"} else ""


def safe_hex(color: str) -> str:
    """The colour where it is "#rrggbb"; else nothing."""
    return color if _HEX.fullmatch(color) else ""


def words(identifier: str) -> str:
    """An id of the vocabulary as words: "hair.color" is "Hair color", "not_visible" is "Not visible"."""
    plain = identifier.replace(".", " ").replace("_", " ")
    return plain[:1].upper() + plain[1:]


def _path_part(text: str) -> str:
    return quote(text, safe="")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"safe_link": safe_link, "safe_hex": safe_hex, "words": words, "path_part": _path_part}
    return environment


_ENVIRONMENT = _environment()


def render(
    template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: object
) -> HTMLResponse:
    """A page."""
    content = _ENVIRONMENT.get_template(template).render(values)
    return HTMLResponse(
        content, status_code=status, headers={"Cache-Control": "private, no-cache"} | dict(headers or {})
    )
