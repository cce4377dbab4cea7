"""What shoppers report about photos."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReportReason(StrEnum):
    """What is said to be wrong with a photo."""

    SHOWS_ME = "shows-me"
    WRONG_PRODUCT = "wrong-product"
    OFFENDS = "offends"
    OTHER = "other"


class ReportState(StrEnum):
    """Whether somebody of the staff has looked at it."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoReport:
    """One report. It holds nothing about who sent it, and goes with the photo."""

    id: str
    asset_id: str
    reason: ReportReason
    at: datetime
    state: ReportState = ReportState.OPEN
