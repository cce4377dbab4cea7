"""Whether the ledger is what it was: its chain, its signed head, and the copies of that head elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from wornby.datamodel.ledger import LedgerFault, LedgerHead, LedgerLine, head_bytes, verify_chain
from wornby.errors import InputError
from wornby.interfaces import Ledger, Signer

MOST_FAULTS = 100
_PAGE = 2000
_DIGEST_DIGITS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerReport:
    """What a look at the whole ledger found.

    Attributes:
        lines: Number of lines.
        head: The signed head in the records.
        witness: The signed head outside of them.
        faults: What is wrong, 100 at most; none where all is well.
    """

    lines: int
    head: LedgerHead | None
    witness: LedgerHead | None
    faults: tuple[LedgerFault, ...]


def verify_ledger(ledger: Ledger, signer: Signer, *, known: tuple[int, str] | None = None) -> LedgerReport:
    """Look at every line.

    Args:
        ledger: Which.
        signer: The key that signs its heads.
        known: Number and digest of a line, from a copy that is kept elsewhere.
    """
    # The heads first: lines that are added meanwhile lie behind them, and are no fault.
    witness, head = ledger.witness(), ledger.head()
    faults = []
    heads = []
    for each in (head, witness):
        if each is None:
            continue
        if is_signed(each, signer):
            heads.append(each)
        else:
            faults.append(LedgerFault(seq=each.seq, problem="forged-head"))
    counter = _Counter(ledger, known={each.seq: each.digest for each in heads} | dict([known] if known else []))
    for number, fault in enumerate(verify_chain(counter.lines())):
        if number < MOST_FAULTS:
            faults.append(fault)
    faults += counter.faults(heads, known=known)
    if counter.count and not heads:
        # Lines that nobody signed: the head was taken away, or a program without the key wrote them.
        faults.append(LedgerFault(seq=1, problem="unsigned"))
    if head is not None and head in heads:
        again = ledger.head()
        reached = head.seq if again is None else max(head.seq, again.seq)
        if counter.count and counter.last > reached:
            faults.append(LedgerFault(seq=reached + 1, problem="unsigned"))
    unique = dict.fromkeys(faults)
    return LedgerReport(lines=counter.count, head=head, witness=witness, faults=tuple(unique)[:MOST_FAULTS])


def is_signed(head: LedgerHead, signer: Signer) -> bool:
    """Whether a head was signed by the library's key."""
    content = head_bytes(seq=head.seq, digest=head.digest, at=head.at)
    return signer.verify(content, key_id=head.key_id, signature=bytes.fromhex(head.signature))


def parse_known(text: str) -> tuple[int, str]:
    """Number and digest of a line from "SEQ:DIGEST".

    Raises:
        InputError: It is none.
    """
    number, _, digest = text.strip().partition(":")
    if not number.isascii() or not number.isdigit() or len(digest) != _DIGEST_DIGITS:
        message = "Give a head as SEQ:DIGEST, as `wornby ledger verify` prints it."
        raise InputError(message)
    return int(number), digest.lower()


class _Counter:
    """Reads the lines page by page, and remembers those that a head names."""

    def __init__(self, ledger: Ledger, *, known: dict[int, str]) -> None:
        self._ledger = ledger
        self._wanted = known
        self._seen: dict[int, str] = {}
        self.count = 0
        self.last = 0

    def lines(self) -> Iterator[LedgerLine]:
        """Every line, in order."""
        while page := self._ledger.lines(after=self.last, limit=_PAGE):
            for line in page:
                self.count += 1
                self.last = line.seq
                if line.seq in self._wanted:
                    self._seen[line.seq] = line.digest
                yield line

    def faults(self, heads: list[LedgerHead], *, known: tuple[int, str] | None) -> Iterator[LedgerFault]:
        """Where the chain does not lead through what the heads name."""
        for seq, digest in [*((head.seq, head.digest) for head in heads), *([known] if known else [])]:
            if seq > self.last:
                yield LedgerFault(seq=self.last + 1, problem="cut")
            elif seq in self._seen and self._seen[seq] != digest:
                yield LedgerFault(seq=seq, problem="changed")
