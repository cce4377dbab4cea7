"""What wearers do with their own photos, by the links that a shop sent them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from wornby.datamodel import ACTIVE_STATES, Asset, Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.edits import TagChange
from wornby.datamodel.links import MOST_PHOTOS, Contributor, Link, LinkPurpose
from wornby.datamodel.requests import WAITING_STATES, RequestState, RightsRequest
from wornby.engine.declaring import Declaring, correctable
from wornby.engine.edits import EditDesk
from wornby.engine.erasing import ErasureDesk
from wornby.engine.giving import Giving
from wornby.engine.requests import RequestDesk
from wornby.engine.rights import RightsDesk
from wornby.errors import ConflictError, InputError, NotFoundError, TextChangedError
from wornby.interfaces import ConsentTexts, PeopleStore, RecordStore
from wornby.rights.consent import fallen_purposes, split_version
from wornby.rights.links import check_contact
from wornby.vocabulary import Vocabulary

_ASKED = frozenset({RightsState.REQUESTED, RightsState.REPLIED})
_ERASE_TRIES = 5
_OWN = frozenset({RightsState.GRANTED, RightsState.SELF_UPLOADED})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeopleParts:
    """What the desk is made of.

    Attributes:
        choose_subject: Says whose photo it is, as `Engine.choose_subject`.
        settle: Brings the index in step.
    """

    store: PeopleStore
    records: RecordStore
    vocabulary: Vocabulary
    texts: ConsentTexts
    rights: RightsDesk
    requests: RequestDesk
    edits: EditDesk
    giving: Giving
    declaring: Declaring
    choose_subject: Callable[[str, int | None, RightsNote], Asset]
    erasing: ErasureDesk
    settle: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPhoto:
    """A photo as its wearer sees it.

    Attributes:
        asked_again: Purposes whose texts changed, and that count no more until they answer.
    """

    asset: Asset
    asked_again: frozenset[Purpose]


class PeopleDesk:
    """Acts of wearers. Whoever holds a link reaches their own photos; all others look as if they were not there."""

    def __init__(self, parts: PeopleParts) -> None:
        self._parts = parts
        self.most_photos = MOST_PHOTOS

    def person(self, link: Link) -> Contributor:
        """Whom a link is for.

        Raises:
            NotFoundError: They have erased everything meanwhile.
        """
        found = self._parts.store.get(link.contributor_id)
        if found is None:
            message = "Nothing is kept of you any more."
            raise NotFoundError(message)
        return found

    def photos(self, link: Link) -> list[OwnPhoto]:
        """All photos that a link reaches, oldest first."""
        found = self._parts.records.get_assets(self._reached(link)).values()
        return [self._own(asset) for asset in sorted(found, key=lambda asset: (asset.created_at, asset.id))]

    def photo(self, link: Link, asset_id: str) -> OwnPhoto:
        """One photo that a link reaches.

        Raises:
            NotFoundError: There is none, or it is somebody else's.
        """
        return self._own(self._reach(link, asset_id))

    def add_photo(self, link: Link, content: bytes, *, product: str = "") -> tuple[OwnPhoto, bool]:
        """Take one photo in, for no purpose yet; and whether it is new. See `Giving.add`."""
        asset_id, new = self._parts.giving.add(link, content, product=product)
        return self.photo(link, asset_id), new

    def correct(self, link: Link, asset_id: str, changes: Sequence[TagChange]) -> OwnPhoto:
        """Correct what was found on a photo.

        Raises:
            InputError: That is not corrected by wearers, or there is no such wearer, garment or value.
            NotFoundError: No such photo of theirs.
        """
        self._reach(link, asset_id)
        known = {entry.id for entry in correctable(self._parts.vocabulary)}
        for change in changes:
            if change.attribute not in known:
                message = f"{change.attribute!r} is not corrected here. What may be: {', '.join(sorted(known))}."
                raise InputError(message)
        self._parts.edits.change(asset_id, changes, by=link.actor)
        return self.photo(link, asset_id)

    def set_purposes(self, link: Link, asset_id: str, purposes: frozenset[Purpose], *, text: str) -> OwnPhoto:
        """Say for what a photo may be used, all of it anew. What is not given any more goes at once.

        To take back is always possible; to give needs the text that counts now. What staff hid stays hidden.

        Args:
            link: Whose.
            asset_id: Which photo.
            purposes: What it may be used for.
            text: Version and language of the text that they answer, such as "2026-12/de".

        Raises:
            ConflictError: Its rights have changed meanwhile.
            NotFoundError: No such photo of theirs.
            TextChangedError: The text does not count any more.
        """
        asset = self._reach(link, asset_id)
        if link.purpose is LinkPurpose.REPLY:
            self._take(link, asset_id, text=text)
        if asset.rights.state in _ASKED:
            self._answer(link, state=RightsState.GRANTED, purposes=purposes, text=text)
        else:
            self._change(link, asset, purposes, text=text)
        self._declare(link, shrunk=not asset.rights.purposes <= purposes)
        return self.photo(link, asset_id)

    def decline(self, link: Link, asset_id: str) -> None:
        """Say no to what was asked of a found photo; after a yes, take it back.

        Raises:
            ConflictError: Nothing is asked, or they have said no already.
            NotFoundError: No such photo of theirs.
        """
        asset = self._reach(link, asset_id)
        if link.purpose is not LinkPurpose.REPLY:
            message = "Nothing was asked of this photo. Erase it instead."
            raise ConflictError(message)
        if asset.rights.state not in ACTIVE_STATES:
            self._answer(link, state=RightsState.DECLINED)
            return
        self._parts.rights.move(asset_id, Rights(state=RightsState.WITHDRAWN), note=self._note(link))
        self._declare(link, shrunk=True)

    def set_subject(self, link: Link, asset_id: str, wearer: int | None) -> OwnPhoto:
        """Say which wearer of a photo they are. What was given for another one's body or face falls.

        Raises:
            ConflictError: Staff decided whose photo it is, or what is hidden in it.
            InputError: The photo has no such wearer.
            NotFoundError: No such photo of theirs.
        """
        asset = self._reach(link, asset_id)
        chosen = self._parts.choose_subject(asset_id, wearer, self._note(link))
        self._declare(link, shrunk=not asset.rights.purposes <= chosen.rights.purposes)
        self._parts.settle()
        return self.photo(link, asset_id)

    def set_about(self, link: Link, values: Mapping[str, str | None]) -> Mapping[str, str]:
        """Declare something of themselves, for all their photos, later ones too; a None takes it back.

        Raises:
            FilterError: A value is unknown.
            InputError: An attribute is none that somebody declares.
        """
        about = self._parts.declaring.merged(self.person(link).about, values)
        self._parts.store.set_about(link.contributor_id, about)
        self._declare(link)
        return about

    def set_contact(self, link: Link, contact: str) -> bool:
        """Where they may be written to when texts change; nowhere where it is empty.

        Raises:
            InputError: It is not one e-mail address.
        """
        contact = check_contact(contact)
        self._parts.store.set_contact(self.person(link).id, contact)
        return bool(contact)

    def erase_photo(self, link: Link, asset_id: str) -> Sequence[str]:
        """Erase one photo for good; the ids of its receipts.

        Raises:
            NotFoundError: No such photo of theirs.
        """
        self._reach(link, asset_id)
        if asset_id not in self._parts.store.photos(link.contributor_id):
            message = "Decline what is asked of this photo: then it is not used, and goes with time."
            raise ConflictError(message)
        receipt = self._parts.erasing.erase([asset_id], note=self._note(link))
        self._declare(link, shrunk=True)
        return [receipt.id]

    def erase_all(self, link: Link) -> Sequence[str]:
        """Erase all photos of a person, and the person; the ids of the receipts. Their links open nothing any more.

        What a shop still asks them is declined, and forgotten with where they were asked.

        Raises:
            ConflictError: Photos go on coming in by the link.
            NotFoundError: They have erased everything already.
        """
        person = self.person(link)
        self._decline_all(link)
        receipts: list[str] = []
        for _ in range(_ERASE_TRIES):
            held = [*self._parts.store.photos(person.id), *self._parts.store.left_behind(person.id)]
            receipts += [self._parts.erasing.erase(held, note=self._note(link)).id] if held else []
            # A photo may have come in by the same link meanwhile: it goes too. From here on none does.
            if self._parts.store.close(person.id, at=datetime.now(UTC), by=link.actor):
                return [*receipts, self._parts.erasing.erase_person(person.id, note=self._note(link)).id]
        message = "Photos come in by this link while it is erased. Try again."
        raise ConflictError(message)

    def _change(self, link: Link, asset: Asset, wanted: frozenset[Purpose], *, text: str) -> None:
        gives = not wanted <= asset.rights.purposes
        if gives:
            self._check_text(text)
        said = text if self._counts(text) else asset.rights.text

        def decide(known: Rights) -> Rights:
            if known != asset.rights:
                message = "The rights of this photo have changed meanwhile. Load the page again."
                raise ConflictError(message)
            if known.state not in ACTIVE_STATES and not wanted:
                return known
            if known.state in _OWN:
                return replace(known, purposes=wanted, text=said)
            return Rights(state=RightsState.GRANTED, purposes=wanted, text=said)

        note = replace(self._note(link), text=said, action="" if wanted else "taken-back")
        self._parts.rights.change(asset.id, decide, note=note)
        if gives and not self._counts(text):
            # New texts were published in this very moment, and may not have seen what rests on the old one.
            self._parts.rights.withdraw_purposes([asset.id], of=wanted - asset.rights.purposes, note=self._note(link))
            self._check_text(text)

    def _answer(
        self,
        link: Link,
        *,
        state: RightsState,
        purposes: frozenset[Purpose] = frozenset(),
        text: str = "",
    ) -> None:
        if link.purpose is not LinkPurpose.REPLY:
            message = "This is answered by the link that it was asked by."
            raise ConflictError(message)
        if state is RightsState.GRANTED:
            self._check_text(text)
        self._parts.requests.answer(
            link.request_id, state=state, purposes=purposes, by=link.actor, text=text, evidence=f"link/{link.id}"
        )

    def _declare(self, link: Link, *, shrunk: bool = False) -> None:
        """Bring their photos in line with what they declare; what no photo may say any more is forgotten."""
        person, held = self._parts.store.get(link.contributor_id), self._parts.store.photos(link.contributor_id)
        if person is None:
            return
        about = person.about
        if shrunk:
            about = self._parts.declaring.kept(about, self._parts.records.get_rights(held))
            if about != person.about:
                self._parts.store.set_about(person.id, about)
        changed = [self._parts.declaring.write(asset_id, about) for asset_id in held]
        if any(changed):
            self._parts.settle()

    def _take(self, link: Link, asset_id: str, *, text: str) -> None:
        """Make the photo that a reply link answers for its holder's own, before the answer: it is reached by that."""
        if asset_id in self._parts.store.photos(link.contributor_id):
            return
        self._check_text(text)
        if not self._parts.store.contribute(link.contributor_id, asset_id, most=MOST_PHOTOS):
            raise _no_photo(asset_id)

    def _decline_all(self, link: Link) -> None:
        """Say no to all that is asked of a person."""
        for request_id in self._parts.store.requests(link.contributor_id):
            request = self._awaited(request_id)
            if request is not None and self._parts.rights.get(request.asset_id).rights.state in _ASKED:
                evidence = f"link/{link.id}"
                self._parts.requests.answer(request_id, state=RightsState.DECLINED, by=link.actor, evidence=evidence)

    def _reached(self, link: Link) -> list[str]:
        held = list(self._parts.store.photos(link.contributor_id))
        request = self._awaited(link.request_id) if link.purpose is LinkPurpose.REPLY else None
        if request is not None and request.asset_id not in held:
            held.append(request.asset_id)
        return held

    def _reach(self, link: Link, asset_id: str) -> Asset:
        found = self._parts.records.get_asset(asset_id) if asset_id in self._reached(link) else None
        if found is None:
            raise _no_photo(asset_id)
        return found

    def _awaited(self, request_id: str) -> RightsRequest | None:
        """A request whose answer is awaited of whoever was asked; None where it is over, or the photo is somebody's."""
        try:
            request = self._parts.requests.get(request_id)
            state = self._parts.rights.get(request.asset_id).rights.state
        except NotFoundError:
            return None
        # Staff may have written down that they replied, and not yet what.
        replied = request.state is RequestState.ANSWERED and state is RightsState.REPLIED
        is_awaited = request.state in WAITING_STATES or replied
        return request if is_awaited and not self._parts.store.owners(request.asset_id) else None

    def _own(self, asset: Asset) -> OwnPhoto:
        lines = self._parts.rights.history(asset.id)
        return OwnPhoto(asset=asset, asked_again=fallen_purposes(lines) - asset.rights.purposes)

    def _counts(self, text: str) -> bool:
        version, language = split_version(text)
        current = self._parts.texts.current()
        return version == current.version and language in current.languages

    def _check_text(self, text: str) -> None:
        if not self._counts(text):
            message = "The text was changed since this page was loaded. Load it again, and read what is asked now."
            raise TextChangedError(message)

    @staticmethod
    def _note(link: Link) -> RightsNote:
        return RightsNote(actor=link.actor, evidence=f"link/{link.id}", by_person=True)


def _no_photo(asset_id: str) -> NotFoundError:
    return NotFoundError(f"No photo {asset_id!r}.")
