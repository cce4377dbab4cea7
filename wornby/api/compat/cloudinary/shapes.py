"""Answers about named photos, in Cloudinary's shapes. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from wornby.api.compat.cloudinary.signing import sign
from wornby.datamodel.naming import NamedAsset, filename_of, name_id

RESOURCE_TYPE = "image"
Answer = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where photos are delivered.

    Attributes:
        base: Scheme, host and port as the client asked, without a slash at the end.
        cloud: The cloud's name as the client asked.
    """

    base: str
    cloud: str

    def of(self, named: NamedAsset) -> str:
        """The address of a photo as it came in."""
        name = quote(named.public_id, safe="/")
        return f"{self.base}/{self.cloud}/{RESOURCE_TYPE}/{named.kind}/v{named.version}/{name}.{named.format}"


def listed(named: NamedAsset, addresses: Addresses) -> Answer:
    """A photo in a list of the Admin API."""
    address = addresses.of(named)
    return {
        "asset_id": named.asset_id,
        "public_id": named.public_id,
        "format": named.format,
        "version": named.version,
        "resource_type": RESOURCE_TYPE,
        "type": named.kind.value,
        "created_at": moment(named.created_at),
        "uploaded_at": moment(named.uploaded_at),
        "bytes": named.size_bytes,
        "width": named.width_px,
        "height": named.height_px,
        "asset_folder": named.asset_folder,
        "display_name": named.display_name,
        "url": address,
        "secure_url": address,
    }


def detailed(named: NamedAsset, addresses: Addresses) -> Answer:
    """One photo of the Admin API with all that is kept of it."""
    return {
        **listed(named, addresses),
        "etag": named.etag,
        "tags": list(named.tags),
        **context_of(named),
        "original_filename": named.original_filename,
        "derived": [],
    }


def searched(named: NamedAsset, addresses: Addresses) -> Answer:
    """A photo that a search found."""
    ratio = round(named.width_px / named.height_px, 5)
    return {
        **listed(named, addresses),
        "filename": filename_of(named.public_id),
        "etag": named.etag,
        "status": "active",
        "access_mode": "public",
        "aspect_ratio": ratio,
        "pixels": named.width_px * named.height_px,
    }


def uploaded(named: NamedAsset, addresses: Addresses, *, secret: bytes) -> Answer:
    """The answer to an upload, signed so that a page that passes it on cannot change name and version."""
    signed = {"public_id": named.public_id, "version": str(named.version)}
    return {
        **listed(named, addresses),
        "version_id": name_id(f"{named.version}/{named.public_id}", named.kind),
        "signature": sign(signed, secret),
        "tags": list(named.tags),
        "etag": named.etag,
        "placeholder": False,
        "original_filename": named.original_filename,
        **context_of(named),
    }


def context_of(named: NamedAsset) -> Answer:
    """The context of a photo; nothing where it has none."""
    return {"context": {"custom": dict(named.context)}} if named.context else {}


def only(answer: Mapping[str, object], *, fields: Collection[str]) -> Answer:
    """The fields that were asked for, with those that name a photo; all where none are."""
    kept = {"asset_id", "public_id", *(field.partition(".")[0] for field in fields)}
    return dict(answer) if not fields else {name: value for name, value in answer.items() if name in kept}


def moment(at: datetime) -> str:
    """A moment in UTC, to the second."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
