"""Indexes, and what keeps them in step."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from wornby.compose.models import open_encoder, thread_count
from wornby.datamodel import EmbeddingSpace
from wornby.engine.joint import JointFiller
from wornby.ingest.joint import JointEmbedder
from wornby.interfaces import (
    BlobStore,
    RecordStore,
    VectorIndex,
)
from wornby.registry import INDEXES, load_component
from wornby.search.joint import JointSearch, joint_entries
from wornby.search.snapshots import Snapshots
from wornby.search.sync import IndexSync
from wornby.settings import Settings
from wornby.vocabulary import Vocabulary

JOINT = "joint"
INDEX_FILES = "index"


@dataclass(frozen=True, slots=True, kw_only=True)
class JointParts:
    """What ingest, the index and search take where a joint encoder is set.

    Attributes:
        index: The encoder's own.
        sync: Keeps the encoder's own index in step; goes with the library's.
        snapshots: Of that index; go with the library's.
        ranker: Ranks by texts and by pictures.
    """

    embedder: JointEmbedder
    index: VectorIndex
    sync: IndexSync
    snapshots: Snapshots
    ranker: JointSearch


def open_index(settings: Settings, space: EmbeddingSpace, path: Path, **options: str) -> VectorIndex:
    """The vector index of a space, with what its file holds."""
    component = load_component(INDEXES, settings.index)
    if settings.index == "qdrant":
        options["url"] = settings.qdrant_url
    index: VectorIndex = component(space, path=path, **options)
    index.load()
    return index


def open_joint(settings: Settings, home: Path, *, records: RecordStore, vocabulary: Vocabulary) -> JointParts | None:
    """What a joint encoder needs; None where none is set."""
    name = f"{JOINT}-{settings.index}" if settings.encoder else ""
    _drop_other_joint(home / INDEX_FILES, keep=name)
    if not name:
        return None
    encoder = open_encoder(settings)
    own = {"collection": f"wornby-{JOINT}"} if settings.index == "qdrant" else {}
    index = open_index(settings, encoder.space, home / INDEX_FILES / name, **own)
    entries = partial(joint_entries, records=records, space=encoder.space, vocabulary=vocabulary)
    return JointParts(
        embedder=JointEmbedder(encoder, records=records),
        index=index,
        sync=IndexSync(records, index, entries=entries),
        snapshots=Snapshots(index),
        ranker=JointSearch(encoder, index),
    )


def _drop_other_joint(folder: Path, *, keep: str) -> None:
    # Nobody keeps them in step, so a photo that is deleted would stay in them. They are made again from the records.
    for other in folder.glob(f"{JOINT}-*"):
        if other.name != keep:
            shutil.rmtree(other, ignore_errors=True)


def make_joint_filler(
    settings: Settings, joint: JointParts | None, *, records: RecordStore, blobs: BlobStore
) -> JointFiller | None:
    """Fills in vectors of the joint encoder; None where none is set."""
    if joint is None:
        return None
    return JointFiller(
        joint.embedder, records=records, blobs=blobs, threads=thread_count(settings), max_pixels=settings.max_pixels
    )


def make_settling(sync: IndexSync, snapshots: Snapshots) -> Callable[[], None]:
    """What brings the indexes in step after a change."""

    def settle() -> None:
        sync.catch_up(force=True)
        snapshots.save_if_due()

    return settle
