"""Reads the built-in vocabulary and a shop's additions."""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wornby.datamodel import Place
from wornby.errors import ConfigurationError
from wornby.vocabulary.entries import Attribute, Group, Sensitivity, Shade, Value, Vocabulary
from wornby.vocabulary.forbidden import refuse_forbidden

_DERIVED = {"kind": "kind", "color": "colour", "pattern": "pattern"}


class _Derived(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Place
    title: str
    facets: tuple[Literal["kind", "color", "pattern"], ...] = ()
    sensitivity: Sensitivity = Sensitivity.OPEN


class _Addition(BaseModel):
    """Values for an attribute that exists."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    values: tuple[Value, ...] = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    attribute: tuple[Attribute | _Addition, ...] = ()
    derived: tuple[_Derived, ...] = ()
    group: tuple[Group, ...] = ()
    shade: tuple[Shade, ...] = ()


def load_vocabulary(extra: Path | None = None) -> Vocabulary:
    """The built-in vocabulary, with a shop's own attributes and values.

    Args:
        extra: TOML file with `[[attribute]]` tables: a new id with all its fields, or a known id with `values` to add.

    Raises:
        ConfigurationError: The file cannot be read, or states what is known already in another way.
        ForbiddenAttributeError: An attribute speaks of what wornby never infers.
    """
    return _builtin() if extra is None else _build(_read_builtin(), extra=_read(extra))


@cache
def _builtin() -> Vocabulary:
    return _build(_read_builtin(), extra=_File())


def _read_builtin() -> _File:
    text = files("wornby.vocabulary").joinpath("v1.toml").read_text(encoding="utf-8")
    return _File.model_validate(tomllib.loads(text))


def _read(path: Path) -> _File:
    try:
        parsed = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        message = f"The vocabulary file {path} cannot be read: {exc}"
        raise ConfigurationError(message) from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"The vocabulary file {path} is wrong at {where}: {first['msg']}."
        raise ConfigurationError(message) from exc
    if parsed.derived or parsed.group or parsed.shade:
        message = f"The vocabulary file {path} may hold [[attribute]] tables and nothing else."
        raise ConfigurationError(message)
    return parsed


def _build(base: _File, *, extra: _File) -> Vocabulary:
    attributes: dict[str, Attribute] = {}
    for table in (*base.attribute, *extra.attribute):
        attributes[table.id] = _merged(attributes.get(table.id), table)
    for attribute in attributes.values():
        _check_unique(attribute)
        refuse_forbidden(attribute)
    own = [attribute.id for attribute in extra.attribute]
    derived = [one for place in base.derived for one in _derived(place, attributes=attributes)]
    clash = next((one.id for one in derived if one.id in own), None)
    if clash is not None:
        message = f"Attribute {clash!r} takes its values from garment.{clash.rpartition('.')[2]}; add them there."
        raise ConfigurationError(message)
    return Vocabulary.of(
        _ordered(attributes, derived=derived),
        groups=base.group,
        shades=base.shade,
    )


def _ordered(attributes: dict[str, Attribute], *, derived: Sequence[Attribute]) -> Iterable[Attribute]:
    for attribute in attributes.values():
        yield attribute
        if attribute.id == "garment.sleeve":
            yield from derived


def _merged(known: Attribute | None, table: Attribute | _Addition) -> Attribute:
    if known is None and isinstance(table, Attribute):
        return table
    if known is None:
        message = f"Attribute {table.id!r} is new: give title, applies_to, known_by, sensitivity and values."
        raise ConfigurationError(message)
    if isinstance(table, Attribute) or known.structural:
        message = f"Attribute {table.id!r} exists; a vocabulary file may add `values` to it and nothing else."
        raise ConfigurationError(message)
    return known.model_copy(update={"values": (*known.values, *table.values)})


def _check_unique(attribute: Attribute) -> None:
    ids = [value.id for value in attribute.values]
    twice = next((value for value in ids if ids.count(value) > 1), None)
    if twice is not None:
        message = f"Value {twice!r} of attribute {attribute.id!r} is given twice."
        raise ConfigurationError(message)


def _derived(table: _Derived, *, attributes: dict[str, Attribute]) -> Iterable[Attribute]:
    for part, title in _DERIVED.items():
        whole = attributes[f"garment.{part}"]
        yield whole.model_copy(
            update={
                "id": f"{table.place}.{part}",
                "title": table.title if part == "kind" else f"{table.title}: {title}",
                "applies_to": "wearer",
                "sensitivity": table.sensitivity,
                "values": tuple(one for one in whole.values if not one.places or table.place in one.places),
                "facet": part in table.facets,
                "multiple": False,
                "reads": "never",
            }
        )
