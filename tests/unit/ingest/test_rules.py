"""What giving a photo again changes, and what it does not."""

from dataclasses import replace

import pytest

from wornby.datamodel import IngestOptions, Job, Purpose, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.datamodel.sources import title_of
from wornby.errors import ConflictError
from wornby.ingest.pipeline import is_claim, merge
from wornby.ingest.runs import job_key
from wornby.testing.factories import make_asset

LICENSED = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))


def job(options: IngestOptions) -> Job:
    return Job(id="1", key="k", run_id="r", source="a.jpg", options=options)


def test_a_photo_given_without_rights_keeps_those_it_has() -> None:
    known = replace(make_asset(), rights=LICENSED)
    assert merge(known, job(IngestOptions())).rights == LICENSED


@pytest.mark.parametrize("held", [Rights(), Rights(state=RightsState.GRANTED)], ids=["discovered", "granted"])
def test_a_photo_given_again_with_other_rights_keeps_its_own(held: Rights) -> None:
    known = replace(make_asset(), rights=held)
    again = job(IngestOptions(rights=LICENSED))
    assert merge(known, again).rights == held
    assert is_claim(known, again)


@pytest.mark.parametrize("given", [Rights(), LICENSED], ids=["nothing", "the same"])
def test_a_photo_given_again_with_nothing_new_is_no_claim(given: Rights) -> None:
    assert not is_claim(replace(make_asset(), rights=LICENSED), job(IngestOptions(rights=given)))


def test_a_photo_given_for_another_product_shows_both() -> None:
    known = replace(make_asset(), products=("A",))
    assert merge(known, job(IngestOptions(products=("B", "A")))).products == ("A", "B")


@pytest.mark.parametrize("state", [RightsState.WITHDRAWN, RightsState.DECLINED, RightsState.ERASED])
def test_rights_that_were_taken_back_do_not_return(state: RightsState) -> None:
    known = replace(make_asset(), rights=Rights(state=state))
    with pytest.raises(ConflictError, match="does not restore"):
        merge(known, job(IngestOptions(rights=LICENSED)))


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("", "photo"),
        ("/a/b/c.jpg", "c.jpg"),
        ("https://shop.example/p/1.webp?size=2", "1.webp"),
        ("inbox:0123456789abcdef0123456789abcdef-c.png", "c.png"),
    ],
    ids=["empty", "path", "address", "upload"],
)
def test_titles_hold_no_folders_and_no_queries(source: str, title: str) -> None:
    assert title_of(source) == title


def test_a_job_key_depends_on_the_rights() -> None:
    plain = IngestItem(source="a", options=IngestOptions())
    licensed = IngestItem(source="a", options=IngestOptions(rights=LICENSED))
    assert job_key(plain) != job_key(licensed)


@pytest.mark.parametrize(
    ("known", "given", "kept"),
    [("", "", ""), ("old", "", "old"), ("", "new", "new"), ("old", "new", "new")],
    ids=["none", "kept", "first", "replaced"],
)
def test_a_caption_that_is_given_replaces_the_one_before(known: str, given: str, kept: str) -> None:
    asset = make_asset(caption=known)
    assert merge(asset, job(IngestOptions(caption=given))).caption == kept


def test_a_job_key_depends_on_the_caption() -> None:
    one, two = (IngestItem(source="a.jpg", options=IngestOptions(caption=caption)) for caption in ("", "mine"))
    assert job_key(one) != job_key(two)
