"""What a photo may be used for, and how that may change."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Self, TypeVar

from wornby.errors import InputError, RightsMoveError


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

CLOSED_STATES = frozenset({RightsState.DECLINED, RightsState.WITHDRAWN, RightsState.ERASED, RightsState.EXPIRED})
"""States in which somebody has said no, or a time is over."""

_GIVEN = frozenset({RightsState.GRANTED, RightsState.SELF_UPLOADED, RightsState.LICENSED})
_ENDED = frozenset({RightsState.WITHDRAWN, RightsState.ERASED})

TRANSITIONS: Mapping[RightsState, frozenset[RightsState]] = MappingProxyType(
    {
        RightsState.DISCOVERED: frozenset(
            {RightsState.REQUESTED, RightsState.DECLINED, RightsState.SYNTHETIC, *_GIVEN, *_ENDED}
        ),
        RightsState.REQUESTED: frozenset(
            {RightsState.REPLIED, RightsState.GRANTED, RightsState.DECLINED, RightsState.EXPIRED, *_ENDED}
        ),
        RightsState.REPLIED: frozenset(
            {RightsState.GRANTED, RightsState.DECLINED, RightsState.EXPIRED, RightsState.REQUESTED, *_ENDED}
        ),
        RightsState.GRANTED: frozenset({RightsState.EXPIRED, *_GIVEN, *_ENDED}),
        RightsState.SELF_UPLOADED: frozenset({RightsState.EXPIRED, *_GIVEN, *_ENDED}),
        RightsState.LICENSED: frozenset({RightsState.EXPIRED, *_GIVEN, *_ENDED}),
        RightsState.SYNTHETIC: frozenset({RightsState.SYNTHETIC, *_ENDED}),
        RightsState.DECLINED: frozenset({RightsState.GRANTED, RightsState.ERASED}),
        RightsState.EXPIRED: frozenset({RightsState.REQUESTED, RightsState.GRANTED, RightsState.ERASED}),
        RightsState.WITHDRAWN: frozenset({RightsState.GRANTED, RightsState.ERASED}),
        RightsState.ERASED: frozenset(),
    }
)
"""From each state the states that may follow. A state that follows itself may change its purposes, time or text."""

ONLY_BY_PERSON = frozenset({RightsState.DECLINED, RightsState.WITHDRAWN})
"""States that only the person themself can turn into granted: they had said no."""

STATES_OF_A_SHOP = frozenset({RightsState.DISCOVERED, *ACTIVE_STATES})
"""States that whoever takes a photo in can give it. What a wearer answers, or time brings, is nobody else's to say."""

