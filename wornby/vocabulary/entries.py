"""Attributes and values as the TOML files hold them, and the vocabulary that they make."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from wornby.datamodel import Place
from wornby.errors import FilterError

_MATCH_CUTOFF = 0.6
_LOOK_PARTS = ("garment.color", "garment.pattern", "garment.kind")


class Sensitivity(StrEnum):
    """What rights a statement needs: none, the purpose `appearance`, the purpose `face`; or it is never made."""

    OPEN = "open"
    APPEARANCE = "appearance"
    BIOMETRIC = "biometric"
    FORBIDDEN = "forbidden"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Value(_Entry):
    """One value of an attribute.

    Attributes:
        synonyms: Words of shoppers, lower case.
        labels: Words of providers, as they write them.
        places: Where a garment of this kind is worn; empty for anywhere.
        hair: The hair colour that a garment's colour word means before "hair".
        general: Stands for any other, or for what cannot be told: where another value fits, that one says more.
    """

    id: str = Field(min_length=1, pattern=r"^[a-z0-9][a-z0-9_-]*$")
    title: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    synonyms: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    hair: str = ""
    general: bool = False


class Attribute(_Entry):
    """One attribute with its values.

    Attributes:
        known_by: Who states it: a model, a measurement on the pixels, or a person.
        facet: Whether it is counted and shown beside results.
        multiple: One thing can have several values; a fact joins them with "+".
        structural: Any value is accepted; for filters only.
        reads: Which words of a text mean a value; those of "asked" only where a picture is asked for.
    """

    id: str = Field(min_length=1, pattern=r"^[a-z0-9][a-z0-9_.-]*$")
    title: str = Field(min_length=1)
    applies_to: Literal["wearer", "garment", "item", "photo"]
    known_by: Literal["model", "measured", "declared"]
    sensitivity: Sensitivity
    values: tuple[Value, ...] = ()
    facet: bool = True
    multiple: bool = False
    structural: bool = False
    reads: Literal["titles", "synonyms", "asked", "never"] = "titles"

    def value(self, value_id: str) -> Value | None:
        """The value with this id, if there is one."""
        return next((value for value in self.values if value.id == value_id), None)


class Group(_Entry):
    """Words that mean any of several values."""

    words: tuple[str, ...]
    attribute: str
    values: tuple[str, ...]


class Shade(_Entry):
    """A word for several colours: other ones of hair than of garments."""

    word: str
    hair: tuple[str, ...]
    garment: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All attributes, in display order, by id."""

    attributes: Mapping[str, Attribute]
    groups: tuple[Group, ...] = ()
    shades: tuple[Shade, ...] = ()

    @classmethod
    def of(cls, attributes: Iterable[Attribute], *, groups: Iterable[Group] = (), shades: Iterable[Shade] = ()) -> Self:
        """A vocabulary of these attributes, in this order."""
        by_id = MappingProxyType({attribute.id: attribute for attribute in attributes})
        return cls(attributes=by_id, groups=tuple(groups), shades=tuple(shades))

    def attribute(self, attribute_id: str) -> Attribute:
        """The attribute with this id.

        Raises:
            FilterError: There is none; the message names the known ones.
        """
        found = self.attributes.get(attribute_id)
        if found is None:
            raise FilterError(_unknown("attribute", attribute_id, known={name: name for name in self.attributes}))
        return found

    def check(self, attribute: str, value: str) -> None:
        """Refuse what the vocabulary does not know. Structural attributes accept any value but an empty one.

        Raises:
            FilterError: Attribute or value is unknown; the message names the known ones.
        """
        entry = self.attribute(attribute)
        if entry.structural and value:
            return
        if entry.value(value) is None:
            known = {one.id: one.id for one in entry.values}
            words = {word: one.id for one in entry.values for word in (one.title.lower(), *one.synonyms)}
            raise FilterError(_unknown(f"value of {attribute}", value, known=known, words=words))

    def facet_attributes(self) -> tuple[Attribute, ...]:
        """Attributes that are counted beside results, in display order."""
        return tuple(entry for entry in self.attributes.values() if entry.facet and not entry.structural)

    def title(self, attribute: str, value: str) -> str:
        """A value in words; the value itself where the vocabulary has no title for it."""
        if attribute == "garment.look":
            return self._look_title(value)
        if attribute == "garment.shade":
            kind, _, cell = value.rpartition("+")
            return f"{self.title('garment.kind', kind)} {cell}".strip()
        entry = self.attributes.get(attribute)
        found = entry.value(value) if entry else None
        return found.title if found else value

    def sensitivity(self, attribute: str) -> Sensitivity:
        """What rights an attribute needs; `appearance` for one that is unknown here, so that nothing slips out."""
        entry = self.attributes.get(attribute)
        return entry.sensitivity if entry else Sensitivity.APPEARANCE

    def _look_title(self, look: str) -> str:
        parts = set(look.split("+"))
        titles = []
        for attribute in _LOOK_PARTS:
            entry = self.attributes.get(attribute)
            titles += [value.title for value in (entry.values if entry else ()) if value.id in parts]
        return " ".join(titles).capitalize() or look


def _unknown(what: str, word: str, *, known: Mapping[str, str], words: Mapping[str, str] | None = None) -> str:
    candidates = {**(words or {}), **known}
    close = difflib.get_close_matches(word.lower(), candidates, n=1, cutoff=_MATCH_CUTOFF)
    hint = f" Did you mean {candidates[close[0]]!r}?" if close else ""
    return f"Unknown {what}: {word!r}.{hint} Known: {', '.join(known)}."
