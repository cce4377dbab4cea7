"""Where people correct what is stated about a photo, and take their corrections back."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from wornby.datamodel import Asset, ColorFact, Fact, PhotoTags
from wornby.datamodel.edits import FactChange, Stated, TagChange, TagEdit
from wornby.datamodel.facts import locate, stated_at, with_stated
from wornby.datamodel.learned import is_learned
from wornby.datamodel.rights import check_actor
from wornby.datamodel.serial import revision_of
from wornby.datamodel.tags import is_stated_by_person
from wornby.engine.corrections import Corrections
from wornby.errors import ConflictError, ConsentMissingError, InputError
from wornby.interfaces import RightsGate
from wornby.interfaces.editing import EditStore, Revised
from wornby.tagging.learned import HeadSet
from wornby.vocabulary import Vocabulary

MOST_CHANGES = 100
"""Facts that one edit changes, at most."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EditParts:
    """What the desk is made of.

    Attributes:
        store: Where corrections are kept with the facts.
        gate: What the rights allow to state.
        vocabulary: What can be stated.
        heads: Learned heads that are on.
        settle: Brings the index in step.
    """

    store: EditStore
    gate: RightsGate
    vocabulary: Vocabulary
    heads: HeadSet
    settle: Callable[[], None]


class EditDesk:
    """Changes facts of photos in somebody's name. Every change is kept with what stood before it."""

    def __init__(self, parts: EditParts) -> None:
        self._parts = parts
        self._corrections = Corrections(parts.vocabulary)

    def change(self, asset_id: str, changes: Sequence[TagChange], *, by: str, revision: str = "") -> Asset:
        """State facts of a photo, or take statements away; all of them or none.

        What a person states has full confidence, and no model takes it back. Taking away what a model states says that
        the photo does not show it, so that it stays away; what only people state is gone.

        Args:
            asset_id: Which photo.
            changes: What shall be stated; one for each fact. Those that a person has stated so already are left out.
            by: Who says so: "staff/ID", "wearer/LINK", "key/ID".
            revision: Of the facts that were looked at, see `revision_of`; not compared where it is empty.

        Raises:
            ConflictError: The facts have changed since they were looked at, or there are none yet.
            ConsentMissingError: The rights do not allow to state it: appearance without the purpose, or of a bystander.
            FilterError: The vocabulary knows no such attribute or value.
            InputError: There is no such wearer or garment, or it cannot have such an attribute.
            NotFoundError: No such asset.
        """
        check_actor(by)
        _check(changes)

        def decide(known: Asset, _: Sequence[TagEdit]) -> Revised:
            tags = _tags_of(known, revision=revision)
            made: list[FactChange] = []
            for change in changes:
                fact_change = self._corrections.made(tags, change, by=by)
                self._must_keep(known, fact_change)
                if fact_change.before != fact_change.after and not _is_said(fact_change):
                    made.append(fact_change)
            if len({(one.wearer, one.garment, one.attribute) for one in made}) < len(made):
                message = "Two changes are of the same fact. Give one."
                raise InputError(message)
            if not made:
                return None
            for one in made:
                tags = _with(tags, one, fact=one.after)
            return replace(known, tags=tags), _edit(known, by=by, changes=made)

        return self._revised(asset_id, decide)

    def undo(self, asset_id: str, *, by: str, revision: str = "") -> Asset:
        """Take the last correction of a photo back that counts: what stood before it stands again.

        Args:
            asset_id: Which photo.
            by: Who takes it back.
            revision: As in `change`.

        Raises:
            ConflictError: There is none; or what it stated is not what stands now, or its wearer or garment is gone.
            ConsentMissingError: The rights do not allow to state what stood before.
            NotFoundError: No such asset.
        """
        check_actor(by)

        def decide(known: Asset, edits: Sequence[TagEdit]) -> Revised:
            tags = _tags_of(known, revision=revision)
            last = next((edit for edit in reversed(edits) if edit.undone_at is None), None)
            if last is None:
                message = "No correction of this photo is left to be taken back."
                raise ConflictError(message)
            for change in last.changes:
                tags = self._taken_back(known, tags, change=change)
            if any(isinstance(one.before, Fact) and is_learned(one.before) for one in last.changes):
                # Other heads may be on than then.
                tags = self._parts.heads.apply(tags)
            return replace(known, tags=tags), replace(last, undone_at=datetime.now(UTC), undone_by=by)

        return self._revised(asset_id, decide)

    def history(self, asset_id: str) -> Sequence[TagEdit]:
        """The corrections of a photo, the oldest first, also those that were taken back."""
        return self._parts.store.list(asset_id)

    def _revised(self, asset_id: str, decide: Callable[[Asset, Sequence[TagEdit]], Revised]) -> Asset:
        asset = self._parts.store.revise(asset_id, decide=decide)
        self._parts.settle()
        return asset

    def _taken_back(self, known: Asset, tags: PhotoTags, *, change: FactChange) -> PhotoTags:
        place = locate(tags, change)
        if place is None:
            message = f"What {change.attribute} was said of is not in the photo any more."
            raise ConflictError(message)
        moved = replace(change, wearer=place[0], garment=place[1])
        held = stated_at(tags, wearer=moved.wearer, garment=moved.garment, attribute=moved.attribute)
        if held != change.after:
            message = f"{change.attribute} has changed since that correction, so it is not taken back. Correct it anew."
            raise ConflictError(message)
        self._must_keep(known, moved)
        return _with(tags, moved, fact=change.before)

    def _must_keep(self, known: Asset, change: FactChange) -> None:
        """Refuse what the rights do not allow.

        Raises:
            ConsentMissingError: They do not.
        """
        gate = self._parts.gate
        if not gate.keeps(known, attribute=change.attribute, wearer=change.wearer, place=change.place):
            message = (
                f"The rights of this photo do not allow to state {change.attribute} here: that needs the purpose "
                "appearance, given by that very person."
            )
            raise ConsentMissingError(message)


def _check(changes: Sequence[TagChange]) -> None:
    if not 1 <= len(changes) <= MOST_CHANGES:
        message = f"An edit has 1 to {MOST_CHANGES} changes, not {len(changes)}."
        raise InputError(message)


def _tags_of(known: Asset, *, revision: str) -> PhotoTags:
    if known.tags is None:
        message = "Nothing is stated about this photo yet, so there is nothing to correct."
        raise ConflictError(message)
    if revision and revision != revision_of(known.tags):
        message = "The facts of this photo have changed since you looked at them. Look again, then correct them."
        raise ConflictError(message)
    return known.tags


def _is_said(change: FactChange) -> bool:
    """Whether a person has stated it so already."""
    return is_stated_by_person(change.before) and value_of(change.before) == value_of(change.after)


def value_of(stated: Stated) -> str | None:
    """A fact's value, a colour's family; None where nothing is stated."""
    if isinstance(stated, ColorFact):
        return stated.family
    return None if stated is None else stated.value


def _with(tags: PhotoTags, change: FactChange, *, fact: Stated) -> PhotoTags:
    return with_stated(
        tags,
        fact,
        wearer=change.wearer,
        garment=change.garment,
        attribute=change.attribute,
        replaced=change.replaced if fact == change.before else None,
    )


def _edit(known: Asset, *, by: str, changes: Sequence[FactChange]) -> TagEdit:
    return TagEdit(
        id=f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(6)}",
        asset_id=known.id,
        by=by,
        at=datetime.now(UTC),
        changes=tuple(changes),
    )
