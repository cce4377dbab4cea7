"""Retention clocks on the wire."""

from datetime import datetime
from typing import Self

from pydantic import Field

from wornby.api.wire import Answer
from wornby.api.wire_in import Request
from wornby.datamodel.retention import RetentionAct
from wornby.engine.retention import RetentionDone, RetentionLine, RetentionPlan, RetentionReport
from wornby.rights.retention import KEPT


class ClockOut(Answer):
    """A class of data and its clock."""

    name: str
    what: str
    since: str = Field(description="From when the clock counts.")
    days: int = Field(description="How long it is held; 0 for good.")
    act: RetentionAct
    held: int
    due: int
    oldest_at: datetime | None
    next_at: datetime | None

    @classmethod
    def of(cls, line: RetentionLine) -> Self:
        """From a plan's line."""
        rule, count = line.rule, line.count
        return cls(
            name=rule.name,
            what=rule.what,
            since=rule.since,
            days=line.days,
            act=rule.act,
            held=count.held,
            due=count.due,
            oldest_at=count.oldest,
            next_at=line.next_at,
        )


class KeptOut(Answer):
    """What no clock is for."""

    name: str
    why: str


class RetentionOut(Answer):
    """How all clocks stand."""

    clocks: list[ClockOut]
    kept: list[KeptOut]
    next_run_at: datetime | None = Field(description="When the server runs next; none before its first run.")

    @classmethod
    def of(cls, plan: RetentionPlan) -> Self:
        """From a plan."""
        return cls(
            clocks=[ClockOut.of(line) for line in plan.lines],
            kept=[KeptOut(name=name, why=why) for name, why in KEPT.items()],
            next_run_at=plan.next_run_at,
        )


class RetentionRequest(Request):
    """A run."""

    most_photos: int = Field(default=200, ge=1, le=1000, description="Most photos that are erased now.")


class GoneOut(Answer):
    """What became of a class."""

    name: str
    gone: int
    failed: int
    code: str = Field(description="Of the error, if there was one.")

    @classmethod
    def of(cls, done: RetentionDone) -> Self:
        """From a report."""
        return cls(name=done.name, gone=done.gone, failed=done.failed, code=done.code)


class RetentionRunOut(Answer):
    """What a run did."""

    requests_expired: int
    rights_expired: int
    done: list[GoneOut]
    gone: int
    whole: bool = Field(description="Whether nothing that was due is left; else run it again.")

    @classmethod
    def of(cls, report: RetentionReport) -> Self:
        """From a report."""
        return cls(
            requests_expired=report.requests_expired,
            rights_expired=report.rights_expired,
            done=[GoneOut.of(each) for each in report.done],
            gone=report.gone,
            whole=report.whole,
        )
