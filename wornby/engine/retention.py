"""Clocks: what has been held for long enough goes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog

from wornby.datamodel import RightsNote
from wornby.datamodel.retention import RetentionAct, RetentionCount, RetentionDue, RetentionRule
from wornby.errors import StoreBusyError, WornbyError
from wornby.interfaces import Inbox, RetentionStore
from wornby.rights.retention import RULES

CLOCK = "system/retention"
"""Who acts where time does."""

EVERY = timedelta(days=1)
LEASE = timedelta(hours=1)
"""A run that was cut off, or failed, is tried again after this time."""

_ROWS = 1000
_PHOTOS = 50

log = structlog.get_logger(__name__)


class Erase(Protocol):
    """Erases photos that are due."""

    def __call__(self, asset_ids: Sequence[str], *, due: RetentionDue, note: RightsNote) -> int:
        """Erase photos with everything that was made of them; returns how many.

        One that is gone already counts. One that is not due any more stays: somebody may have said yes meanwhile.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RetentionParts:
    """What the desk is made of.

    Attributes:
        store: Counts and drops.
        inbox: Where uploads lie.
        erase: Erases photos that are due.
        resume: Finishes erasures that were cut off.
        tick: Ends requests that nobody answered and reminds of others; returns how many ended.
        expire: Writes down that rights have ended at a moment; returns how many.
    """

    store: RetentionStore
    inbox: Inbox
    erase: Erase
    resume: Callable[[], object]
    tick: Callable[[], int]
    expire: Callable[[datetime], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionLine:
    """How a clock stands.

    Attributes:
        rule: The class.
        days: How long it is held; 0 for good.
        count: What is held.
        next_at: When the next of it is due, UTC; None where nothing will be.
    """

    rule: RetentionRule
    days: int
    count: RetentionCount
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPlan:
    """How all clocks stand, and when the server looks at them next."""

    lines: tuple[RetentionLine, ...]
    next_run_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionDone:
    """What became of a class in a run.

    Attributes:
        name: Of the class.
        gone: Number of photos that were erased, or rows that were dropped.
        failed: Number of photos that could not be erased.
        code: Of the error that ended the work on the class, or that the last photo failed with; empty without one.
    """

    name: str
    gone: int
    failed: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReport:
    """What a run did.

    Attributes:
        requests_expired: Requests that nobody answered in time.
        rights_expired: Photos whose rights have ended.
        done: What became of each class that has a clock.
        whole: Whether everything that was due is gone; False where the run was stopped, limited, or something failed.
    """

    requests_expired: int
    rights_expired: int
    done: tuple[RetentionDone, ...]
    whole: bool

    @property
    def gone(self) -> int:
        """Number of all that went."""
        return sum(each.gone for each in self.done)


class RetentionDesk:
    """Looks at the clocks, and lets go what is due.

    A run that is cut off has lost nothing: each step is whole, and the next run goes on.

    Args:
        parts: What it works with.
        days: For each class; 0 holds for good.
        clock: Gives the present moment.
    """

    def __init__(
        self,
        parts: RetentionParts,
        *,
        days: Mapping[str, int],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._parts = parts
        self._days = days
        self._clock = clock

    def plan(self, now: datetime | None = None) -> RetentionPlan:
        """How the clocks stand at a moment, the present one where it is left out; nothing goes."""
        at = now or self._clock()
        lines = tuple(self._line(rule, now=at) for rule in RULES)
        return RetentionPlan(lines=lines, next_run_at=self._parts.store.next_at())

    def run(
        self,
        now: datetime | None = None,
        *,
        by: str = CLOCK,
        most_photos: int | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> RetentionReport:
        """Let go what is due. First requests and rights end whose time is over, so that their clocks begin.

        Args:
            now: The moment; the present one where it is left out.
            by: Who runs it, as in `RightsNote`.
            most_photos: Most photos that are erased; all where it is left out.
            stopped: Asked between two steps: whether to leave the rest to the next run.
        """
        at = now or self._clock()
        requests_expired = self._parts.tick()
        rights_expired = self._parts.expire(at)
        work = _Work(self._parts, by=by, most_photos=most_photos, stopped=stopped)
        work.resume()
        done = []
        for rule in RULES:
            days = self._days[rule.name]
            if days:
                done.append(work.settle(rule, until=at - timedelta(days=days), days=days))
        report = RetentionReport(
            requests_expired=requests_expired, rights_expired=rights_expired, done=tuple(done), whole=work.is_whole
        )
        log.info("retention.run", gone=report.gone, whole=report.whole)
        return report

    def run_if_due(self, *, stopped: Callable[[], bool] = lambda: False) -> RetentionReport | None:
        """Run where the last run is a day ago, and no other process is at it; None where it is not due.

        Raises:
            WornbyError: The stores failed; it is tried again after `LEASE`.
        """
        now = self._clock()
        if not self._parts.store.begin(now=now, again_at=now + LEASE):
            return None
        report = self.run(now, stopped=stopped)
        if report.whole:
            self._parts.store.set_next(now + EVERY)
        return report

    def _line(self, rule: RetentionRule, *, now: datetime) -> RetentionLine:
        days = self._days[rule.name]
        until = now - timedelta(days=days) if days else None
        count = self._parts.store.count(rule.name, until=until)
        first = count.oldest if count.due else count.following
        next_at = first + timedelta(days=days) if days and first is not None else None
        return RetentionLine(rule=rule, days=days, count=count, next_at=next_at)


class _Work:
    """One run's work on the classes, one after another."""

    def __init__(self, parts: RetentionParts, *, by: str, most_photos: int | None, stopped: Callable[[], bool]) -> None:
        self._parts = parts
        self._by = by
        self._left = most_photos
        self._stopped = stopped
        self.is_whole = True

    def resume(self) -> None:
        """Finish what an earlier run, or anybody else, had begun to erase."""
        try:
            self._parts.resume()
        except WornbyError as error:
            self.is_whole = False
            log.warning("retention.resume_failed", code=error.code)

    def settle(self, rule: RetentionRule, *, until: datetime, days: int) -> RetentionDone:
        """Let go what is due of a class. A store that fails ends the work on this class, and the others go on."""
        work = self._erase if rule.act is RetentionAct.ERASE else self._drop
        done = work(rule.name, until=until, days=days)
        if done.code:
            self.is_whole = False
            log.warning("retention.failed", kind=rule.name, gone=done.gone, failed=done.failed, code=done.code)
        return done

    def _drop(self, name: str, *, until: datetime, days: int) -> RetentionDone:
        gone = 0
        try:
            while not self._is_over():
                dropped = self._parts.store.drop(name, until=until, by=self._by, days=days, limit=_ROWS)
                gone += dropped.count
                # After the rows: an upload without a job is swept as well, should this be cut off here.
                for source in dropped.uploads:
                    self._parts.inbox.discard(source)
                if dropped.count < _ROWS:
                    break
        except WornbyError as error:
            return RetentionDone(name=name, gone=gone, code=error.code)
        return RetentionDone(name=name, gone=gone)

    def _erase(self, name: str, *, until: datetime, days: int) -> RetentionDone:
        note = RightsNote(actor=self._by, reason=f"retention/{name}")
        due = RetentionDue(name=name, until=until)
        gone, failed, code = 0, 0, ""
        after: str | None = None
        try:
            while not self._is_over(left=self._left):
                limit = _PHOTOS if self._left is None else min(_PHOTOS, self._left)
                page = self._parts.store.list_photos(name, until=until, after=after, limit=limit)
                if not page:
                    break
                erased, errors = self._erase_page(page, due=due, note=note)
                gone += erased
                failed += len(errors)
                code = errors[-1] if errors else code
                if erased:
                    self._parts.store.note(name, count=erased, by=self._by, days=days)
                if self._left is not None:
                    self._left -= len(page)
                after = page[-1]
        except WornbyError as error:
            code = error.code
        return RetentionDone(name=name, gone=gone, failed=failed, code=code)

    def _erase_page(self, page: Sequence[str], *, due: RetentionDue, note: RightsNote) -> tuple[int, list[str]]:
        """Erase photos together, or one by one where one of them cannot be begun: how many, and the codes of errors."""
        try:
            return self._parts.erase(page, due=due, note=note), []
        except StoreBusyError as error:
            # It is begun and stays written down: orders of its own for each photo would wait as long, one by one.
            return 0, [error.code]
        except WornbyError as error:
            if len(page) == 1:
                return 0, [error.code]
        each = [self._erase_page([asset_id], due=due, note=note) for asset_id in page]
        return sum(erased for erased, _ in each), [code for _, errors in each for code in errors]

    def _is_over(self, *, left: int | None = None) -> bool:
        if not self._stopped() and left != 0:
            return False
        self.is_whole = False
        return True
