"""A ledger and a key that live in memory."""

import hashlib
import hmac
from datetime import UTC, datetime

from wornby.datamodel.ledger import LedgerEntry, LedgerHead, LedgerKind, LedgerLine, head_bytes, next_line
from wornby.interfaces.rights import Ledger, Signer


class FakeLedgerSigner(Signer):
    """Signs with a word."""

    def __init__(self, word: str = "word") -> None:
        self._word = word.encode()

    def sign(self, content: bytes) -> tuple[str, bytes]:
        return f"fake-{self._word.decode()}", self._of(content)

    def verify(self, content: bytes, *, key_id: str, signature: bytes) -> bool:
        return key_id == f"fake-{self._word.decode()}" and hmac.compare_digest(signature, self._of(content))

    def public_pem(self) -> str:
        return "fake"

    def _of(self, content: bytes) -> bytes:
        return hmac.new(self._word, content, hashlib.sha256).digest()


class FakeLedger(Ledger):
    """Lines in a list. `at` is the moment of its next line."""

    def __init__(self, signer: Signer | None = None) -> None:
        self.kept: list[LedgerLine] = []
        self.at = datetime(2026, 1, 2, tzinfo=UTC)
        self._signer = signer or FakeLedgerSigner()

    def append(self, entry: LedgerEntry) -> LedgerLine:
        line = next_line(self.kept[-1] if self.kept else None, entry, at=self.at)
        self.kept.append(line)
        return line

    def lines(
        self,
        *,
        after: int = 0,
        limit: int = 1000,
        subject: str | None = None,
        kind: LedgerKind | None = None,
        newest_first: bool = False,
    ) -> list[LedgerLine]:
        kept = [line for line in self.kept if subject in {None, line.entry.subject} and kind in {None, line.entry.kind}]
        if newest_first:
            return [line for line in reversed(kept) if not after or line.seq < after][:limit]
        return [line for line in kept if line.seq > after][:limit]

    def head(self) -> LedgerHead | None:
        if not self.kept:
            return None
        last = self.kept[-1]
        key_id, signature = self._signer.sign(head_bytes(seq=last.seq, digest=last.digest, at=last.at))
        return LedgerHead(seq=last.seq, digest=last.digest, at=last.at, key_id=key_id, signature=signature.hex())

    def witness(self) -> LedgerHead | None:
        return self.head()
