"""What a photo may be used for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self, TypeVar

from wornby.errors import InputError


class RightsState(StrEnum):
    """State of a photo's rights (DESIGN.md §7)."""

    DISCOVERED = "discovered"
    REQUESTED = "requested"
    REPLIED = "replied"
    GRANTED = "granted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    SELF_UPLOADED = "self_uploaded"
    LICENSED = "licensed"
    SYNTHETIC = "synthetic"


class Purpose(StrEnum):
    """What rights can be given for, one by one."""

    DISPLAY = "display"
    APPEARANCE = "appearance"
    FACE = "face"
    ADVERTISING = "advertising"
    GENERATION = "generation"
    TRAINING = "training"


E = TypeVar("E", bound=StrEnum)

ACTIVE_STATES = frozenset({RightsState.GRANTED, RightsState.SELF_UPLOADED, RightsState.LICENSED, RightsState.SYNTHETIC})
"""States in which the purposes count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """State and purposes of one asset. The default allows nothing but tagging of open attributes."""

    state: RightsState = RightsState.DISCOVERED
    purposes: frozenset[Purpose] = field(default_factory=frozenset)

    def allows(self, purpose: Purpose) -> bool:
        """Whether the asset may be used for this purpose now."""
        return self.state in ACTIVE_STATES and purpose in self.purposes

    @classmethod
    def parse(cls, state: str | None, purposes: Iterable[str] = ()) -> Self:
        """Rights from words.

        Raises:
            InputError: A state or purpose is unknown, or purposes are given in a state in which they cannot count.
        """
        parsed_state = _member(RightsState, state or RightsState.DISCOVERED.value, what="rights state")
        parsed = frozenset(_member(Purpose, word.strip(), what="purpose") for word in purposes if word.strip())
        if parsed and parsed_state not in ACTIVE_STATES:
            known = ", ".join(sorted(ACTIVE_STATES))
            message = f"Purposes count only with rights of state {known}; the state given is {parsed_state}."
            raise InputError(message)
        return cls(state=parsed_state, purposes=parsed)


def _member(enum: type[E], word: str, *, what: str) -> E:
    try:
        return enum(word)
    except ValueError as exc:
        message = f"Unknown {what} {word!r}. Known: {', '.join(sorted(enum))}."
        raise InputError(message) from exc
