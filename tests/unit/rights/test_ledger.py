from dataclasses import replace

import pytest

from wornby.datamodel.ledger import LedgerHead
from wornby.errors import InputError
from wornby.rights.ledger import is_signed, parse_known, verify_ledger
from wornby.testing.fakes_rights import FakeLedger, FakeLedgerSigner
from wornby.testing.suites_rights import make_entry

SIGNER = FakeLedgerSigner()


class Ledger(FakeLedger):
    """One whose heads a test can set."""

    def __init__(self, lines: int) -> None:
        super().__init__(SIGNER)
        for number in range(lines):
            self.append(make_entry(f"user-{number}"))
        self.kept_head = super().head()
        self.kept_witness = self.kept_head

    def head(self) -> LedgerHead | None:
        return self.kept_head

    def witness(self) -> LedgerHead | None:
        return self.kept_witness


def problems(ledger: Ledger, known: tuple[int, str] | None = None) -> list[tuple[int, str]]:
    return [(fault.seq, fault.problem) for fault in verify_ledger(ledger, SIGNER, known=known).faults]


@pytest.mark.parametrize("lines", [0, 1, 7, 2001])
def test_a_whole_ledger_is_well(lines: int) -> None:
    report = verify_ledger(Ledger(lines), SIGNER)
    assert (report.lines, report.faults) == (lines, ())


def test_a_cut_tail_is_found_by_the_witness() -> None:
    ledger = Ledger(7)
    ledger.kept = ledger.kept[:4]
    ledger.kept_head = FakeLedger.head(ledger)
    assert problems(ledger) == [(5, "cut")]


def test_a_cut_tail_with_the_old_head_is_found() -> None:
    ledger = Ledger(7)
    ledger.kept, ledger.kept_witness = ledger.kept[:4], None
    assert problems(ledger) == [(5, "cut")]


def test_an_emptied_ledger_is_found() -> None:
    ledger = Ledger(3)
    ledger.kept, ledger.kept_head = [], None
    assert problems(ledger) == [(1, "cut")]


def test_a_head_by_another_key_is_forged() -> None:
    ledger = Ledger(3)
    other = FakeLedgerSigner("other")
    assert ledger.kept_head is not None
    ledger.kept_head = replace(ledger.kept_head, key_id="fake-word", signature=other.sign(b"x")[1].hex())
    assert (3, "forged-head") in problems(ledger)


def test_lines_behind_the_head_are_unsigned() -> None:
    ledger = Ledger(3)
    ledger.append(make_entry("user-x"))
    assert problems(ledger) == [(4, "unsigned")]


def test_lines_without_any_head_are_unsigned() -> None:
    ledger = Ledger(3)
    ledger.kept_head = ledger.kept_witness = None
    assert problems(ledger) == [(1, "unsigned")]


def test_an_older_witness_is_no_fault() -> None:
    ledger = Ledger(3)
    ledger.append(make_entry("user-x"))
    ledger.kept_head = FakeLedger.head(ledger)
    assert problems(ledger) == []


def test_a_copy_that_is_kept_elsewhere_finds_what_was_written_anew() -> None:
    ledger, known = Ledger(3), Ledger(2).kept[1]
    assert problems(ledger, known=(2, known.digest)) == []
    assert problems(ledger, known=(2, "f" * 64)) == [(2, "changed")]
    assert problems(ledger, known=(9, "f" * 64)) == [(4, "cut")]


@pytest.mark.parametrize("text", ["", "7", "7:ab", f"x:{'a' * 64}", f"-1:{'a' * 64}"])
def test_refuses_what_is_no_head(text: str) -> None:
    with pytest.raises(InputError):
        parse_known(text)


def test_reads_a_head() -> None:
    assert parse_known(f"7:{'A' * 64}") == (7, "a" * 64)


@pytest.mark.parametrize("change", [{"seq": 2}, {"digest": "0" * 64}, {"key_id": "x"}], ids=str)
def test_a_signature_is_over_everything(change: dict[str, object]) -> None:
    head = Ledger(3).kept_head
    assert head is not None
    assert is_signed(head, SIGNER)
    assert not is_signed(replace(head, **change), SIGNER)
