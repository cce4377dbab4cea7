"""Claims: rights that were stated of photos that were in already."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from wornby.datamodel.claims import Claim, ClaimVerdict
from wornby.datamodel.ledger import LedgerEntry, LedgerKind
from wornby.datamodel.rights import Rights
from wornby.datamodel.serial import rights_from_dict, rights_to_dict
from wornby.stores.connect import reading
from wornby.stores.ledger import LedgerWriter
from wornby.stores.schema_rights import claims, contributions, contributors

_ID_BYTES = 8


def add_claim(
    connection: Connection, writer: LedgerWriter, asset_id: str, *, rights: Rights, by: str, contributor: str | None
) -> Claim:
    """Keep a claim with its line of the ledger; the same one that is open already is not kept twice."""
    for held in _read(connection, asset_id=asset_id, open_only=True, after=None, limit=None):
        if (held.rights, held.made_by, held.contributor_id) == (rights, by, contributor):
            return held
    claim = Claim(
        id=secrets.token_hex(_ID_BYTES),
        asset_id=asset_id,
        made_by=by,
        rights=rights,
        made_at=datetime.now(UTC),
        contributor_id=contributor,
    )
    connection.execute(insert(claims).values(_to_row(claim)))
    writer.append(connection, _entry(claim, actor=by, action="claimed"))
    return claim


class SqlClaimStore:
    """Claims in the records' database.

    Args:
        database: As the records opened it.
        writer: Adds lines to the ledger.
    """

    def __init__(self, database: Engine, writer: LedgerWriter) -> None:
        self._database = database
        self._writer = writer

    def add(self, asset_id: str, *, rights: Rights, by: str, contributor: str | None = None) -> Claim:
        """Keep a claim, and add its line; the same one that is open already is not kept twice."""
        with self._writer.writing(self._database) as connection:
            return add_claim(connection, self._writer, asset_id, rights=rights, by=by, contributor=contributor)

    def get(self, claim_id: str) -> Claim | None:
        """One claim."""
        with reading(self._database) as connection:
            row = connection.execute(select(claims).where(claims.c.id == claim_id)).mappings().first()
        return None if row is None else _from_row(dict(row))

    def list(self, *, open_only: bool = True, after: str | None = None, limit: int = 100) -> list[Claim]:
        """Claims by id, after one; only those that nobody has decided, unless told otherwise."""
        with reading(self._database) as connection:
            return _read(connection, asset_id=None, open_only=open_only, after=after, limit=limit)

    def decide(self, claim: Claim, *, verdict: ClaimVerdict, by: str) -> Claim | None:
        """Decide an open claim, and add its line; None where somebody else was first."""
        decided = replace(claim, verdict=verdict, decided_by=by, decided_at=datetime.now(UTC))
        statement = update(claims).where(claims.c.id == claim.id, claims.c.verdict.is_(None)).values(_to_row(decided))
        with self._writer.writing(self._database) as connection:
            if not connection.execute(statement).rowcount:
                return None
            self._writer.append(connection, _entry(decided, actor=by, action=verdict.value))
            if verdict is ClaimVerdict.ACCEPTED and claim.contributor_id is not None:
                _hand_over(connection, claim.asset_id, claim.contributor_id)
        return decided


def _hand_over(connection: Connection, asset_id: str, contributor_id: str) -> None:
    """The photo is theirs now, unless it is another wearer's."""
    held = select(contributions.c.contributor_id).where(contributions.c.asset_id == asset_id)
    person = select(contributors.c.id).where(contributors.c.id == contributor_id)
    if connection.execute(held).first() is None and connection.execute(person).first() is not None:
        connection.execute(insert(contributions), [{"contributor_id": contributor_id, "asset_id": asset_id}])


def _entry(claim: Claim, *, actor: str, action: str) -> LedgerEntry:
    said = {
        "asset": claim.asset_id,
        "to": claim.rights.state.value,
        "purposes": ",".join(sorted(claim.rights.purposes)),
    }
    return LedgerEntry(
        kind=LedgerKind.CLAIM,
        subject=claim.id,
        actor=actor,
        action=action,
        details={name: value for name, value in said.items() if value},
    )


def _read(
    connection: Connection, *, asset_id: str | None, open_only: bool, after: str | None, limit: int | None
) -> list[Claim]:
    statement = select(claims).order_by(claims.c.id).limit(limit)
    if asset_id is not None:
        statement = statement.where(claims.c.asset_id == asset_id)
    if open_only:
        statement = statement.where(claims.c.verdict.is_(None))
    if after is not None:
        statement = statement.where(claims.c.id > after)
    return [_from_row(dict(row)) for row in connection.execute(statement).mappings()]


def _to_row(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "asset_id": claim.asset_id,
        "made_by": claim.made_by,
        "contributor_id": claim.contributor_id,
        "rights": rights_to_dict(claim.rights),
        "made_at": claim.made_at.isoformat(),
        "verdict": claim.verdict,
        "decided_by": claim.decided_by,
        "decided_at": None if claim.decided_at is None else claim.decided_at.isoformat(),
    }


def _from_row(row: Mapping[str, Any]) -> Claim:
    return Claim(
        id=row["id"],
        asset_id=row["asset_id"],
        made_by=row["made_by"],
        contributor_id=row["contributor_id"],
        rights=rights_from_dict(row["rights"]),
        made_at=datetime.fromisoformat(row["made_at"]),
        verdict=None if row["verdict"] is None else ClaimVerdict(row["verdict"]),
        decided_by=row["decided_by"],
        decided_at=None if row["decided_at"] is None else datetime.fromisoformat(row["decided_at"]),
    )
