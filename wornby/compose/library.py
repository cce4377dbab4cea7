"""A whole library."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from wornby.compose.erasing import open_erasure
from wornby.compose.indexes import (
    INDEX_FILES,
    JointParts,
    make_joint_filler,
    make_settling,
    open_index,
    open_joint,
)
from wornby.compose.keys import client_secret, id_secret, image_secret, link_secret, open_seal
from wornby.compose.models import (
    make_tagging,
    open_bystanders,
    open_face_finder,
    open_heads,
    open_part_finder,
    open_print_reader,
    open_tagger,
    open_vocabulary,
    thread_count,
    with_heads,
)
from wornby.compose.people import open_rights, open_staff
from wornby.compose.providers import Rented, open_blobs
from wornby.datamodel import EmbeddingSpace
from wornby.engine.engine import Engine
from wornby.engine.generating import PictureMaker
from wornby.engine.match_runs import MatchParts
from wornby.engine.matching import Matches
from wornby.engine.parts import Parts
from wornby.engine.retagging import Retagger
from wornby.engine.tuning import MatchTuner
from wornby.errors import ConfigurationError
from wornby.generation.service import GenerationLimits, GenerationService
from wornby.ingest import IngestPipeline, IngestRuns, Sweeper
from wornby.ingest.encoding import PictureEncoder
from wornby.ingest.pipeline import IngestLimits, asset_id_of, photo_id
from wornby.interfaces import (
    BlobStore,
    ContentSigner,
    PeopleFinder,
    PictureGenerator,
    ProductMatcher,
    RecordStore,
    RightsGate,
    Signer,
    Tagger,
    VectorIndex,
)
from wornby.matching import Catalogue, MatchService, Scorer
from wornby.matching.tuning import TunedMatcher, TuningShelf
from wornby.models.inventory import list_models
from wornby.models.logistic import LogisticTrainer
from wornby.models.prints import open_print_models
from wornby.provenance.files import ensure_test_files, named_files
from wornby.provenance.signer import C2paSigner
from wornby.registry import GENERATORS, load_component
from wornby.rights import VocabularyGate
from wornby.search.crowds import CrowdPolicy
from wornby.search.service import SearchService
from wornby.search.snapshots import Snapshots
from wornby.search.sync import IndexSync
from wornby.settings import Settings
from wornby.sources.files import FileSource
from wornby.sources.inbox import InboxSource
from wornby.sources.router import SourceRouter
from wornby.sources.web import WebSource
from wornby.stores.answers import BlobAnswerShelf
from wornby.stores.blobs import FsspecBlobStore
from wornby.stores.edits import SqlEdits
from wornby.stores.ledger import LedgerWriter
from wornby.stores.library_shelf import SqlLibraryShelf
from wornby.stores.naming import SqlNames
from wornby.stores.records import SqlRecordStore
from wornby.stores.retention import SqlRetention
from wornby.tagging.budget import Budget, to_micros
from wornby.tagging.learned import HeadSet
from wornby.tagging.learning import Learner
from wornby.transport.guarded import GuardedFetcher
from wornby.vocabulary import Vocabulary

RECORDS = "records.db"
C2PA = "c2pa"
LEDGER_HEAD = "ledger.head"


@contextmanager
def open_engine(settings: Settings, *, any_space: bool = False) -> Iterator[Engine]:
    """Open a library, made where there is none yet; it is saved and closed at the end.

    Args:
        settings: Name the folder and the parts.
        any_space: Open it also where another version of the models made its vectors, to tag its photos again.

    Raises:
        ConfigurationError: The folder or a name in the settings cannot be used.
        SpaceMismatchError: Another version of the models made its vectors, or learned heads rest on one.
        StoreError: A store cannot be opened.
    """
    engine = build_engine(settings, any_space=any_space)
    try:
        if not any_space:
            engine.check_space()
        yield engine
    finally:
        engine.close()


def open_learner(settings: Settings) -> Learner:
    """Learning on the tagger alone: heads that are on do not teach new ones.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    trainer = LogisticTrainer()
    _home(settings)
    tagger, vocabulary = open_tagger(settings), open_vocabulary(settings)
    return Learner(
        tagger=tagger,
        tagging=make_tagging(settings, tagger, gate=VocabularyGate(vocabulary)),
        source=FileSource(),
        vocabulary=vocabulary,
        trainer=trainer,
        threads=thread_count(settings),
    )


