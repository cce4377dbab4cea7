"""Erasure: photos go out of every place, and a signed receipt says what was looked at afterwards."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from wornby.datamodel import LedgerLine, RightsNote
from wornby.datamodel.erasing import (
    ErasureCheck,
    ErasureOrder,
    ErasureReceipt,
    StoreFinding,
    receipt_bytes,
)
from wornby.datamodel.labels import ANSWERS, answers_name
from wornby.datamodel.ledger import LedgerEntry, LedgerKind
from wornby.datamodel.retention import RetentionDue
from wornby.datamodel.sources import upload_mark
from wornby.errors import InputError, NotFoundError, StoreError
from wornby.ingest.pipeline import MASTERS, RENDITION_FILES, file_names, master_name, rendition_names
from wornby.interfaces import BlobStore, Inbox, Ledger, Signer, VectorIndex
from wornby.interfaces.erasing import ErasureStore, IndexFiles

_ID_BYTES = 5
CUT_OFF_AFTER_S = 600.0
"""Seconds after which an erasure without a receipt counts as cut off: until then somebody may be at work on it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ErasureStores:
    """Where photos are looked for that no other desk looks for.

    Attributes:
        records: Rows of every table.
        identify: The id that a photo with these bytes has.
        indexes: All that hold vectors, by name.
        index_files: What they, and others before them, are kept in.
    """

    records: ErasureStore
    identify: Callable[[bytes], str]
    indexes: Mapping[str, VectorIndex]
    index_files: IndexFiles


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ErasureParts:
    """Every place in which something of a photo can be.

    Attributes:
        stores: Records and indexes.
        blobs: Masters and copies.
        inbox: Uploads that wait.
        read_upload: Bytes of one of them, by its source.
        settle: Brings the indexes in step with the records and writes them down.
        ledger: Who did what.
        signer: The key that signs receipts.
    """

    stores: ErasureStores
    blobs: BlobStore
    inbox: Inbox
    read_upload: Callable[[str], bytes]
    settle: Callable[[], None]
    ledger: Ledger
    signer: Signer


