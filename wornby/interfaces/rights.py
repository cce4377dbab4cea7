"""What rights need: a ledger, and a key that signs."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from wornby.datamodel.claims import Claim, ClaimVerdict
from wornby.datamodel.consent import TextSet
from wornby.datamodel.ledger import LedgerEntry, LedgerHead, LedgerKind, LedgerLine
from wornby.datamodel.requests import RequestState, RightsRequest
from wornby.datamodel.rights import Rights, RightsState


class Signer(Protocol):
    """Signs with one key of the library. Thread-safe."""

    def sign(self, content: bytes) -> tuple[str, bytes]:
        """The key's id and the signature."""
        ...

    def verify(self, content: bytes, *, key_id: str, signature: bytes) -> bool:
        """Whether this key signed exactly this."""
        ...

    def public_pem(self) -> str:
        """The public key, with which anybody can check a signature."""
        ...


class Ledger(Protocol):
    """Who changed rights, when, and on what ground. Lines are added and never changed."""

    def append(self, entry: LedgerEntry) -> LedgerLine:
        """Add a line of its own. One that goes with a change of the records is added by the records."""
        ...

    def lines(
        self,
        *,
        after: int = 0,
        limit: int = 1000,
        subject: str | None = None,
        kind: LedgerKind | None = None,
        newest_first: bool = False,
    ) -> Sequence[LedgerLine]:
        """Lines after a number, in order; before it, where the newest come first.

        Args:
            after: Number of a line; 0 begins at the first, or at the newest.
            limit: Most lines.
            subject: Of this asset, text, link or request only.
            kind: Of this kind only.
            newest_first: From the end.
        """
        ...

    def head(self) -> LedgerHead | None:
        """The signed head that the records hold; None before the first line, or where no key signs."""
        ...

    def witness(self) -> LedgerHead | None:
        """The signed head that is kept outside of the records."""
        ...


class ClaimStore(Protocol):
    """Rights that somebody stated of photos that were in already. Each act is a line of the ledger."""

    def add(self, asset_id: str, *, rights: Rights, by: str, contributor: str | None = None) -> Claim:
        """Keep a claim; the same one that is open already is not kept twice."""
        ...

    def get(self, claim_id: str) -> Claim | None:
        """One claim."""
        ...

    def list(self, *, open_only: bool = True, after: str | None = None, limit: int = 100) -> Sequence[Claim]:
        """Claims by id, after one; only those that nobody has decided, unless told otherwise."""
        ...

    def decide(self, claim: Claim, *, verdict: ClaimVerdict, by: str) -> Claim | None:
        """Decide an open claim; None where somebody else was first."""
        ...


class RightsView(Protocol):
    """Photos by their rights, without their tags and vectors."""

    def count_states(self) -> Mapping[RightsState, int]:
        """Number of photos in each state."""
        ...

    def list_rights(
        self, *, states: Sequence[RightsState] = (), after: str | None = None, limit: int = 100
    ) -> Sequence[tuple[str, Rights]]:
        """Ids and rights by id, after one; of some states, or of all."""
        ...

    def list_ending(self, *, after: str | None = None, limit: int = 100) -> Sequence[tuple[str, Rights]]:
        """Ids and rights by id, after one, of photos whose rights count now and end some day."""
        ...


class ConsentTexts(Protocol):
    """Published consent texts: they stay as they are, and the newest count."""

    def current(self) -> TextSet:
        """The texts that count now."""
        ...

    def list(self) -> Sequence[TextSet]:
        """All versions, in the order in which they were published; never empty."""
        ...

    def publish(self, texts: TextSet, *, by: str) -> TextSet:
        """Let texts count from now on, and add a line of the ledger.

        Raises:
            DuplicateError: There is a version of this name.
        """
        ...


class RequestStore(Protocol):
    """Requests for rights. Each change of state is a line of the ledger."""

    def put(self, request: RightsRequest, *, expect: RequestState | None, by: str) -> bool:
        """Add a request, where None is expected, or change one; False where it is in another state than expected."""
        ...

    def get(self, request_id: str) -> RightsRequest | None:
        """One request."""
        ...

    def list(
        self,
        *,
        states: Sequence[RequestState] = (),
        asset_id: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Sequence[RightsRequest]:
        """Requests, newest first; in some states, or in all; of one photo, or of all.

        Args:
            states: In any of these.
            asset_id: Of this photo.
            after: `place` of the request before.
            limit: Most requests.
        """
        ...
