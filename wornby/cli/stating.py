"""What the commands on rights read and print."""

from collections.abc import Iterable
from datetime import UTC, datetime, time

from rich.table import Table

from wornby.cli.context import plain
from wornby.cli.render import make_table
from wornby.cli.taking import split_words
from wornby.datamodel import Rights
from wornby.datamodel.claims import Claim
from wornby.engine import Engine
from wornby.errors import InputError

_PAGE = 500


def parse_rights(*, state: str, purposes: str, until: str = "", text: str = "") -> Rights:
    """Rights from the words of a command line; a day counts to its end, UTC.

    Raises:
        InputError: A word or the day cannot be read.
    """
    parsed = Rights.parse(state, split_words(purposes))
    return Rights(state=parsed.state, purposes=parsed.purposes, until=_end_of(until), text=text)


def all_claims(engine: Engine) -> list[Claim]:
    """Every open claim."""
    found: list[Claim] = []
    while page := engine.rights.claims.list(after=found[-1].id if found else None, limit=_PAGE):
        found.extend(page)
    return found


def claims_table(claims: Iterable[Claim]) -> Table:
    """Claims, each on a line."""
    table = make_table("id", "photo", "by", "state", "purposes", "when")
    for claim in claims:
        purposes = ", ".join(sorted(claim.rights.purposes)) or "-"
        when = f"{claim.made_at:%Y-%m-%d %H:%M}"
        table.add_row(claim.id, claim.asset_id, plain(claim.made_by), claim.rights.state.value, purposes, when)
    return table


def _end_of(day: str) -> datetime | None:
    if not day:
        return None
    try:
        return datetime.combine(datetime.fromisoformat(day).date(), time.max, UTC)
    except ValueError as exc:
        message = f"{day!r} is no day. Write it as 2027-12-31."
        raise InputError(message) from exc
