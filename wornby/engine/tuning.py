"""Tuning over a library: made from its decisions, and written over its matches without looking at a picture again."""

from collections.abc import Callable

from wornby.datamodel import Asset, MatchDecision
from wornby.datamodel.tuning import MatchTuning
from wornby.interfaces import RecordStore, ScoreFitter
from wornby.matching.tuning import TuningShelf, of_machine, retuned, tune

_PAGE = 200
_TRIES = 3


class MatchTuner:
    """The tuning of one library.

    Args:
        records: Decisions and matches.
        shelf: Keeps tunings.
        settle: Brings the index up to date after the records changed.
    """

    def __init__(self, records: RecordStore, shelf: TuningShelf, *, settle: Callable[[], None]) -> None:
        self._records = records
        self._shelf = shelf
        self._settle = settle

    def current(self) -> MatchTuning | None:
        """The tuning that is on; None where the machine's own scores stand."""
        return self._shelf.current()

    def tune(self, fitter: ScoreFitter, *, matcher: str) -> MatchTuning:
        """Make a tuning from the library's decisions; nothing changes yet.

        Args:
            fitter: Fits the map.
            matcher: Name and version of the machine that is on.

        Raises:
            ConflictError: There are too few decisions, or only one verdict.
        """
        return tune(self._decisions(), fitter, matcher=matcher)

    def apply(self, tuning: MatchTuning) -> int:
        """Switch a tuning on and write its scores and states over the library's matches.

        Returns:
            Number of photos whose matches changed.
        """
        self._shelf.put(tuning)
        return self.spread()

    def undo(self) -> int:
        """Go back to the tuning before, or to the machine alone; returns the number of photos that changed.

        Raises:
            NotFoundError: Nothing is on.
        """
        self._shelf.undo()
        return self.spread()

    def spread(self) -> int:
        """Write the scores and states of the tuning that is on; what a crash cut off is finished by another call."""
        tuning = self._shelf.current()
        changed = 0
        after: str | None = None
        while page := self._records.list_assets(after=after, limit=_PAGE):
            changed += sum(self._written(asset, tuning) for asset in page)
            after = page[-1].id
        self._settle()
        return changed

    def _decisions(self) -> list[MatchDecision]:
        found: list[MatchDecision] = []
        while page := self._records.list_decisions(after=found[-1].id if found else None):
            found += page
        return found

    def _written(self, asset: Asset, tuning: MatchTuning | None) -> bool:
        found: Asset | None = asset
        for _ in range(_TRIES):
            if found is None:
                return False
            own = of_machine(tuning, found.matcher)
            matches = tuple(retuned(match, own) for match in found.matches)
            if matches == found.matches:
                return False
            if self._records.put_matches(found, matches, matcher=found.matcher):
                return True
            # Another process wrote it meanwhile: its word goes first, the tuning over it.
            found = self._records.get_asset(asset.id)
        return False
