"""Bad input: a clear reason for that file, the rest goes on, nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from wornby.compose import open_engine
from wornby.datamodel import IngestOptions, JobState, Purpose, Query, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.engine import Engine
from wornby.errors import FilterError, NotFoundError, StoreFullError
from wornby.search.filters import parse_where
from wornby.settings import Settings
from wornby.testing import pictures

RIGHTS = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with open_engine(Settings(home=tmp_path / "home", threads=2)) as opened:
        yield opened


def good(folder: Path, count: int) -> list[Path]:
    from PIL import Image

    paths = []
    for number in range(count):
        path = folder / f"good-{number}.png"
        Image.new("RGB", (64, 96), (40 * number, 90, 200)).save(path)
        paths.append(path)
    return paths


def items(paths: list[Path]) -> list[IngestItem]:
    return [IngestItem(source=str(path), options=IngestOptions(rights=RIGHTS)) for path in paths]


def test_bad_files_fail_alone_and_stay_with_their_reason(engine: Engine, tmp_path: Path) -> None:
    paths = good(tmp_path, 3)
    bad = {"empty.jpg": b"", "text.jpg": b"no picture at all", "half.jpg": pictures.truncated("jpeg")}
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    paths += [tmp_path / name for name in bad] + [tmp_path / "gone.jpg"]

    report = engine.ingest(items(paths))

    assert report.added == 3
    assert {Path(job.source).name for job in report.failed} == {*bad, "gone.jpg"}
    assert all(job.failure and job.failure.message for job in report.failed)
    assert len(engine.records.list_jobs(state=JobState.FAILED)) == 4


def test_a_mended_file_is_taken_in_by_the_next_run(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "later.png"
    path.write_bytes(b"")
    assert engine.ingest(items([path])).added == 0
    path.write_bytes(good(tmp_path, 1)[0].read_bytes())
    assert engine.ingest(items([path])).added == 1


def test_the_same_bytes_under_two_names_are_one_asset(engine: Engine, tmp_path: Path) -> None:
    first = good(tmp_path, 1)[0]
    second = tmp_path / "copy.png"
    second.write_bytes(first.read_bytes())
    report = engine.ingest(items([first, second]))
    assert (report.added, report.known) == (1, 1)
    assert engine.records.count_assets() == 1


def test_an_unknown_sku_begins_nothing(engine: Engine, tmp_path: Path) -> None:
    item = IngestItem(source=str(good(tmp_path, 1)[0]), options=IngestOptions(products=("NOPE",)))
    with pytest.raises(NotFoundError, match="NOPE"):
        engine.ingest([item])
    assert engine.records.list_jobs() == []


@pytest.mark.parametrize(
    ("word", "named"),
    [("hair.colour=red", "hair.color"), ("hair.color=ginger-ish", "blonde")],
    ids=["attribute", "value"],
)
def test_an_unknown_filter_names_the_known_ones(engine: Engine, word: str, named: str) -> None:
    with pytest.raises(FilterError, match=named):
        engine.search(Query(filters=parse_where([word], engine.vocabulary)))


def test_a_full_disk_fails_the_photo_and_a_later_run_takes_it_in(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(name: str, content: bytes) -> None:
        message = "No space is left."
        raise StoreFullError(message)

    path = good(tmp_path, 1)[0]
    with monkeypatch.context() as patch:
        patch.setattr(engine.blobs, "put", full)
        report = engine.ingest(items([path]))
    assert [job.failure.code for job in report.failed if job.failure] == ["store-full"]
    assert engine.records.count_assets() == 0
    assert engine.ingest(items([path])).added == 1


def test_an_upload_that_is_no_picture_leaves_nothing_behind(engine: Engine) -> None:
    from wornby.errors import InputError

    with pytest.raises(InputError):
        engine.ingest_bytes(b"<html>", title="x.jpg", options=IngestOptions(rights=RIGHTS))
    assert engine.records.list_jobs() == []
    assert list(engine.blobs.list("inbox")) == []


def test_uploads_are_not_kept_twice(engine: Engine, tmp_path: Path) -> None:
    content = good(tmp_path, 1)[0].read_bytes()
    asset, _ = engine.ingest_bytes(content, title="a.png", options=IngestOptions(rights=RIGHTS))
    assert list(engine.blobs.list("inbox")) == []
    assert engine.get_asset(asset.id).title == "a.png"


def test_bad_product_rows_fail_alone(engine: Engine) -> None:
    rows = [{"sku": "OK", "title": "Fine"}, {"sku": "", "title": "No SKU"}, {"sku": "B", "title": "x", "swatch": "red"}]
    report = engine.import_products(rows)
    assert report.added == 1
    assert [line for line, _ in report.failures] == [3, 4]
