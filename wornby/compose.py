"""The only place where names in the settings become objects."""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import cv2

from wornby.datamodel import EmbeddingSpace
from wornby.datamodel.learned import LearnedHead
from wornby.engine.engine import Engine, Parts
from wornby.engine.generating import PictureMaker
from wornby.engine.retagging import Retagger
from wornby.errors import ConfigurationError
from wornby.generation.service import GenerationLimits, GenerationService
from wornby.ingest import IngestPipeline, IngestRuns, Sweeper
from wornby.ingest.encoding import PictureEncoder
from wornby.ingest.pipeline import IngestLimits
from wornby.interfaces import BlobStore, ContentSigner, PictureGenerator, RecordStore, RightsGate, Tagger, VectorIndex
from wornby.models.hub.shelf import ModelShelf
from wornby.models.inventory import list_models
from wornby.models.logistic import LogisticTrainer
from wornby.provenance.files import ensure_test_files, named_files
from wornby.provenance.signer import C2paSigner
from wornby.registry import GENERATORS, INDEXES, TAGGERS, load_component
from wornby.rights import VocabularyGate
from wornby.search.service import SearchService
from wornby.search.snapshots import Snapshots
from wornby.search.sync import IndexSync
from wornby.settings import Settings
from wornby.sources.files import FileSource
from wornby.sources.inbox import InboxSource
from wornby.sources.router import SourceRouter
from wornby.sources.web import WebSource
from wornby.stores.blobs import FsspecBlobStore
from wornby.stores.records import SqlRecordStore
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


def has_library(settings: Settings) -> bool:
    """Whether there are records to open."""
    return bool(settings.database_url) or (settings.home.expanduser() / RECORDS).exists()


def open_models(settings: Settings) -> ModelShelf:
    """Models of the hub tier, without a library."""
    folder = Path(settings.models_dir) if settings.models_dir else settings.home / SHOP_MODELS
    return ModelShelf(folder.expanduser(), accepted=settings.accept_licences)


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
        shelf.encoder(settings.encoder, variant=settings.encoder_variant),
        finder,
        vocabulary=open_vocabulary(settings),
        attributes=settings.zero_shot,
        calibration=CalibrationFile.read(path) if path.exists() else None,
    )


def thresholds_path(settings: Settings) -> Path:
    """Where a library keeps the thresholds of the zero-shot tagger."""
    return settings.home.expanduser() / SHOP_THRESHOLDS


def build_engine(settings: Settings, *, any_space: bool = False) -> Engine:
    """Make every part of an engine. With `any_space`, heads that were learned on other embeddings are left out."""
    home = _home(settings)
    records = SqlRecordStore(settings.database_url or f"sqlite:///{home / RECORDS}")
    records.migrate()
    blobs = FsspecBlobStore(settings.blobs_url or str(home / "blobs"))
    vocabulary = open_vocabulary(settings)
    plain = _tagger(settings)
    heads = _heads(settings, vocabulary, space=plain.space if any_space else None)
    tagger = _learned(plain, heads)
    index = _index(settings, tagger, home)
    inbox = InboxSource(blobs)
    fetcher = GuardedFetcher(settings.fetch_timeout_s, allow_private=settings.fetch_private)
    source = SourceRouter(files=FileSource(), web=WebSource(fetcher), inbox=inbox)
    secret = records.put_meta("id_secret", secrets.token_hex(32), overwrite=False)
    limits = IngestLimits(
        max_bytes=settings.max_upload_bytes, max_pixels=settings.max_pixels, id_secret=bytes.fromhex(secret)
    )
    gate = VocabularyGate(vocabulary)
    signer = _signer(settings, home)
    pipeline = IngestPipeline(
        records=records,
        blobs=blobs,
        encoder=PictureEncoder(signer),
        source=source,
        tagger=tagger,
        gate=gate,
        limits=limits,
    )
    runs = IngestRuns(records=records, pipeline=pipeline, threads=_threads(settings), lease_s=settings.job_lease_s)
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
        runs=runs,
        sweeper=Sweeper(records=records, blobs=blobs, inbox=inbox),
        search=SearchService(records=records, index=index, tagger=tagger, vocabulary=vocabulary),
        sync=IndexSync(records, index, vocabulary=vocabulary),
        snapshots=Snapshots(index),
        models=list_models,
        retagger=Retagger(
            records=records,
            blobs=blobs,
            tagger=tagger,
            gate=gate,
            heads=heads,
            threads=_threads(settings),
            max_pixels=settings.max_pixels,
        ),
        maker=_maker(settings, tagger, vocabulary=vocabulary, records=records, blobs=blobs, index=index),
    )
    return Engine(parts)


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


def _index(settings: Settings, tagger: Tagger, home: Path) -> VectorIndex:
    component = load_component(INDEXES, settings.index)
    options = {"url": settings.qdrant_url} if settings.index == "qdrant" else {}
    index: VectorIndex = component(tagger.space, path=home / "index" / settings.index, **options)
    index.load()
    return index


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
