"""What the library keeps: products, assets, jobs, keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wornby.datamodel.generation import Generation
from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.matching import Match, MatchDecision
from wornby.datamodel.rights import Rights
from wornby.datamodel.tags import Failure, PhotoTags


class AssetKind(StrEnum):
    """What a picture is in the library."""

    PRODUCT = "product"
    WORN = "worn"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A SKU of the shop. `price` is a decimal number as text, `swatch` "#rrggbb", `image` a path or URL."""

    sku: str
    title: str
    description: str = ""
    price: str = ""
    currency: str = ""
    link: str = ""
    image: str = ""
    swatch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One image in the library.

    Attributes:
        id: Derived from the content and a secret of this library: the same bytes have the same id.
        sha256: Of the bytes as they came.
        title: File name or last part of the address, without folders.
        products: SKUs that the asset was given for.
        tagger: Names and versions of the models that tagged it.
        tags: None until tagged; embeddings are included where the store was asked for them.
        generation: How it was generated; None for a photo.
        caption: What its owner wrote about it; searched as text.
        matcher: Name and version of what matched its garments to products; empty until that was done.
        matches: What the machine found.
        decisions: What people said of them, oldest first. Read only: writing an asset does not write these.
        subject: Number of the wearer whose photo it is, and who consents; None for the main one.
        subject_by_staff: Whether staff chose that wearer; nobody else changes it then.
        veils: What the staff decided to hide of others, in place of what is found; None where it is found.
    """

    id: str
    kind: AssetKind
    sha256: str
    title: str
    format: str
    width_px: int
    height_px: int
    rights: Rights
    products: tuple[str, ...]
    created_at: datetime
    tagger: str = ""
    tags: PhotoTags | None = None
    generation: Generation | None = None
    caption: str = ""
    matcher: str = ""
    matches: tuple[Match, ...] = ()
    decisions: tuple[MatchDecision, ...] = ()
    subject: int | None = None
    subject_by_staff: bool = False
    veils: tuple[BoundingBox, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """What is said about a photo when it is taken in.

    Attributes:
        generation: Where wornby generated it.
        by: Who gives it, as in `RightsNote`; the part of wornby that takes photos in, if empty.
        evidence: Where the proof of its rights lies, as in `RightsNote`.
    """

    kind: AssetKind = AssetKind.WORN
    rights: Rights = field(default_factory=Rights)
    products: tuple[str, ...] = ()
    generation: Generation | None = None
    caption: str = ""
    by: str = ""
    evidence: str = ""


class JobState(StrEnum):
    """Where a job is on its way."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Outcome(StrEnum):
    """How a done job ended.

    A new asset; one that was in already; one that was, and whose products or texts changed; one that was, and that was
    given with other rights than it has: these are kept as a claim, and its rights stay as they are.
    """

    ADDED = "added"
    KNOWN = "known"
    UPDATED = "updated"
    CLAIMED = "claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One photo on its way in.

    Attributes:
        id: Random, sortable by time of making.
        key: The same for the same source and options; unique, so that a second run adopts the first one's jobs.
        run_id: The run that works on it.
        source: Path, address, or "inbox:NAME" for an upload.
    """

    id: str
    key: str
    run_id: str
    source: str
    options: IngestOptions
    state: JobState = JobState.QUEUED
    attempts: int = 0
    outcome: Outcome | None = None
    asset_id: str | None = None
    failure: Failure | None = None


class Scope(StrEnum):
    """What a caller may do.

    `ingest` and `staff` include `read`, `rights` includes `staff`, `admin` all of these. No key holds the last two:
    `shopper` is for pages of the shop's own sites, `wearer` for whoever holds a wearer's link.
    """

    READ = "read"
    INGEST = "ingest"
    ADMIN = "admin"
    STAFF = "staff"
    RIGHTS = "rights"
    SHOPPER = "shopper"
    WEARER = "wearer"


KEY_SCOPES = frozenset({Scope.READ, Scope.INGEST, Scope.STAFF, Scope.RIGHTS, Scope.ADMIN})
"""What an API key may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """An API key as it is kept: only the SHA-256 of its secret."""

    id: str
    name: str
    scopes: frozenset[Scope]
    secret_sha256: str
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotentAnswer:
    """The answer that an idempotency key got."""

    request_sha256: str
    status: int
    body: Mapping[str, object]
