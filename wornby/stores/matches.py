"""The tables of matches, of what people decided, and of local features."""

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select, union, update

from wornby.datamodel import (
    Asset,
    AssetKind,
    Match,
    MatchDecision,
    MatchListing,
    MatchState,
    Place,
    StandingMatch,
    Verdict,
    standing_matches,
)
from wornby.datamodel.serial_matching import box_from_list, box_to_list, evidence_from_dict, evidence_to_dict
from wornby.errors import NotFoundError
from wornby.stores.rows import UNWORN, Row, asset_to_row
from wornby.stores.schema import asset_products, assets, changes, features, match_decisions, matches
from wornby.stores.upsert import CHUNK, chunks, upsert

Found = Mapping[str, tuple[tuple[Match, ...], tuple[MatchDecision, ...]]]
"""Matches and decisions by asset id."""


def write(connection: Connection, asset: Asset) -> None:
    """Put an asset's matches in the place of those that are there; decisions are left alone.

    Of two matches of one garment with one product the first counts.
    """
    connection.execute(delete(matches).where(matches.c.asset_id == asset.id))
    rows: dict[tuple[int | None, int, str], dict[str, object]] = {}
    for position, match in enumerate(asset.matches):
        rows.setdefault((match.wearer, match.garment, match.sku), _match_to_row(asset.id, match, position=position))
    if rows:
        connection.execute(insert(matches), list(rows.values()))


def read(connection: Connection, asset_ids: Sequence[str]) -> Found:
    """Matches in their order, and decisions as they were made."""
    found: dict[str, tuple[list[Match], list[MatchDecision]]] = defaultdict(lambda: ([], []))
    for part in chunks(asset_ids, CHUNK):
        lines = select(matches).where(matches.c.asset_id.in_(part)).order_by(matches.c.asset_id, matches.c.position)
        for row in connection.execute(lines).mappings():
            found[row["asset_id"]][0].append(_match_from_row(dict(row)))
        said = select(match_decisions).where(match_decisions.c.asset_id.in_(part))
        for row in connection.execute(_oldest_first(said)).mappings():
            found[row["asset_id"]][1].append(_decision_from_row(dict(row)))
    return {asset_id: (tuple(machine), tuple(people)) for asset_id, (machine, people) in found.items()}


def joined(asset: Asset, found: Found) -> Asset:
    """The asset with its matches and decisions."""
    if asset.id not in found:
        return asset
    machine, people = found[asset.id]
    return dataclasses.replace(asset, matches=machine, decisions=people)


def replace(connection: Connection, asset: Asset, *, new: Asset) -> bool:
    """Write the matches and the matcher of `new`, and a change line, where `asset` stands as it was read."""
    statement = select(assets.c.tags, assets.c.matcher).where(assets.c.id == asset.id)
    held = connection.execute(statement).mappings().first()
    if held is None or any(held[name] != asset_to_row(asset)[name] for name in held):
        return False
    if read(connection, [asset.id]).get(asset.id, ((), ()))[0] != asset.matches:
        return False
    given = (
        select(asset_products.c.sku).where(asset_products.c.asset_id == asset.id).order_by(asset_products.c.position)
    )
    if tuple(connection.execute(given).scalars()) != tuple(asset.products):
        # It was given for another product meanwhile, which these matches were not made with.
        return False
    write(connection, new)
    connection.execute(update(assets).where(assets.c.id == asset.id).values(matcher=new.matcher))
    connection.execute(insert(changes).values(asset_id=asset.id))
    return True


def add_decision(connection: Connection, decision: MatchDecision) -> None:
    """Add a decision and a change line.

    Raises:
        NotFoundError: No such asset.
    """
    if connection.execute(select(assets.c.id).where(assets.c.id == decision.asset_id)).first() is None:
        message = f"No asset {decision.asset_id!r}."
        raise NotFoundError(message)
    connection.execute(insert(match_decisions).values(_decision_to_row(decision)))
    connection.execute(insert(changes).values(asset_id=decision.asset_id))


def list_decisions(connection: Connection, *, after: str | None, limit: int) -> list[MatchDecision]:
    """Decisions on all assets as they were made, after one."""
    statement = _oldest_first(select(match_decisions)).limit(limit)
    if after is not None:
        last = select(match_decisions.c.seq).where(match_decisions.c.id == after).scalar_subquery()
        statement = statement.where(match_decisions.c.seq > last)
    return [_decision_from_row(dict(row)) for row in connection.execute(statement).mappings()]


