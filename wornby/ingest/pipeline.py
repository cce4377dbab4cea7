"""The path of a photo: read, decode, tag, store, commit. A batch of jobs goes in, the same jobs come out, in order."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from wornby.datamodel import (
    Asset,
    Failure,
    Job,
    JobState,
    Match,
    Outcome,
    Photo,
    PhotoTags,
    Purpose,
    Rights,
    RightsNote,
)
from wornby.datamodel.labels import answers_name
from wornby.datamodel.provenance import is_synthetic
from wornby.datamodel.rights import CLOSED_STATES, check_given
from wornby.datamodel.sources import title_of
from wornby.datamodel.standing import kept_matches
from wornby.datamodel.subjects import is_one_persons, subject_of
from wornby.errors import ConflictError, ErasedError, ModelError, WornbyError
from wornby.imaging.decode import decode_photo
from wornby.imaging.renditions import RENDITIONS
from wornby.ingest.answers import drop_outdated_answers
from wornby.ingest.declared import with_declared
from wornby.ingest.encoding import PictureEncoder
from wornby.ingest.joint import JointEmbedder
from wornby.ingest.matching import PhotoMatching
from wornby.interfaces import BlobStore, PhotoSource, ProductMatcher, RecordStore, RightsGate, Tagger
from wornby.interfaces.stores import ERASED_MESSAGE, Decision

MAX_ATTEMPTS = 3
MASTERS = "masters"
RENDITION_FILES = "renditions"
ID_DIGITS = 24
_PLAIN, _MARKED = ".v2.jpg", ".v2.marked.jpg"
# What older versions wrote, with bystanders in view: never shown, and swept away.
_OLD = (".jpg", ".marked.jpg")
INGEST = "system/ingest"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IngestLimits:
    """What a photo may be at most, and the secret that asset ids are derived with."""

    max_bytes: int
    max_pixels: int
    id_secret: bytes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parcel:
    """A job on its way, each stage adding its field; with a failure it passes the later stages untouched.

    Attributes:
        outdated: The records changed since the photo was read, in a way that makes what was read too little.
    """

    job: Job
    photo: Photo | None = None
    asset: Asset | None = None
    tags: PhotoTags | None = None
    matches: tuple[Match, ...] = ()
    matcher: str = ""
    failure: Failure | None = None
    outdated: bool = False


def master_name(asset_id: str) -> str:
    """Name of the stored picture: upright, sRGB, without metadata."""
    return f"{MASTERS}/{asset_id}.jpg"


def rendition_name(asset_id: str, name: str, *, marked: bool = False) -> str:
    """Name of a smaller copy for showing; one with a visible mark has another name than one without.

    So what was kept before pictures were marked, before bystanders were hidden, or before an asset's rights said that
    it is synthetic, is not found.
    """
    return f"{RENDITION_FILES}/{asset_id}.{name}{_MARKED if marked else _PLAIN}"


def is_marked_name(file: str) -> bool:
    """Whether the file of this name is a copy with a visible mark."""
    return file.endswith(_MARKED)


def is_old_name(file: str) -> bool:
    """Whether the file of this name is a copy that an older version kept, which is not shown any more."""
    return not file.endswith((_PLAIN, _MARKED))


def rendition_names(asset_id: str) -> tuple[str, ...]:
    """Names of all copies that an asset can ever have had."""
    endings = (_PLAIN, _MARKED, *_OLD)
    return tuple(f"{RENDITION_FILES}/{asset_id}.{name}{ending}" for name in RENDITIONS for ending in endings)


def file_names(asset_id: str) -> tuple[str, ...]:
    """Names of all files that an asset can have: copies, the master, kept answers."""
    return (*rendition_names(asset_id), master_name(asset_id), answers_name(asset_id))


class IngestPipeline:
    """Takes photos in. Safe to run from several threads and processes at once.

    Args:
        records: Where assets and jobs are kept.
        blobs: Where pictures are kept.
        encoder: Makes what is kept.
        source: Where photos are read.
        tagger: Who states the facts.
        gate: What the rights allow to compute and to keep.
        limits: Sizes, and the secret behind the ids.
        joint: Embeds what a photo shows for search by text.
        matcher: Finds the products of garments; None where nothing is matched.
    """

    def __init__(
        self,
        *,
        records: RecordStore,
        blobs: BlobStore,
        encoder: PictureEncoder,
        source: PhotoSource,
        tagger: Tagger,
        gate: RightsGate,
        limits: IngestLimits,
        joint: JointEmbedder | None = None,
        matcher: ProductMatcher | None = None,
    ) -> None:
        self._records = records
        self._blobs = blobs
        self._encoder = encoder
        self._source = source
        self._tagger = tagger
        self._gate = gate
        self._limits = limits
        self._joint = joint
        self._matching = PhotoMatching(records, matcher)

    def run(self, jobs: Sequence[Job]) -> list[Job]:
        """Run a batch. Each job comes back done with an outcome, or failed with a reason; all are written."""
        parcels = [self._guard(self._read, Parcel(job=job)) for job in jobs]
        parcels = self._tag(parcels)
        parcels = [self._guard(self._commit, parcel) for parcel in parcels]
        failed = [parcel.job for parcel in parcels if parcel.job.state is JobState.FAILED]
        if failed:
            self._records.finish(failed)
        return [self.run([parcel.job])[0] if parcel.outdated else parcel.job for parcel in parcels]

    def asset_id(self, sha256: str) -> str:
        """The id of a photo in this library: the same bytes, the same id; not to be guessed from outside."""
        return asset_id_of(sha256, secret=self._limits.id_secret)

    def id_of(self, content: bytes) -> str:
        """The id that a photo with these bytes has, or would have."""
        return photo_id(content, secret=self._limits.id_secret)

    @staticmethod
    def _guard(stage: Callable[[Parcel], Parcel], parcel: Parcel) -> Parcel:
        if parcel.failure is not None:
            return parcel
        try:
            return stage(parcel)
        except (WornbyError, OSError) as error:
            return _fail(parcel, Failure.of(error))

    def _read(self, parcel: Parcel) -> Parcel:
        job = parcel.job
        check_given(job.options.rights, evidence=job.options.evidence)
        if job.attempts > MAX_ATTEMPTS:
            message = f"Begun {MAX_ATTEMPTS} times and never finished: this photo seems to stop the process."
            raise ModelError(message)
        content = self._source.read(job.source, limit_bytes=self._limits.max_bytes)
        asset_id = self.id_of(content)
        known = self._records.get_asset(asset_id)
        if known is None and self._records.is_erased(asset_id):
            raise ErasedError(ERASED_MESSAGE)
        if known is not None and not _needs_tagging(known, job) and self._blobs.exists(master_name(asset_id)):
            return replace(parcel, asset=known, tags=known.tags)
        photo = decode_photo(content, max_pixels=self._limits.max_pixels)
        asset = _new_asset(asset_id, photo, job) if known is None else merge(known, job)
        return replace(parcel, photo=photo, asset=asset)

    def _tag(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        waiting = [parcel for parcel in parcels if parcel.failure is None and parcel.photo is not None]
        photos = [
            for_tagger(parcel.photo, parcel.asset) for parcel in waiting if parcel.photo and parcel.asset is not None
        ]
        purposes = [self._gate.purposes(parcel.asset.rights) for parcel in waiting if parcel.asset is not None]
        answers = self._tagger.tag(photos, purposes=purposes) if waiting else []
        tagged = dict(zip((parcel.job.id for parcel in waiting), answers, strict=True))
        return [self._tagged(parcel, tagged.get(parcel.job.id)) for parcel in parcels]

    def _tagged(self, parcel: Parcel, answer: PhotoTags | Failure | None) -> Parcel:
        if answer is None or parcel.asset is None:
            return parcel
        if isinstance(answer, Failure):
            return _fail(parcel, answer)
        stated = with_declared(answer, parcel.asset.generation)
        tags = self._gate.strip(stated, parcel.asset.rights, subject=parcel.asset.subject)
        tagged = replace(parcel, tags=tags)
        if parcel.photo is None:
            return tagged
        found = self._matching.matched(replace(parcel.asset, tags=tags), parcel.photo.pixels)
        return replace(tagged, matches=found.matches, matcher=found.matcher)

    def _commit(self, parcel: Parcel) -> Parcel:
        asset, photo = parcel.asset, parcel.photo
        if asset is None:
            message = "A photo came to be stored without a record."
            raise ModelError(message)
        if photo is not None:
            # Outside of the transaction, which holds everybody up. A crash in between leaves files without a record:
            # the job runs again and writes the same ones, or a sweep finds them.
            self._store(asset, photo)
        written, done = self._merge(parcel, asset)
        if photo is not None:
            drop_outdated_answers(asset, records=self._records, blobs=self._blobs)
        if done is None:
            return replace(parcel, outdated=True)
        standing = written if written is not None or photo is None else self._records.get_asset(asset.id)
        if standing is not None and not standing.rights.allows(Purpose.DISPLAY):
            self._hide(standing)
        if self._joint is not None and standing is not None and photo is not None:
            self._joint.take(standing, photo.pixels)
        if standing is not None and photo is not None:
            self._matching.describe(standing, photo.pixels)
        return replace(parcel, job=done)

    def _merge(self, parcel: Parcel, asset: Asset) -> Decision:
        try:
            return self._records.merge_asset(
                asset.id, decide=lambda known: self._decide(parcel, known, asset=asset), note=note_of(parcel.job)
            )
        except ErasedError:
            # Somebody erased the photo while it was tagged: its files were written before that was known.
            self._hide(asset)
            for file in (master_name(asset.id), answers_name(asset.id)):
                self._blobs.delete(file)
            raise

    def _decide(self, parcel: Parcel, known: Asset | None, *, asset: Asset) -> Decision:
        """What to write, seen what others have written since this photo was read. Runs inside of the transaction."""
        job, photo = parcel.job, parcel.photo
        if photo is None and (known is None or _needs_tagging(known, job)):
            return None, None
        outcome, unchanged = Outcome.ADDED, False
        final = asset if photo is None else self._with_found(asset, parcel)
        if known is not None:
            merged = merge(known, job)
            # What is stored was tagged for the rights that held; what was tagged for fewer purposes says less.
            usable = photo is not None and self._gate.purposes(merged.rights) <= self._gate.purposes(asset.rights)
            final = self._with_found(merged, parcel) if usable else merged
            unchanged = merged == known and known.tags is not None
            outcome = Outcome.KNOWN if unchanged else Outcome.UPDATED
            if is_claim(known, job):
                outcome = Outcome.CLAIMED
        if final.tags is not None:
            stripped = replace(final, tags=self._gate.strip(final.tags, final.rights, subject=final.subject))
            final = kept_matches(stripped, read=final.tags)
        if photo is not None and not self._blobs.exists(master_name(asset.id)):
            # A deletion of the same photo, or a sweep, came between. None can come now.
            self._store(final, photo)
        done = replace(job, state=JobState.DONE, outcome=outcome, asset_id=asset.id, failure=None)
        return (None if unchanged else final), done

    def _with_found(self, asset: Asset, parcel: Parcel) -> Asset:
        """The asset with what was found in its photo. It is due for matching where it is of products not looked at."""
        told = parcel.asset.products if parcel.asset is not None else ()
        return replace(
            asset,
            tags=parcel.tags,
            tagger=self._tagger.name,
            matches=parcel.matches,
            matcher=parcel.matcher if set(asset.products) <= set(told) else "",
        )

    def _store(self, asset: Asset, photo: Photo) -> None:
        if not self._blobs.exists(master_name(asset.id)):
            self._blobs.put(master_name(asset.id), self._encoder.master(asset, photo.pixels))
        if asset.rights.allows(Purpose.DISPLAY):
            for name in RENDITIONS:
                content = self._encoder.rendition(asset, photo.pixels, name=name)
                self._blobs.put(rendition_name(asset.id, name, marked=is_synthetic(asset)), content)

    def _hide(self, asset: Asset) -> None:
        for file in rendition_names(asset.id):
            self._blobs.delete(file)


def photo_id(content: bytes, *, secret: bytes) -> str:
    """The id that a photo with these bytes has in the library with this secret."""
    return asset_id_of(hashlib.sha256(content).hexdigest(), secret=secret)


def asset_id_of(sha256: str, *, secret: bytes) -> str:
    """The id of the photo whose bytes have this SHA-256, as 64 hexadecimal digits."""
    return hmac.new(secret, sha256.encode(), hashlib.sha256).hexdigest()[:ID_DIGITS]


def merge(known: Asset, job: Job) -> Asset:
    """What an asset becomes when its photo is given again: a caption as given, if any; products added.

    Its rights stay: whoever has a photo could else change what its wearer allowed. See `is_claim`. With a product
    added it is due for matching again.

    Raises:
        ConflictError: The rights were taken back or refused; giving the photo again does not restore them.
    """
    options = job.options
    if is_claim(known, job) and known.rights.state in CLOSED_STATES:
        message = f"The rights of this photo are {known.rights.state}: taking it in again does not restore them."
        raise ConflictError(message)
    added = tuple(sku for sku in options.products if sku not in known.products)
    return replace(
        known,
        products=known.products + added,
        generation=options.generation or known.generation,
        caption=options.caption or known.caption,
        matcher="" if added else known.matcher,
    )


def for_tagger(photo: Photo, asset: Asset) -> Photo:
    """A photo with whose appearance may be computed, and whether it may leave the house, as the asset's rights say."""
    subject = subject_of(asset)
    return replace(
        photo,
        one_person=is_one_persons(asset.rights),
        subject=subject.box if subject else None,
        sha256=asset.sha256,  # of a photo that is tagged again, the stored copy is read
        may_leave=any(asset.rights.allows(purpose) for purpose in Purpose),
    )


def is_claim(known: Asset, job: Job) -> bool:
    """Whether a photo that is in already was given with other rights than it has."""
    return job.options.rights not in {Rights(), known.rights}


def note_of(job: Job) -> RightsNote:
    """Who gives the photo of a job its rights."""
    options = job.options
    return RightsNote(actor=options.by or INGEST, text=options.rights.text, evidence=options.evidence)


def _needs_tagging(known: Asset, job: Job) -> bool:
    merge(known, job)
    return known.tags is None


def _fail(parcel: Parcel, failure: Failure) -> Parcel:
    return replace(parcel, failure=failure, job=replace(parcel.job, state=JobState.FAILED, failure=failure))


def _new_asset(asset_id: str, photo: Photo, job: Job) -> Asset:
    return Asset(
        id=asset_id,
        kind=job.options.kind,
        sha256=photo.sha256,
        title=title_of(job.source),
        format=photo.format,
        width_px=photo.width_px,
        height_px=photo.height_px,
        rights=job.options.rights,
        products=job.options.products,
        created_at=datetime.now(UTC),
        generation=job.options.generation,
        caption=job.options.caption,
    )
