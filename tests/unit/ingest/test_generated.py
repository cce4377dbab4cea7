"""Generated pictures on their way in."""

from dataclasses import replace

import pytest

from tests.unit.ingest.build import HeldSource, items, make_pipeline, make_runs, open_records, png
from wornby.datamodel import AssetKind, PhotoTags, Purpose, Rights, RightsState
from wornby.ingest import IngestRuns
from wornby.ingest.declared import with_declared
from wornby.ingest.runs import job_key
from wornby.testing.factories import make_generation, make_tags
from wornby.testing.fakes_models import FixedTagger

SYNTHETIC = Rights(state=RightsState.SYNTHETIC, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))


def generated(name: str = "a", **changes):
    return items(name, rights=SYNTHETIC, kind=AssetKind.GENERATED, generation=make_generation(**changes))


@pytest.fixture
def taken(tmp_path):
    records = open_records(tmp_path)
    pipeline = make_pipeline(records, HeldSource(a=png(1)), folder=tmp_path, tagger=FixedTagger(make_tags(2)))
    runs = IngestRuns(records=records, pipeline=pipeline, threads=1, lease_s=60)
    yield records, runs
    records.close()


def test_how_it_was_generated_is_kept_through_the_job(taken):
    records, runs = taken
    runs.ingest(generated())
    asset = records.list_assets()[0]
    assert asset.generation == make_generation()
    assert asset.kind is AssetKind.GENERATED


def test_build_and_height_are_facts_of_the_generator_on_the_main_wearer(taken):
    records, runs = taken
    runs.ingest(generated())
    main, other = records.list_assets()[0].tags.wearers
    assert main.attributes["body.height"].source == "testing/1"
    assert main.attributes["body.height"].value == "180-189"
    assert "body.height" not in other.attributes


def test_without_the_purpose_appearance_they_are_not_kept(taken):
    records, runs = taken
    shown = replace(SYNTHETIC, purposes=frozenset({Purpose.DISPLAY}))
    runs.ingest([replace(each, options=replace(each.options, rights=shown)) for each in generated()])
    assert "body.height" not in records.list_assets()[0].tags.wearers[0].attributes


def test_the_same_picture_again_is_known(taken):
    _, runs = taken
    assert runs.ingest(generated()).added == 1
    assert runs.ingest(generated()).known == 1


def test_a_later_generation_of_the_same_picture_replaces_what_was_found(taken):
    records, runs = taken
    runs.ingest(generated())
    assert runs.ingest(generated(key="key-2")).updated == 1
    assert records.list_assets()[0].generation.key == "key-2"


def test_a_photo_states_nothing_of_its_own(tmp_path):
    records = open_records(tmp_path)
    runs = make_runs(records, HeldSource(a=png(1)), folder=tmp_path)
    runs.ingest(items("a"))
    assert records.list_assets()[0].generation is None
    records.close()


def test_nobody_in_the_picture_leaves_the_tags_as_they_are():
    empty = PhotoTags(photo={}, wearers=(), garments=())
    assert with_declared(empty, make_generation()) == empty


def test_two_requests_for_one_file_are_two_jobs():
    assert job_key(generated()[0]) != job_key(generated(key="key-2")[0])
