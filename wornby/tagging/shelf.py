"""Where learned heads are kept: `ATTRIBUTE/vN.npz` with its card `vN.json`, and `state.json`, which says what is on.

A version counts once its card is there, written last, and its weights are the ones that the card names. What is
switched on changes with one file, so a crash at any moment leaves the state of before or after.
"""

import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass, replace

import numpy as np
from pydantic import TypeAdapter, ValidationError

from wornby.datamodel.learned import HeadCard, LearnedHead
from wornby.errors import ConflictError, InputError, ModelError, NotFoundError
from wornby.interfaces import BlobStore

_STATE = "state.json"
_NAME = re.compile(r"^[a-z0-9][a-z0-9_.-]*$")
_VERSION = re.compile(r"/v([1-9][0-9]*)\.(?:npz|json)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeptCard:
    """A card as it is kept, with the hash of the weights that it belongs to."""

    card: HeadCard
    weights_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What is on, and what was on before, oldest first. None stands for no head."""

    active: int | None = None
    before: tuple[int | None, ...] = ()


_CARDS = TypeAdapter(_KeptCard)
_PLAIN_CARDS = TypeAdapter(HeadCard)
_STATES = TypeAdapter(_State)


class HeadShelf:
    """Learned heads by attribute and version.

    Args:
        files: The folder that they are kept in; made with the first head.
    """

    def __init__(self, files: BlobStore) -> None:
        self._files = files

    def attributes(self) -> list[str]:
        """Attributes that have a version, by id."""
        found = {name.partition("/")[0] for name in self._files.list("") if _VERSION.search(f"/{name}")}
        return sorted(name for name in found if self.versions(name))

    def versions(self, attribute: str) -> list[HeadCard]:
        """Cards of an attribute's versions, the oldest first."""
        names = [f"{_folder(attribute)}/v{number}" for number in sorted(self._numbers(attribute))]
        return [self._card(name).card for name in names if self._files.exists(f"{name}.json")]

    def active(self, attribute: str) -> int | None:
        """The version that is switched on; None where none is."""
        return self._state(attribute).active

    def switched_on(self) -> list[LearnedHead]:
        """The heads that are on, by attribute.

        Raises:
            ModelError: A file of one is missing or damaged.
        """
        on = [(name, self.active(name)) for name in self.attributes()]
        return [self.load(name, version) for name, version in on if version is not None]

    def load(self, attribute: str, version: int) -> LearnedHead:
        """One head.

        Raises:
            NotFoundError: No such version.
            ModelError: Its weights are missing or damaged.
        """
        kept = self._kept(attribute, version)
        name = f"{_folder(attribute)}/v{version}.npz"
        content = self._files.get(name) if self._files.exists(name) else b""
        if hashlib.sha256(content).hexdigest() != kept.weights_sha256:
            message = f"The weights of {attribute}@{version} are missing or damaged. Learn it again from its labels."
            raise ModelError(message)
        return _read_weights(content, card=kept.card)

    def put(self, head: LearnedHead) -> LearnedHead:
        """Keep a head as a new version; it is not switched on."""
        attribute = head.card.attribute
        version = max(self._numbers(attribute), default=0) + 1
        kept = replace(head, card=replace(head.card, version=version))
        content = io.BytesIO()
        np.savez(content, weights=kept.weights, bias=kept.bias)
        weights = content.getvalue()
        card = _KeptCard(card=kept.card, weights_sha256=hashlib.sha256(weights).hexdigest())
        name = f"{_folder(attribute)}/v{version}"
        self._files.put(f"{name}.npz", weights)
        self._files.put(f"{name}.json", _CARDS.dump_json(card, indent=2))
        return kept

    def use(self, attribute: str, version: int) -> None:
        """Switch a version on.

        Raises:
            NotFoundError: No such version.
            ModelError: Its weights are missing or damaged.
        """
        self.load(attribute, version)
        state = self._state(attribute)
        if state.active != version:
            self._write(attribute, _State(active=version, before=(*state.before, state.active)))

    def undo(self, attribute: str) -> int | None:
        """Go back to what was on before; returns it.

        Raises:
            ConflictError: Nothing was switched on yet.
        """
        state = self._state(attribute)
        if not state.before:
            message = f"There is nothing to undo for {attribute!r}: no version was switched on."
            raise ConflictError(message)
        self._write(attribute, _State(active=state.before[-1], before=state.before[:-1]))
        return state.before[-1]

    def remove(self, attribute: str) -> None:
        """Forget an attribute's heads, all versions.

        Raises:
            NotFoundError: There is none.
        """
        names = list(self._files.list(_folder(attribute)))
        if not names:
            raise _unknown(attribute)
        # Off first, cards before weights: whatever is left after a crash is off, and the next call removes it.
        if self._files.exists(f"{_folder(attribute)}/{_STATE}"):
            self._write(attribute, _State())
        for name in sorted(names, key=lambda name: (name.endswith(_STATE), name.endswith(".npz"))):
            self._files.delete(name)

    def _numbers(self, attribute: str) -> set[int]:
        found = (_VERSION.search(name) for name in self._files.list(_folder(attribute)))
        return {int(match.group(1)) for match in found if match}

    def _kept(self, attribute: str, version: int) -> _KeptCard:
        name = f"{_folder(attribute)}/v{version}"
        if not self._files.exists(f"{name}.json"):
            known = ", ".join(str(card.version) for card in self.versions(attribute))
            if not known:
                raise _unknown(attribute)
            message = f"{attribute} has no version {version}. Known: {known}."
            raise NotFoundError(message)
        return self._card(name)

    def _card(self, name: str) -> _KeptCard:
        try:
            return _CARDS.validate_json(self._files.get(f"{name}.json"))
        except ValidationError as exc:
            message = f"The card {name}.json is damaged. Delete it, and learn the attribute again."
            raise ModelError(message) from exc

    def _state(self, attribute: str) -> _State:
        name = f"{_folder(attribute)}/{_STATE}"
        if not self._files.exists(name):
            return _State()
        try:
            return _STATES.validate_json(self._files.get(name))
        except ValidationError as exc:
            message = f"{name} is damaged. Delete it, then switch a version on: wornby learn {attribute} --use N."
            raise ModelError(message) from exc

    def _write(self, attribute: str, state: _State) -> None:
        content = json.dumps({"active": state.active, "before": list(state.before)})
        self._files.put(f"{_folder(attribute)}/{_STATE}", content.encode())


def card_json(card: HeadCard) -> dict[str, object]:
    """A card as JSON."""
    return dict(_PLAIN_CARDS.dump_python(card, mode="json"))


def _folder(attribute: str) -> str:
    if not _NAME.fullmatch(attribute):
        message = f"Not an attribute: {attribute!r}. Write it as garment.collar: small letters, digits, . _ -"
        raise InputError(message)
    return attribute


def _unknown(attribute: str) -> NotFoundError:
    return NotFoundError(f"Nothing was learned for {attribute!r}. See what was: wornby learn --list.")


def _read_weights(content: bytes, *, card: HeadCard) -> LearnedHead:
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            weights = np.asarray(arrays["weights"], dtype=np.float32)
            bias = np.asarray(arrays["bias"], dtype=np.float32)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as exc:
        message = f"The weights of {card.attribute}@{card.version} cannot be read. Learn it again from its labels."
        raise ModelError(message) from exc
    shape = (len(card.values), card.space.dimensions + len(card.values) * card.hears)
    fits = weights.shape == shape and bias.shape == shape[:1] and np.isfinite(weights).all() and np.isfinite(bias).all()
    if not fits:
        message = f"The weights of {card.attribute}@{card.version} do not fit their card. Learn it again."
        raise ModelError(message)
    return LearnedHead(card=card, weights=weights, bias=bias)
