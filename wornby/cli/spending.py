"""What rented services would cost: told, held to a limit and asked for before anything is sent."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from wornby import compose
from wornby.cli.context import err, plain
from wornby.datamodel import ACTIVE_STATES, Purpose
from wornby.datamodel.labels import ANSWERS
from wornby.datamodel.library import IngestItem
from wornby.errors import BudgetError
from wornby.settings import Settings
from wornby.tagging.budget import dollars, to_micros

Spending = Mapping[str, int]
"""Micros of US dollars by tagger; only what costs something."""


def with_tagger(settings: Settings, tagger: str, *, max_cost: float | None) -> Settings:
    """The settings with what an option said in the place of what was set."""
    changes: dict[str, object] = {}
    if tagger:
        changes["tagger"] = tagger
    if max_cost is not None:
        changes["max_cost"] = max_cost
    return settings.model_copy(update=changes)


def plan_spending(settings: Settings, taggers: Sequence[str], *, photos: int, purposes: frozenset[Purpose]) -> Spending:
    """What taggers would cost at list price, had none of the answers been kept.

    Args:
        settings: Say what is asked for.
        taggers: By name.
        photos: How many.
        purposes: What they may be used for.
    """
    prices = {name: compose.price_micros(settings, name, purposes=purposes) * photos for name in taggers}
    return {name: micros for name, micros in prices.items() if micros}


def plan_ingest(settings: Settings, items: Sequence[IngestItem]) -> Spending:
    """What taking photos in would cost at list price: only what has active rights is sent."""
    given = Counter(item.options.rights.purposes for item in items if item.options.rights.state in ACTIVE_STATES)
    prices = (compose.price_micros(settings, purposes=each) * photos for each, photos in given.items() if each)
    whole = sum(prices)
    return {settings.tagger: whole} if whole else {}


def plan_retag(settings: Settings, *, photos: int) -> Spending:
    """What tagging stored photos again would cost at most: each with all that it could be asked for."""
    return plan_spending(settings, [settings.tagger], photos=photos, purposes=frozenset(Purpose))


def has_answers(folder: Path | None) -> bool:
    """Whether a folder of kept answers has some."""
    return folder is not None and (folder.expanduser() / ANSWERS).is_dir()


def check_spending(spending: Spending, *, settings: Settings, ask: bool, kept: bool = False) -> None:
    """Tell what is planned, refuse more than the limit, and ask a person at a terminal.

    Args:
        spending: As `plan_spending` gives it.
        settings: With the limit.
        ask: Whether to ask at all.
        kept: Whether answers may be kept already, so that nobody knows how much cheaper it is: then nothing is refused
            here, and the run ends where its limit is reached.

    Raises:
        BudgetError: More than `max_cost`.
        Exit: The person said no; nothing was sent.
    """
    if not spending or not settings.allow_remote:
        # Nothing is sent: whoever opens the tagger says why.
        return
    whole, limit = sum(spending.values()), to_micros(settings.max_cost)
    told = ", ".join(f"{plain(name)} {dollars(micros)}" for name, micros in spending.items())
    err().print(f"At list price this costs up to {dollars(whole)} ({told}); the limit is {dollars(limit)}.")
    if whole > limit and kept:
        err().print("Answers that are kept cost nothing. Where the limit is reached, no more photos are sent.")
    elif whole > limit:
        message = (
            f"That is more than the limit of {dollars(limit)}. Allow more with --max-cost, or take fewer photos. "
            "Nothing was sent."
        )
        raise BudgetError(message)
    if ask and sys.stdin.isatty() and not typer.confirm("Send the photos?", default=False, err=True):
        raise typer.Exit(1)
