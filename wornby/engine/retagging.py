"""Photos that are in the library already, tagged again from their masters after a change of model."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from wornby.datamodel import Asset, Failure, Photo, PhotoTags
from wornby.datamodel.library import RetagReport
from wornby.datamodel.standing import kept_matches, numbered_garments
from wornby.engine.stated import keep_stated, moved_subject, without_vectors
from wornby.errors import NotFoundError, StoreError, WornbyError
from wornby.imaging.decode import decode_photo
from wornby.ingest.answers import drop_outdated_answers
from wornby.ingest.declared import with_declared
from wornby.ingest.matching import PhotoMatching
from wornby.ingest.pipeline import for_tagger, master_name
from wornby.ingest.runs import BATCH
from wornby.interfaces import BlobStore, ProductMatcher, RecordStore, RightsGate, Tagger
from wornby.tagging.learned import HeadSet

_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """How one photo ended: tagged, failed, or neither, where nothing was to do or it is gone."""

    asset: Asset
    tagged: bool = False
    failure: Failure | None = None


class Retagger:
    """Tags stored photos again; what the records say meanwhile goes first. Several may run at once.

    Args:
        records: The assets.
        blobs: Their masters.
        tagger: Who states the facts now.
        gate: What the rights allow to compute and to keep.
        heads: Learned heads that are on.
        threads: Batches worked on at once.
        max_pixels: Largest picture, width times height.
        matcher: Finds the products of garments, once more after each tagging; None where nothing is matched.
    """

    def __init__(
        self,
        *,
        records: RecordStore,
        blobs: BlobStore,
        tagger: Tagger,
        gate: RightsGate,
        heads: HeadSet,
        threads: int,
        max_pixels: int,
        matcher: ProductMatcher | None = None,
    ) -> None:
        self._records = records
        self._blobs = blobs
        self._tagger = tagger
        self._gate = gate
        self._heads = heads
        self._threads = threads
        self._max_pixels = max_pixels
        self._matching = PhotoMatching(records, matcher)

    def run(self, *, progress: Callable[[], None] | None = None) -> RetagReport:
        """Tag every photo that the present tagger has not tagged.

        A photo whose master is missing or broken, or that the tagger fails on, keeps its facts and loses its vectors,
        which nothing can be compared with any more; it is tried again by each run until that works. Facts that persons
        have stated stay, see `keep_stated`.

        Args:
            progress: Called for each photo that was looked at.
        """
        failed: list[tuple[Asset, Failure]] = []
        tagged = known = 0
        for end in self._ends():
            if end.failure is not None:
                failed.append((end.asset, end.failure))
            elif end.tagged:
                tagged += 1
            else:
                known += 1
            if progress is not None:
                progress()
        waiting = sum(failure.retryable for _, failure in failed)
        return RetagReport(tagged=tagged, known=known, failed=tuple(failed), waiting=waiting)

    def tag_again(self, assets: Sequence[Asset]) -> None:
        """Tag some photos now that are due; where that fails they stay due, and `run` takes them."""
        due = [asset for asset in assets if self.is_due(asset)]
        for at in range(0, len(due), BATCH):
            self._batch(due[at : at + BATCH])

    def is_due(self, asset: Asset) -> bool:
        """Whether a photo has vectors of another space, or another tagger or another version of it looked at it."""
        embeddings = (each.garment.embedding for each in numbered_garments(asset.tags))
        spaces = {embedding.space for embedding in embeddings if embedding is not None}
        return bool(spaces - {self._tagger.space}) or self._heads.name_over(asset.tagger) != self._tagger.name

    def _ends(self) -> Iterator[_End]:
        pool = ThreadPoolExecutor(max_workers=self._threads, thread_name_prefix="retag")
        try:
            after: str | None = None
            while page := self._records.list_assets(after=after, limit=_PAGE):
                due = []
                for asset in page:
                    if self.is_due(asset):
                        due.append(asset)
                    else:
                        yield _End(asset=asset)
                for ends in pool.map(self._batch, [due[at : at + BATCH] for at in range(0, len(due), BATCH)]):
                    yield from ends
                after = page[-1].id
        finally:
            pool.shutdown(cancel_futures=True)

    def _batch(self, assets: Sequence[Asset]) -> list[_End]:
        opened = [self._open(asset) for asset in assets]
        ready = [(asset, photo) for asset, photo in zip(assets, opened, strict=True) if isinstance(photo, Photo)]
        answers = iter(self._tag(ready))
        ends = []
        for asset, photo in zip(assets, opened, strict=True):
            answer = next(answers) if isinstance(photo, Photo) else photo
            ends.append(self._end(asset, answer, photo=photo if isinstance(photo, Photo) else None))
        return ends

    def _open(self, asset: Asset) -> Photo | Failure:
        try:
            return decode_photo(self._master(asset), max_pixels=self._max_pixels)
        except (WornbyError, OSError) as error:
            return _failure(error)

    def _master(self, asset: Asset) -> bytes:
        try:
            return self._blobs.get(master_name(asset.id))
        except NotFoundError as exc:
            message = "Its stored picture is missing. Take the photo in again with `wornby ingest`, then repeat this."
            raise NotFoundError(message) from exc

    def _tag(self, ready: Sequence[tuple[Asset, Photo]]) -> Sequence[PhotoTags | Failure]:
        """Tag a batch; where it breaks, each photo alone, so that one does not take the others with it."""
        if not ready:
            return []
        purposes = [self._gate.purposes(asset.rights) for asset, _ in ready]
        try:
            return self._tagger.tag([for_tagger(photo, asset) for asset, photo in ready], purposes=purposes)
        except WornbyError as error:
            if len(ready) == 1:
                return [_failure(error)]
            return [answer for each in ready for answer in self._tag([each])]

    def _end(self, asset: Asset, answer: PhotoTags | Failure, *, photo: Photo | None) -> _End:
        try:
            return self._written(asset, answer, photo=photo)
        except (WornbyError, OSError) as error:
            return _End(asset=asset, failure=_failure(error))

    def _written(self, asset: Asset, answer: PhotoTags | Failure, *, photo: Photo | None) -> _End:
        if isinstance(answer, Failure) and answer.retryable:
            drop_outdated_answers(asset, records=self._records, blobs=self._blobs)
            return _End(asset=asset, failure=answer)
        # Matched outside of the transaction, which holds everybody up.
        matched = None
        if photo is not None and isinstance(answer, PhotoTags):
            matched = self._matching.matched(self._tagged(asset, answer), photo.pixels)
        written, _ = self._records.merge_asset(
            asset.id, decide=lambda known: (self._decide(known, answer, read=asset, matched=matched), None)
        )
        subject = written.subject if written is not None else asset.subject
        drop_outdated_answers(replace(asset, subject=subject), records=self._records, blobs=self._blobs)
        if written is not None:
            if matched is not None and photo is not None:
                self._matching.describe(written, photo.pixels)
            failure = answer if isinstance(answer, Failure) else None
            return _End(asset=written, tagged=failure is None, failure=failure)
        standing = self._records.get_asset(asset.id)
        if standing is None or not self.is_due(standing):
            return _End(asset=asset)
        if isinstance(answer, Failure):
            return _End(asset=asset, failure=answer)
        # Its rights allow more now than was computed.
        return self._batch([standing])[0]

    def _decide(
        self, known: Asset | None, answer: PhotoTags | Failure, *, read: Asset, matched: Asset | None
    ) -> Asset | None:
        """What to write, seen what others have written since. Runs inside of the transaction."""
        if known is None or not self.is_due(known):
            return None
        if isinstance(answer, Failure):
            if known.tags is None or not known.tagger:
                return None
            # Nobody's name: the facts say for themselves whose they are, and the photo stays due.
            return replace(known, tags=without_vectors(known.tags), tagger="")
        if not self._gate.purposes(known.rights) <= self._gate.purposes(read.rights):
            return None
        tagged = self._tagged(known, answer)
        if matched is None or known.products != read.products:
            return replace(tagged, matches=(), matcher="")
        found = replace(tagged, matches=matched.matches, matcher=matched.matcher)
        return kept_matches(found, read=matched.tags)

    def _tagged(self, asset: Asset, answer: PhotoTags) -> Asset:
        stated = with_declared(keep_stated(asset.tags, answer), asset.generation)
        subject = moved_subject(asset, stated)
        tags = self._gate.strip(stated, asset.rights, subject=subject)
        return replace(asset, tags=tags, tagger=self._tagger.name, subject=subject)


def _failure(error: WornbyError | OSError) -> Failure:
    """The failure that an error means. One of a store or a disk passes; one of a picture does not."""
    failure = Failure.of(error)
    return replace(failure, retryable=failure.retryable or isinstance(error, StoreError | OSError))
