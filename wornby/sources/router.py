"""One source for all: tells files, addresses and uploads apart."""

from wornby.datamodel.sources import UPLOAD, WEB, scheme_of
from wornby.errors import UnsafeUrlError
from wornby.interfaces.sources import PhotoSource


class SourceRouter:
    """Reads "http:" and "https:" from the web, "inbox:" from uploads, and what has no scheme from files."""

    def __init__(self, *, files: PhotoSource, web: PhotoSource, inbox: PhotoSource) -> None:
        self._by_scheme = {"": files, **dict.fromkeys(WEB, web), UPLOAD: inbox}

    def read(self, source: str, *, limit_bytes: int) -> bytes:
        """Return the whole file.

        Raises:
            ImageTooLargeError: More than `limit_bytes`.
            InputError: A folder, device or pipe, or the other side refuses.
            NotFoundError: Nothing there.
            ProviderError: The other side failed; retryable.
            SourceChangedError: A file changed or vanished while it was read.
            UnsafeUrlError: Another scheme, or an address that is not fetched.
        """
        scheme = scheme_of(source)
        chosen = self._by_scheme.get(scheme)
        if chosen is None:
            message = (
                f"{scheme!r} is no scheme that wornby reads. Give a path, an http(s) address, "
                "or ./ before a file name with a colon."
            )
            raise UnsafeUrlError(message)
        return chosen.read(source, limit_bytes=limit_bytes)
