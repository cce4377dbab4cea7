from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wornby.datamodel import Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.ledger import (
    GENESIS,
    UNSIGNED_LINES,
    LedgerEntry,
    LedgerFault,
    LedgerHead,
    LedgerKind,
    LedgerLine,
    canonical_bytes,
    chain_digest,
    next_line,
    rights_entry,
    verify_chain,
)
from wornby.errors import InputError

DAY = datetime(2026, 12, 1, tzinfo=UTC)
STAFF = RightsNote(actor="staff/ana", reason="ticket/4711")
GRANTED = Rights(state=RightsState.GRANTED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))


def chain(length: int) -> list[LedgerLine]:
    lines: list[LedgerLine] = []
    for number in range(length):
        entry = LedgerEntry(
            kind=LedgerKind.RIGHTS,
            subject=f"a{number}",
            actor="staff/ana",
            action="granted",
            details={"to": "granted", "text": f"{number}"},
        )
        lines.append(next_line(lines[-1] if lines else None, entry, at=DAY + timedelta(seconds=number)))
    return lines


def head_of(lines: list[LedgerLine]) -> LedgerHead:
    return LedgerHead(seq=lines[-1].seq, digest=lines[-1].digest, at=DAY, key_id="k", signature="00")


def faults(lines: list[LedgerLine], head: LedgerHead | None = None) -> list[tuple[int, str]]:
    return [(fault.seq, fault.problem) for fault in verify_chain(lines, head=head)]


LINES = chain(9)
PLACES = st.integers(min_value=0, max_value=8)


def test_an_empty_ledger_is_well() -> None:
    assert list(verify_chain([])) == []


def test_a_whole_chain_is_well() -> None:
    assert faults(LINES, head_of(LINES)) == []


def test_the_first_line_follows_nothing() -> None:
    assert (LINES[0].seq, LINES[0].previous) == (1, GENESIS)


def test_an_older_head_is_a_prefix() -> None:
    assert faults(LINES, head_of(LINES[:4])) == []


@given(
    place=PLACES,
    field=st.sampled_from(["kind", "subject", "actor", "action", "details"]),
)
def test_any_changed_word_is_found_in_its_line(place: int, field: str) -> None:
    other = {
        "kind": LedgerKind.STAFF,
        "subject": "b",
        "actor": "staff/bo",
        "action": "withdrawn",
        "details": {"to": "granted", "text": "other"},
    }
    changed = replace(LINES[place], entry=replace(LINES[place].entry, **{field: other[field]}))
    assert faults([*LINES[:place], changed, *LINES[place + 1 :]], head_of(LINES)) == [(place + 1, "changed")]


@given(place=PLACES, seconds=st.integers(min_value=1, max_value=10**8))
def test_a_changed_moment_is_found(place: int, seconds: int) -> None:
    changed = replace(LINES[place], at=LINES[place].at + timedelta(microseconds=seconds))
    assert faults([*LINES[:place], changed, *LINES[place + 1 :]]) == [(place + 1, "changed")]


@given(place=PLACES, at=st.integers(min_value=0, max_value=63), digit=st.sampled_from("0123456789abcdef"))
def test_any_changed_digit_of_a_digest_is_found(place: int, at: int, digit: str) -> None:
    line = LINES[place]
    changed = replace(line, digest=line.digest[:at] + digit + line.digest[at + 1 :])
    expected = [] if changed == line else [(place + 1, "changed")]
    found = faults([*LINES[:place], changed, *LINES[place + 1 :]], head_of(LINES))
    assert found[: len(expected) or None] == expected


@given(first=PLACES, length=st.integers(min_value=1, max_value=9))
def test_missing_lines_are_found_at_the_first(first: int, length: int) -> None:
    kept = [*LINES[:first], *LINES[first + length :]]
    end = first + length >= len(LINES)
    assert faults(kept, head_of(LINES)) == [(first + 1, "cut" if end else "missing")]


@given(one=PLACES, other=PLACES)
def test_lines_in_another_order_are_found(one: int, other: int) -> None:
    lines = list(LINES)
    lines[one], lines[other] = lines[other], lines[one]
    found = faults(lines, head_of(LINES))
    assert (found == []) is (one == other)
    assert {problem for _, problem in found} <= {"reordered"}


