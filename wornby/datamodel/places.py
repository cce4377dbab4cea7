"""Where a page of a list ends that is ordered by time: it holds though rows before it come and go."""

from datetime import UTC, datetime, timedelta

from wornby.errors import InputError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def place_of(at: datetime, row_id: str) -> str:
    """A row's place: its moment in microseconds since 1970, and its id."""
    return f"{(at - _EPOCH) // _TICK}-{row_id}"


def read_place(place: str) -> tuple[datetime, str]:
    """The moment and the id of a place.

    Raises:
        InputError: It is none.
    """
    ticks, _, row_id = place.partition("-")
    try:
        return _EPOCH + int(ticks) * _TICK, row_id
    except (ValueError, OverflowError) as exc:
        message = "No such place in the list. Begin at its first page."
        raise InputError(message) from exc
