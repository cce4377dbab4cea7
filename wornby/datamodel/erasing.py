"""Erasure: what is to be erased, and the signed receipt that says it is."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from wornby.datamodel.ledger import moment_text
from wornby.datamodel.rights import RightsNote
from wornby.errors import InputError

_RECEIPT_DOMAIN = b"wornby.erasure/1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureOrder:
    """What is to be erased. It is kept before anything is touched, so that one that is cut off is finished later.

    Attributes:
        id: Its id, which the receipt has too; later ones sort later.
        at: When it was begun, UTC.
        note: Who erases, and why.
        asset_ids: The photos.
        people: Ids of contributors that go with their links and contact.
    """

    id: str
    at: datetime
    note: RightsNote
    asset_ids: tuple[str, ...]
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFinding:
    """How much of what was erased a store still has.

    Attributes:
        name: Of the store, such as "records/vectors" or "files/masters".
        found: Rows, files or entries; 0 where nothing is left.
    """

    name: str
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReceipt:
    """A signed statement that photos are gone from every store.

    Attributes:
        id: Of the erasure.
        at: When it was done, UTC.
        actor: Who erased, as in `RightsNote`.
        reason: A word for why.
        evidence: Where the proof lies.
        asset_ids: The photos.
        people: Ids of contributors who were erased with them.
        stores: What was asked afterwards, and what it still had.
        line: Number of the ledger's line that says so.
        line_digest: Digest of that line.
        key_id: Which key signed.
        signature: Over all of the other fields but the key, in hex.
    """

    id: str
    at: datetime
    actor: str
    reason: str
    evidence: str
    asset_ids: tuple[str, ...]
    people: tuple[str, ...]
    stores: tuple[StoreFinding, ...]
    line: int
    line_digest: str
    key_id: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureCheck:
    """What a look at a receipt and at the stores found.

    Attributes:
        signed: Whether the library's key signed exactly this receipt.
        logged: Whether the ledger has its line.
        stores: What each store has now.
    """

    signed: bool
    logged: bool
    stores: tuple[StoreFinding, ...]

    @property
    def ok(self) -> bool:
        """Whether the receipt is genuine, and nothing was found."""
        return self.signed and self.logged and not any(store.found for store in self.stores)


def receipt_bytes(receipt: ErasureReceipt) -> bytes:
    """What a receipt's signature is over: a domain, then JSON with sorted keys and no spaces, ASCII only."""
    said = {name: value for name, value in receipt_to_dict(receipt).items() if name not in {"key_id", "signature"}}
    return _RECEIPT_DOMAIN + json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def receipt_to_dict(receipt: ErasureReceipt) -> dict[str, object]:
    """A receipt as JSON takes it."""
    return asdict(receipt) | {
        "at": moment_text(receipt.at),
        "asset_ids": list(receipt.asset_ids),
        "people": list(receipt.people),
        "stores": [asdict(store) for store in receipt.stores],
    }


def receipt_from_dict(said: object) -> ErasureReceipt:
    """A receipt from JSON.

    Raises:
        InputError: It is none.
    """
    try:
        given = dict(said)  # type: ignore[call-overload] # what is no mapping raises, as a mapping without a field does
        fields = {name: given[name] for name in ErasureReceipt.__slots__}
        fields |= {
            "at": datetime.fromisoformat(fields["at"]),
            "asset_ids": tuple(map(str, fields["asset_ids"])),
            "people": tuple(map(str, fields["people"])),
            "stores": tuple(StoreFinding(name=str(one["name"]), found=int(one["found"])) for one in fields["stores"]),
        }
        bytes.fromhex(fields["signature"])
        receipt = ErasureReceipt(**fields)
        receipt_bytes(receipt)
    except (TypeError, ValueError, KeyError, AttributeError, InputError) as exc:
        message = "This is no receipt of an erasure. Give the JSON that `wornby erase receipts --json` prints."
        raise InputError(message) from exc
    return receipt
