"""The only place where names in the settings become objects."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache, partial
from pathlib import Path

import cv2

from wornby.datamodel import EmbeddingSpace
from wornby.datamodel.learned import LearnedHead
from wornby.datamodel.requests import Channel
from wornby.engine.engine import Engine, Parts
from wornby.engine.generating import PictureMaker
from wornby.engine.joint import JointFiller
from wornby.engine.match_runs import MatchParts
from wornby.engine.matching import Matches
from wornby.engine.retagging import Retagger
from wornby.engine.rights import RightsStores
from wornby.engine.staff import SessionRules, Staff
from wornby.engine.tuning import MatchTuner
from wornby.errors import ConfigurationError
from wornby.generation.service import GenerationLimits, GenerationService
from wornby.identity import Argon2Passwords
from wornby.ingest import IngestPipeline, IngestRuns, Sweeper
from wornby.ingest.encoding import PictureEncoder
from wornby.ingest.joint import JointEmbedder
from wornby.ingest.pipeline import IngestLimits
from wornby.interfaces import (
    BlobStore,
    ContentSigner,
    Encoder,
    Messenger,
    PeopleFinder,
    PictureGenerator,
    PrintReader,
    ProductMatcher,
    RecordStore,
    RightsGate,
    ScoreFitter,
    Signer,
    Tagger,
    TextRanker,
    VectorIndex,
)
from wornby.matching import Catalogue, MatchService, Scorer
from wornby.matching.tuning import TunedMatcher, TuningShelf
from wornby.messages.copying import CopyMessenger
from wornby.messages.smtp import SmtpMessenger, SmtpServer
from wornby.models.builtin import open_parser
from wornby.models.bystanders import BystanderFinder
from wornby.models.hub.shelf import ModelShelf
from wornby.models.inventory import list_models
from wornby.models.logistic import LogisticTrainer
from wornby.models.prints import open_print_models
from wornby.models.score_fitting import ScikitScoreFitter
from wornby.provenance.files import ensure_test_files, named_files
from wornby.provenance.seals import Ed25519Seal, make_pem
from wornby.provenance.secret_files import LEDGER, ensure_file
from wornby.provenance.signer import C2paSigner
from wornby.registry import GENERATORS, INDEXES, PRINT_READERS, TAGGERS, load_component
from wornby.rights import VocabularyGate
from wornby.rights.consent import built_in_texts
from wornby.search.crowds import CrowdPolicy
from wornby.search.joint import JointSearch, joint_entries
from wornby.search.service import SearchService
from wornby.search.snapshots import Snapshots
from wornby.search.sync import IndexSync
from wornby.settings import Settings
from wornby.sources.files import FileSource
from wornby.sources.inbox import InboxSource
from wornby.sources.router import SourceRouter
from wornby.sources.web import WebSource
from wornby.stores.blobs import FsspecBlobStore
from wornby.stores.claims import SqlClaimStore
from wornby.stores.consent import SqlConsentTexts
from wornby.stores.ledger import LedgerWriter, SqlLedger
from wornby.stores.records import SqlRecordStore
from wornby.stores.requests import SqlRequestStore
from wornby.stores.rights_view import SqlRightsView
from wornby.stores.secrets import ensure_secret
from wornby.stores.staff import SqlStaffStore
from wornby.tagging import TaggingService
from wornby.tagging.calibration import CalibrationFile
from wornby.tagging.learned import HeadSet, LearnedTagger
from wornby.tagging.learning import Learner
from wornby.tagging.router import RouterTagger
from wornby.tagging.routes import Routes
from wornby.tagging.shelf import HeadShelf
from wornby.tagging.wearers import DetectedWearers, WearerFinder
from wornby.tagging.zero_shot import ZeroShotTagger
from wornby.transport.guarded import GuardedFetcher
from wornby.vocabulary import Vocabulary, load_vocabulary

__all__ = [
    "check_head",
    "has_library",
    "open_engine",
    "open_learner",
    "open_models",
    "open_print_reader",
    "open_score_fitter",
    "open_shelf",
    "open_tagging",
    "open_vocabulary",
    "open_zero_shot",
    "thresholds_path",
]

SHOP_VOCABULARY = "vocabulary.toml"
SHOP_MODELS = "models"
SHOP_ROUTES = "routes.json"
SHOP_THRESHOLDS = "zero-shot.json"
LEARNED = "learned"
RECORDS = "records.db"
C2PA = "c2pa"
JOINT = "joint"
SECRETS = "secrets"
LEDGER_HEAD = "ledger.head"


@dataclass(frozen=True, slots=True, kw_only=True)
class JointParts:
    """What ingest, the index and search take where a joint encoder is set.

    Attributes:
        sync: Keeps the encoder's own index in step; goes with the library's.
        snapshots: Of that index; go with the library's.
        ranker: For the search service.
    """

    embedder: JointEmbedder
    sync: IndexSync
    snapshots: Snapshots
    ranker: TextRanker


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


def open_tagging(settings: Settings, *, learned: bool = True) -> TaggingService:
    """Tagging alone, without a library.

    Args:
        settings: Name the tagger.
        learned: Whether heads that are on in the library's folder state their facts too.
    """
    tagger, vocabulary = _tagger(settings), open_vocabulary(settings)
    whole = _learned(tagger, _heads(settings, vocabulary)) if learned else tagger
    return _tagging(settings, whole, gate=VocabularyGate(vocabulary))


def open_vocabulary(settings: Settings) -> Vocabulary:
    """The vocabulary with the shop's additions."""
    extra = settings.home.expanduser() / SHOP_VOCABULARY
    return load_vocabulary(extra if extra.exists() else None)


