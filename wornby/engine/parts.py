"""What an engine is made of."""

from collections.abc import Callable
from dataclasses import dataclass

from wornby.datamodel.library import (
    ModelInfo,
)
from wornby.engine.erasing import ErasureStores
from wornby.engine.generating import PictureMaker
from wornby.engine.joint import JointFiller
from wornby.engine.matching import Matches
from wornby.engine.retagging import Retagger
from wornby.engine.rights import RightsStores
from wornby.engine.staff import Staff
from wornby.engine.tuning import MatchTuner
from wornby.ingest import IngestRuns, Sweeper
from wornby.interfaces import (
    BlobStore,
    ContentSigner,
    FaceFinder,
    Inbox,
    PartFinder,
    PeopleFinder,
    PhotoSource,
    RecordStore,
    RetentionStore,
    Tagger,
    VectorIndex,
)
from wornby.interfaces.editing import EditStore, LibraryShelf
from wornby.interfaces.finding import PictureRanker
from wornby.interfaces.naming import NameStore
from wornby.interfaces.photo_reports import PhotoReportStore
from wornby.search.service import SearchService
from wornby.search.snapshots import Snapshots
from wornby.search.sync import IndexSync
from wornby.settings import Settings
from wornby.tagging import TaggingService
from wornby.tagging.learned import HeadSet
from wornby.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an engine is made of; `wornby.compose` makes it."""

    settings: Settings
    vocabulary: Vocabulary
    records: RecordStore
    blobs: BlobStore
    signer: ContentSigner
    index: VectorIndex
    source: PhotoSource
    inbox: Inbox
    tagger: Tagger
    heads: HeadSet
    tagging: TaggingService
    parser: PartFinder
    runs: IngestRuns
    sweeper: Sweeper
    search: SearchService
    sync: IndexSync
    snapshots: Snapshots
    retagger: Retagger
    maker: PictureMaker
    matches: Matches
    tuner: MatchTuner
    models: Callable[[], list[ModelInfo]]
    staff: Staff
    reports: PhotoReportStore
    names: NameStore
    joint: JointFiller | None = None
    rights: RightsStores
    edits: EditStore
    shelf: LibraryShelf
    retention: RetentionStore
    erasure: ErasureStores
    people_ranker: PictureRanker | None = None
    client_secret: bytes = b""
    image_secret: bytes = b""
    link_secret: bytes = b""
    bystanders: PeopleFinder | None = None
    faces: FaceFinder
