"""What is decided of the people in a photo: whose it is, and what is hidden of the others."""

from collections.abc import Callable
from dataclasses import replace

from wornby.datamodel import Asset, BoundingBox, Purpose, Rights, RightsNote
from wornby.datamodel.labels import answers_name
from wornby.datamodel.standing import kept_matches
from wornby.datamodel.subjects import subject_number
from wornby.errors import ConflictError, InputError, NotFoundError
from wornby.ingest.pipeline import rendition_names
from wornby.interfaces import BlobStore, RecordStore, RightsGate
from wornby.interfaces.stores import Decision

SUBJECT_CHANGED = "subject-changed"
"""Action of a line on purposes that fell because they were given for another person in the photo."""
_OF_ONE_BODY = frozenset({Purpose.APPEARANCE, Purpose.FACE, Purpose.TRAINING})


class Veiling:
    """Writes such decisions; copies made before them go in the same transaction.

    Args:
        records: The assets.
        blobs: Their copies.
        gate: What may be kept of whose appearance.
    """

    def __init__(self, *, records: RecordStore, blobs: BlobStore, gate: RightsGate) -> None:
        self._records = records
        self._blobs = blobs
        self._gate = gate

    def set_veils(self, asset_id: str, veils: tuple[BoundingBox, ...] | None) -> Asset:
        """Say what is hidden in the copies of an asset.

        Args:
            asset_id: Of the asset.
            veils: Boxes; nothing where empty, what is found where None.

        Raises:
            NotFoundError: No such asset.
            StoreError: A copy could not be deleted; nothing is changed then.
        """
        return self._changed(asset_id, lambda known: replace(known, veils=veils))

    def set_subject(self, asset_id: str, wearer: int | None, *, note: RightsNote) -> Asset:
        """Say, as staff, whose photo it is. What is known of the appearance of others goes; it is to be tagged again.

        Args:
            asset_id: Of the asset.
            wearer: Number of the wearer, from 0; None for the main one, or for whom its wearer chooses.
            note: Who says so.

        Raises:
            InputError: The photo has no such wearer.
            NotFoundError: No such asset.
            StoreError: A copy could not be deleted; nothing is changed then.
        """

        def change(known: Asset) -> Asset:
            moved = self._with_subject(known, wearer, rights=known.rights)
            return replace(moved, subject_by_staff=wearer is not None, veils=None)

        return self._changed(asset_id, change, note=note)

    def choose_subject(self, asset_id: str, wearer: int | None, *, note: RightsNote) -> Asset:
        """Say, as the wearer, whose photo it is. What was given for another person's body or face falls.

        Args:
            asset_id: Of the asset.
            wearer: Number of the wearer, from 0; None for the main one.
            note: By which link.

        Raises:
            ConflictError: Staff decided whose photo it is, or what is hidden in it.
            InputError: The photo has no such wearer.
            NotFoundError: No such asset.
            StoreError: A copy could not be deleted; nothing is changed then.
        """

        def change(known: Asset) -> Asset:
            _check_wearer(known, wearer)
            if subject_number(known.tags, wearer) == subject_number(known.tags, known.subject):
                return known
            if known.subject_by_staff or known.veils is not None:
                message = "The shop has decided who is to be seen in this photo. Ask the shop to change it."
                raise ConflictError(message)
            rights = replace(known.rights, purposes=known.rights.purposes - _OF_ONE_BODY)
            return self._with_subject(known, wearer, rights=rights)

        return self._changed(asset_id, change, note=replace(note, action=SUBJECT_CHANGED))

    def _with_subject(self, known: Asset, wearer: int | None, *, rights: Rights) -> Asset:
        _check_wearer(known, wearer)
        tags = None if known.tags is None else self._gate.strip(known.tags, rights, subject=wearer)
        stripped = replace(known, subject=wearer, rights=rights, tags=tags, tagger="")
        return stripped if tags is None else kept_matches(stripped, read=known.tags)

    def _changed(self, asset_id: str, change: Callable[[Asset], Asset], *, note: RightsNote | None = None) -> Asset:
        """The asset as it is now; one that does not change keeps its copies."""
        seen: list[Asset] = []

        def decide(known: Asset | None) -> Decision:
            if known is None:
                return None, None
            seen.append(change(known))
            if seen[-1] is known:
                return None, None
            # Inside of the transaction: nobody keeps a copy of how it was in between.
            for file in rendition_names(asset_id):
                self._blobs.delete(file)
            if seen[-1].subject != known.subject:
                # Services were shown the one, and the other was hidden.
                self._blobs.delete(answers_name(asset_id))
            return seen[-1], None

        self._records.merge_asset(asset_id, decide=decide, note=note)
        if not seen:
            message = f"No asset {asset_id!r}."
            raise NotFoundError(message)
        return seen[-1]


def _check_wearer(asset: Asset, wearer: int | None) -> None:
    count = len(asset.tags.wearers) if asset.tags else 0
    if wearer is not None and not 0 <= wearer < count:
        message = f"The photo has {count} wearers, counted from 0; there is no wearer {wearer}."
        raise InputError(message)
