"""Delivery addresses taken apart, and their signatures.

Source:
    https://cloudinary.com/documentation/delivery_url_signatures
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from wornby.api.compat.guard import same
from wornby.engine.named import check_name
from wornby.errors import InputError
from wornby.imaging.transform_text import looks_like_step, parse_transformation

MAX_ADDRESS = 2000
"""Characters below the kind of delivery."""
_SIGNATURE = re.compile(r"s--([A-Za-z0-9_-]{8}|[A-Za-z0-9_-]{32})--")
_ANY_SIGNATURE = re.compile(r"s--[^/]*--")
_VERSION = re.compile(r"v[0-9]{1,15}")
_SHORT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAddress:
    """What stands in an address below the kind of delivery.

    Attributes:
        signature: Without its marks; empty where there is none.
        transformation: Components between slashes; empty for the picture as it is.
        name: Public ID with its ending, if any.
        signed: Texts that a client may have signed: as they were sent, and with escapes read.
    """

    signature: str
    transformation: str
    name: str
    signed: tuple[str, ...]


def read_address(path: str) -> DeliveryAddress:
    """Take an address apart.

    Args:
        path: As it was sent, with its escapes: "s--AbC_dEf9--/c_fill,w_9/v1/shirts/red.jpg".

    Raises:
        InputError: Too long, no name, or a signature that can be none.
    """
    if len(path) > MAX_ADDRESS:
        message = f"The address is too long: {MAX_ADDRESS} characters are the most."
        raise InputError(message)
    segments = [segment for segment in path.split("/") if segment]
    signature = ""
    if segments and _ANY_SIGNATURE.fullmatch(unquote(segments[0])):
        match = _SIGNATURE.fullmatch(unquote(segments.pop(0)))
        if match is None:
            message = "Invalid signature: it has 8 characters, or 32."
            raise InputError(message)
        signature = match[1]
    count = _components(segments)
    steps, rest = segments[:count], segments[count:]
    if len(rest) > 1 and _VERSION.fullmatch(rest[0]):
        rest = rest[1:]
    if not rest:
        message = "The address has no public ID."
        raise InputError(message)
    raw = "/".join([*steps, *rest])
    transformation = unquote("/".join(steps))
    return DeliveryAddress(
        signature=signature,
        transformation=transformation,
        name=unquote("/".join(rest)),
        signed=tuple(_as_signed(raw, transformation=transformation, rest="/".join(rest))),
    )


def is_signed(address: DeliveryAddress, secret: bytes) -> bool:
    """Whether an address is signed with a secret: in the short form by SHA-1 or SHA-256, in the long one by SHA-256."""
    for text in address.signed if address.signature else ():
        content = text.encode("utf-8", "surrogateescape") + secret
        digests = [hashlib.sha256(content).digest()]
        if len(address.signature) == _SHORT:
            # The service's protocol: nothing else of ours rests on SHA-1.
            digests.append(hashlib.sha1(content).digest())  # noqa: S324
        for digest in digests:
            if same(base64.urlsafe_b64encode(digest)[: len(address.signature)], address.signature):
                return True
    return False


def check_new_name(public_id: str) -> None:
    """Refuse a name that no address leads to, since its first folder is read as something else.

    Raises:
        InputError: It is no name, or begins like a transformation or a version.
    """
    check_name(public_id)
    parts = public_id.split("/")
    if len(parts) > 1 and (_is_step(parts[0]) or _VERSION.fullmatch(parts[0]) or _ANY_SIGNATURE.fullmatch(parts[0])):
        message = f"A public ID does not begin with {parts[0][:40]!r}: an address would take it for a transformation."
        raise InputError(message)


def _is_step(folder: str) -> bool:
    """Whether a folder is a transformation, and not only spelt like one: "my_folder" is none."""
    try:
        parse_transformation(folder)
    except InputError:
        return False
    return looks_like_step(folder)


def _components(segments: list[str]) -> int:
    """How many segments at the front are a transformation: all before a version, else all that look like one."""
    for place, segment in enumerate(segments[:-1]):
        if _VERSION.fullmatch(segment):
            return place
        if not looks_like_step(unquote(segment)):
            return place
    return max(0, len(segments) - 1)


def _as_signed(raw: str, *, transformation: str, rest: str) -> Iterator[str]:
    yield raw
    # Clients sign names with escapes, and transformations without.
    yield "/".join(part for part in (transformation, rest) if part)
    yield unquote(raw)