REFERENCE_PATTERN = r"^[A-Za-z0-9._:/#+=,-]{0,200}$"
"""What is kept for good has no spaces, at sign or accents, so that it is no name, no address and no story."""
_REFERENCE = re.compile(REFERENCE_PATTERN)
_OLD_ACTOR = re.compile(r"(staff|key|wearer|system)/[^\x00-\x1f\x7f@]{1,100}")
_ACTOR = re.compile(r"(staff|key|wearer|system)/[A-Za-z0-9._:-]{1,100}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """State and purposes of one asset. The default allows nothing but tagging of open attributes.

    Attributes:
        state: Where they are.
        purposes: What they are given for.
        until: When they end, with a time zone; None for never.
        text: Version and language of the text that was agreed to, such as "2026-12/de"; empty where there is none.
        hidden: Whether staff keeps it from being shown, whatever the purposes say; only staff lifts that.
    """

    state: RightsState = RightsState.DISCOVERED
    purposes: frozenset[Purpose] = field(default_factory=frozenset)
    until: datetime | None = None
    text: str = ""
    hidden: bool = False

    def __post_init__(self) -> None:
        if self.until is not None and self.until.tzinfo is None:
            message = "The end of rights needs a time zone."
            raise InputError(message)
        check_reference(self.text, what="version of a text")

    def allows(self, purpose: Purpose, *, now: datetime | None = None) -> bool:
        """Whether the asset may be used for this purpose.

        Args:
            purpose: What for.
            now: The moment; the present one where it is left out.
        """
        if self.state not in ACTIVE_STATES or purpose not in self.purposes:
            return False
        if self.hidden and purpose is Purpose.DISPLAY:
            return False
        return self.until is None or (now or datetime.now(UTC)) < self.until

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


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsNote:
    """Who changes rights, and on what ground. It is kept in the ledger for good, so it names no person and no address.

    Attributes:
        actor: "staff/ID", "key/ID", "wearer/LINK", or "system/PART"; ids, no names.
        action: What was done, such as "granted"; the new state's name where it is empty.
        reason: A word for why, such as "typo" or "#4711".
        text: Version and language of the text that was answered.
        evidence: Where the proof lies: a ticket's number, "sha256:…" of a letter, a request's id.
        by_person: Whether the wearer themself said so.

    Raises:
        InputError: The actor is of no known kind or no id, or a reference has spaces, an at sign, or other than plain
            letters.
    """

    actor: str
    action: str = ""
    reason: str = ""
    text: str = ""
    evidence: str = ""
    by_person: bool = False

    def __post_init__(self) -> None:
        check_actor(self.actor)
        for what in ("action", "reason", "text", "evidence"):
            check_reference(getattr(self, what), what=what)


def check_actor(actor: str, *, kept: bool = False) -> None:
    """Refuse an actor of no known kind, and a name or other free text in the place of an id.

    Args:
        actor: Who.
        kept: Whether it was written down before: the first version took names, and what it wrote must stay readable.

    Raises:
        InputError: It is one.
    """
    if not (_OLD_ACTOR if kept else _ACTOR).fullmatch(actor):
        message = f"{actor!r} is no actor: give staff/ID, key/ID, wearer/LINK or system/PART."
        raise InputError(message)


def check_reference(word: str, *, what: str) -> None:
    """Refuse free text where a reference stands that is kept for good.

    Raises:
        InputError: It has spaces, an at sign, or more than 200 characters.
    """
    if not _REFERENCE.fullmatch(word):
        message = f"Give the {what} as a reference without spaces, at sign or accents, such as ticket/4711."
        raise InputError(message)


RECORDS_NOTE = RightsNote(actor="system/records")
"""Who acts where nobody says who does."""


def check_move(old: Rights | None, new: Rights, *, by_person: bool) -> None:
    """Refuse a change of rights that must not be.

    Args:
        old: The rights that hold; None for an asset that is new.
        new: The rights that shall hold.
        by_person: Whether the wearer themself said so.

    Raises:
        RightsMoveError: The one state does not follow the other, or only the person could say so.
    """
    if new.purposes and new.state not in ACTIVE_STATES:
        message = f"Rights of state {new.state} have no purposes."
        raise RightsMoveError(message)
    if old is None:
        if new.state is RightsState.ERASED:
            message = "A new asset cannot be erased already."
            raise RightsMoveError(message)
        return
    if old == replace(new, hidden=old.hidden):
        return
    if new.state not in TRANSITIONS[old.state]:
        known = ", ".join(sorted(TRANSITIONS[old.state])) or "nothing"
        message = f"Rights that are {old.state} cannot become {new.state}. What can follow: {known}."
        raise RightsMoveError(message)
    if old.state in ONLY_BY_PERSON and new.state is RightsState.GRANTED and not by_person:
        message = f"The rights are {old.state}: only the person themself can grant them again."
        raise RightsMoveError(message)


def check_given(rights: Rights, *, evidence: str) -> None:
    """Refuse rights that nobody can give a photo by taking it in.

    Args:
        rights: As given.
        evidence: Where the proof lies.

    Raises:
        RightsMoveError: A state that only follows another, or granted by nobody knows which text or letter.
        InputError: The evidence is no reference.
    """
    check_reference(evidence, what="evidence")
    if rights.state not in STATES_OF_A_SHOP:
        known = ", ".join(sorted(STATES_OF_A_SHOP))
        message = f"A photo is not taken in as {rights.state}. Give {known}; `wornby rights set` changes rights."
        raise RightsMoveError(message)
    if rights.state is RightsState.GRANTED and not (rights.text or evidence):
        message = "Granted rights need an evidence, such as ticket/4711: who said so, and where is it kept?"
        raise RightsMoveError(message)


def _member(enum: type[E], word: str, *, what: str) -> E:
    try:
        return enum(word)
    except ValueError as exc:
        message = f"Unknown {what} {word!r}. Known: {', '.join(sorted(enum))}."
        raise InputError(message) from exc
