"""Stored photos get their vectors for search by text."""

from dataclasses import replace

import pytest

from wornby.datamodel import PhotoTags, Purpose, Rights, RightsState
from wornby.datamodel.library import JointReport
from wornby.engine.joint import JointFiller
from wornby.ingest.joint import JointEmbedder
from wornby.ingest.pipeline import master_name
from wornby.stores.blobs import FsspecBlobStore
from wornby.testing.factories import make_asset, make_tags
from wornby.testing.fakes import FakeRecordStore
from wornby.testing.fakes_models import COLOR_SPACE, ColorEncoder
from wornby.testing.pictures import encoded

NOBODY = PhotoTags(photo={}, wearers=(), garments=())
APPEARANCE = Rights(state=RightsState.GRANTED, purposes=frozenset({Purpose.APPEARANCE}))


@pytest.fixture
def records():
    return FakeRecordStore()


@pytest.fixture
def blobs(tmp_path):
    return FsspecBlobStore(str(tmp_path))


@pytest.fixture
def encoder():
    return ColorEncoder()


@pytest.fixture
def filler(records, blobs, encoder):
    embedder = JointEmbedder(encoder, records=records)
    return JointFiller(embedder, records=records, blobs=blobs, threads=2, max_pixels=1_000_000)


def add(records, blobs, name, *, master: bytes | None = None, **changes):
    asset = make_asset(name, **{"tags": NOBODY, **changes})
    records.commit_asset(asset)
    if master != b"":
        blobs.put(master_name(name), master or encoded("jpeg"))
    return asset


def test_an_empty_library_has_nothing_to_embed(filler) -> None:
    assert filler.run() == JointReport(embedded=0, passed=0, failed=())


def test_embeds_what_has_no_vector(filler, records, blobs, monkeypatch) -> None:
    monkeypatch.setattr("wornby.engine.joint._PAGE", 2)
    for name in ("a", "b", "c"):
        add(records, blobs, name)
    add(records, blobs, "d", tags=make_tags(2), rights=APPEARANCE)
    seen = []
    assert filler.run(progress=lambda: seen.append(1)) == JointReport(embedded=4, passed=0, failed=())
    assert (sorted(records.joint), len(seen)) == (["a", "b", "c", "d"], 4)


def test_a_second_run_embeds_nothing(filler, records, blobs, encoder) -> None:
    add(records, blobs, "a")
    filler.run()
    assert filler.run() == JointReport(embedded=0, passed=0, failed=())
    assert encoder.pictures == 1


def test_vectors_of_another_encoder_are_replaced(filler, records, blobs) -> None:
    asset = add(records, blobs, "a")
    records.put_joint(asset, space=replace(COLOR_SPACE, name="old@1"), vectors={})
    assert filler.run().embedded == 1
    assert records.joint["a"][0] == COLOR_SPACE


def test_passes_over_wearers_without_consent(filler, records, blobs, encoder) -> None:
    add(records, blobs, "a", tags=make_tags(1))
    assert filler.run() == JointReport(embedded=0, passed=1, failed=())
    assert encoder.pictures == 0


@pytest.mark.parametrize(
    ("master", "code"), [(b"", "not-found"), (b"no picture", "unsupported-format")], ids=["missing", "broken"]
)
def test_lists_what_failed_and_goes_on(filler, records, blobs, master, code) -> None:
    bad = add(records, blobs, "a", master=master)
    add(records, blobs, "b")
    report = filler.run()
    assert report.embedded == 1
    assert [(asset, failure.code) for asset, failure in report.failed] == [(bad, code)]
