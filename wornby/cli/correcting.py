"""Reads corrections as people type them, and prints what was corrected."""

from collections.abc import Sequence

from rich.table import Table

from wornby.cli.context import plain
from wornby.cli.render import make_table
from wornby.datamodel import ColorFact
from wornby.datamodel.edits import FactChange, Stated, TagChange, TagEdit
from wornby.datamodel.finding import FoundBy, PersonSearch
from wornby.errors import InputError

_PLACES = ("wearer", "garment")


def parse_changes(words: Sequence[str]) -> list[TagChange]:
    """Changes from words such as `wearer=0 hair.color=red garment=1 garment.kind=jeans`.

    `wearer=` and `garment=` say what the facts behind them are about; another wearer is without a garment at first.
    A fact without a value takes the statement away.

    Raises:
        InputError: A word is no fact, a number is none, or no fact is given.
    """
    changes: list[TagChange] = []
    wearer: int | None = None
    garment: int | None = None
    for word in words:
        name, equals, value = (part.strip() for part in word.partition("="))
        if not equals or not name:
            message = f"Not a fact: {word!r}. Write ATTRIBUTE=VALUE, such as hair.color=red, or wearer=0 before it."
            raise InputError(message)
        if name == "wearer":
            wearer, garment = _number(name, value), None
        elif name == "garment":
            garment = _number(name, value)
        else:
            changes.append(TagChange(wearer=wearer, garment=garment, attribute=name, value=value or None))
    if not changes:
        message = "No fact was given. Write ATTRIBUTE=VALUE, such as hair.color=red."
        raise InputError(message)
    return changes


def history_table(edits: Sequence[TagEdit]) -> Table:
    """Corrections, each fact on a line."""
    table = make_table("when", "who", "of", "fact", "was", "is", "taken back")
    for edit in edits:
        when = f"{edit.at:%Y-%m-%d %H:%M}"
        back = f"{edit.undone_at:%Y-%m-%d %H:%M} by {edit.undone_by}" if edit.undone_at else ""
        for change in edit.changes:
            said = (plain(in_words(change.before)), plain(in_words(change.after)))
            table.add_row(when, plain(edit.by), _of(change), plain(change.attribute), *said, plain(back))
    return table


def person_table(search: PersonSearch) -> Table:
    """Candidates, the likeliest first."""
    columns = [method for method in FoundBy if method in search.compared_by]
    table = make_table("photo", "rights", "taken in", *(method.value for method in columns))
    for found in search.photos:
        scores = (f"{found.why[method]:.2f}" if method in found.why else "-" for method in columns)
        row = found.row
        table.add_row(row.id, row.rights.state.value, f"{row.created_at:%Y-%m-%d}", *scores)
    return table


def in_words(stated: Stated) -> str:
    """A fact in words; "-" where nothing is stated."""
    if stated is None:
        return "-"
    value = stated.family if isinstance(stated, ColorFact) else stated.value
    sure = "" if stated.confidence is None else f" {stated.confidence:.0%}"
    return f"{value}{sure}, {stated.source}"


def _of(change: FactChange) -> str:
    numbers = ((name, getattr(change, name)) for name in _PLACES)
    return " ".join(f"{name} {number}" for name, number in numbers if number is not None) or "photo"


def _number(name: str, value: str) -> int | None:
    if not value:
        return None
    if not value.isascii() or not value.isdigit():
        message = f"{name}={value} is no number. They count from 0."
        raise InputError(message)
    return int(value)
