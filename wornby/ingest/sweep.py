"""What crashes and full disks leave behind: uploads whose job did not end well, files without a record."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import structlog

from wornby.datamodel import Asset, Job, JobState, Purpose, Rights, RightsState
from wornby.datamodel.labels import ANSWERS
from wornby.datamodel.provenance import is_synthetic
from wornby.errors import ModelError
from wornby.ingest.pipeline import MASTERS, RENDITION_FILES, is_marked_name, is_old_name
from wornby.interfaces import BlobStore, Inbox, RecordStore
from wornby.interfaces.stores import Decision

ORPHAN_AGE_S = 3600.0
"""An upload without a job that is younger may be one that a request is about to write the job of."""

RETRY_AGE_S = 60.0
"""An upload that is younger is not tried again yet."""

_PAGE = 500

log = structlog.get_logger(__name__)


def is_kept(job: Job) -> bool:
    """Whether the upload of a job that ended is still needed: to try again, or to see what stopped the process."""
    failure = job.failure
    return failure is not None and (failure.retryable or failure.code == ModelError.code)


class Sweeper:
    """Puts right what a run could not.

    Args:
        records: The truth.
        blobs: Where pictures are kept.
        inbox: Where uploads are kept.
    """

    def __init__(self, *, records: RecordStore, blobs: BlobStore, inbox: Inbox) -> None:
        self._records = records
        self._blobs = blobs
        self._inbox = inbox

    def tend_uploads(self) -> int:
        """Queue uploads again that failed for a reason that passes, such as a full disk; forget those without use.

        Returns:
            Number of jobs that wait again.
        """
        ages = self._inbox.ages()
        again: list[Job] = []
        for sources in _pages([source for source, age_s in ages.items() if age_s >= RETRY_AGE_S]):
            jobs = {job.source: job for job in self._records.list_jobs(sources=sources, limit=len(sources))}
            for source in sources:
                job = jobs.get(source)
                if job is None:
                    useless = ages[source] >= ORPHAN_AGE_S
                else:
                    useless = job.state in {JobState.DONE, JobState.FAILED} and not is_kept(job)
                if useless:
                    self._inbox.discard(source)
                elif job is not None and job.failure is not None and job.failure.retryable:
                    again.append(replace(job, state=JobState.QUEUED, attempts=0, failure=None))
        if again:
            self._records.enqueue(again)
            log.info("ingest.uploads_queued_again", jobs=len(again))
        return len(again)

    def sweep_files(self) -> int:
        """Delete pictures and answers that no record knows, copies that may not be shown, and files half written.

        Each is looked at again while nobody can write, so that a photo that is just coming in loses nothing.

        Returns:
            Number of files that were deleted.
        """
        count = self._blobs.remove_unfinished()
        for folder in (ANSWERS, MASTERS, RENDITION_FILES):
            for names in _pages(list(self._blobs.list(folder))):
                rights = self._records.get_rights([_asset_id(name) for name in names])
                for name in names:
                    held = rights.get(_asset_id(name))
                    if held is None or _is_suspect(name, held, folder=folder):
                        count += self._remove(name, folder=folder)
        if count:
            log.info("ingest.files_swept", files=count)
        return count

    def _remove(self, name: str, *, folder: str) -> bool:
        removed: list[str] = []

        def decide(known: Asset | None) -> Decision:
            if known is None or _is_useless(name, known, folder=folder):
                self._blobs.delete(name)
                removed.append(name)
            return None, None

        self._records.merge_asset(_asset_id(name), decide=decide)
        return bool(removed)


def _is_suspect(name: str, rights: Rights, *, folder: str) -> bool:
    """Whether a file may be one that is not to be there, from what can be read of many assets at once."""
    if folder != RENDITION_FILES:
        return folder == ANSWERS and not rights.purposes
    return (
        is_old_name(name)
        or not rights.allows(Purpose.DISPLAY)
        or is_marked_name(name) != (rights.state is RightsState.SYNTHETIC)
    )


def _is_useless(name: str, asset: Asset, *, folder: str) -> bool:
    """Whether a file of an asset is not to be there: a copy that may not be shown, answers that nobody may have."""
    if folder == RENDITION_FILES:
        return not _is_shown(name, asset)
    return folder == ANSWERS and not asset.rights.purposes


def _is_shown(name: str, asset: Asset) -> bool:
    """Whether a copy is what `Engine.rendition` would give: of an asset that may be shown, marked as it must be."""
    shown = asset.rights.allows(Purpose.DISPLAY) and not is_old_name(name)
    return shown and is_marked_name(name) == is_synthetic(asset)


def _asset_id(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]


def _pages(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _PAGE):
        yield names[start : start + _PAGE]
