"""Where photos come from."""

from typing import Protocol


class PhotoSource(Protocol):
    """Reads the bytes of photos."""

    def read(self, source: str, *, limit_bytes: int) -> bytes:
        """Return the whole file.

        Raises:
            ImageTooLargeError: More than `limit_bytes`.
            NotFoundError: Nothing there.
            SourceChangedError: It changed or vanished while it was read.
            UnsafeUrlError: An address that is not fetched.
            InputError: A folder, a pipe, or an address whose server refuses.
            ProviderError: The other side failed; retryable.
        """
        ...


class Inbox(Protocol):
    """Keeps uploads until their jobs are done."""

    def stage(self, content: bytes, *, title: str) -> str:
        """Keep bytes; returns the source to read them by.

        Raises:
            StoreFullError: No space is left.
        """
        ...

    def ages(self) -> dict[str, float]:
        """Seconds since each upload that is still kept was staged, by source."""
        ...

    def discard(self, source: str) -> None:
        """Forget an upload; nothing happens where there is none."""
        ...