def has_library(settings: Settings) -> bool:
    """Whether there are records to open."""
    return bool(settings.database_url) or (settings.home.expanduser() / RECORDS).exists()


def build_engine(settings: Settings, *, any_space: bool = False, machine: ProductMatcher | None = None) -> Engine:
    """Make every part of an engine.

    Args:
        settings: Name the folder and the parts.
        any_space: Leave heads out that were learned on other embeddings.
        machine: Finds the products of garments; the built-in one where it is left out.
    """
    home = _home(settings)
    seal = open_seal(settings, home)
    vocabulary = open_vocabulary(settings)
    gate = VocabularyGate(vocabulary)
    records = _records(settings, home, seal=seal, gate=gate)
    blobs = open_blobs(settings)
    secret, bystanders = id_secret(settings, home, records=records), open_bystanders(settings)
    plain = open_tagger(settings, rented=_rented(settings, blobs, secret=secret, hide=bystanders))
    heads = open_heads(settings, vocabulary, space=plain.space if any_space else None)
    tagger = with_heads(plain, heads)
    index = open_index(settings, tagger.space, home / INDEX_FILES / settings.index)
    joint = open_joint(settings, home, records=records, vocabulary=vocabulary)
    limits = _limits(settings, secret)
    inbox = InboxSource(blobs, identify=partial(photo_id, secret=limits.id_secret))
    source = _source(settings, inbox)
    signer = _signer(settings, home)
    tunings = TuningShelf(FsspecBlobStore(str(home)))
    machine = machine or _machine(settings, records, vocabulary=vocabulary, space=tagger.space)
    matcher = TunedMatcher(machine, current=tunings.current)
    pipeline = IngestPipeline(
        records=records,
        blobs=blobs,
        encoder=PictureEncoder(signer, finder=bystanders),
        source=source,
        tagger=tagger,
        gate=gate,
        limits=limits,
        joint=joint.embedder if joint else None,
        matcher=matcher,
    )
    sync = IndexSync(records, index, vocabulary=vocabulary, also=[joint.sync] if joint else ())
    snapshots = Snapshots(index, also=[joint.snapshots] if joint else ())
    settle = make_settling(sync, snapshots)
    parts = Parts(
        settings=settings,
        vocabulary=vocabulary,
        records=records,
        blobs=blobs,
        signer=signer,
        index=index,
        source=source,
        inbox=inbox,
        tagger=tagger,
        heads=heads,
        tagging=make_tagging(settings, tagger, gate=gate),
        parser=open_part_finder(),
        runs=IngestRuns(
            records=records, pipeline=pipeline, threads=thread_count(settings), lease_s=settings.job_lease_s
        ),
        sweeper=Sweeper(records=records, blobs=blobs, inbox=inbox),
        search=_search(settings, tagger, vocabulary=vocabulary, records=records, index=index, joint=joint),
        sync=sync,
        snapshots=snapshots,
        models=list_models,
        retagger=_retagger(settings, records, blobs=blobs, tagger=tagger, gate=gate, heads=heads, matcher=matcher),
        matches=_matches(
            settings, records, blobs=blobs, index=index, vocabulary=vocabulary, matcher=matcher, settle=settle
        ),
        tuner=MatchTuner(records, tunings, settle=settle),
        maker=_maker(settings, tagger, vocabulary=vocabulary, records=records, blobs=blobs, index=index),
        joint=make_joint_filler(settings, joint, records=records, blobs=blobs),
        staff=open_staff(settings, records),
        client_secret=client_secret(settings, home),
        image_secret=image_secret(settings, home),
        link_secret=link_secret(settings, home),
        reports=records.reports,
        names=SqlNames(records.database),
        bystanders=bystanders,
        faces=open_face_finder(settings),
        edits=SqlEdits(records),
        shelf=SqlLibraryShelf(records.database),
        retention=SqlRetention(records.database, records.ledger_writer),
        rights=open_rights(settings, records, seal=seal, gate=gate),
        erasure=open_erasure(home, records, pipeline=pipeline, index=index, joint=joint),
        people_ranker=joint.ranker if joint else None,
    )
    return Engine(parts)


def _search(
    settings: Settings,
    tagger: Tagger,
    *,
    vocabulary: Vocabulary,
    records: RecordStore,
    index: VectorIndex,
    joint: JointParts | None,
) -> SearchService:
    return SearchService(
        records=records,
        index=index,
        tagger=tagger,
        vocabulary=vocabulary,
        encoder=joint.ranker if joint else None,
        crowd=CrowdPolicy(k=settings.min_facet_count),
    )


