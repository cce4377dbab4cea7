"""What the engine is given and gives back, beside the records themselves."""

from dataclasses import dataclass

from wornby.datamodel.image import Photo
from wornby.datamodel.queries import Filters
from wornby.datamodel.records import Asset, IngestOptions, Job, Outcome
from wornby.datamodel.tags import Failure, PhotoTags


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """How an import of products went. `failures` holds the line of the file, from 2, and the reason.

    `to_match` counts new products whose photos are still to be found; `wornby matches run` finds them.
    """

    added: int
    failures: tuple[tuple[int, Failure], ...]
    to_match: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestItem:
    """One photo to take in: a path, an address, or "inbox:NAME"."""

    source: str
    options: IngestOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureOrder:
    """Generated pictures of a product, as somebody asks for them.

    Attributes:
        product: SKU.
        tags: In words, such as "short red hair, eyeglasses, tall, black tote bag".
        filters: In place of words.
        count: Pictures; each has the next seed.
        scene: Behind the wearer; the generator's first where empty.
        view: From where the wearer is seen; the generator's first where empty.
        print_file: A picture of the product's print; without it, the print is cut out of the product's picture.
    """

    product: str
    tags: str = ""
    filters: Filters = ()
    count: int = 1
    seed: int = 0
    scene: str = ""
    view: str = ""
    width_px: int = 512
    height_px: int = 768
    print_file: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureMade:
    """A generated picture in the library; `outcome` is `known` where it was there already."""

    asset: Asset
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """How a run of ingest went.

    Attributes:
        claimed: Photos that were in already, and were given with other rights; these wait for a decision.
        busy: Jobs that another live run holds.
    """

    run_id: str
    added: int
    known: int
    updated: int
    failed: tuple[Job, ...]
    busy: int = 0
    claimed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetagReport:
    """How tagging the stored photos again went.

    Attributes:
        tagged: Photos with new tags and vectors.
        known: Photos that had them already.
        failed: What could not be tagged, and why.
        waiting: Failures for a reason that passes; these photos keep their old vectors, and the library stays shut.
    """

    tagged: int
    known: int
    failed: tuple[tuple[Asset, Failure], ...]
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JointReport:
    """How embedding the stored photos with the joint encoder went.

    Attributes:
        embedded: Photos with new vectors.
        passed: Photos whose rights do not allow it, or that changed meanwhile.
        failed: What could not be embedded, and why; the next run tries again.
    """

    embedded: int
    passed: int
    failed: tuple[tuple[Asset, Failure], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """How matching the stored photos went.

    Attributes:
        matched: Photos with new matches.
        known: Photos that had them already.
        described: Product pictures whose local features were made.
        failed: What could not be matched, and why; these photos keep what they had.
    """

    matched: int
    known: int
    described: int
    failed: tuple[tuple[Asset, Failure], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagResult:
    """What came out for one picture: tags or a failure."""

    photo: Photo | None
    tags: PhotoTags | None
    failure: Failure | None
    took_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """A built-in model as installed. `card` is the path of its model card in the repository."""

    name: str
    version: str
    size_bytes: int
    file: str
    outputs: tuple[str, ...]
    card: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetInfo:
    """A model that can be pulled by name.

    Attributes:
        variants: Sets of weights, the plain one as an empty name.
        size_bytes: Of each variant, in order; 0 where nobody looked it up.
        restricted: Its licence limits what it may be used for.
        revision: Pinned by us, or locked by the first pull; empty before.
        pulled: Whether its files are here.
        verified: Day of the first run by us; empty: unverified.
    """

    name: str
    title: str
    repository: str
    revision: str
    licence: str
    restricted: bool
    dimensions: int
    variants: tuple[str, ...]
    size_bytes: tuple[int, ...]
    pulled: bool
    verified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PullReport:
    """How a pull went. `trusted` names the files whose digests were seen for the first time, and locked."""

    name: str
    repository: str
    revision: str
    licence: str
    size_bytes: int
    folder: str
    files: tuple[str, ...]
    trusted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that `wornby doctor` looked at, and the command that mends it."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
