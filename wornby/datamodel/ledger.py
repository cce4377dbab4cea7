"""The ledger: who changed rights, when, and on what ground. Lines are chained by their hashes and never changed."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

from wornby.datamodel.rights import Rights, RightsNote, check_actor, check_reference
from wornby.errors import InputError

GENESIS = "0" * 64
"""What stands before the first line."""

UNSIGNED_LINES = "unsigned-lines"
"""Action of a line which says that those before it, back to `after`, were not written by wornby."""

TAKEN_IN = "taken-in"
"""Action of the first line on a photo's rights."""

_LINE_DOMAIN = b"wornby.ledger/1\n"
_HEAD_DOMAIN = b"wornby.ledger-head/1\n"
_MOST_HELD = 100

Problem = Literal["changed", "missing", "reordered", "cut", "unsigned", "forged-head"]
"""What can be wrong. `cut`: lines at the end are gone; `unsigned`: lines were added without the key."""


class LedgerKind(StrEnum):
    """What a line is about."""

    RIGHTS = "rights"
    SUBJECT = "subject"
    CONSENT_TEXT = "consent-text"
    LINK = "link"
    REQUEST = "request"
    CLAIM = "claim"
    ERASURE = "erasure"
    RETENTION = "retention"
    STAFF = "staff"
    REPORT = "report"
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What a line says. It is kept for good: no personal data, no free text, no address.

    Attributes:
        kind: What it is about.
        subject: Id of the asset, text, link, request or user.
        actor: As in `RightsNote`.
        action: What was done, such as "granted".
        details: References by name.

    Raises:
        InputError: The actor is of no known kind, or something is no reference.
    """

    kind: LedgerKind
    subject: str
    actor: str
    action: str
    details: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_actor(self.actor, kept=True)  # lines of before are read by this class, too
        check_reference(self.subject, what="subject")
        check_reference(self.action, what="action")
        for name, value in self.details.items():
            check_reference(name, what="name of a detail")
            check_reference(value, what=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """An entry in its place.

    Attributes:
        seq: Its number, from 1, without gaps.
        at: When it was written, UTC.
        entry: What it says.
        previous: Digest of the line before; `GENESIS` for the first.
        digest: SHA-256 over the line and `previous`, in hex.
    """

    seq: int
    at: datetime
    entry: LedgerEntry
    previous: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHead:
    """A signed statement that the ledger reached a line. Copies of it elsewhere make a cut tail visible.

    Attributes:
        seq: Number of the last line.
        digest: Its digest.
        at: When this was signed, UTC.
        key_id: Which key signed.
        signature: In hex.
    """

    seq: int
    digest: str
    at: datetime
    key_id: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFault:
    """Something that is wrong with the ledger, and the line from which it is."""

    seq: int
    problem: Problem


def canonical_bytes(line: LedgerLine) -> bytes:
    """What a line's digest is made of, without the digest: JSON with sorted keys and no spaces, ASCII only."""
    entry = line.entry
    said = {
        "seq": line.seq,
        "at": moment_text(line.at),
        "kind": entry.kind.value,
        "subject": entry.subject,
        "actor": entry.actor,
        "action": entry.action,
        "details": dict(entry.details),
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def chain_digest(previous: str, line: LedgerLine) -> str:
    """The digest of a line that follows another. 64 hex digits."""
    return hashlib.sha256(_LINE_DOMAIN + previous.encode() + b"\n" + canonical_bytes(line)).hexdigest()


def next_line(last: LedgerLine | None, entry: LedgerEntry, *, at: datetime) -> LedgerLine:
    """The line that follows another.

    Raises:
        InputError: The actor is no id.
    """
    check_actor(entry.actor)
    previous = GENESIS if last is None else last.digest
    line = LedgerLine(seq=1 if last is None else last.seq + 1, at=at, entry=entry, previous=previous, digest="")
    return replace(line, digest=chain_digest(previous, line))


def head_bytes(*, seq: int, digest: str, at: datetime) -> bytes:
    """What a head's signature is over."""
    return _HEAD_DOMAIN + f"{seq}\n{digest}\n{moment_text(at)}".encode()


def moment_text(moment: datetime) -> str:
    """A moment in UTC with microseconds, always written the same way.

    Raises:
        InputError: It has no time zone.
    """
    if moment.tzinfo is None:
        message = "A moment of the ledger needs a time zone."
        raise InputError(message)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def rights_entry(asset_id: str, old: Rights | None, new: Rights | None, *, note: RightsNote) -> LedgerEntry | None:
    """The entry for a change of an asset's rights; None where nothing changed.

    Args:
        asset_id: Which asset.
        old: The rights that held; None for a new asset.
        new: The rights that hold; None for an asset that is deleted.
        note: Who did it, and why.
    """
    if old == new:
        return None
    said = {"from": "" if old is None else old.state.value}
    if new is None:
        action = note.action or "deleted"
    else:
        action = note.action or (TAKEN_IN if old is None else new.state.value)
        said |= {"to": new.state.value, "purposes": ",".join(sorted(new.purposes))}
        said |= {"until": "" if new.until is None else moment_text(new.until)}
    said |= {"text": note.text or ("" if new is None else new.text), "reason": note.reason, "evidence": note.evidence}
    said |= {"by": "person" if note.by_person else "", "hidden": "yes" if new is not None and new.hidden else ""}
    return LedgerEntry(
        kind=LedgerKind.ERASURE if new is None else LedgerKind.RIGHTS,
        subject=asset_id,
        actor=note.actor,
        action=action,
        details={name: value for name, value in said.items() if value},
    )


def subject_entry(asset_id: str, number: int | None, *, note: RightsNote) -> LedgerEntry:
    """The entry for a choice of the wearer whose photo it is.

    Args:
        asset_id: Which asset.
        number: Of the wearer; None for the main one.
        note: Who chose.
    """
    said = {"wearer": "main" if number is None else f"{number}", "evidence": note.evidence}
    return LedgerEntry(
        kind=LedgerKind.SUBJECT,
        subject=asset_id,
        actor=note.actor,
        action="chosen",
        details={name: value for name, value in said.items() if value},
    )


def verify_chain(lines: Iterable[LedgerLine], *, head: LedgerHead | None = None) -> Iterator[LedgerFault]:
    """Everything that is wrong with a chain. Reads each line once and keeps only few of them.

    Args:
        lines: In the order in which they are kept.
        head: Whose signature was checked. A chain that does not reach it was cut, one that is other there was changed.

    Yields:
        Faults; none where all is well.
    """
    check = _ChainCheck()
    at_head: LedgerLine | None = None
    for line in lines:
        yield from check.take(line)
        if head is not None and line.seq == head.seq:
            at_head = line
    yield from check.end()
    if head is None:
        return
    if check.highest < head.seq:
        yield LedgerFault(seq=check.highest + 1, problem="cut")
    elif at_head is not None and at_head.digest != head.digest:
        yield LedgerFault(seq=head.seq, problem="changed")


class _ChainCheck:
    """What must be remembered from line to line."""

    def __init__(self) -> None:
        self.highest = 0
        self._digest: str | None = GENESIS
        self._gaps: dict[int, int] = {}
        self._doubted: list[LedgerLine] = []

    def take(self, line: LedgerLine) -> Iterator[LedgerFault]:
        """Look at the next line."""
        if line.seq <= self.highest:
            self._fill(line.seq)
            yield LedgerFault(seq=line.seq, problem="reordered")
            return
        if line.seq > self.highest + 1:
            self._gaps[self.highest + 1] = line.seq - 1
            self._digest = None
        self.highest = line.seq
        whole = chain_digest(line.previous, line) == line.digest
        follows = self._digest in {None, line.previous}
        self._digest = line.digest if whole else None
        if not whole:
            yield from self._doubt(line)
        elif not follows:
            # Whole in itself, but made to follow another line: the one before it was written anew.
            yield LedgerFault(seq=max(line.seq - 1, 1), problem="changed")
        elif line.entry.action == UNSIGNED_LINES and line.entry.kind is LedgerKind.LEDGER:
            yield LedgerFault(seq=int(line.entry.details.get("after", "0")) + 1, problem="unsigned")

    def end(self) -> Iterator[LedgerFault]:
        """What is known only after the last line."""
        for line in self._doubted:
            yield LedgerFault(seq=line.seq, problem="reordered" if self._is_moved(line) else "changed")
        for first in sorted(self._gaps):
            yield LedgerFault(seq=first, problem="missing")

    def _doubt(self, line: LedgerLine) -> Iterator[LedgerFault]:
        if len(self._doubted) < _MOST_HELD:
            self._doubted.append(line)
        else:
            yield LedgerFault(seq=line.seq, problem="changed")

    def _is_moved(self, line: LedgerLine) -> bool:
        """Whether a line is whole under the number of another one that is in doubt: the two were exchanged."""
        numbers = (other.seq for other in self._doubted if other.seq != line.seq)
        return any(chain_digest(line.previous, replace(line, seq=number)) == line.digest for number in numbers)

    def _fill(self, seq: int) -> None:
        for first, last in list(self._gaps.items()):
            if first <= seq <= last:
                del self._gaps[first]
                if first < seq:
                    self._gaps[first] = seq - 1
                if seq < last:
                    self._gaps[seq + 1] = last
