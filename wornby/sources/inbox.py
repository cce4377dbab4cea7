"""Photos that were uploaded and wait to be taken in."""

import re
import secrets
import time
import unicodedata
from collections.abc import Callable

from wornby.datamodel.sources import UPLOAD_ID_DIGITS, UPLOAD_MARK_DIGITS, upload_name, upload_source
from wornby.errors import ImageTooLargeError, NotFoundError
from wornby.interfaces.stores import BlobStore

_FOLDER = "inbox/"
_TIME_DIGITS = 12
_TITLE_LENGTH = 80
_NAME = re.compile(
    rf"[0-9a-f]{{{UPLOAD_ID_DIGITS}}}(?:[0-9a-f]{{{UPLOAD_MARK_DIGITS}}})?-[A-Za-z0-9._-]{{1,{_TITLE_LENGTH}}}"
)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class InboxSource:
    """Keeps uploads in the blob store under random names, and reads them by "inbox:NAME".

    Args:
        blobs: The store.
        identify: The id that a photo with these bytes has, in hexadecimal; names begin to tell it, so that whoever
            looks for a photo need not read every upload. They do not where it is left out.
    """

    def __init__(self, blobs: BlobStore, *, identify: Callable[[bytes], str] | None = None) -> None:
        self._blobs = blobs
        self._identify = identify

    def stage(self, content: bytes, *, title: str) -> str:
        """Keep an upload.

        Args:
            content: The file as it came.
            title: File name as the sender gave it; folders and odd characters are left out.

        Returns:
            "inbox:NAME", where NAME is 32 hexadecimal digits (the time in milliseconds, then 80 random bits), the
            first 8 of the photo's id, "-", and the safe title.

        Raises:
            StoreError: It could not be written.
        """
        now = f"{time.time_ns() // 1_000_000:0{_TIME_DIGITS}x}"
        mark = "" if self._identify is None else self._identify(content)[:UPLOAD_MARK_DIGITS]
        name = f"{now}{secrets.token_hex((UPLOAD_ID_DIGITS - _TIME_DIGITS) // 2)}{mark}-{_safe_title(title)}"
        self._blobs.put(_FOLDER + name, content)
        return upload_source(name)

    def read(self, source: str, *, limit_bytes: int) -> bytes:
        """Return an upload.

        Raises:
            ImageTooLargeError: More than `limit_bytes`.
            NotFoundError: No such upload.
        """
        content = self._blobs.get(_blob_name(source))
        if len(content) > limit_bytes:
            message = f"The upload has {len(content):,} bytes; {limit_bytes:,} are allowed. Make the picture smaller."
            raise ImageTooLargeError(message)
        return content

    def ages(self) -> dict[str, float]:
        """Seconds since each upload that is still kept was staged, by source."""
        now = time.time()
        names = [name.removeprefix(_FOLDER) for name in self._blobs.list(_FOLDER)]
        return {
            upload_source(name): now - int(name[:_TIME_DIGITS], 16) / 1000 for name in names if _NAME.fullmatch(name)
        }

    def discard(self, source: str) -> None:
        """Delete an upload; nothing happens where there is none."""
        try:
            name = _blob_name(source)
        except NotFoundError:
            return
        self._blobs.delete(name)


def _blob_name(source: str) -> str:
    name = upload_name(source)
    if name is None or not _NAME.fullmatch(name):
        message = "No such upload. Upload the picture again."
        raise NotFoundError(message)
    return _FOLDER + name


def _safe_title(title: str) -> str:
    last = title.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    safe = _UNSAFE.sub("-", plain).strip("-.")[-_TITLE_LENGTH:].lstrip("-.")
    return safe or "photo"