def open_shelf(settings: Settings) -> HeadShelf:
    """The learned heads."""
    return HeadShelf(FsspecBlobStore(str(settings.home.expanduser().resolve() / LEARNED)))


def open_learner(settings: Settings) -> Learner:
    """Learning on the tagger alone: heads that are on do not teach new ones.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    trainer = LogisticTrainer()
    _home(settings)
    tagger, vocabulary = _tagger(settings), open_vocabulary(settings)
    return Learner(
        tagger=tagger,
        tagging=_tagging(settings, tagger, gate=VocabularyGate(vocabulary)),
        source=FileSource(),
        vocabulary=vocabulary,
        trainer=trainer,
        threads=_threads(settings),
    )


def check_head(settings: Settings, head: LearnedHead) -> None:
    """Refuse a head that could not be used, before it is switched on.

    Raises:
        ConfigurationError: The vocabulary does not know what it states.
        SpaceMismatchError: It was learned on other embeddings than the tagger gives.
    """
    HeadSet([head], vocabulary=open_vocabulary(settings)).check(_tagger(settings).space)


def open_score_fitter() -> ScoreFitter:
    """What makes a tuning of matches from decisions.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    return ScikitScoreFitter()


def has_library(settings: Settings) -> bool:
    """Whether there are records to open."""
    return bool(settings.database_url) or (settings.home.expanduser() / RECORDS).exists()


def open_models(settings: Settings) -> ModelShelf:
    """Models of the hub tier, without a library."""
    folder = Path(settings.models_dir) if settings.models_dir else settings.home / SHOP_MODELS
    return ModelShelf(folder.expanduser(), accepted=settings.accept_licences)


def open_encoder(settings: Settings) -> Encoder:
    """The joint text-image encoder that is set; the same one for the tagger zero-shot and for search."""
    folder = settings.models_dir or str(settings.home / SHOP_MODELS)
    return _encoder(settings.encoder, settings.encoder_variant, folder=folder, accepted=tuple(settings.accept_licences))


@lru_cache(maxsize=1)
def _encoder(word: str, variant: str, *, folder: str, accepted: tuple[str, ...]) -> Encoder:
    return ModelShelf(Path(folder).expanduser(), accepted=accepted).encoder(word, variant=variant)