def candidates(*, sku: str | None, state: MatchState | None, decided: bool | None) -> Select[Any]:
    """Ids of the assets that may have a match which stands so, each once; `listings` says which really do."""
    machine = [] if sku is None else [matches.c.sku == sku]
    people = [] if sku is None else [match_decisions.c.sku == sku]
    if state is not None:
        machine.append(matches.c.state == state.value)
        # A verdict is a state by the same word; likely and similar are nobody's verdict.
        people.append(match_decisions.c.verdict == state.value)
    from_machine = select(matches.c.asset_id).where(*machine)
    from_people = select(match_decisions.c.asset_id).where(*people)
    if decided is True:
        return from_people.distinct()
    if decided is False:
        return from_machine.distinct()
    both = union(from_machine, from_people).subquery()
    return select(both.c.asset_id)


def listings(asset: Asset, *, sku: str | None, state: MatchState | None, decided: bool | None) -> list[MatchListing]:
    """The matches of an asset that stand so."""

    def fits(standing: StandingMatch) -> bool:
        return (
            (sku is None or standing.match.sku == sku)
            and (state is None or standing.state is state)
            and (decided is None or (standing.decision is not None) is decided)
        )

    return [MatchListing(asset_id=asset.id, standing=standing) for standing in filter(fits, standing_matches(asset))]


def product_pictures() -> ColumnElement[bool]:
    """The clause that keeps the shop's own pictures."""
    return assets.c.kind == AssetKind.PRODUCT.value


def put_features(connection: Connection, asset_id: str, content: bytes) -> bool:
    """Keep features; False where there is no such asset."""
    if connection.execute(select(assets.c.id).where(assets.c.id == asset_id)).first() is None:
        return False
    upsert(connection, features, rows=[{"asset_id": asset_id, "blob": content}])
    return True


def get_features(connection: Connection, asset_ids: Sequence[str]) -> dict[str, bytes]:
    """Features by asset id."""
    found: dict[str, bytes] = {}
    for part in chunks(asset_ids, CHUNK):
        rows = connection.execute(select(features).where(features.c.asset_id.in_(part)))
        found |= {row.asset_id: bytes(row.blob) for row in rows}
    return found


def _oldest_first(statement: Select[Any]) -> Select[Any]:
    # Not by time: clocks of two machines differ, and go back.
    return statement.order_by(match_decisions.c.seq)


def _match_to_row(asset_id: str, match: Match, *, position: int) -> dict[str, object]:
    return {
        "asset_id": asset_id,
        "wearer": UNWORN if match.wearer is None else int(match.wearer),
        "garment": int(match.garment),
        "sku": match.sku,
        "position": position,
        "score": float(match.score),
        "state": match.state.value,
        "evidence": None if match.evidence is None else evidence_to_dict(match.evidence),
    }


def _match_from_row(row: Row) -> Match:
    return Match(
        wearer=None if row["wearer"] == UNWORN else row["wearer"],
        garment=row["garment"],
        sku=row["sku"],
        score=row["score"],
        state=MatchState(row["state"]),
        evidence=None if row["evidence"] is None else evidence_from_dict(row["evidence"]),
    )


def _decision_to_row(decision: MatchDecision) -> dict[str, object]:
    return {
        "id": decision.id,
        "asset_id": decision.asset_id,
        "sku": decision.sku,
        "wearer": UNWORN if decision.wearer is None else int(decision.wearer),
        "garment": int(decision.garment),
        "place": None if decision.place is None else decision.place.value,
        "box": box_to_list(decision.box),
        "verdict": decision.verdict.value,
        "decided_by": decision.by,
        "decided_at": decision.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "score": decision.score,
        "state": None if decision.state is None else decision.state.value,
        "evidence": None if decision.evidence is None else evidence_to_dict(decision.evidence),
        "matcher": decision.matcher,
    }


def _decision_from_row(row: Row) -> MatchDecision:
    return MatchDecision(
        id=row["id"],
        asset_id=row["asset_id"],
        sku=row["sku"],
        place=None if row["place"] is None else Place(row["place"]),
        box=box_from_list(row["box"]),
        verdict=Verdict(row["verdict"]),
        by=row["decided_by"],
        at=datetime.fromisoformat(row["decided_at"]),
        score=row["score"],
        state=None if row["state"] is None else MatchState(row["state"]),
        evidence=None if row["evidence"] is None else evidence_from_dict(row["evidence"]),
        matcher=row["matcher"],
        wearer=None if row["wearer"] == UNWORN else row["wearer"],
        garment=row["garment"],
    )
