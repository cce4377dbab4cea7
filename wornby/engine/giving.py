"""Photos that wearers give by their links."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from wornby.datamodel import Asset, IngestOptions, Outcome, Rights, RightsNote, RightsState
from wornby.datamodel.ledger import LedgerKind
from wornby.datamodel.links import MOST_PHOTOS, Link, LinkPurpose
from wornby.datamodel.rights import CLOSED_STATES
from wornby.errors import ConflictError, ConsentError, InputError, LinkFullError, NotFoundError, PhotoRefusedError
from wornby.interfaces import ClaimStore, Ledger, PeopleStore, RecordStore

TITLE = "photo"
"""In place of the file's name, which may say more than the wearer thinks."""
_GIVEN = Rights(state=RightsState.SELF_UPLOADED)
"""For nothing yet: purposes are chosen one by one, afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GivingParts:
    """What giving is made of.

    Attributes:
        take_in: Takes bytes in, as `Engine.ingest_bytes`.
        asset_id: The id that bytes have in this library.
        check: Refuses bytes that are no picture.
        delete: Deletes a photo that was taken in and cannot stay.
    """

    people: PeopleStore
    records: RecordStore
    claims: ClaimStore
    ledger: Ledger
    take_in: Callable[[bytes, IngestOptions], tuple[Asset, Outcome]]
    asset_id: Callable[[bytes], str]
    check: Callable[[bytes], object]
    delete: Callable[[str, RightsNote], None]


class Giving:
    """Takes photos in for whoever holds an upload link."""

    def __init__(self, parts: GivingParts, *, most: int = MOST_PHOTOS) -> None:
        self._parts = parts
        self._most = most

    def add(self, link: Link, content: bytes, *, product: str = "") -> tuple[str, bool]:
        """Take one photo in, for no purpose yet.

        Args:
            link: Whose.
            content: The file.
            product: SKU of the link's that it shows; its only one where it is empty.

        Returns:
            The photo's id, and whether it is new; one that is theirs already is not given twice.

        Raises:
            ConflictError: The link is not for giving photos.
            InputError: It is no picture, or the link is not for that product.
            LinkFullError: There are as many photos as may be.
            PhotoRefusedError: It is somebody else's, was taken back or was erased: which of them is not told.
        """
        if link.purpose is not LinkPurpose.UPLOAD:
            message = "Photos cannot be added by this link."
            raise ConflictError(message)
        if product and product not in link.products:
            message = "This link is not for that product."
            raise InputError(message)
        self._parts.check(content)
        asset_id = self._parts.asset_id(content)
        held = self._parts.people.photos(link.contributor_id)
        if asset_id in held:
            return asset_id, False
        if len(held) >= self._most:
            raise _full(self._most)
        self._refuse_known(link, asset_id)
        products = (product,) if product else link.products if len(link.products) == 1 else ()
        options = IngestOptions(rights=_GIVEN, products=products, by=link.actor, evidence=f"link/{link.id}")
        try:
            asset, _ = self._parts.take_in(content, options)
        except (ConflictError, ConsentError) as exc:
            raise _refused() from exc
        self._keep(link, asset.id)
        return asset.id, True

    def _refuse_known(self, link: Link, asset_id: str) -> None:
        if self._parts.records.is_erased(asset_id):
            raise _refused()
        known = self._parts.records.get_asset(asset_id)
        if known is None or self._is_left_behind(link, asset_id):
            return
        if known.rights.state not in CLOSED_STATES:
            # What they say of it is for the staff to decide, see decision 0028.
            self._parts.claims.add(asset_id, rights=_GIVEN, by=link.actor, contributor=link.contributor_id)
        raise _refused()

    def _is_left_behind(self, link: Link, asset_id: str) -> bool:
        """Whether it came by this very link, and a stop came before it was written down as theirs."""
        if self._parts.people.owners(asset_id):
            return False
        lines = [line for line in self._parts.ledger.lines(subject=asset_id) if line.entry.kind is LedgerKind.RIGHTS]
        return bool(lines) and all(line.entry.actor == link.actor for line in lines)

    def _keep(self, link: Link, asset_id: str) -> None:
        if self._parts.people.contribute(link.contributor_id, asset_id, most=self._most):
            return
        if self._parts.people.owners(asset_id):
            raise _refused()
        # Others came first, or the person erased everything meanwhile.
        if self._is_left_behind(link, asset_id):
            with contextlib.suppress(NotFoundError):
                self._parts.delete(asset_id, RightsNote(actor=link.actor, reason="not-kept"))
        raise _full(self._most)


def _full(most: int) -> LinkFullError:
    return LinkFullError(f"There are {most} photos already, and no more can be added. Erase one to add another.")


def _refused() -> PhotoRefusedError:
    return PhotoRefusedError("This photo cannot be added here. Choose another, or ask the shop.")
