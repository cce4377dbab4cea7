"""Requests for rights: their texts, and what time does to them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from wornby.datamodel.requests import WAITING_STATES, Message, RequestState, RightsRequest
from wornby.errors import InputError

TEMPLATES = Path(__file__).parent / "templates.toml"
ASK, REMIND, AGAIN = "ask", "remind", "again"

Step = Literal["remind", "expire"]
"""What is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long is waited. Days."""

    expire_days: int = 14
    remind_days: int = 7


def languages() -> tuple[str, ...]:
    """Languages of the templates, sorted."""
    return tuple(sorted(_read()[ASK]))


def write_message(template: str, *, to: str, language: str, shop: str, days: int, link: str = "") -> Message:
    """Fill a template in.

    Args:
        template: ask, remind or again.
        to: Address.
        language: Such as "de".
        shop: The shop's name.
        days: Until it expires.
        link: Where the answer is given; by a reply where it is empty.

    Raises:
        InputError: No such language.
    """
    if language not in languages():
        message = f"No template in {language!r}. Languages: {', '.join(languages())}."
        raise InputError(message)
    read = _read()
    answer = read["answer"][language]["link" if link else "mail"].replace("{link}", link)
    said = read[template][language]
    body = said["body"].strip()
    for name, value in {"answer": answer, "days": f"{days}", "shop": " ".join(shop.split())}.items():
        body = body.replace(f"{{{name}}}", value)
    return Message(to=to, subject=said["subject"], body=f"{body}\n")


def due_at(sent_at: datetime, *, terms: Terms) -> datetime:
    """When a request that was sent expires."""
    return sent_at + timedelta(days=terms.expire_days)


def step_due(request: RightsRequest, *, now: datetime, terms: Terms) -> Step | None:
    """What is due of a request now: it expires without an answer, and is reminded of once before."""
    if request.state not in WAITING_STATES or request.sent_at is None or request.due_at is None:
        return None
    if now >= request.due_at:
        return "expire"
    reminded = request.state is RequestState.REMINDED
    return "remind" if not reminded and now >= request.sent_at + timedelta(days=terms.remind_days) else None


@lru_cache(maxsize=1)
def _read() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(TEMPLATES.read_text("utf-8"))
