"""Kept answers of rented services, and the photos that they are about."""

from wornby.datamodel import Asset
from wornby.datamodel.labels import answers_name
from wornby.errors import ErasedError
from wornby.interfaces import BlobStore, RecordStore
from wornby.interfaces.stores import Decision


def drop_outdated_answers(read: Asset, *, records: RecordStore, blobs: BlobStore) -> None:
    """Delete what was answered about a photo that was erased, or whose rights or subject changed, meanwhile.

    A service is asked outside of every transaction: whoever took the photo or a purpose back while it was asked found
    no answer to delete.

    Args:
        read: The asset as it was when the service was asked.
        records: The truth.
        blobs: Where answers lie.

    Raises:
        StoreError: The answer could not be deleted.
    """
    name = answers_name(read.id)
    if not blobs.exists(name):
        return

    def decide(known: Asset | None) -> Decision:
        if known is None or read.rights.purposes - known.rights.purposes or known.subject != read.subject:
            blobs.delete(name)
        return None, None

    try:
        records.merge_asset(read.id, decide=decide)
    except ErasedError:
        blobs.delete(name)
