"""Photos that are in the library already, embedded with a joint encoder that was set later."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from wornby.datamodel import Asset, Failure
from wornby.datamodel.joint import joint_boxes
from wornby.datamodel.library import JointReport
from wornby.errors import NotFoundError, WornbyError
from wornby.imaging.decode import decode_photo
from wornby.ingest.joint import JointEmbedder
from wornby.ingest.pipeline import master_name
from wornby.interfaces import BlobStore, RecordStore

_PAGE = 100


class JointFiller:
    """Embeds what has no vector of the encoder yet, from the masters. A run that was cut off goes on where it was.

    Args:
        embedder: Embeds a photo and keeps its vectors.
        records: The assets.
        blobs: Their masters.
        threads: Photos worked on at once.
        max_pixels: Largest picture, width times height.
    """

    def __init__(
        self, embedder: JointEmbedder, *, records: RecordStore, blobs: BlobStore, threads: int, max_pixels: int
    ) -> None:
        self._embedder = embedder
        self._records = records
        self._blobs = blobs
        self._threads = threads
        self._max_pixels = max_pixels

    def run(self, *, progress: Callable[[], None] | None = None) -> JointReport:
        """Embed every photo that has no vector and whose rights allow it.

        Args:
            progress: Called for each photo that was looked at.
        """
        failed: list[tuple[Asset, Failure]] = []
        embedded = passed = 0
        for asset, end in self._ends():
            if isinstance(end, Failure):
                failed.append((asset, end))
            elif end:
                embedded += 1
            else:
                passed += 1
            if progress is not None:
                progress()
        return JointReport(embedded=embedded, passed=passed, failed=tuple(failed))

    def fill(self, assets: Sequence[Asset]) -> None:
        """Embed some photos now; where that fails they stay without a vector, and `run` takes them."""
        for asset in assets:
            self._embed(asset)

    def _ends(self) -> Iterator[tuple[Asset, bool | Failure]]:
        pool = ThreadPoolExecutor(max_workers=self._threads, thread_name_prefix="joint")
        try:
            after: str | None = None
            while page := self._records.list_without_joint(self._embedder.space, after=after, limit=_PAGE):
                yield from zip(page, pool.map(self._embed, page), strict=True)
                after = page[-1].id
        finally:
            pool.shutdown(cancel_futures=True)

    def _embed(self, asset: Asset) -> bool | Failure:
        if not joint_boxes(asset):
            return False
        try:
            photo = decode_photo(self._master(asset), max_pixels=self._max_pixels)
            return self._embedder.embed(asset, photo.pixels)
        except (WornbyError, OSError) as error:
            return Failure.of(error)

    def _master(self, asset: Asset) -> bytes:
        try:
            return self._blobs.get(master_name(asset.id))
        except NotFoundError as exc:
            message = "Its stored picture is missing. Take the photo in again with `wornby ingest`, then repeat this."
            raise NotFoundError(message) from exc