def open_bystanders(settings: Settings) -> PeopleFinder | None:
    """Who finds bystanders; None where they are not to be hidden.

    Raises:
        ConfigurationError: The face detector cannot be opened.
    """
    if not settings.blur_bystanders:
        return None
    faces = open_models(settings).face_detector(settings.face_detector) if settings.face_detector else None
    return BystanderFinder(open_parser(), faces=faces)


def open_print_reader(settings: Settings) -> PrintReader | None:
    """Who reads the words on prints; None where nobody is set.

    Raises:
        UnknownComponentError: Nobody of this name.
        MissingExtraError: Its package is not installed.
    """
    if not settings.print_reader:
        return None
    reader: PrintReader = load_component(PRINT_READERS, settings.print_reader)()
    return reader


def open_zero_shot(settings: Settings) -> ZeroShotTagger:
    """The tagger that states attributes from their definitions.

    Raises:
        ConfigurationError: No encoder or no attributes are set, or they cannot be used.
    """
    if not settings.encoder or not settings.zero_shot:
        message = (
            "The tagger zero-shot needs WORNBY_ENCODER (`wornby models` lists what there is) and WORNBY_ZERO_SHOT, the "
            "attributes that it states, such as '[\"fabric\"]'."
        )
        raise ConfigurationError(message)
    shelf = open_models(settings)
    finder: WearerFinder = (
        DetectedWearers(shelf.detector(settings.detector))
        if settings.detector
        else load_component(TAGGERS, "builtin")()
    )
    path = thresholds_path(settings)
    return ZeroShotTagger(
        open_encoder(settings),
        finder,
        vocabulary=open_vocabulary(settings),
        attributes=settings.zero_shot,
        calibration=CalibrationFile.read(path) if path.exists() else None,
    )


def thresholds_path(settings: Settings) -> Path:
    """Where a library keeps the thresholds of the zero-shot tagger."""
    return settings.home.expanduser() / SHOP_THRESHOLDS


def build_engine(settings: Settings, *, any_space: bool = False, machine: ProductMatcher | None = None) -> Engine:
    """Make every part of an engine.

    Args:
        settings: Name the folder and the parts.
        any_space: Leave heads out that were learned on other embeddings.
        machine: Finds the products of garments; the built-in one where it is left out.
    """
    home = _home(settings)
    seal = open_seal(settings, home)
    records = _records(settings, home, seal=seal)
    blobs = FsspecBlobStore(settings.blobs_url or str(home / "blobs"))
    vocabulary = open_vocabulary(settings)
    plain = _tagger(settings)
    heads = _heads(settings, vocabulary, space=plain.space if any_space else None)
    tagger = _learned(plain, heads)
    index = _index(settings, tagger.space, home / "index" / settings.index)
    joint = _joint(settings, home, records=records, vocabulary=vocabulary)
    inbox = InboxSource(blobs)
    source = _source(settings, inbox)
    gate = VocabularyGate(vocabulary)
    signer = _signer(settings, home)
    tunings = TuningShelf(FsspecBlobStore(str(home)))
    machine = machine or _machine(settings, records, vocabulary=vocabulary, space=tagger.space)
    matcher = TunedMatcher(machine, current=tunings.current)
    bystanders = open_bystanders(settings)
    pipeline = IngestPipeline(
        records=records,
        blobs=blobs,
        encoder=PictureEncoder(signer, finder=bystanders),
        source=source,
        tagger=tagger,
        gate=gate,
        limits=_limits(settings, records),
        joint=joint.embedder if joint else None,
        matcher=matcher,
    )
    sync = IndexSync(records, index, vocabulary=vocabulary, also=[joint.sync] if joint else ())
    snapshots = Snapshots(index, also=[joint.snapshots] if joint else ())
    settle = _settling(sync, snapshots)
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
        tagging=_tagging(settings, tagger, gate=gate),
        runs=IngestRuns(records=records, pipeline=pipeline, threads=_threads(settings), lease_s=settings.job_lease_s),
        sweeper=Sweeper(records=records, blobs=blobs, inbox=inbox),
        search=SearchService(
            records=records,
            index=index,
            tagger=tagger,
            vocabulary=vocabulary,
            encoder=joint.ranker if joint else None,
            crowd=CrowdPolicy(k=settings.min_facet_count),
        ),
        sync=sync,
        snapshots=snapshots,
        models=list_models,
        retagger=Retagger(
            records=records,
            blobs=blobs,
            tagger=tagger,
            gate=gate,
            heads=heads,
            threads=_threads(settings),
            max_pixels=settings.max_pixels,
            matcher=matcher,
        ),
        matches=_matches(
            settings, records, blobs=blobs, index=index, vocabulary=vocabulary, matcher=matcher, settle=settle
        ),
        tuner=MatchTuner(records, tunings, settle=settle),
        maker=_maker(settings, tagger, vocabulary=vocabulary, records=records, blobs=blobs, index=index),
        joint=_joint_filler(settings, joint, records=records, blobs=blobs),
        staff=_staff(settings, records),
        image_secret=_image_secret(settings, home),
        reports=records.reports,
        bystanders=bystanders,
        rights=_rights(settings, records, seal=seal, gate=gate),
    )
    return Engine(parts)


