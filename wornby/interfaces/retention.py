"""What retention clocks need of the stores."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from wornby.datamodel.retention import RetentionCount, RetentionDrop


class RetentionStore(Protocol):
    """What is held, by classes of data. Names of classes are those of `wornby.rights.retention.RULES`. Thread-safe.

    What counts as due began to count at a moment or before it.
    """

    def count(self, name: str, *, until: datetime | None) -> RetentionCount:
        """What is held of a class; nothing is due where no moment is given."""
        ...

    def list_photos(self, name: str, *, until: datetime, after: str | None = None, limit: int = 100) -> Sequence[str]:
        """Ids of photos of a class that are due, after one."""
        ...

    def drop(self, name: str, *, until: datetime, by: str, days: int, limit: int) -> RetentionDrop:
        """Drop rows of a class that are due, with a line of the ledger where there were any, in one transaction.

        Args:
            name: Of a class that is dropped, not erased.
            until: As above.
            by: Who drops them, as in `RightsNote`.
            days: The clock's, for the ledger.
            limit: Most rows.
        """
        ...

    def note(self, name: str, *, count: int, by: str, days: int) -> None:
        """Add a line of the ledger on photos of a class that were erased."""
        ...

    def begin(self, *, now: datetime, again_at: datetime) -> bool:
        """Take the turn for a run, if one is due; until a moment nobody else gets it. Atomic across processes."""
        ...

    def set_next(self, at: datetime) -> None:
        """Say when the next run is due."""
        ...

    def next_at(self) -> datetime | None:
        """When the next run is due; None where none ever began."""
        ...
