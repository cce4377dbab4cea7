"""Erase one wearer, then read every file of the library's folder: nothing of theirs is in any of them."""

import hashlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import insert, text

from tests.security.library import SHOWN, small_library
from wornby.compose import open_engine
from wornby.datamodel import (
    EmbeddingSpace,
    IdempotentAnswer,
    IngestOptions,
    Purpose,
    Rights,
    RightsNote,
    RightsState,
    Verdict,
)
from wornby.datamodel.edits import TagChange
from wornby.datamodel.library import IngestItem
from wornby.datamodel.naming import NameKind, name_id
from wornby.datamodel.photo_reports import PhotoReport, ReportReason
from wornby.datamodel.requests import Channel
from wornby.demo import demo_shop
from wornby.engine import Engine
from wornby.errors import StoreError
from wornby.ingest.pipeline import master_name, rendition_names
from wornby.settings import Settings
from wornby.stores.connect import writing
from wornby.stores.schema_rights import contributions, contributors
from wornby.testing.factories import make_vectors
from wornby.testing.pictures import encoded, noise
from wornby.testing.suites_naming import make_named

NOTE = RightsNote(actor="staff/ana", reason="wish", evidence="mail/4711", by_person=True)
GIVEN = Rights(state=RightsState.SELF_UPLOADED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
JOINT = EmbeddingSpace(name="joint-testing@1", dimensions=64)
ADDRESS = "aurelia.quux@example.org"
CAPTION = "zyzzyva marmalade at the kwijibo fountain"
NAME = "people/xiomara-quillfeather-of-ottery"
TAG = "quidnunc"
ALT = "flibbertigibbet with a parasol"
PHOTOS = 9
WINDOW = 32


@dataclass(frozen=True)
class Marks:
    """Pieces of what is to be gone, and where each is from."""

    pieces: tuple[tuple[str, bytes], ...]

    def found_in(self, folder: Path) -> list[tuple[str, str]]:
        """Which pieces stand in which file."""
        files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert len(files) > 10
        return sorted(
            {(name, what) for name, content in files.items() for what, piece in self.pieces if piece in content}
        )


def windows(what: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Pieces from all over a value."""
    for start in range(0, max(1, len(content) - WINDOW), max(1, (len(content) - WINDOW) // 12)):
        yield what, content[start : start + WINDOW]


def vector_pieces(what: str, vector: np.ndarray) -> Iterator[tuple[str, bytes]]:
    """A vector as it may be written: halves, singles, and one bit each."""
    yield from windows(f"{what}, float16", vector.astype("<f2").tobytes())
    yield from windows(f"{what}, float32", vector.astype("<f4").tobytes())
    for order in ("little", "big"):
        yield f"{what}, bits", np.packbits(vector > 0, bitorder=order).tobytes()


def marks_of(engine: Engine, asset_id: str, *, source: Path) -> Marks:
    """Everything by which a photo would be recognised."""
    asset = engine.get_asset(asset_id, everything=True)
    pieces = [
        ("sha256, hex", asset.sha256.encode()),
        ("sha256, raw", bytes.fromhex(asset.sha256)),
        ("title", asset.title.encode()),
        ("source", str(source.parent.name).encode()),
        ("caption", b"zyzzyva"),
        ("caption", b"kwijibo"),
        ("address", ADDRESS.encode()),
        ("name", NAME.encode()),
        ("name", name_id(NAME, NameKind.UPLOAD).encode()),
        ("tag of a name", TAG.encode()),
        ("context of a name", ALT.encode()),
        *windows("upload", source.read_bytes()),
    ]
    for name in (master_name(asset_id), *rendition_names(asset_id)):
        if engine.blobs.exists(name):
            pieces += windows(name.partition("/")[0], engine.blobs.get(name))
    assert asset.tags is not None
    for wearer in asset.tags.wearers:
        for garment in wearer.garments:
            if garment.embedding is not None:
                pieces += vector_pieces("vector", garment.embedding.vector)
            if garment.color is not None:
                pieces.append(("colour", garment.color.hex.encode()))
    for vector in engine.records.get_joint([asset_id], space=JOINT).get(asset_id, {}).values():
        pieces += vector_pieces("joint vector", vector[0] if vector.ndim > 1 else vector)
    return Marks(tuple(pieces))


def own(marks: Marks, others: Marks) -> Marks:
    """Without what other photos have as well: colours and heads of files come more than once."""
    common = {piece for what, piece in others.pieces if what not in {"caption", "address"} and "name" not in what}
    return Marks(tuple(each for each in marks.pieces if each[1] not in common))


def fill_everything(engine: Engine, asset_id: str) -> None:
    """Give a photo all that a photo can have."""
    asset = engine.get_asset(asset_id, everything=True)
    engine.records.put_joint(asset, space=JOINT, vectors={0: make_vectors(1, seed=5, space=JOINT)[0]})
    with writing(engine.records.database) as connection:
        who = {"id": "c0ffee", "language": "de", "contact": ADDRESS, "created_at": "2026-12-01T00:00:00+00:00"}
        connection.execute(insert(contributors).values(who))
        connection.execute(insert(contributions).values(contributor_id="c0ffee", asset_id=asset_id))
    engine.edits.change(asset_id, [TagChange(wearer=0, attribute="hair.color", value="grey")], by="wearer/l1")
    engine.matches.decide(asset_id, "A", verdict=Verdict.CONFIRMED, by="staff/ana", wearer=0, garment=0)
    report = PhotoReport(id="r1", asset_id=asset_id, reason=ReportReason.OTHER, at=asset.created_at)
    engine.reports.add(report, most=5)
    name = make_named(NAME, asset_id=asset_id, tags=(TAG,), context=(("alt", ALT),), original_filename=NAME)
    engine.names.put(name, note=NOTE)
    engine.rights.claims.add(asset_id, rights=SHOWN, by="key/other")
    engine.records.put_answer("key", IdempotentAnswer(request_sha256="0" * 64, status=200, body={"asset_id": asset_id}))


@contextmanager
def opened(home: Path) -> Iterator[Engine]:
    with open_engine(Settings(home=home, threads=1, min_facet_count=1)) as engine:
        yield engine


def copied(home: Path, to: Path) -> Path:
    """A copy made by another process: SQLite's locks are lost when this one opens and closes its files."""
    shutil.rmtree(to, ignore_errors=True)
    subprocess.run(["cp", "-r", str(home), str(to)], check=True)
    return to


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A library of several wearers, one of whom has all that one can have; her photos by title."""
    folder = tmp_path_factory.mktemp("erasure")
    home, gone = folder / "home", folder / "folder-of-aurelia"
    gone.mkdir()
    pictures = [picture.path for picture in demo_shop().pictures[:PHOTOS]]
    theirs = {pictures[0]: gone / "aurelia-7431.jpg", pictures[1]: gone / "aurelia-7432.jpg"}
    for path, target in theirs.items():
        shutil.copy(path, target)
    with opened(home) as engine:
        engine.import_products([{"sku": "A", "title": "A thing"}])
        for path in pictures:
            caption = CAPTION if path in theirs else "by the sea"
            options = IngestOptions(rights=GIVEN, products=("A",), caption=caption)
            assert not engine.ingest([IngestItem(source=str(theirs.get(path, path)), options=options)]).failed
        found = {asset.title: asset.id for asset in engine.list_assets(everything=True)}
        fill_everything(engine, found["aurelia-7431.jpg"])
        for asset_id in found.values():
            engine.rendition(asset_id, name="thumb")
        engine.index.save()
    return folder, found


def test_nothing_of_an_erased_wearer_is_in_any_file(library: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    folder, found = library
    home = copied(folder / "home", tmp_path / "home")
    gone = {title: asset_id for title, asset_id in found.items() if title.startswith("aurelia")}
    with opened(home) as engine:
        kept = next(asset_id for title, asset_id in found.items() if title not in gone)
        others = marks_of(engine, kept, source=demo_shop().pictures[5].path)
        marks = Marks(
            tuple(
                piece
                for title, asset_id in gone.items()
                for piece in own(marks_of(engine, asset_id, source=folder / "folder-of-aurelia" / title), others).pieces
            )
        )
        before = marks.found_in(copied(home, tmp_path / "before"))
        assert {
            "sha256, hex",
            "caption",
            "title",
            "source",
            "vector, float16",
            "joint vector, float16",
            "address",
            "name",
            "tag of a name",
            "context of a name",
            "masters",
        } <= {what for _, what in before}
        receipt = engine.erasing.erase_person("c0ffee", note=NOTE)
        rest = engine.erasing.erase([each for each in gone.values() if each not in receipt.asset_ids], note=NOTE)
        assert marks.found_in(copied(home, tmp_path / "open")) == []
        assert engine.erasing.verify(receipt).ok
        assert engine.erasing.verify(rest).ok
        assert len(engine.list_assets()) == PHOTOS - len(gone)
        assert engine.rights.verify().faults == ()
    assert marks.found_in(home) == []
    with opened(home) as engine:
        assert engine.records.search_texts(["zyzzyva"], kind="asset", limit=5) == []
        assert engine.erasing.verify(receipt).ok
    assert marks.found_in(home) == []


def test_a_request_goes_with_its_photo(tmp_path: Path) -> None:
    with small_library(tmp_path / "home") as engine:
        found = engine.ingest_bytes(encoded("jpeg", pixels=noise(seed=50)), title="f.jpg", options=IngestOptions())[0]
        engine.requests.add(found.id, address=ADDRESS, language="en", channel=Channel.COPY, by="staff/ana")
        held = Marks((("address", ADDRESS.encode()), ("sha256", found.sha256.encode())))
        assert held.found_in(copied(tmp_path / "home", tmp_path / "before")) != []
        engine.erasing.erase([found.id], note=NOTE)
        assert held.found_in(copied(tmp_path / "home", tmp_path / "after")) == []


def test_remains_in_a_page_are_found_and_written_over(tmp_path: Path) -> None:
    """What SQLite leaves in a page whose rows moved on is simulated by a row that nobody knows of."""
    with small_library(tmp_path / "home") as engine:
        asset = engine.list_assets()[0]
        mark = Marks((("sha256", asset.sha256.encode()),))
        with writing(engine.records.database) as connection:
            connection.execute(text("CREATE TABLE shadow (content TEXT)"))
            connection.execute(text("INSERT INTO shadow VALUES (:content)"), {"content": asset.sha256})
            connection.execute(text("PRAGMA secure_delete = OFF"))
        raw = engine.records.database.raw_connection()
        raw.driver_connection.execute("PRAGMA secure_delete = OFF")
        raw.driver_connection.execute("DELETE FROM shadow")
        raw.close()
        engine.erasing.erase([asset.id], note=NOTE)
        assert mark.found_in(copied(tmp_path / "home", tmp_path / "after")) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.security.library import small_library
from tests.security.test_erasure import NOTE

def die(*_args, **_given):
    os.kill(os.getpid(), signal.SIGKILL)

home, place = Path(sys.argv[1]), sys.argv[2]
with small_library(home, photos=0) as engine:
    gone = [asset.id for asset in engine.list_assets(everything=True)][:2]
    desk = engine.erasing
    if place == "files":
        delete, seen = engine.blobs.delete, []
        def delete_some(name):
            seen.append(name)
            if len(seen) > 12:
                die()
            delete(name)
        object.__setattr__(engine.blobs, "delete", delete_some)
    elif place == "index":
        object.__setattr__(desk._parts, "settle", die)
    else:
        setattr(desk._records, place, die)
    desk.erase(gone, note=NOTE)
"""


@pytest.mark.parametrize("place", ["erase_jobs", "files", "index", "scrub", "count", "finish"])
def test_a_killed_erasure_is_finished_later(tmp_path: Path, place: str) -> None:
    home = tmp_path / "home"
    with small_library(home, photos=3) as engine:
        gone = [asset.id for asset in engine.list_assets(everything=True)][:2]
        hashes = [asset.sha256 for asset in engine.list_assets(everything=True) if asset.id in gone]
    ran = subprocess.run([sys.executable, "-c", KILLED, str(home), place], check=False, capture_output=True)
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()[-2000:]
    with small_library(home, photos=0) as engine:
        assert (engine.erasing.receipts(), engine.erasing.unfinished()) == ([], 1)
        (receipt,) = engine.erasing.resume()
        assert receipt.asset_ids == tuple(gone)
        assert engine.erasing.verify(receipt).ok
        assert engine.rights.verify().faults == ()
        assert [asset.id for asset in engine.list_assets(everything=True) if asset.id in gone] == []
    marks = Marks(tuple(("sha256", piece) for each in hashes for piece in (each.encode(), bytes.fromhex(each))))
    assert marks.found_in(home) == []


@pytest.mark.parametrize("broken", ["masters", "renditions"])
def test_a_file_that_cannot_be_deleted_is_not_reported_as_erased(tmp_path: Path, broken: str) -> None:
    with small_library(tmp_path / "home") as engine:
        gone = engine.list_assets()[0]
        folder = tmp_path / "home" / "blobs" / broken
        assert hashlib.sha256(engine.original(gone.id)).hexdigest() != gone.sha256
        kept = engine.blobs.delete

        def delete(name: str) -> None:
            if name.startswith(f"{broken}/"):
                message = f"The file {name!r} could not be used: Input/output error."
                raise StoreError(message)
            kept(name)

        engine.blobs.delete = delete
        with pytest.raises(StoreError, match="Input/output"):
            engine.erasing.erase([gone.id], note=NOTE)
        assert engine.erasing.receipts() == []
        assert any(gone.id in path.name for path in folder.iterdir())
        engine.blobs.delete = kept
        (receipt,) = engine.erasing.resume()
        assert not any(gone.id in path.name for path in folder.iterdir())
        assert engine.erasing.verify(receipt).ok


def test_what_other_kinds_of_index_had_kept_goes_too(tmp_path: Path) -> None:
    with small_library(tmp_path / "home") as engine:
        gone = engine.list_assets()[0].id
        engine.index.save()
        shutil.copytree(tmp_path / "home" / "index" / "scan", tmp_path / "home" / "index" / "exact")
        engine.erasing.erase([gone], note=NOTE)
        left = [path for path in (tmp_path / "home" / "index").rglob("*.jsonl") if gone in path.read_text()]
        assert left == []