def _source(settings: Settings, inbox: InboxSource) -> SourceRouter:
    fetcher = GuardedFetcher(settings.fetch_timeout_s, allow_private=settings.fetch_private)
    return SourceRouter(files=FileSource(), web=WebSource(fetcher), inbox=inbox)


def _image_secret(settings: Settings, home: Path) -> bytes:
    given = settings.image_key.get_secret_value()
    return ensure_secret(home / SECRETS / "images.key", given=given, setting="WORNBY_IMAGE_KEY")


def _staff(settings: Settings, records: SqlRecordStore) -> Staff:
    rules = SessionRules(
        lasts=timedelta(hours=settings.session_hours), idle=timedelta(minutes=settings.session_idle_minutes)
    )
    return Staff(SqlStaffStore(records.database), Argon2Passwords(), rules=rules)


def _limits(settings: Settings, records: RecordStore) -> IngestLimits:
    secret = records.put_meta("id_secret", secrets.token_hex(32), overwrite=False)
    return IngestLimits(
        max_bytes=settings.max_upload_bytes, max_pixels=settings.max_pixels, id_secret=bytes.fromhex(secret)
    )


def _settling(sync: IndexSync, snapshots: Snapshots) -> Callable[[], None]:
    def settle() -> None:
        sync.catch_up(force=True)
        snapshots.save_if_due()

    return settle


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
        threads=_threads(settings),
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


def _records(settings: Settings, home: Path, *, seal: Signer) -> SqlRecordStore:
    url = settings.database_url or f"sqlite:///{home / RECORDS}"
    records = SqlRecordStore(url, ledger=LedgerWriter(seal, head_file=home / LEDGER_HEAD))
    records.migrate()
    return records


def _rights(settings: Settings, records: SqlRecordStore, *, seal: Signer, gate: RightsGate) -> RightsStores:
    database, writer = records.database, records.ledger_writer
    return RightsStores(
        ledger=SqlLedger(database, writer),
        signer=seal,
        claims=SqlClaimStore(database, writer),
        view=SqlRightsView(database),
        gate=gate,
        texts=SqlConsentTexts(database, writer, first=built_in_texts()),
        requests=SqlRequestStore(database, writer),
        messengers=partial(_messenger, settings),
    )


def _messenger(settings: Settings, channel: Channel) -> Messenger:
    if channel is Channel.COPY:
        return CopyMessenger()
    if not settings.smtp_host or not settings.smtp_from:
        message = "Mail needs WORNBY_SMTP_HOST and WORNBY_SMTP_FROM. Without them choose the channel copy."
        raise ConfigurationError(message)
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
        security=settings.smtp_security,
    )
    return SmtpMessenger(server)


def open_seal(settings: Settings, home: Path) -> Ed25519Seal:
    """The key that signs the ledger and receipts; made where there is none yet."""
    given = settings.ledger_key.get_secret_value()
    folder = secrets_folder(settings, home)
    return Ed25519Seal(lambda: given.encode() if given else ensure_file(folder, LEDGER, make=make_pem))


