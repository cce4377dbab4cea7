"""Erasures on the wire."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from wornby.api.wire import Answer
from wornby.api.wire_in import MAX_K, Reference, Request, Word
from wornby.datamodel import RightsNote
from wornby.datamodel.erasing import ErasureCheck, ErasureReceipt, StoreFinding
from wornby.datamodel.ledger import moment_text


class ErasureRequest(Request):
    """What is to be erased: photos, or a person with all of theirs."""

    asset_ids: list[Word] = Field(default=[], max_length=MAX_K, description="Ids of photos.")
    person: Word = Field(default="", description="Id of a contributor, who goes with all photos, links and contact.")
    reason: Annotated[Reference, Field(min_length=1)] = Field(description="A word for why; no free text.")
    evidence: Reference = Field(default="", description="Where the proof lies, such as ticket/4711.")
    by_person: bool = Field(default=False, description="Whether the wearer themself asked for it.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.asset_ids) == bool(self.person):
            message = "Give asset_ids, or person."
            raise ValueError(message)
        return self

    def note(self, actor: str) -> RightsNote:
        """Who erases, and why.

        Raises:
            InputError: Something is no reference.
        """
        return RightsNote(actor=actor, reason=self.reason, evidence=self.evidence, by_person=self.by_person)


class StoreOut(Answer):
    """How much of what was erased a store still has."""

    name: str
    found: int

    @classmethod
    def of(cls, store: StoreFinding) -> Self:
        """From what was found."""
        return cls(name=store.name, found=store.found)


class ReceiptOut(Answer):
    """A signed statement that photos are gone from every store. `wornby erase verify` reads it."""

    id: str
    at: str
    actor: str
    reason: str
    evidence: str
    asset_ids: list[str]
    people: list[str]
    stores: list[StoreOut]
    line: int = Field(description="Number of the ledger's line that says so.")
    line_digest: str
    key_id: str
    signature: str = Field(description="Ed25519, in hex, over all other fields but key_id.")

    @classmethod
    def of(cls, receipt: ErasureReceipt) -> Self:
        """From a receipt."""
        return cls(
            id=receipt.id,
            at=moment_text(receipt.at),
            actor=receipt.actor,
            reason=receipt.reason,
            evidence=receipt.evidence,
            asset_ids=list(receipt.asset_ids),
            people=list(receipt.people),
            stores=[StoreOut.of(store) for store in receipt.stores],
            line=receipt.line,
            line_digest=receipt.line_digest,
            key_id=receipt.key_id,
            signature=receipt.signature,
        )


class ReceiptPage(Answer):
    """Receipts by id, oldest first."""

    receipts: list[ReceiptOut]
    cursor: str | None
    unfinished: int = Field(description="Erasures that were begun and have no receipt yet.")
    public_key: str = Field(description="PEM, with which anybody can check a signature.")


class ErasureCheckOut(Answer):
    """What a look at a receipt and at every store found."""

    ok: bool
    signed: bool
    logged: bool
    stores: list[StoreOut]

    @classmethod
    def of(cls, check: ErasureCheck) -> Self:
        """From the engine's answer."""
        stores = [StoreOut.of(store) for store in check.stores]
        return cls(ok=check.ok, signed=check.signed, logged=check.logged, stores=stores)
