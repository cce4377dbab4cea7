from datetime import UTC, datetime, timedelta

import pytest

from wornby.datamodel.retention import RetentionAct, RetentionCount, RetentionDrop
from wornby.engine.retention import CLOCK, EVERY, LEASE, RetentionDesk, RetentionParts
from wornby.errors import ConfigurationError, StoreError
from wornby.rights.retention import KEPT, RULES, days_of

NOW = datetime(2026, 12, 1, tzinfo=UTC)
DAYS = days_of({})


class Store:
    """Photos and rows by class; a class in `broken` fails."""

    def __init__(self):
        self.photos = {}
        self.rows = {}
        self.uploads = ()
        self.broken = set()
        self.lines = []
        self.next = None
        self.untils = {}

    def count(self, name, *, until):
        self.untils[name] = until
        held = self.rows.get(name, 0)
        return RetentionCount(held=held, due=0, oldest=NOW if held else None, following=NOW if held else None)

    def list_photos(self, name, *, until, after=None, limit=100):
        return [each for each in sorted(self.photos.get(name, ())) if after is None or each > after][:limit]

    def drop(self, name, *, until, by, days, limit):
        if name in self.broken:
            message = "It fails."
            raise StoreError(message)
        count = min(limit, self.rows.get(name, 0))
        self.rows[name] = self.rows.get(name, 0) - count
        if count:
            self.lines.append((name, count, by, days))
        return RetentionDrop(count=count, uploads=self.uploads if count and name == "failed-jobs" else ())

    def note(self, name, *, count, by, days):
        self.lines.append((name, count, by, days))

    def begin(self, *, now, again_at):
        if self.next is not None and self.next > now:
            return False
        self.next = again_at
        return True

    def set_next(self, at):
        self.next = at

    def next_at(self):
        return self.next


class Library:
    """A store, an eraser that some photos resist, an inbox, and a clock."""

    def __init__(self):
        self.store = Store()
        self.erased = []
        self.resists = set()
        self.again = set()
        self.discarded = []
        self.order = []
        self.now = NOW

    def discard(self, source):
        self.discarded.append(source)

    def erase(self, asset_ids, *, due, note):
        asset_ids = [each for each in asset_ids if each not in self.again]
        if self.resists & set(asset_ids):
            message = "Its file cannot be deleted."
            raise StoreError(message)
        self.order.append("erase")
        self.erased += asset_ids
        self.note = note
        for held in self.store.photos.values():
            held.difference_update(asset_ids)
        return len(asset_ids)

    def resume(self):
        if self.resists:
            message = "Its file cannot be deleted."
            raise StoreError(message)

    def tick(self):
        self.order.append("tick")
        return 2

    def expire(self, now):
        self.order.append("expire")
        return 1

    def desk(self, **days):
        parts = RetentionParts(
            store=self.store,
            inbox=self,
            erase=self.erase,
            resume=self.resume,
            tick=self.tick,
            expire=self.expire,
        )
        return RetentionDesk(parts, days={**DAYS, **days}, clock=lambda: self.now)


@pytest.fixture
def library():
    return Library()


def names(number, letter="p"):
    return {f"{letter}{each:03}" for each in range(number)}


def test_an_empty_library_has_nothing_due(library):
    report = library.desk().run()
    assert (report.gone, report.whole, library.store.lines) == (0, True, [])


def test_time_first_ends_what_it_ends(library):
    library.store.photos["expired-photos"] = names(1)
    report = library.desk().run()
    assert library.order == ["tick", "expire", "erase"]
    assert (report.requests_expired, report.rights_expired) == (2, 1)


def test_photos_are_erased_in_parts_with_a_line_each(library):
    library.store.photos["withdrawn-photos"] = names(120)
    report = library.desk().run()
    assert len(library.erased) == report.gone == 120
    assert library.store.lines == [("withdrawn-photos", count, CLOCK, 30) for count in (50, 50, 20)]
    assert (library.note.actor, library.note.reason) == (CLOCK, "retention/withdrawn-photos")


def test_who_said_yes_again_is_not_counted(library):
    library.store.photos["withdrawn-photos"] = names(3)
    library.again = {"p001"}
    report = library.desk().run()
    assert (report.gone, sorted(library.erased), library.store.lines[0][1]) == (2, ["p000", "p002"], 2)


