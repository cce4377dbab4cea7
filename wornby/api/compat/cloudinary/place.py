"""What each endpoint needs first: the cloud's name, the kind of resource, and how an answer is wrapped."""

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from fastapi import Request
from fastapi.responses import JSONResponse

from wornby.api.auth import caller_of
from wornby.api.compat.cloudinary.params import Params
from wornby.api.compat.cloudinary.refusals import RefusedError, unsupported
from wornby.api.compat.cloudinary.shapes import RESOURCE_TYPE, Addresses
from wornby.api.context import engine_of, services_of
from wornby.datamodel import RightsNote
from wornby.datamodel.naming import NameKind

_CLOUD = re.compile(r"[A-Za-z0-9_-]{1,64}")
SIGNED = frozenset({"api_key", "signature", "timestamp"})
"""What comes with every signed request."""


def addresses_of(request: Request, cloud: str) -> Addresses:
    """Where this server delivers photos, as the client reaches it.

    Raises:
        RefusedError: The cloud's name is none.
    """
    if not _CLOUD.fullmatch(cloud):
        message = "Invalid cloud_name: letters, digits, - and _"
        raise RefusedError(message)
    base = engine_of(request).settings.public_url or str(request.base_url)
    return Addresses(base=base.rstrip("/"), cloud=cloud)


def check_type(resource_type: str, *, also: frozenset[str] = frozenset()) -> None:
    """Refuse what is no image.

    Raises:
        RefusedError: It is something else.
    """
    if resource_type not in {RESOURCE_TYPE, *also}:
        what = f"The resource type {resource_type}"
        raise unsupported(what, why="it keeps images")


def kind_of(word: str) -> NameKind:
    """How a photo is delivered, by its word; "upload" where none is given.

    Raises:
        RefusedError: It is another word.
    """
    try:
        return NameKind(word or NameKind.UPLOAD)
    except ValueError as exc:
        what = f"The type {word}"
        raise unsupported(what, why=f"known are {', '.join(NameKind)}") from exc


def note_of(request: Request) -> RightsNote:
    """Who asks, for the ledger."""
    return RightsNote(actor=caller_of(request).actor)


def public_id_of(params: Params, name: str = "public_id") -> str:
    """A name that must be given.

    Raises:
        RefusedError: It is not.
    """
    found = params.text(name)
    if not found:
        message = f"Missing required parameter - {name}"
        raise RefusedError(message)
    return found


def admin_answer(request: Request, content: Mapping[str, object]) -> JSONResponse:
    """An answer of the Admin API, with how often its key may ask: in a minute here, not in an hour."""
    buckets = services_of(request).rates.callers
    left = buckets.left(f"key {caller_of(request).key_id}")
    full_at = datetime.fromtimestamp(time.time(), UTC) + timedelta(seconds=buckets.full_in_s(left))
    headers = {
        "X-FeatureRateLimit-Limit": str(round(buckets.full)),
        "X-FeatureRateLimit-Remaining": str(int(left)),
        "X-FeatureRateLimit-Reset": format_datetime(full_at, usegmt=True),
    }
    return JSONResponse(dict(content), headers=headers)