@given(one=PLACES, other=PLACES)
def test_exchanged_numbers_are_found(one: int, other: int) -> None:
    lines = list(LINES)
    lines[one], lines[other] = replace(lines[other], seq=one + 1), replace(lines[one], seq=other + 1)
    wanted = [] if one == other else [(place + 1, "reordered") for place in sorted((one, other))]
    assert [fault for fault in faults(lines) if fault[1] == "reordered"] == wanted


@given(place=PLACES)
def test_a_line_twice_is_found(place: int) -> None:
    assert faults([*LINES[: place + 1], LINES[place], *LINES[place + 1 :]]) == [(place + 1, "reordered")]


@given(place=st.integers(min_value=0, max_value=7))
def test_a_line_written_anew_with_its_digest_is_found(place: int) -> None:
    changed = replace(LINES[place], entry=replace(LINES[place].entry, action="withdrawn"))
    changed = replace(changed, digest=chain_digest(changed.previous, changed))
    assert faults([*LINES[:place], changed, *LINES[place + 1 :]], head_of(LINES)) == [(place + 1, "changed")]


@given(place=PLACES)
def test_a_tail_written_anew_is_found_by_the_head(place: int) -> None:
    lines = list(LINES[:place])
    for line in LINES[place:]:
        entry = replace(line.entry, actor="staff/eve")
        lines.append(next_line(lines[-1] if lines else None, entry, at=line.at))
    assert faults(lines) == []
    assert faults(lines, head_of(LINES)) == [(9, "changed")]


def test_lines_added_without_the_key_are_named() -> None:
    entry = LedgerEntry(
        kind=LedgerKind.LEDGER,
        subject="ledger",
        actor="system/ledger",
        action=UNSIGNED_LINES,
        details={"after": "4"},
    )
    assert faults([*LINES, next_line(LINES[-1], entry, at=DAY)]) == [(5, "unsigned")]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"subject": "erika@example.org"}, id="address"),
        pytest.param({"action": "she said so"}, id="story"),
        pytest.param({"details": {"name": "Erika Mustermann"}}, id="name"),
        pytest.param({"actor": "somebody"}, id="actor"),
    ],
)
def test_an_entry_holds_references_only(change: dict[str, object]) -> None:
    fields = {"kind": LedgerKind.RIGHTS, "subject": "a", "actor": "staff/ana", "action": "granted"}
    with pytest.raises(InputError):
        LedgerEntry(**(fields | change))


def test_a_line_of_before_is_read_but_a_new_one_names_ids() -> None:
    entry = LedgerEntry(kind=LedgerKind.RIGHTS, subject="a", actor="staff/Erika M.", action="granted")
    with pytest.raises(InputError, match="no actor"):
        next_line(LINES[-1], entry, at=DAY)


def test_canonical_bytes_do_not_depend_on_the_order_of_details() -> None:
    line = LINES[0]
    turned = replace(line, entry=replace(line.entry, details=dict(reversed(line.entry.details.items()))))
    assert canonical_bytes(turned) == canonical_bytes(line)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(InputError):
        next_line(None, LINES[0].entry, at=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the case


class TestRightsEntry:
    def test_no_change_is_no_line(self) -> None:
        assert rights_entry("a", GRANTED, GRANTED, note=STAFF) is None

    def test_a_new_asset(self) -> None:
        entry = rights_entry("a", None, Rights(), note=STAFF)
        assert entry is not None
        assert (entry.action, entry.details) == ("taken-in", {"to": "discovered", "reason": "ticket/4711"})

    def test_a_change(self) -> None:
        entry = rights_entry("a", Rights(), replace(GRANTED, until=DAY, text="2026-12/de"), note=STAFF)
        assert entry == LedgerEntry(
            kind=LedgerKind.RIGHTS,
            subject="a",
            actor="staff/ana",
            action="granted",
            details={
                "from": "discovered",
                "to": "granted",
                "purposes": "appearance,display",
                "until": "2026-12-01T00:00:00.000000+00:00",
                "text": "2026-12/de",
                "reason": "ticket/4711",
            },
        )

    def test_a_deletion(self) -> None:
        entry = rights_entry("a", GRANTED, None, note=replace(STAFF, action="erased"))
        assert entry is not None
        assert (entry.kind, entry.action, entry.details["from"]) == (LedgerKind.ERASURE, "erased", "granted")


def test_faults_are_values() -> None:
    assert LedgerFault(seq=1, problem="cut") == LedgerFault(seq=1, problem="cut")