def test_a_photo_that_cannot_be_erased_keeps_no_other(library):
    library.store.photos["declined-photos"] = names(60)
    library.resists = {"p003"}
    report = library.desk().run()
    (done,) = [each for each in report.done if each.name == "declined-photos"]
    assert (done.gone, done.failed, done.code, report.whole) == (59, 1, "store", False)
    assert library.store.photos["declined-photos"] == {"p003"}


def test_an_erasure_that_cannot_be_finished_keeps_nothing_else(library):
    library.store.rows["done-jobs"] = 1
    library.resists = {"gone-before"}
    report = library.desk().run()
    assert (report.gone, report.whole) == (1, False)


def test_rows_are_dropped_to_the_last(library):
    library.store.rows["done-jobs"] = 2500
    assert library.desk().run(by="staff/ana").gone == 2500
    assert library.store.lines == [("done-jobs", count, "staff/ana", 30) for count in (1000, 1000, 500)]


def test_uploads_go_with_their_jobs(library):
    library.store.rows["failed-jobs"] = 1
    library.store.uploads = ("inbox:a",)
    library.desk().run()
    assert library.discarded == ["inbox:a"]


def test_a_class_that_fails_keeps_no_other(library):
    library.store.rows = {"failed-jobs": 1, "done-jobs": 1}
    library.store.broken = {"failed-jobs"}
    report = library.desk().run()
    assert (library.store.rows["done-jobs"], report.whole) == (0, False)
    assert {each.name: each.code for each in report.done if each.code} == {"failed-jobs": "store"}


def test_no_days_hold_for_good(library):
    library.store.rows = {"done-jobs": 5}
    desk = library.desk(**{"done-jobs": 0})
    (line,) = [each for each in desk.plan().lines if each.rule.name == "done-jobs"]
    assert (line.days, line.next_at, library.store.untils["done-jobs"]) == (0, None, None)
    assert desk.run().gone == 0


def test_a_plan_says_when_the_next_is_due(library):
    library.store.rows = {"done-jobs": 5}
    (line,) = [each for each in library.desk().plan(NOW).lines if each.rule.name == "done-jobs"]
    assert line.next_at == NOW + timedelta(days=30)
    assert library.store.untils["done-jobs"] == NOW - timedelta(days=30)


def test_most_photos_limits_photos_alone(library):
    library.store.photos = {"declined-photos": names(60), "withdrawn-photos": names(60, "q")}
    library.store.rows = {"done-jobs": 3}
    report = library.desk().run(most_photos=70)
    assert (len(library.erased), library.store.rows["done-jobs"], report.whole) == (70, 0, False)
    assert library.desk().run(most_photos=70).whole


def test_a_run_that_is_stopped_leaves_the_rest_to_the_next(library):
    library.store.photos["withdrawn-photos"] = names(120)
    report = library.desk().run(stopped=lambda: len(library.erased) == 50)
    assert (report.whole, len(library.erased)) == (False, 50)
    assert library.desk().run().whole
    assert len(library.erased) == 120


def test_once_a_day_by_one_process(library):
    desk = library.desk()
    assert desk.run_if_due() is not None
    assert desk.run_if_due() is None
    assert library.store.next == NOW + EVERY
    library.now = NOW + EVERY
    assert desk.run_if_due() is not None


def test_a_run_that_failed_is_tried_again_soon(library):
    library.store.rows = {"done-jobs": 1}
    library.store.broken = {"done-jobs"}
    library.desk().run_if_due()
    assert library.store.next == NOW + LEASE


def test_an_unknown_class_is_refused_with_the_known_ones():
    with pytest.raises(ConfigurationError, match=r"finished-jobs.*done-jobs"):
        days_of({"finished-jobs": 3})


def test_what_is_given_wins_over_the_defaults():
    assert days_of({"done-jobs": 0}) == {**DAYS, "done-jobs": 0}


def test_only_photos_are_erased():
    assert all((rule.act is RetentionAct.ERASE) == rule.name.endswith("-photos") for rule in RULES)
    assert not {rule.name for rule in RULES} & set(KEPT)