def secrets_folder(settings: Settings, home: Path) -> Path:
    """Where the keys lie."""
    return Path(settings.secrets_dir).expanduser() if settings.secrets_dir else home / SECRETS


def _threads(settings: Settings) -> int:
    return settings.threads or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tagger(settings: Settings, name: str = "") -> Tagger:
    # Photos are looked at side by side: OpenCV's own threads would only take turns with ours.
    cv2.setNumThreads(1)
    name = name or settings.tagger
    entry = TAGGERS.get(name)
    if entry is not None and entry.remote and not settings.allow_remote:
        message = f"Tagger {name!r} sends photos out of the house. Set WORNBY_ALLOW_REMOTE=true to allow it."
        raise ConfigurationError(message)
    if name in _BUILDERS:
        return _BUILDERS[name](settings)
    tagger: Tagger = load_component(TAGGERS, name)()
    return tagger


def _heads(settings: Settings, vocabulary: Vocabulary, *, space: EmbeddingSpace | None = None) -> HeadSet:
    heads = open_shelf(settings).switched_on()
    return HeadSet([head for head in heads if space in {None, head.card.space}], vocabulary=vocabulary)


def _learned(tagger: Tagger, heads: HeadSet) -> Tagger:
    return LearnedTagger(tagger, heads) if heads.sources else tagger


def _router(settings: Settings) -> Tagger:
    home = settings.home.expanduser()
    routes = Routes.read(Path(settings.routes).expanduser() if settings.routes else home / SHOP_ROUTES)
    if "router" in routes.taggers:
        message = "The routes lead back to the router. Name the taggers that state the attributes."
        raise ConfigurationError(message)
    taggers = {name: _tagger(settings, name) for name in routes.taggers}
    return RouterTagger(routes, taggers, vocabulary=open_vocabulary(settings))


# Taggers that are made of other parts; every other one is made without arguments.
_BUILDERS: Mapping[str, Callable[[Settings], Tagger]] = {"router": _router, "zero-shot": open_zero_shot}


def _index(settings: Settings, space: EmbeddingSpace, path: Path, **options: str) -> VectorIndex:
    component = load_component(INDEXES, settings.index)
    if settings.index == "qdrant":
        options["url"] = settings.qdrant_url
    index: VectorIndex = component(space, path=path, **options)
    index.load()
    return index


def _joint(settings: Settings, home: Path, *, records: RecordStore, vocabulary: Vocabulary) -> JointParts | None:
    name = f"{JOINT}-{settings.index}" if settings.encoder else ""
    _drop_other_joint(home / "index", keep=name)
    if not name:
        return None
    encoder = open_encoder(settings)
    own = {"collection": f"wornby-{JOINT}"} if settings.index == "qdrant" else {}
    index = _index(settings, encoder.space, home / "index" / name, **own)
    entries = partial(joint_entries, records=records, space=encoder.space, vocabulary=vocabulary)
    return JointParts(
        embedder=JointEmbedder(encoder, records=records),
        sync=IndexSync(records, index, entries=entries),
        snapshots=Snapshots(index),
        ranker=JointSearch(encoder, index),
    )


def _drop_other_joint(folder: Path, *, keep: str) -> None:
    # Nobody keeps them in step, so a photo that is deleted would stay in them. They are made again from the records.
    for other in folder.glob(f"{JOINT}-*"):
        if other.name != keep:
            shutil.rmtree(other, ignore_errors=True)


def _joint_filler(
    settings: Settings, joint: JointParts | None, *, records: RecordStore, blobs: BlobStore
) -> JointFiller | None:
    if joint is None:
        return None
    return JointFiller(
        joint.embedder, records=records, blobs=blobs, threads=_threads(settings), max_pixels=settings.max_pixels
    )


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


def _tagging(settings: Settings, tagger: Tagger, *, gate: RightsGate) -> TaggingService:
    return TaggingService(tagger, gate=gate, max_pixels=settings.max_pixels, max_bytes=settings.max_upload_bytes)
