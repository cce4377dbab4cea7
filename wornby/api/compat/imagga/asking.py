"""Requests in Imagga's shape: a picture or its address, with parameters in the address or a form.

Source:
    https://docs.imagga.com/#tags and #colors, read on 2026-11-28 as far as they are kept.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile

from wornby.api import bodies
from wornby.api.compat.imagga.telling import refusal
from wornby.api.context import engine_of

PICTURES = ("image", "image_base64", "image_url")
"""Where a picture may stand. One of them counts."""
UNSERVED: Mapping[str, str] = {
    "image_upload_id": "nothing is kept here between requests; send the picture itself",
    "save_id": "nothing is indexed by it; take photos in and search them in wornby's own way",
    "save_index": "nothing is indexed by it; take photos in and search them in wornby's own way",
    "verbose": "the answer has no other form",
}
"""Parameters that are refused, with why."""
IGNORED = ("decrease_parents", "deterministic", "features_type", "tag_group")
"""Parameters without effect here: answers are always deterministic, and have few parents."""


class TagsIn(BaseModel):
    """Parameters of /v2/tags."""

    model_config = ConfigDict(extra="ignore")

    limit: int = Field(default=-1, ge=-1)
    threshold: float = Field(default=0.0, ge=0, le=100)
    language: str = "en"


class ColorsIn(BaseModel):
    """Parameters of /v2/colors."""

    model_config = ConfigDict(extra="ignore")

    extract_overall_colors: bool = True
    extract_object_colors: bool = True
    overall_count: int = Field(default=5, ge=1, le=20)
    separated_count: int = Field(default=3, ge=1, le=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A picture with the parameters beside it; those of a form count before those of the address."""

    content: bytes
    parameters: Mapping[str, str]


async def read_request(request: Request) -> Asked:
    """What was asked.

    Raises:
        ServiceError: Not exactly one picture came, or a parameter that is not served.
        ImageTooLargeError: The picture is larger than allowed.
        InputError: The address is not one that is fetched.
        NotFoundError: Nothing is there.
        ProviderError: The other side failed.
    """
    given = dict(request.query_params)
    upload: bytes | None = None
    if request.method == "POST":
        most = 2 * engine_of(request).settings.max_upload_bytes  # a picture as base64 is a text
        async with request.form(max_files=1, max_fields=bodies.MAX_FIELDS, max_part_size=most) as form:
            given |= {name: value for name, value in form.multi_items() if isinstance(value, str)}
            files = {name: value for name, value in form.multi_items() if isinstance(value, UploadFile)}
            if "image" in files:
                limit = engine_of(request).settings.max_upload_bytes
                upload = (await bodies.read_upload(files["image"], max_bytes=limit)).content
    _check_served(given)
    came = [name for name in PICTURES if given.get(name) or (name == "image" and upload is not None)]
    if len(came) != 1:
        message = f"Give one of {', '.join(PICTURES)}; {len(came)} came."
        raise refusal(message)
    if upload is None:
        upload = await _content(request, came[0], given[came[0]])
    return Asked(content=upload, parameters={name: value for name, value in given.items() if name not in PICTURES})


def _check_served(given: Mapping[str, str]) -> None:
    for name, why in UNSERVED.items():
        if given.get(name, "") not in {"", "0", "false"}:
            message = f"{name} is not supported by wornby: {why}. See docs/compat.md."
            raise refusal(message)


async def _content(request: Request, name: str, value: str) -> bytes:
    engine = engine_of(request)
    if name == "image_url":
        return await run_in_threadpool(engine.fetch, value)
    try:
        # Some clients send it as a data address.
        return base64.b64decode(value.rpartition("base64,")[2], validate=True)
    except (binascii.Error, ValueError) as exc:
        message = f"{name} is no base64."
        raise refusal(message) from exc
