"""What erasure asks of the records and of what lies beside them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from wornby.datamodel.erasing import ErasureOrder, ErasureReceipt
from wornby.datamodel.ledger import LedgerEntry, LedgerLine
from wornby.datamodel.retention import RetentionDue
from wornby.datamodel.rights import RightsNote

Traces = Sequence[bytes]
"""Pieces of what was deleted, by which remains of it would be recognised. They stay in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedJobs:
    """Jobs that were deleted.

    Attributes:
        ids: Theirs.
        traces: Of their sources.
    """

    ids: Sequence[str]
    traces: Traces


class ErasureStore(Protocol):
    """The part of the records that erases, and remembers what was erased."""

    def lost(self, asset_ids: Sequence[str]) -> frozenset[str]:
        """Those of some photos that the library had once and that were deleted, but never erased.

        Raises:
            NotFoundError: One that it never had.
        """
        ...

    def photos_of(self, person: str) -> Sequence[str]:
        """Ids of the photos that somebody contributed.

        Raises:
            NotFoundError: Nobody of this id.
        """
        ...

    def begin(self, order: ErasureOrder, *, due: RetentionDue | None = None) -> ErasureOrder:
        """Keep an order, and refuse its photos from now on.

        Args:
            order: What is to be erased.
            due: Leave out the photos that are held and not due any more, seen in the same transaction.

        Returns:
            The order as it was kept; nothing was where it names no photo and nobody.
        """
        ...

    def unfinished(self) -> Sequence[ErasureOrder]:
        """Orders without a receipt, oldest first."""
        ...

    def erase_jobs(
        self, asset_ids: Collection[str], *, people: Collection[str], files: Callable[[Sequence[str]], None]
    ) -> ErasedJobs:
        """Delete the jobs that brought some photos or that some people gave, and the answers that name any of them.

        Args:
            asset_ids: The photos.
            people: The contributors.
            files: Given the sources of the jobs, deletes the uploads among them, before the deletion is final; where it
                raises, nothing is deleted here.
        """
        ...

    def erase_asset(self, asset_id: str, *, note: RightsNote, files: Callable[[], None]) -> Traces:
        """Delete every row of a photo in every table; a line of the ledger says so, and a change line for the index.

        Args:
            asset_id: Which; nothing happens where there is none, but `files` is called.
            note: Who erases, and why.
            files: Deletes its files, before the deletion is final and while nobody else can write; where it raises,
                nothing is deleted here.
        """
        ...

    def erase_person(self, person: str, *, note: RightsNote) -> None:
        """Delete a contributor with links and contact; nothing happens where there is none."""
        ...

    def scrub(self, traces: Traces, *, thorough: bool) -> None:
        """Leave no bytes of deleted rows in the database's files.

        Args:
            traces: Of what was deleted.
            thorough: Write the whole database anew, because not all of what was deleted left traces.

        Raises:
            StoreBusyError: Others still look at what was deleted, such as a backup; try again.
            StoreError: It did not work out; try again.
        """
        ...

    def count(self, asset_ids: Sequence[str], *, people: Sequence[str], jobs: Sequence[str] = ()) -> Mapping[str, int]:
        """Rows that some photos, people and erased jobs still have, by table."""
        ...

    def finish(
        self, order: ErasureOrder, *, entry: LedgerEntry, sign: Callable[[LedgerLine], ErasureReceipt]
    ) -> ErasureReceipt:
        """Add a line and keep the receipt that is made of it; the one that is kept, where somebody was faster."""
        ...

    def get(self, erasure_id: str) -> ErasureReceipt | None:
        """One receipt."""
        ...

    def list(
        self, *, after: str | None = None, limit: int = 100, newest_first: bool = False
    ) -> Sequence[ErasureReceipt]:
        """Receipts by id, which is by time, after one; or from the newest on, before one."""
        ...


class IndexFiles(Protocol):
    """Files of vector indexes, of the one in use and of others that were used before."""

    def purge(self, asset_ids: Collection[str]) -> None:
        """Delete snapshots that name a photo: they are caches.

        Raises:
            StoreError: One could not be deleted.
        """
        ...

    def count(self, asset_ids: Collection[str]) -> int:
        """Snapshots that name a photo."""
        ...
