"""Names of photos in memory."""

import operator
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from wornby.datamodel.naming import (
    RATIO_STEP,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    NamedAsset,
    NameField,
    NameKind,
    NamePage,
    NameQuery,
    Operator,
    Without,
    filename_of,
    name_id,
)
from wornby.errors import DuplicateError, InputError, NotFoundError

Value = str | float | datetime
_TESTS: dict[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQUAL: operator.eq,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}


class FakeNames:
    """Keeps names in a dict.

    Args:
        assets: Ids of the photos that there are.
    """

    def __init__(self, assets: Collection[str]) -> None:
        self._assets = assets
        self._held: dict[str, NamedAsset] = {}

    def put(self, named: NamedAsset, *, overwrite: bool = True) -> NamedAsset | None:
        """Give a photo a name."""
        if named.asset_id not in self._assets:
            message = f"No asset {named.asset_id!r}."
            raise NotFoundError(message)
        key = name_id(named.public_id, named.kind)
        before = self._take(key, overwrite=overwrite)
        self._held[key] = replace(named, tags=tuple(sorted(set(named.tags))), context=tuple(sorted(named.context)))
        return before

    def get(self, public_id: str, *, kind: NameKind = NameKind.UPLOAD) -> NamedAsset | None:
        """What a name stands for."""
        return self._held.get(name_id(public_id, kind))

    def query(self, query: NameQuery) -> NamePage:
        """A page of a list; its cursor is a number."""
        found = sorted((one for one in self._held.values() if holds(query.where, one)), key=_key)
        for each in reversed(query.order):
            found.sort(key=lambda one, field=each.field: _values(one, field, key="")[0], reverse=each.descending)  # type: ignore[misc]
        if query.after is not None and not query.after.isdigit():
            message = "Not a cursor of this list."
            raise InputError(message)
        start = int(query.after or 0)
        end = start + query.limit
        return NamePage(names=tuple(found[start:end]), total=len(found), cursor=str(end) if len(found) > end else None)

    def change(
        self, public_ids: Sequence[str], *, kind: NameKind, edit: Callable[[NamedAsset], NamedAsset]
    ) -> list[NamedAsset]:
        """Change what is said of some names."""
        changed = []
        for key in dict.fromkeys(name_id(public_id, kind) for public_id in public_ids):
            if key in self._held:
                held = self._held[key]
                self._held[key] = replace(edit(held), public_id=held.public_id, kind=held.kind, asset_id=held.asset_id)
                changed.append(self._held[key])
        return changed

    def rename(
        self, public_id: str, *, kind: NameKind, to: str, to_kind: NameKind, overwrite: bool = False
    ) -> tuple[NamedAsset, NamedAsset | None]:
        """Give a name another text or kind."""
        old, new = name_id(public_id, kind), name_id(to, to_kind)
        if old not in self._held:
            message = "No photo has this name."
            raise NotFoundError(message)
        before = None if old == new else self._take(new, overwrite=overwrite)
        self._held[new] = replace(self._held.pop(old), public_id=to, kind=to_kind)
        return self._held[new], before

    def delete(self, public_id: str, *, kind: NameKind) -> NamedAsset | None:
        """Take a name away."""
        return self._held.pop(name_id(public_id, kind), None)

    def tags(self, *, prefix: str = "", after: str | None = None, limit: int = 100) -> list[str]:
        """Tags of all names, sorted, after one."""
        tags = sorted({tag for one in self._held.values() for tag in one.tags if tag.startswith(prefix)})
        return [tag for tag in tags if after is None or tag > after][:limit]

    def folders(self) -> list[str]:
        """Folders that hold names, sorted."""
        return sorted({one.asset_folder for one in self._held.values()} - {""})

    def _take(self, key: str, *, overwrite: bool) -> NamedAsset | None:
        if key in self._held and not overwrite:
            message = "Another photo has this name."
            raise DuplicateError(message)
        return self._held.pop(key, None)


def holds(condition: Condition, named: NamedAsset) -> bool:
    """Whether a condition holds for a name: what a database's answer is compared with."""
    match condition:
        case AllOf(parts=parts):
            return all(holds(part, named) for part in parts)
        case AnyOf(parts=parts):
            return any(holds(part, named) for part in parts)
        case Without(part=part):
            return not holds(part, named)
        case Comparison(field=field, key=key):
            return any(_fits(value, condition) for value in _values(named, field, key=key))


def _key(named: NamedAsset) -> str:
    return name_id(named.public_id, named.kind)


def _values(named: NamedAsset, field: NameField, *, key: str) -> list[Value]:
    match field:
        case NameField.TAG:
            return list(named.tags)
        case NameField.CONTEXT:
            return [value for word, value in named.context if word == key]
        case NameField.FILENAME:
            return [filename_of(named.public_id)]
        case NameField.ASPECT_RATIO:
            return [named.width_px / named.height_px]
        case _:
            return [getattr(named, field.value)]


def _fits(value: Value, comparison: Comparison) -> bool:
    other: Any = comparison.value
    if isinstance(value, str):
        is_prefix = comparison.operator is Operator.PREFIX
        return value.startswith(other) if is_prefix else bool(value == other)
    number: Any = value
    if comparison.field is NameField.ASPECT_RATIO and comparison.operator is Operator.EQUAL:
        return bool(abs(number - other) < RATIO_STEP)
    return bool(_TESTS[comparison.operator](number, other))
