"""The contract of the ledger, alone and with the records that it belongs to."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from wornby.datamodel import Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.ledger import LedgerEntry, LedgerKind, verify_chain
from wornby.errors import RightsMoveError, StoreError
from wornby.interfaces import Ledger, RecordStore
from wornby.testing.factories import make_asset

NOTE = RightsNote(actor="staff/ana", reason="ticket/4711", evidence="mail/1")
TAKEN_BACK = Rights(state=RightsState.WITHDRAWN)


def make_entry(subject: str = "user-1", **changes: Any) -> LedgerEntry:  # noqa: ANN401 - any field of it
    """What staff did."""
    entry = LedgerEntry(kind=LedgerKind.STAFF, subject=subject, actor="staff/ana", action="added")
    return replace(entry, **changes)


class LedgerSuite:
    """A subclass gives the fixtures `records`, migrated and empty, and `ledger`, which signs."""

    def test_an_empty_ledger_has_no_head(self, ledger: Ledger) -> None:
        assert (list(ledger.lines()), ledger.head()) == ([], None)

    def test_appends_lines_in_a_chain(self, ledger: Ledger) -> None:
        written = [ledger.append(make_entry(f"user-{number}", details={"n": f"{number}"})) for number in range(3)]
        assert list(ledger.lines()) == written
        assert [line.seq for line in written] == [1, 2, 3]
        assert list(verify_chain(ledger.lines(), head=ledger.head())) == []

    def test_the_head_is_the_last_line(self, ledger: Ledger) -> None:
        ledger.append(make_entry())
        line = ledger.append(make_entry())
        head = ledger.head()
        assert head is not None
        assert (head.seq, head.digest, ledger.witness()) == (line.seq, line.digest, head)

    def test_reads_a_part(self, ledger: Ledger) -> None:
        for number in range(4):
            ledger.append(make_entry(f"user-{number % 2}", kind=LedgerKind.REPORT if number == 3 else LedgerKind.STAFF))
        assert [line.seq for line in ledger.lines(after=1, limit=2)] == [2, 3]
        assert [line.seq for line in ledger.lines(subject="user-1")] == [2, 4]
        assert [line.seq for line in ledger.lines(kind=LedgerKind.REPORT)] == [4]
        assert [line.seq for line in ledger.lines(newest_first=True, limit=2)] == [4, 3]
        assert [line.seq for line in ledger.lines(newest_first=True, after=3)] == [2, 1]

    def test_a_new_asset_is_a_line(self, records: RecordStore, ledger: Ledger) -> None:
        records.commit_asset(make_asset("a"), note=NOTE)
        (line,) = ledger.lines()
        assert (line.entry.subject, line.entry.actor, line.entry.action) == ("a", "staff/ana", "taken-in")
        assert line.entry.details["to"] == "granted"

    def test_nobody_named_is_the_records(self, records: RecordStore, ledger: Ledger) -> None:
        records.commit_asset(make_asset("a"))
        assert [line.entry.actor for line in ledger.lines()] == ["system/records"]

    def test_other_facts_are_no_line(self, records: RecordStore, ledger: Ledger) -> None:
        asset = make_asset("a")
        records.commit_asset(asset)
        records.commit_asset(replace(asset, caption="other"))
        assert len(list(ledger.lines())) == 1

    def test_a_change_of_rights_is_a_line(self, records: RecordStore, ledger: Ledger) -> None:
        asset = make_asset("a")
        records.commit_asset(asset)
        records.merge_asset("a", decide=lambda _: (replace(asset, rights=TAKEN_BACK), None), note=NOTE)
        line = list(ledger.lines(subject="a"))[-1]
        assert (line.entry.action, line.entry.details["from"], line.entry.details["evidence"]) == (
            "withdrawn",
            "granted",
            "mail/1",
        )

    def test_a_refused_change_leaves_no_line_and_no_asset(self, records: RecordStore, ledger: Ledger) -> None:
        asset = make_asset("a", rights=TAKEN_BACK)
        records.commit_asset(asset)
        granted = Rights(state=RightsState.GRANTED, purposes=frozenset({Purpose.DISPLAY}))
        with pytest.raises(RightsMoveError):
            records.commit_asset(replace(asset, rights=granted))
        assert (records.get_rights(["a"]), len(list(ledger.lines()))) == ({"a": TAKEN_BACK}, 1)

    def test_only_the_person_takes_a_no_back(self, records: RecordStore, ledger: Ledger) -> None:
        asset = make_asset("a", rights=TAKEN_BACK)
        records.commit_asset(asset)
        granted = Rights(state=RightsState.GRANTED, purposes=frozenset({Purpose.DISPLAY}))
        records.commit_asset(replace(asset, rights=granted), note=replace(NOTE, by_person=True))
        assert list(ledger.lines())[-1].entry.details["by"] == "person"

    def test_a_deletion_is_a_line(self, records: RecordStore, ledger: Ledger) -> None:
        records.commit_asset(make_asset("a"))
        records.delete_asset("a", note=NOTE)
        assert [(line.entry.kind, line.entry.action) for line in ledger.lines(after=1)] == [
            (LedgerKind.ERASURE, "deleted")
        ]

    def test_a_deletion_that_fails_is_no_line(self, records: RecordStore, ledger: Ledger) -> None:
        def files() -> None:
            message = "The disk is gone."
            raise StoreError(message)

        records.commit_asset(make_asset("a"))
        with pytest.raises(StoreError):
            records.delete_asset("a", files=files, note=NOTE)
        head = ledger.head()
        assert head is not None
        assert (len(list(ledger.lines())), head.seq) == (1, 1)

    def test_many_threads_leave_one_chain(self, records: RecordStore, ledger: Ledger) -> None:
        acts: list[Callable[[], object]] = [lambda: ledger.append(make_entry())] * 10
        acts += [partial(records.commit_asset, make_asset(f"a{number}")) for number in range(10)]
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda act: act(), acts))
        lines = ledger.lines()
        assert len(list(lines)) == 20
        assert list(verify_chain(lines, head=ledger.head())) == []
