"""Rented taggers in a comparison: what counts for their speed, what they are asked, and how often."""

from dataclasses import replace

import pytest

from wornby import registry
from wornby.cli.tagger_runs import TaggerRuns
from wornby.compose import models, providers
from wornby.datamodel import Purpose
from wornby.datamodel.profiles import Price
from wornby.registry import Entry
from wornby.settings import Settings
from wornby.testing.fakes_providers import READ, FakeService, make_profile
from wornby.testing.pictures import encoded, noise

DISPLAY = frozenset({Purpose.DISPLAY})
SERVICE = FakeService()


class TheService:
    @staticmethod
    def from_environment():
        return SERVICE


def free_profile():
    profile = make_profile()
    nothing = Price(micros=0, source=READ)
    return replace(profile, features=tuple(replace(each, price=nothing) for each in profile.features))


@pytest.fixture
def service(monkeypatch):
    fresh = FakeService(profile=free_profile())
    monkeypatch.setitem(globals(), "SERVICE", fresh)
    taggers = {
        **registry.TAGGERS,
        "builtin": Entry(target="wornby.testing.fakes:FakeTagger"),
        "fake": Entry(target=f"{__name__}:TheService", remote=True),
    }
    for module in (models, providers):
        monkeypatch.setattr(module, "TAGGERS", taggers)
    return fresh


@pytest.fixture
def tag(service, tmp_path):
    """Run the rented tagger over the photos of these names."""
    (tmp_path / "photos").mkdir()

    def call(*files: str, keep: bool = False, purposes=DISPLAY, tagger: str = "fake", **changes):
        for file in files:
            (tmp_path / "photos" / file).write_bytes(encoded("jpeg", pixels=noise(120, 90, seed=ord(file[0]))))
        runs = TaggerRuns(
            settings=Settings(home=tmp_path, **{"allow_remote": True, "threads": 1, **changes}),
            photos=tmp_path / "photos",
            purposes=purposes,
            answers=tmp_path / "answers" if keep else None,
        )
        return runs.run([tagger], files=files)[0][0]

    return call


def test_a_service_of_price_0_is_asked_once_about_each_photo(tag, service):
    tag("a.jpg", "b.jpg")
    assert len(service.seen) == 2


def test_so_is_one_behind_the_router(tag, service, tmp_path):
    (tmp_path / "routes.json").write_text(
        '{"schema": "wornby.router/1", "attributes": {"garment.kind": "fake"}, "default": "builtin"}'
    )
    tag("a.jpg", "b.jpg", tagger="router", routes=str(tmp_path / "routes.json"))
    assert len(service.seen) == 2


def test_what_was_asked_counts_for_the_speed(tag):
    run = tag("a.jpg", "b.jpg", keep=True)
    assert (run.kept, run.speed.photos) == (0, 2)


def test_what_was_kept_does_not(tag):
    tag("a.jpg", keep=True)
    run = tag("a.jpg", "b.jpg", "c.jpg", keep=True)
    assert (run.kept, run.speed.photos) == (1, 2)


def test_where_all_was_kept_there_is_no_speed(tag, service):
    tag("a.jpg", "b.jpg", keep=True)
    run = tag("a.jpg", "b.jpg", keep=True)
    assert (run.kept, run.speed, len(service.seen)) == (2, None, 2)


def test_a_photo_that_may_not_leave_is_not_fast(tag):
    run = tag("a.jpg", purposes=frozenset())
    assert (run.speed, run.kept, len(run.failures)) == (None, 0, 1)


@pytest.mark.parametrize(
    ("purposes", "can_state", "not_asked"),
    [
        (DISPLAY, {"garment.kind"}, {"eyewear.kind": "faces not asked: needs appearance"}),
        (DISPLAY | {Purpose.APPEARANCE}, {"garment.kind", "eyewear.kind"}, {}),
    ],
    ids=["without", "with"],
)
def test_what_needs_a_purpose_can_be_stated_with_it_alone(tag, purposes, can_state, not_asked):
    run = tag("a.jpg", purposes=purposes)
    assert (run.can_state, dict(run.not_asked)) == (can_state, not_asked)


def test_what_the_account_is_offered_is_what_can_be_stated(tag, service):
    """Not what stands in the profile that everybody reads."""
    service.profile = replace(service.profile, features=service.profile.features[1:])
    run = tag("a.jpg", purposes=DISPLAY | {Purpose.APPEARANCE})
    assert run.can_state == {"eyewear.kind"}
