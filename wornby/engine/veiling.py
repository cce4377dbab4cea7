"""What the staff decides of the people in a photo: whose it is, and what is hidden of the others."""

from collections.abc import Callable
from dataclasses import replace

from wornby.datamodel import Asset, BoundingBox
from wornby.datamodel.standing import kept_matches
from wornby.errors import InputError, NotFoundError
from wornby.ingest.pipeline import rendition_names
from wornby.interfaces import BlobStore, RecordStore, RightsGate
from wornby.interfaces.stores import Decision


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

    def set_subject(self, asset_id: str, wearer: int | None) -> Asset:
        """Say whose photo it is. What is known of the appearance of others goes; it is due for tagging again.

        Args:
            asset_id: Of the asset.
            wearer: Number of the wearer, from 0; None for the main one.

        Raises:
            InputError: The photo has no such wearer.
            NotFoundError: No such asset.
            StoreError: A copy could not be deleted; nothing is changed then.
        """

        def change(known: Asset) -> Asset:
            count = len(known.tags.wearers) if known.tags else 0
            if wearer is not None and not 0 <= wearer < count:
                message = f"The photo has {count} wearers, counted from 0; there is no wearer {wearer}."
                raise InputError(message)
            tags = None if known.tags is None else self._gate.strip(known.tags, known.rights, subject=wearer)
            stripped = replace(known, subject=wearer, veils=None, tags=tags, tagger="")
            return stripped if tags is None else kept_matches(stripped, read=known.tags)

        return self._changed(asset_id, change)

    def _changed(self, asset_id: str, change: Callable[[Asset], Asset]) -> Asset:
        def decide(known: Asset | None) -> Decision:
            if known is None:
                return None, None
            changed = change(known)
            # Inside of the transaction: nobody keeps a copy of how it was in between.
            for file in rendition_names(asset_id):
                self._blobs.delete(file)
            return changed, None

        written, _ = self._records.merge_asset(asset_id, decide=decide)
        if written is None:
            message = f"No asset {asset_id!r}."
            raise NotFoundError(message)
        return written