def _retagger(
    settings: Settings,
    records: RecordStore,
    *,
    blobs: BlobStore,
    tagger: Tagger,
    gate: RightsGate,
    heads: HeadSet,
    matcher: ProductMatcher,
) -> Retagger:
    return Retagger(
        records=records,
        blobs=blobs,
        tagger=tagger,
        gate=gate,
        heads=heads,
        threads=thread_count(settings),
        max_pixels=settings.max_pixels,
        matcher=matcher,
    )


def _source(settings: Settings, inbox: InboxSource) -> SourceRouter:
    fetcher = GuardedFetcher(settings.fetch_timeout_s, allow_private=settings.fetch_private)
    return SourceRouter(files=FileSource(), web=WebSource(fetcher), inbox=inbox)


def _rented(settings: Settings, blobs: BlobStore, *, secret: bytes, hide: PeopleFinder | None) -> Rented:
    """What rented services share: their answers lie beside the pictures of the photos, by the photos' ids."""
    kept = BlobAnswerShelf(blobs, identify=partial(asset_id_of, secret=secret)) if settings.keep_answers else None
    return Rented(budget=Budget(to_micros(settings.max_cost)), shelf=kept, hide=hide, embeds=True)


def _limits(settings: Settings, secret: bytes) -> IngestLimits:
    return IngestLimits(max_bytes=settings.max_upload_bytes, max_pixels=settings.max_pixels, id_secret=secret)


def _machine(
    settings: Settings, records: RecordStore, *, vocabulary: Vocabulary, space: EmbeddingSpace
) -> ProductMatcher:
    catalogue = Catalogue(records, vocabulary=vocabulary, space=space)
    return MatchService(catalogue, Scorer.read(), models=open_print_models(), reader=open_print_reader(settings))


def _matches(
    settings: Settings,
    records: RecordStore,
    *,
    blobs: BlobStore,
    index: VectorIndex,
    vocabulary: Vocabulary,
    matcher: ProductMatcher,
    settle: Callable[[], None],
) -> Matches:
    parts = MatchParts(
        records=records,
        blobs=blobs,
        index=index,
        vocabulary=vocabulary,
        matcher=matcher,
        settle=settle,
        threads=thread_count(settings),
        max_pixels=settings.max_pixels,
    )
    return Matches(parts)


def _home(settings: Settings) -> Path:
    home = settings.home.expanduser().resolve()
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as exc:
        message = f"The library's folder cannot be made: {exc.strerror}. Give another with --home or WORNBY_HOME."
        raise ConfigurationError(message) from exc
    return home


def _signer(settings: Settings, home: Path) -> ContentSigner:
    if not settings.c2pa_certificate and not settings.c2pa_key:
        return C2paSigner(ensure_test_files(home / C2PA), timestamp_url=settings.c2pa_timestamp_url)
    files = named_files(settings.c2pa_certificate, settings.c2pa_key)
    # Now, while somebody watches, and not when the first picture is generated; no timestamp authority is asked. A
    # certificate that has only ended stops what must be signed, and `wornby doctor` says so; the library still opens.
    trial = C2paSigner(files)
    if trial.certificate().ends_at > datetime.now(UTC):
        trial.check()
    return C2paSigner(files, timestamp_url=settings.c2pa_timestamp_url)


def _records(settings: Settings, home: Path, *, seal: Signer, gate: RightsGate) -> SqlRecordStore:
    url = settings.database_url or f"sqlite:///{home / RECORDS}"
    records = SqlRecordStore(url, ledger=LedgerWriter(seal, head_file=home / LEDGER_HEAD), gate=gate)
    records.migrate()
    return records


def _maker(
    settings: Settings,
    tagger: Tagger,
    *,
    vocabulary: Vocabulary,
    records: RecordStore,
    blobs: BlobStore,
    index: VectorIndex,
) -> PictureMaker:
    @cache
    def generator() -> PictureGenerator:
        # Made when the first picture is asked for: most commands never need one.
        made: PictureGenerator = load_component(GENERATORS, settings.generator)()
        return made

    limits = GenerationLimits(
        count=settings.max_generated,
        side_px=settings.max_generated_side_px,
        print_bytes=settings.max_upload_bytes,
        print_pixels=settings.max_pixels,
    )
    service = GenerationService(generator, tagger=tagger, vocabulary=vocabulary, limits=limits)
    return PictureMaker(service, records=records, blobs=blobs, index=index, max_pixels=settings.max_pixels)
