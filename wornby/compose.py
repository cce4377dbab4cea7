"""The only place where names in the settings become objects."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wornby.datamodel.learned import LearnedHead
from wornby.engine.engine import Engine, Parts
from wornby.errors import ConfigurationError
from wornby.ingest import IngestPipeline, IngestRuns
from wornby.ingest.pipeline import IngestLimits
from wornby.interfaces import Tagger, VectorIndex
from wornby.models.inventory import list_models
from wornby.models.logistic import LogisticTrainer
from wornby.registry import INDEXES, TAGGERS, load_component
from wornby.rights import VocabularyGate
from wornby.search.service import SearchService
from wornby.search.sync import IndexSync
from wornby.settings import Settings
from wornby.sources.files import FileSource
from wornby.sources.inbox import InboxSource
from wornby.sources.router import SourceRouter
from wornby.sources.web import WebSource
from wornby.stores.blobs import FsspecBlobStore
from wornby.stores.records import SqlRecordStore
from wornby.tagging import TaggingService
from wornby.tagging.learned import HeadSet, LearnedTagger
from wornby.tagging.learning import Learner
from wornby.tagging.shelf import HeadShelf
from wornby.transport.guarded import GuardedFetcher
from wornby.vocabulary import Vocabulary, load_vocabulary

__all__ = ["check_head", "has_library", "open_engine", "open_learner", "open_shelf", "open_tagging", "open_vocabulary"]

SHOP_VOCABULARY = "vocabulary.toml"
LEARNED = "learned"
RECORDS = "records.db"


@contextmanager
def open_engine(settings: Settings) -> Iterator[Engine]:
    """Open a library, made where there is none yet; it is saved and closed at the end.

    Raises:
        ConfigurationError: The folder or a name in the settings cannot be used.
        StoreError: A store cannot be opened.
    """
    engine = build_engine(settings)
    try:
        yield engine
    finally:
        engine.close()


def open_tagging(settings: Settings) -> TaggingService:
    """Tagging alone, without a library; with what was learned, where the library's folder holds some."""
    return _tagging(settings, _learned(_tagger(settings), _heads(settings, open_vocabulary(settings))))


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
    tagger = _tagger(settings)
    return Learner(
        tagger=tagger,
        tagging=_tagging(settings, tagger),
        source=FileSource(),
        vocabulary=open_vocabulary(settings),
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


def build_engine(settings: Settings) -> Engine:
    """Make every part of an engine."""
    home = _home(settings)
    records = SqlRecordStore(settings.database_url or f"sqlite:///{home / RECORDS}")
    records.migrate()
    blobs = FsspecBlobStore(settings.blobs_url or str(home / "blobs"))
    vocabulary = open_vocabulary(settings)
    heads = _heads(settings, vocabulary)
    tagger = _learned(_tagger(settings), heads)
    index = _index(settings, tagger, home)
    inbox = InboxSource(blobs)
    fetcher = GuardedFetcher(settings.fetch_timeout_s, allow_private=settings.fetch_private)
    source = SourceRouter(files=FileSource(), web=WebSource(fetcher), inbox=inbox)
    secret = records.put_meta("id_secret", secrets.token_hex(32), overwrite=False)
    limits = IngestLimits(
        max_bytes=settings.max_upload_bytes, max_pixels=settings.max_pixels, id_secret=bytes.fromhex(secret)
    )
    gate = VocabularyGate(vocabulary)
    pipeline = IngestPipeline(records=records, blobs=blobs, source=source, tagger=tagger, gate=gate, limits=limits)
    runs = IngestRuns(records=records, pipeline=pipeline, threads=_threads(settings), lease_s=settings.job_lease_s)
    parts = Parts(
        settings=settings,
        vocabulary=vocabulary,
        records=records,
        blobs=blobs,
        index=index,
        source=source,
        inbox=inbox,
        tagger=tagger,
        heads=heads,
        tagging=_tagging(settings, tagger),
        runs=runs,
        search=SearchService(records=records, index=index, tagger=tagger, vocabulary=vocabulary),
        sync=IndexSync(records, index, vocabulary=vocabulary),
        models=list_models,
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


def _threads(settings: Settings) -> int:
    return settings.threads or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tagger(settings: Settings) -> Tagger:
    entry = TAGGERS.get(settings.tagger)
    if entry is not None and entry.remote and not settings.allow_remote:
        message = f"Tagger {settings.tagger!r} sends photos out of the house. Set WORNBY_ALLOW_REMOTE=true to allow it."
        raise ConfigurationError(message)
    tagger: Tagger = load_component(TAGGERS, settings.tagger)()
    return tagger


def _heads(settings: Settings, vocabulary: Vocabulary) -> HeadSet:
    return HeadSet(open_shelf(settings).switched_on(), vocabulary=vocabulary)


def _learned(tagger: Tagger, heads: HeadSet) -> Tagger:
    return LearnedTagger(tagger, heads) if heads.sources else tagger


def _index(settings: Settings, tagger: Tagger, home: Path) -> VectorIndex:
    component = load_component(INDEXES, settings.index)
    options = {"url": settings.qdrant_url} if settings.index == "qdrant" else {}
    index: VectorIndex = component(tagger.space, path=home / "index" / settings.index, **options)
    index.load()
    return index


def _tagging(settings: Settings, tagger: Tagger) -> TaggingService:
    return TaggingService(tagger, max_pixels=settings.max_pixels, max_bytes=settings.max_upload_bytes)
