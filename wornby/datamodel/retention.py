"""How long what is held: classes of data, each with a clock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RetentionAct(StrEnum):
    """What is done when a clock runs out.

    A photo is erased, with everything that was made of it, and does not come back; a row is dropped.
    """

    ERASE = "erase"
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """A class of data and its clock.

    Attributes:
        name: Such as "done-jobs".
        what: What is in it.
        since: From when its clock counts.
        days: How long it is held, unless the setting says otherwise.
        act: What is done then.
    """

    name: str
    what: str
    since: str
    days: int
    act: RetentionAct = RetentionAct.DROP


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionDue:
    """What of a class is due.

    Attributes:
        name: Of the class.
        until: All whose clock began at this moment or before, UTC.
    """

    name: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionCount:
    """What is held of a class.

    Attributes:
        held: Number of all that is in it.
        due: Number of those whose clock has run out.
        oldest: When the oldest clock began to count, UTC; None where nothing is held.
        following: The same of the oldest that is not due; None where there is none.
    """

    held: int
    due: int
    oldest: datetime | None
    following: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionDrop:
    """What was dropped.

    Attributes:
        count: Number of rows.
        uploads: Sources of uploads that only these rows needed.
    """

    count: int
    uploads: tuple[str, ...] = ()
