"""Consent texts, and what follows when they change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wornby.datamodel import ACTIVE_STATES, Purpose, Rights, RightsNote
from wornby.datamodel.consent import AskAgain, TextSet
from wornby.engine.rights import PAGE, RightsDesk
from wornby.errors import DuplicateError
from wornby.interfaces import ConsentTexts, RightsView
from wornby.rights.consent import TEXT_CHANGED, changed_purposes, fallen_purposes, parse_texts, split_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publication did: purposes whose texts changed, and photos that lost some until they are answered."""

    texts: TextSet
    changed: frozenset[Purpose]
    fallen: int


class ConsentDesk:
    """Publishes texts. A change asks again: until a wearer answers, what they agreed to by the old text does not count.

    Args:
        texts: Where they are kept.
        rights: Changes rights.
        view: Photos by their rights.
    """

    def __init__(self, texts: ConsentTexts, *, rights: RightsDesk, view: RightsView) -> None:
        self._texts = texts
        self._rights = rights
        self._view = view

    def current(self) -> TextSet:
        """The texts that count now."""
        return self._texts.current()

    def list(self) -> tuple[TextSet, ...]:
        """All versions, the newest last."""
        return tuple(self._texts.list())

    def publish(self, content: str, *, by: str, same_meaning: bool = False) -> Published:
        """Let texts count from now on.

        Args:
            content: TOML, see `parse_texts`.
            by: Who publishes them, as in `RightsNote`.
            same_meaning: They say the same as before in other words: whoever agreed is not asked again.

        Raises:
            InputError: They cannot be read.
            DuplicateError: The version was published with other texts.
        """
        texts = parse_texts(content, same_meaning=same_meaning)
        held = self._texts.list()
        again = held[-1].version == texts.version and held[-1].digest == texts.digest
        if not again:
            if texts.version in {each.version for each in held}:
                message = f"Version {texts.version} was published already. Give these texts another version."
                raise DuplicateError(message)
            texts = self._texts.publish(texts, by=by)
        # Published again, a cut-off publication goes on: photos that were not reached yet lose their purposes now.
        return self._let_fall(by=by, texts=texts if not again else held[-1])

    def preview(self, content: str, *, same_meaning: bool = False) -> Published:
        """What a publication would do; nothing is written.

        Raises:
            InputError: They cannot be read.
            DuplicateError: The version was published with other texts.
        """
        texts = parse_texts(content, same_meaning=same_meaning)
        held = self._texts.list()
        if any(each.version == texts.version and each.digest != texts.digest for each in held):
            message = f"Version {texts.version} was published already. Give these texts another version."
            raise DuplicateError(message)
        versions = [*(each for each in held if each.version != texts.version), texts]
        would_fall = (
            bool(_changed_since(versions, split_version(rights.text)[0]) & rights.purposes)
            for _, rights in self._resting_on_texts()
        )
        changed = frozenset() if same_meaning else changed_purposes(held[-1], texts)
        return Published(texts=texts, changed=changed, fallen=sum(would_fall))

    def due(self) -> Iterator[AskAgain]:
        """Photos whose wearers are to be asked again, by id."""
        current = self.current().version
        for asset_id, rights in self._resting_on_texts():
            if split_version(rights.text)[0] == current:
                continue
            purposes = fallen_purposes(self._rights.history(asset_id))
            if purposes:
                yield AskAgain(asset_id=asset_id, text=rights.text, purposes=purposes)

    def _let_fall(self, *, by: str, texts: TextSet) -> Published:
        versions = self._texts.list()
        note = RightsNote(actor=by, action=TEXT_CHANGED, text=texts.version)
        fallen = 0
        for asset_id, rights in self._resting_on_texts():
            of = _changed_since(versions, split_version(rights.text)[0]) & rights.purposes
            if of:
                fallen += self._rights.withdraw_purposes([asset_id], of=of, note=note)
        before = versions[-2] if len(versions) > 1 else versions[-1]
        changed = frozenset() if texts.same_meaning else changed_purposes(before, texts)
        return Published(texts=texts, changed=changed, fallen=fallen)

    def _resting_on_texts(self) -> Iterator[tuple[str, Rights]]:
        after: str | None = None
        while page := self._view.list_rights(states=sorted(ACTIVE_STATES), after=after, limit=PAGE):
            yield from ((asset_id, rights) for asset_id, rights in page if rights.text)
            after = page[-1][0]


def _changed_since(versions: Sequence[TextSet], version: str) -> frozenset[Purpose]:
    """Purposes whose text has changed since a version; all of them where nobody knows that version."""
    names = [each.version for each in versions]
    if version not in names:
        return frozenset(Purpose)
    changed: frozenset[Purpose] = frozenset()
    at = names.index(version)
    for old, new in zip(versions[at:], versions[at + 1 :], strict=False):
        if not new.same_meaning:
            changed |= changed_purposes(old, new)
    return changed
