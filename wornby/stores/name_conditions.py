"""Conditions on names as SQL, and places in a sorted list."""

import base64
import binascii
import json
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Double, and_, cast, exists, false, func, not_, or_, true

from wornby.datamodel.ledger import moment_text
from wornby.datamodel.naming import (
    MOMENTS,
    NUMBERS,
    RATIO_STEP,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    NameField,
    Operator,
    Sorting,
    Without,
)
from wornby.errors import InputError
from wornby.stores.schema_naming import asset_name_contexts, asset_name_tags, asset_names

_COLUMNS: Mapping[NameField, ColumnElement[Any]] = {
    **{field: asset_names.c[field.value] for field in NameField if field.value in asset_names.c},
    NameField.ASPECT_RATIO: cast(asset_names.c.width_px, Double) / cast(asset_names.c.height_px, Double),
}
_COMPARED: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQUAL: operator.eq,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}

_HALF = re.compile("[\ud800-\udfff]")
"""Half of a sign of two, which no database takes."""
_MOST_NUMBER = 2**53


def to_sql(condition: Condition) -> ColumnElement[bool]:
    """A clause over the rows of the names."""
    match condition:
        case AllOf(parts=parts):
            return and_(true(), *map(to_sql, parts))
        case AnyOf(parts=parts):
            return or_(false(), *map(to_sql, parts))
        case Without(part=part):
            return not_(to_sql(part))
        case Comparison():
            return _compared(condition)


def sorted_by(order: Sequence[Sorting]) -> list[ColumnElement[Any]]:
    """What rows are ordered by; the last is their id."""
    columns = [(_COLUMNS[each.field], each.descending) for each in order]
    return [*(column.desc() if descending else column for column, descending in columns), asset_names.c.name_id]


def values_of(order: Sequence[Sorting]) -> list[ColumnElement[Any]]:
    """The values by which rows are ordered."""
    return [*(_COLUMNS[each.field] for each in order), asset_names.c.name_id]


def beyond(order: Sequence[Sorting], place: Sequence[Any]) -> ColumnElement[bool]:
    """Rows that come after a place in a list."""
    clause: ColumnElement[bool] = asset_names.c.name_id > place[-1]
    for each, value in zip(reversed(order), reversed(place[:-1]), strict=True):
        column = _COLUMNS[each.field]
        further = column < value if each.descending else column > value
        clause = or_(further, and_(column == value, clause))
    return clause


def write_cursor(place: Sequence[Any]) -> str:
    """A place as callers pass it back."""
    return base64.urlsafe_b64encode(json.dumps(list(place), separators=(",", ":")).encode()).decode("ascii")


def read_cursor(text: str, *, order: Sequence[Sorting]) -> list[Any]:
    """The place that a cursor names.

    Raises:
        InputError: It is no cursor of a list in this order.
    """
    try:
        place = json.loads(base64.b64decode(text, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        place = None
    numbers = [each.field in NUMBERS for each in order] + [False]
    is_list = isinstance(place, list) and len(place) == len(numbers)
    if not is_list or not all(_is_value(value, number=number) for value, number in zip(place, numbers, strict=True)):
        message = "Not a cursor of this list. Pass back the one of the page before, with the same question."
        raise InputError(message)
    return list(place)


def _is_value(value: object, *, number: bool) -> bool:
    if number:
        # NaN is less than nothing; true and false are no numbers here.
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST_NUMBER
    return isinstance(value, str) and "\0" not in value and not _HALF.search(value)


def _compared(comparison: Comparison) -> ColumnElement[bool]:
    own = asset_names.c.name_id
    if comparison.field is NameField.TAG:
        fits = _fits(asset_name_tags.c.tag, comparison)
        return exists().where(asset_name_tags.c.name_id == own, fits)
    if comparison.field is NameField.CONTEXT:
        table = asset_name_contexts
        keyed = table.c.key == comparison.key
        return exists().where(table.c.name_id == own, keyed, _fits(table.c.value, comparison))
    return _fits(_COLUMNS[comparison.field], comparison)


def _fits(column: ColumnElement[Any], comparison: Comparison) -> ColumnElement[bool]:
    value: Any = comparison.value
    if comparison.operator is Operator.PREFIX:
        # LIKE does not tell small letters from capitals in one database, and does in the other.
        beginning: ColumnElement[bool] = func.substr(column, 1, len(value)) == value
        return beginning if value else true()
    if comparison.field is NameField.ASPECT_RATIO and comparison.operator is Operator.EQUAL:
        return func.abs(column - value) < RATIO_STEP
    if comparison.field in MOMENTS and isinstance(value, datetime):
        value = moment_text(value)
    made: ColumnElement[bool] = _COMPARED[comparison.operator](column, value)
    return made