class ErasureDesk:
    """Where photos and people are erased. An erasure that was cut off is finished later, and never half reported."""

    def __init__(self, parts: ErasureParts) -> None:
        self._parts = parts
        self._records = parts.stores.records

    def erase(self, asset_ids: Sequence[str], *, note: RightsNote) -> ErasureReceipt:
        """Erase photos, whatever their rights, and refuse their return.

        Args:
            asset_ids: Which; also those that were deleted or erased before.
            note: Who erases, and why.

        Returns:
            The receipt. It is made only when every store was asked again and had nothing.

        Raises:
            InputError: No photo is named.
            NotFoundError: The library never had one of them; nothing was erased.
            StoreError: It could not be done to the end; `resume` finishes it.
        """
        order, thorough = self._begin(asset_ids, note=note)
        return self._carry_out(order, thorough=thorough)

    def erase_due(self, asset_ids: Sequence[str], *, due: RetentionDue, note: RightsNote) -> int:
        """Erase photos that are due; those that are held and not due any more stay.

        Args:
            asset_ids: Which; one that is gone already is no error.
            due: The class that they were found in, and until when.
            note: Who erases, and why.

        Returns:
            How many were erased.

        Raises:
            StoreError: It could not be done to the end; `resume` finishes it.
        """
        order, thorough = self._begin(asset_ids, note=note, due=due)
        if order.asset_ids:
            self._carry_out(order, thorough=thorough)
        return len(order.asset_ids)

    def erase_person(self, contributor_id: str, *, note: RightsNote) -> ErasureReceipt:
        """Erase all photos of a contributor, and their links and contact.

        Args:
            contributor_id: Who.
            note: Who erases, and why.

        Raises:
            NotFoundError: Nobody of this id.
            StoreError: It could not be done to the end; `resume` finishes it.
        """
        photos = self._records.photos_of(contributor_id)
        order, thorough = self._begin(photos, people=(contributor_id,), note=note)
        return self._carry_out(order, thorough=thorough)

    def resume(self, *, older_than_s: float = 0.0) -> list[ErasureReceipt]:
        """Finish the erasures that were cut off; returns their receipts.

        Args:
            older_than_s: Only those that were begun so long ago: others may still be at work on younger ones.

        Raises:
            StoreError: One could still not be done; the others were.
        """
        now = datetime.now(UTC)
        waiting = self._records.unfinished()
        late = [order for order in waiting if (now - order.at).total_seconds() >= older_than_s]
        receipts, failure = [], None
        for order in late:
            try:
                receipts.append(self._carry_out(order, thorough=True))
            except StoreError as error:
                # One that cannot be done does not hold the later ones up.
                log.warning("erasure.unfinished", erasure_id=order.id, code=error.code)
                failure = error
        if failure is not None:
            raise failure
        return receipts

    def unfinished(self) -> int:
        """Number of erasures that were begun and have no receipt."""
        return len(self._records.unfinished())

    def receipts(
        self, *, after: str | None = None, limit: int = 100, newest_first: bool = False
    ) -> list[ErasureReceipt]:
        """Receipts by time, after one; older ones first, unless told otherwise."""
        return list(self._records.list(after=after, limit=limit, newest_first=newest_first))

    def get(self, erasure_id: str) -> ErasureReceipt:
        """One receipt.

        Raises:
            NotFoundError: No such erasure, or it has no receipt yet.
        """
        receipt = self._records.get(erasure_id)
        if receipt is None:
            message = f"No receipt {erasure_id!r}. `wornby erase --resume` finishes erasures that were cut off."
            raise NotFoundError(message)
        return receipt

    def verify(self, receipt: ErasureReceipt) -> ErasureCheck:
        """Look whether a receipt is genuine, and ask every store again."""
        signed = self._parts.signer.verify(
            receipt_bytes(receipt), key_id=receipt.key_id, signature=bytes.fromhex(receipt.signature)
        )
        lines = self._parts.ledger.lines(after=receipt.line - 1, limit=1)
        logged = bool(lines) and (lines[0].seq, lines[0].digest) == (receipt.line, receipt.line_digest)
        return ErasureCheck(signed=signed, logged=logged, stores=self._look(receipt.asset_ids, people=receipt.people))

    def _begin(
        self,
        asset_ids: Sequence[str],
        *,
        people: tuple[str, ...] = (),
        note: RightsNote,
        due: RetentionDue | None = None,
    ) -> tuple[ErasureOrder, bool]:
        """The order as it was kept, and whether rows of some of its photos left no traces."""
        wanted = tuple(dict.fromkeys(asset_ids))
        if not wanted and not people:
            message = "Name the photos that are to be erased."
            raise InputError(message)
        lost = self._records.lost(wanted)
        order = ErasureOrder(
            id=f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(_ID_BYTES)}",
            at=datetime.now(UTC),
            note=note,
            asset_ids=wanted,
            people=people,
        )
        return self._records.begin(order, due=due), bool(lost)

    def _carry_out(self, order: ErasureOrder, *, thorough: bool) -> ErasureReceipt:
        """Every step may be done again; the receipt comes last."""
        parts = self._parts
        wanted = frozenset(order.asset_ids)
        for source in self._uploads(wanted):
            parts.inbox.discard(source)
        gone = self._records.erase_jobs(wanted, people=order.people, files=self._discard)
        traces = list(gone.traces)
        for asset_id in order.asset_ids:
            traces += self._records.erase_asset(asset_id, note=order.note, files=lambda: self._delete_files(asset_id))  # noqa: B023 - called at once
        for person in order.people:
            self._records.erase_person(person, note=order.note)
        parts.settle()
        parts.stores.index_files.purge(wanted)
        self._records.scrub(traces, thorough=thorough)
        found = self._look(order.asset_ids, people=order.people, jobs=gone.ids)
        left = ", ".join(store.name for store in found if store.found)
        if left:
            message = f"Something is left in {left}. The erasure is not finished: wornby erase --resume"
            raise StoreError(message)
        receipt = self._finish(order, found)
        log.info("erasure.done", erasure_id=order.id, photos=len(order.asset_ids), people=len(order.people))
        return receipt

    def _finish(self, order: ErasureOrder, found: tuple[StoreFinding, ...]) -> ErasureReceipt:
        note = order.note
        said = {"photos": f"{len(order.asset_ids)}", "people": f"{len(order.people)}"}
        entry = LedgerEntry(kind=LedgerKind.ERASURE, subject=order.id, actor=note.actor, action="receipt", details=said)

        def sign(line: LedgerLine) -> ErasureReceipt:
            bare = ErasureReceipt(
                id=order.id,
                at=line.at,
                actor=note.actor,
                reason=note.reason,
                evidence=note.evidence,
                asset_ids=order.asset_ids,
                people=order.people,
                stores=found,
                line=line.seq,
                line_digest=line.digest,
            )
            key_id, signature = self._parts.signer.sign(receipt_bytes(bare))
            return replace(bare, key_id=key_id, signature=signature.hex())

        return self._records.finish(order, entry=entry, sign=sign)

    def _look(
        self, asset_ids: Sequence[str], *, people: Sequence[str], jobs: Sequence[str] = ()
    ) -> tuple[StoreFinding, ...]:
        """What every store has of some photos, people and jobs that brought them."""
        parts, wanted = self._parts, frozenset(asset_ids)
        rows = self._records.count(asset_ids, people=people, jobs=jobs)
        copies = sum(parts.blobs.exists(file) for each in asset_ids for file in rendition_names(each))
        found = {
            f"files/{ANSWERS}": sum(parts.blobs.exists(answers_name(each)) for each in asset_ids),
            f"files/{MASTERS}": sum(parts.blobs.exists(master_name(each)) for each in asset_ids),
            f"files/{RENDITION_FILES}": copies,
            "files/inbox": len(self._uploads(wanted)),
            **{f"records/{name}": number for name, number in sorted(rows.items())},
            **{
                f"index/{name}": len(index.of_assets(wanted, filters=()))
                for name, index in parts.stores.indexes.items()
            },
            "index/files": parts.stores.index_files.count(wanted),
        }
        return tuple(StoreFinding(name=name, found=number) for name, number in found.items())

    def _uploads(self, wanted: frozenset[str]) -> list[str]:
        """Uploads that wait and are one of some photos. Only those that may be are read: thousands may wait."""
        found = []
        for source in sorted(self._parts.inbox.ages()):
            mark = upload_mark(source)
            if mark and not any(asset_id.startswith(mark) for asset_id in wanted):
                continue
            try:
                content = self._parts.read_upload(source)
            except NotFoundError:
                # Its job ended meanwhile.
                continue
            if self._parts.stores.identify(content) in wanted:
                found.append(source)
        return found

    def _discard(self, sources: Sequence[str]) -> None:
        for source in sources:
            self._parts.inbox.discard(source)

    def _delete_files(self, asset_id: str) -> None:
        for file in file_names(asset_id):
            self._parts.blobs.delete(file)
