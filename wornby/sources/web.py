"""Photos behind addresses."""

from wornby.transport.guarded import GuardedFetcher


class WebSource:
    """Reads http(s) addresses through the guarded fetcher."""

    def __init__(self, fetcher: GuardedFetcher) -> None:
        self._fetcher = fetcher

    def read(self, source: str, *, limit_bytes: int) -> bytes:
        """Return the body.

        Raises:
            ImageTooLargeError: More than `limit_bytes`.
            InputError: The server refuses.
            NotFoundError: Nothing there.
            ProviderError: The other side failed; retryable.
            UnsafeUrlError: An address that is not fetched.
        """
        return self._fetcher.fetch(source, limit_bytes=limit_bytes)
