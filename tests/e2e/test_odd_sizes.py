"""Pictures of odd sizes are tagged or refused, and never stop a run."""

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from wornby.compose import open_engine, open_tagging
from wornby.datamodel import IngestOptions, Purpose
from wornby.datamodel.library import IngestItem
from wornby.engine import Engine
from wornby.ingest.pipeline import IngestPipeline
from wornby.settings import Settings

SIZES = [(1, 1), (1, 900), (900, 1), (3, 2), (40, 3000), (3000, 40), (31, 33), (1, 60_000)]


@pytest.fixture
def engine(tmp_path) -> Iterator[Engine]:
    with open_engine(Settings(home=tmp_path / "home", threads=2)) as opened:
        yield opened


def png(width: int, height: int) -> bytes:
    noise = np.random.default_rng(width * 7 + height).integers(0, 255, (height, width, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_odd_sizes_are_tagged(size: tuple[int, int]) -> None:
    result = open_tagging(Settings()).tag([png(*size)], purposes=frozenset(Purpose))[0]
    assert result.failure is None
    assert result.tags is not None
    assert result.photo is not None
    assert (result.photo.width_px, result.photo.height_px) == size


def test_odd_sizes_are_taken_in(engine: Engine, tmp_path) -> None:
    items = []
    for width, height in SIZES:
        path = tmp_path / f"{width}x{height}.png"
        path.write_bytes(png(width, height))
        items.append(IngestItem(source=str(path), options=IngestOptions()))
    assert engine.ingest(items).added == len(SIZES)


def test_a_photo_that_breaks_a_stage_fails_alone(engine: Engine, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = IngestPipeline._read

    def break_on_one(self: IngestPipeline, parcel):
        if parcel.job.source.endswith("3x2.png"):
            message = "something nobody thought of"
            raise RuntimeError(message)
        return read(self, parcel)

    monkeypatch.setattr(IngestPipeline, "_read", break_on_one)
    items = []
    for width, height in ((3, 2), (5, 4), (6, 5), (7, 6)):
        path = tmp_path / f"{width}x{height}.png"
        path.write_bytes(png(width, height))
        items.append(IngestItem(source=str(path), options=IngestOptions()))
    report = engine.ingest(items)
    assert report.added == 3
    assert [job.failure.code for job in report.failed if job.failure] == ["error"]
