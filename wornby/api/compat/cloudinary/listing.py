"""Lists of named photos: what a request asks for, as a query of the store. Pure."""

import json
from collections.abc import Sequence
from datetime import datetime

from wornby.api.compat.cloudinary.expressions import field_of, read_expression
from wornby.api.compat.cloudinary.params import Params
from wornby.api.compat.cloudinary.refusals import RefusedError, unsupported
from wornby.datamodel.naming import (
    MOST_NAMES,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    NameField,
    NameKind,
    NameQuery,
    Operator,
    Sorting,
)
from wornby.errors import InputError

USUAL_LIST, USUAL_SEARCH = 10, 50
_DIRECTIONS = {"asc": False, "1": False, "desc": True, "-1": True}
_SEARCH_FIELDS = frozenset({"context", "tags"})
"""What a search gives where it is asked for."""


def is_(field: NameField, value: str, *, prefix: bool = False, key: str = "") -> Condition:
    """That a field has a value, or begins with it."""
    return Comparison(field=field, operator=Operator.PREFIX if prefix else Operator.EQUAL, value=value, key=key)


def any_of(field: NameField, values: Sequence[str], *, most: int = 100) -> Condition:
    """That a field has one of some values.

    Raises:
        RefusedError: There are too many.
    """
    if len(values) > most:
        message = f"Give {most} at once at most"
        raise RefusedError(message)
    return AnyOf(parts=tuple(is_(field, value) for value in values))


def list_query(params: Params, *parts: Condition) -> NameQuery:
    """A list of the Admin API: by time, newest first unless asked otherwise.

    Raises:
        RefusedError: A parameter cannot be used.
    """
    descending = _descending(params.text("direction") or "desc")
    wanted = list(parts)
    if params.text("start_at"):
        wanted.append(_from(params.text("start_at")))
    return NameQuery(
        where=AllOf(parts=tuple(wanted)),
        order=(Sorting(field=NameField.CREATED_AT, descending=descending),),
        after=params.text("next_cursor") or None,
        limit=params.whole("max_results", default=USUAL_LIST, most=MOST_NAMES),
    )


def of_kind(kind: NameKind) -> Condition:
    """That a name is of a kind."""
    return is_(NameField.KIND, kind.value)


def search_query(params: Params, *, now: datetime) -> NameQuery:
    """A search by an expression.

    Raises:
        InputError: It cannot be read, or a field is not served.
        RefusedError: A parameter cannot be used.
    """
    return NameQuery(
        where=read_expression(params.text("expression"), now=now),
        order=_order(params),
        after=params.text("next_cursor") or None,
        limit=params.whole("max_results", default=USUAL_SEARCH, most=MOST_NAMES),
    )


def further_fields(params: Params) -> frozenset[str]:
    """Fields that a search gives beside the usual ones.

    Raises:
        RefusedError: One is not served.
    """
    asked = frozenset(params.listed("with_field"))
    wrong = sorted(asked - _SEARCH_FIELDS)
    if wrong:
        what = f"The field {wrong[0]} in with_field"
        raise unsupported(what, why="known are context and tags")
    return asked


def _order(params: Params) -> tuple[Sorting, ...]:
    order: list[Sorting] = []
    for text in params.texts("sort_by"):
        try:
            pairs = json.loads(text)
        except (ValueError, RecursionError):
            pairs = None
        if not isinstance(pairs, dict) or not all(isinstance(word, str) for word in pairs.values()):
            message = 'Invalid sort_by: give [{"created_at": "desc"}]'
            raise RefusedError(message)
        order += [Sorting(field=field_of(name), descending=_descending(word)) for name, word in pairs.items()]
    kept = {each.field: each for each in reversed(order)}
    unique = [each for each in order if kept[each.field] is each]
    return tuple(unique) or (Sorting(field=NameField.CREATED_AT, descending=True),)


def _descending(word: str) -> bool:
    if word.lower() not in _DIRECTIONS:
        message = "Invalid direction: give asc or desc"
        raise RefusedError(message)
    return _DIRECTIONS[word.lower()]


def _from(text: str) -> Condition:
    try:
        moment = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
        return read_expression(f'created_at>="{moment.isoformat()}"', now=moment)
    except ValueError as exc:
        message = "Invalid start_at: give 2026-12-01 10:00:00"
        raise InputError(message) from exc
