"""Runs over real records and a source that a test can hold."""

import io
import threading
from pathlib import Path

from PIL import Image

from wornby.datamodel import IngestOptions, Purpose, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.errors import NotFoundError
from wornby.ingest import IngestPipeline, IngestRuns
from wornby.ingest.encoding import PictureEncoder
from wornby.ingest.pipeline import IngestLimits
from wornby.rights import VocabularyGate
from wornby.stores.blobs import FsspecBlobStore
from wornby.stores.records import SqlRecordStore
from wornby.testing.fakes import FakeTagger
from wornby.testing.fakes_provenance import FakeSigner
from wornby.vocabulary import load_vocabulary

SHOWN = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
LIMITS = IngestLimits(max_bytes=1_000_000, max_pixels=1_000_000, id_secret=b"secret")
WAIT_S = 30


def png(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, 90, 200)).save(out, "PNG")
    return out.getvalue()


class HeldSource:
    """Photos by name. A read of a held one waits until the test lets it go."""

    def __init__(self, **photos: bytes) -> None:
        self.photos = photos
        self.held: set[str] = set()
        self.reached = threading.Event()
        self.go = threading.Event()

    def read(self, source: str, *, limit_bytes: int) -> bytes:
        name = source.rpartition("/")[2]
        if name in self.held:
            self.reached.set()
            assert self.go.wait(WAIT_S)
        if name not in self.photos:
            message = "No such photo."
            raise NotFoundError(message)
        return self.photos[name]


def open_records(folder: Path) -> SqlRecordStore:
    records = SqlRecordStore(f"sqlite:///{folder}/records.db")
    records.migrate()
    return records


def make_pipeline(records, source, *, folder: Path, tagger=None, joint=None, matcher=None) -> IngestPipeline:
    return IngestPipeline(
        records=records,
        blobs=FsspecBlobStore(str(folder / "blobs")),
        encoder=PictureEncoder(FakeSigner()),
        source=source,
        tagger=tagger or FakeTagger(),
        gate=VocabularyGate(load_vocabulary()),
        limits=LIMITS,
        joint=joint,
        matcher=matcher,
    )


def make_runs(records, source, *, folder: Path, lease_s: float = 60.0, threads: int = 1) -> IngestRuns:
    pipeline = make_pipeline(records, source, folder=folder)
    return IngestRuns(records=records, pipeline=pipeline, threads=threads, lease_s=lease_s)


def items(*names: str, **options) -> list[IngestItem]:
    return [IngestItem(source=f"mem://{name}", options=IngestOptions(**{"rights": SHOWN} | options)) for name in names]
