"""Vectors for search by text, made while photos are taken in."""

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.ingest.build import SHOWN, HeldSource, items, make_pipeline, open_records, png
from wornby.datamodel import BoundingBox, PhotoTags, Purpose, Rights, RightsState
from wornby.datamodel.joint import WHOLE_PHOTO
from wornby.errors import ModelError
from wornby.ingest import IngestRuns
from wornby.ingest.joint import JointEmbedder, cut_square
from wornby.testing.factories import make_asset, make_tags
from wornby.testing.fakes import FakeRecordStore
from wornby.testing.fakes_models import COLOR_SPACE, ColorEncoder, FixedTagger
from wornby.testing.pictures import quadrants

APPEARANCE = Rights(state=RightsState.GRANTED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
NOBODY = PhotoTags(photo={}, wearers=(), garments=())


class BrokenEncoder(ColorEncoder):
    def encode_image(self, pictures):
        message = "The encoder is broken."
        raise ModelError(message)


class SeeingEncoder(ColorEncoder):
    """Keeps what it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = []

    def encode_image(self, pictures):
        self.seen += pictures
        return super().encode_image(pictures)


@pytest.fixture
def records():
    return FakeRecordStore()


def commit(records, **changes):
    asset = make_asset("a", **{"rights": APPEARANCE, **changes})
    records.commit_asset(asset)
    return asset


def test_a_photo_without_wearers_is_embedded_whole(records) -> None:
    asset, encoder = commit(records, tags=NOBODY), SeeingEncoder()
    assert JointEmbedder(encoder, records=records).embed(asset, quadrants(64, 64))
    assert list(records.get_joint(["a"], space=COLOR_SPACE)["a"]) == [WHOLE_PHOTO]
    assert np.array_equal(encoder.seen[0], quadrants(64, 64))


@pytest.mark.parametrize(
    ("state", "embedded"),
    [(RightsState.GRANTED, [0]), (RightsState.LICENSED, [0, 1])],
    ids=["the-subject-of-a-consent", "everybody-of-a-licence"],
)
def test_wearers_are_embedded(records, state, embedded) -> None:
    rights = replace(APPEARANCE, state=state)
    asset, encoder = commit(records, tags=make_tags(2), rights=rights), SeeingEncoder()
    assert JointEmbedder(encoder, records=records).embed(asset, quadrants())
    assert list(records.get_joint(["a"], space=COLOR_SPACE)["a"]) == embedded
    assert len(encoder.seen) == len(embedded)


def test_wearers_are_looked_at_with_their_consent_only(records) -> None:
    asset, encoder = commit(records, tags=make_tags(2), rights=SHOWN), SeeingEncoder()
    assert not JointEmbedder(encoder, records=records).embed(asset, quadrants())
    assert (encoder.seen, records.joint) == ([], {})


def test_a_photo_that_is_gone_meanwhile_is_left(records) -> None:
    asset = commit(records, tags=NOBODY)
    records.delete_asset("a")
    assert not JointEmbedder(ColorEncoder(), records=records).embed(asset, quadrants())
    assert records.joint == {}


def test_a_failure_while_taking_in_stops_nothing(records) -> None:
    asset, embedder = commit(records, tags=NOBODY), JointEmbedder(BrokenEncoder(), records=records)
    with pytest.raises(ModelError):
        embedder.embed(asset, quadrants())
    embedder.take(asset, quadrants())
    assert records.joint == {}


@pytest.mark.parametrize(
    ("box", "side", "corner"),
    [
        (None, 96, (128, 128, 128)),
        (BoundingBox(x_min=0.0, y_min=0.0, x_max=0.5, y_max=0.5), 50, (128, 128, 128)),
        (BoundingBox(x_min=0.6, y_min=0.6, x_max=0.9, y_max=1.0), 32, (240, 220, 40)),
    ],
    ids=["whole", "corner", "inside"],
)
def test_cuts_a_square(box, side, corner) -> None:
    square = cut_square(quadrants(96, 64), box)
    assert square.shape == (side, side, 3)
    assert tuple(square[side // 2, 0] if box and box.x_min else square[0, 0]) == corner


def test_a_tall_cut_stays_tall() -> None:
    square = cut_square(np.full((40, 10, 3), 255, np.uint8), None)
    assert square.shape == (40, 40, 3)
    assert (square == 255).all(axis=2).sum() == 400
    assert (square[:, 15:25] == 255).all()


@pytest.mark.parametrize(
    ("tags", "rights", "embedded"),
    [
        (NOBODY, SHOWN, [WHOLE_PHOTO]),
        (make_tags(2), APPEARANCE, [0]),
        (make_tags(2), SHOWN, None),
    ],
    ids=["nobody", "the-subject-alone", "no-consent"],
)
def test_ingest_embeds(tmp_path, tags, rights, embedded) -> None:
    records = open_records(tmp_path)
    runs = run_with(ColorEncoder(), records, tmp_path, tags=tags)
    (job,) = runs.ingest(items("a.png", rights=rights, evidence="ticket/1")).failed or records.list_jobs()
    found = records.get_joint([job.asset_id], space=COLOR_SPACE).get(job.asset_id)
    assert (None if found is None else list(found)) == embedded


def test_ingest_goes_on_without_a_vector(tmp_path) -> None:
    records = open_records(tmp_path)
    report = run_with(BrokenEncoder(), records, tmp_path).ingest(items("a.png"))
    assert (report.added, report.failed) == (1, ())


def test_rights_that_are_only_claimed_bring_no_vectors(tmp_path) -> None:
    records = open_records(tmp_path)
    runs = run_with(ColorEncoder(), records, tmp_path, tags=make_tags(1))
    runs.ingest(items("a.png"))
    assert runs.ingest(items("a.png", rights=APPEARANCE, evidence="ticket/1")).claimed == 1
    (job, *_) = records.list_jobs()
    assert records.get_joint([job.asset_id], space=COLOR_SPACE) == {}


def run_with(encoder, records, folder, *, tags=NOBODY) -> IngestRuns:
    source = HeldSource(**{"a.png": png(90)})
    embedder = JointEmbedder(encoder, records=records)
    pipeline = make_pipeline(records, source, folder=folder, tagger=FixedTagger(tags), joint=embedder)
    return IngestRuns(records=records, pipeline=pipeline, threads=1, lease_s=60.0)
