"""Pictures of assets to show: kept copies where they are current, else made from the master and kept."""

from collections.abc import Callable

import structlog

from wornby.datamodel import Asset, Pixels, Purpose
from wornby.datamodel.labels import answers_name
from wornby.datamodel.provenance import claim_of, is_synthetic
from wornby.errors import NotFoundError, StoreError
from wornby.imaging.decode import decode_photo
from wornby.imaging.renditions import RENDITIONS
from wornby.ingest.encoding import PictureEncoder
from wornby.ingest.pipeline import file_names, master_name, rendition_name, rendition_names
from wornby.interfaces import BlobStore, RecordStore
from wornby.interfaces.stores import Decision

log = structlog.get_logger(__name__)


class Pictures:
    """Gives pictures out and deletes them.

    Args:
        records: Say whether a copy may be kept.
        blobs: Where masters and copies are kept.
        encoder: Makes the copies.
        max_pixels: Largest master.
    """

    def __init__(self, *, records: RecordStore, blobs: BlobStore, encoder: PictureEncoder, max_pixels: int) -> None:
        self._records = records
        self._blobs = blobs
        self._encoder = encoder
        self._max_pixels = max_pixels
        self._told: list[Callable[[], None]] = []

    def tell_of_ends(self, told: Callable[[], None]) -> None:
        """Have somebody who holds copies told whenever a photo goes, or may be shown no more."""
        self._told.append(told)

    def end(self) -> None:
        """Tell all who hold copies that some photo went."""
        for told in self._told:
            told()

    def rendition(self, asset: Asset, *, name: str, making: Callable[[], None] | None = None) -> bytes:
        """A JPEG of an asset that the caller may see.

        Args:
            asset: Which.
            name: Of the rendition.
            making: Called before a copy is made anew, which costs much more than one that was kept; it may refuse.

        Raises:
            ConfigurationError: A generated picture could not be signed.
            NotFoundError: No such rendition, or the master is gone.
        """
        if name not in RENDITIONS:
            message = f"No rendition {name!r}. Known: {', '.join(RENDITIONS)}."
            raise NotFoundError(message)
        kept = asset.rights.allows(Purpose.DISPLAY)
        file = rendition_name(asset.id, name, marked=is_synthetic(asset))
        if kept and self._blobs.exists(file):
            content = self._blobs.get(file)
            if self._encoder.is_current(asset, content):
                return content
        if making is not None:
            making()
        master = decode_photo(self._blobs.get(master_name(asset.id)), max_pixels=self._max_pixels)
        content = self._encoder.rendition(asset, master.pixels, name=name)
        if kept:
            self._keep(asset, content, name=name)
        return content

    def shown(self, asset: Asset) -> Pixels:
        """The pixels of an asset that the caller may see, in full size, with everybody hidden who is to be.

        What is made of them goes out by `encoded` alone: a synthetic picture has no mark yet.

        Raises:
            ModelError: Who is to be hidden could not be found.
            NotFoundError: The master is gone.
        """
        master = decode_photo(self._blobs.get(master_name(asset.id)), max_pixels=self._max_pixels)
        return self._encoder.shown(asset, master.pixels)

    def encoded(self, asset: Asset, pixels: Pixels, *, encode: Callable[[Pixels], bytes]) -> bytes:
        """A file of what was made of `shown`, marked where it is synthetic and signed where it was generated.

        Raises:
            ConfigurationError: A generated picture could not be signed.
        """
        return self._encoder.delivered(asset, pixels, encode=encode)

    def original(self, asset: Asset) -> bytes:
        """The master of an asset, with everybody in view: for the staff. Without metadata, as all that is kept.

        Raises:
            NotFoundError: The master is gone.
        """
        return self._blobs.get(master_name(asset.id))

    def delete(self, asset_id: str) -> None:
        """Delete every file of an asset.

        Raises:
            StoreError: A file could not be deleted.
        """
        self.end()
        for file in file_names(asset_id):
            self._blobs.delete(file)

    def forget_answers(self, asset_id: str) -> None:
        """Delete what rented services answered about an asset."""
        self._blobs.delete(answers_name(asset_id))

    def hide(self, asset_id: str) -> None:
        """Delete the copies that were made for showing; the master stays."""
        self.end()
        for file in rendition_names(asset_id):
            self._blobs.delete(file)

    def _keep(self, asset: Asset, content: bytes, *, name: str) -> None:
        marked = is_synthetic(asset)

        def decide(known: Asset | None) -> Decision:
            # Inside of the transaction: a copy that is written while somebody deletes or hides the photo would stay.
            unchanged = known is not None and _look_of(known) == _look_of(asset)
            if known is not None and unchanged and known.rights.allows(Purpose.DISPLAY):
                self._blobs.put(rendition_name(asset.id, name, marked=marked), content)
                self._blobs.delete(rendition_name(asset.id, name, marked=not marked))
            return None, None

        try:
            self._records.merge_asset(asset.id, decide=decide)
        except StoreError as error:
            # The picture was made and can be shown; only the next one who looks has to wait for it again.
            log.warning("rendition.not_kept", asset_id=asset.id, code=error.code)


def _look_of(asset: Asset) -> tuple[object, ...]:
    """All that a copy depends on beside the master."""
    return is_synthetic(asset), claim_of(asset), asset.kind, asset.veils, asset.subject
