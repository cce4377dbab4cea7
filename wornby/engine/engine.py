"""The engine: what the command line and the HTTP API call."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from wornby.datamodel import (
    ApiKey,
    Asset,
    BoundingBox,
    Facet,
    Filters,
    Gallery,
    IngestOptions,
    Job,
    Outcome,
    Product,
    Purpose,
    Query,
    RightsNote,
    Scope,
    SearchResult,
)
from wornby.datamodel.library import (
    Check,
    ImportReport,
    IngestItem,
    IngestReport,
    JointReport,
    ModelInfo,
    PictureMade,
    PictureOrder,
    RetagReport,
    TagResult,
)
from wornby.datamodel.rights import RECORDS_NOTE, check_given
from wornby.datamodel.sources import UPLOAD, WEB, scheme_of
from wornby.engine.clients import Clients
from wornby.engine.delivering import Delivery
from wornby.engine.desks import Desks
from wornby.engine.doctor import run_checks
from wornby.engine.exports import export_rows
from wornby.engine.generating import Seen
from wornby.engine.keys import Keys
from wornby.engine.looking import Looking
from wornby.engine.masks import MaskPictures
from wornby.engine.parts import Parts
from wornby.engine.pictures import Pictures
from wornby.engine.products import import_products
from wornby.engine.relearning import apply_heads, is_behind
from wornby.engine.staff import OPERATOR, Staff
from wornby.engine.veiling import Veiling
from wornby.errors import ConfigurationError, InputError, NotFoundError, WornbyError, error_with_code
from wornby.imaging.decode import decode_photo
from wornby.ingest.encoding import PictureEncoder
from wornby.ingest.runs import Progress, new_run_id
from wornby.ingest.sweep import is_kept
from wornby.interfaces.photo_reports import PhotoReportStore
from wornby.rights import VocabularyGate
from wornby.vocabulary.words import search_words

PAGE = 200

log = structlog.get_logger(__name__)


class Engine:
    """One library. Safe to call from several threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.settings = parts.settings
        self.vocabulary = parts.vocabulary
        self.records = parts.records
        self.blobs = parts.blobs
        self.index = parts.index
        self.matches = parts.matches
        self.tuner = parts.tuner
        self._keys = Keys(parts.records)
        self.looking = Looking(faces=parts.faces, parser=parts.parser)
        self.clients = Clients(parts.records, secret=parts.client_secret)
        self._pictures = Pictures(
            records=parts.records,
            blobs=parts.blobs,
            encoder=PictureEncoder(parts.signer, finder=parts.bystanders),
            max_pixels=parts.settings.max_pixels,
        )
        self._masks = MaskPictures(blobs=parts.blobs, parser=parts.parser, max_pixels=parts.settings.max_pixels)
        self.delivery = Delivery(pictures=self._pictures, parser=parts.parser, faces=parts.faces)
        self._veiling = Veiling(records=parts.records, blobs=parts.blobs, gate=VocabularyGate(parts.vocabulary))
        self._desks = Desks(
            parts, photos=self, pictures=self._pictures, tag_again=self._say_more, settle=self._after_ingest
        )
        self.rights = self._desks.rights
        self.consent = self._desks.consent
        self.erasing = self._desks.erasing
        self.requests = self._desks.requests
        self.reporting = self._desks.reporting
        self.jobs = self._desks.jobs
        self.names = self._desks.names
        self.edits = self._desks.edits
        self.shelf = self._desks.shelf
        self.retention = self._desks.retention
        self.links = self._desks.links
        self.people = self._desks.people
        self.again = self._desks.again
        self.representation = self._desks.representation
        self.finder = self._desks.finder
        self._resume_lock = threading.Lock()

    @property
    def staff(self) -> Staff:
        """Users and sessions."""
        return self._parts.staff

    @property
    def reports(self) -> PhotoReportStore:
        """Reports of photos by shoppers."""
        return self._parts.reports

    @property
    def image_secret(self) -> bytes:
        """What addresses of pictures are signed with."""
        return self._parts.image_secret

    def close(self) -> None:
        """Save the index, where that works, and release the stores."""
        try:
            self._parts.snapshots.save()
        finally:
            self.records.close()

    def check_space(self) -> None:
        """Refuse a library whose vectors another version of the models made.

        Raises:
            SpaceMismatchError: It is one; the message names the command that mends it.
        """
        marker, last = self.index.marker, self.records.last_change()
        if marker == last:
            # What the index holds was checked when it came in; only the rest is looked at.
            return
        other = self.records.find_other_space(self.index.space, after=marker if marker < last else 0)
        if other is not None:
            self.index.space.check(other)

    # Products

    def import_products(self, rows: Iterable[Mapping[str, str]], *, base: Path | None = None) -> ImportReport:
        """Add or replace products, take their pictures in, and find the photos of those whose picture is new.

        Args:
            rows: See `engine.products.COLUMNS`.
            base: The folder that image paths start from.
        """
        products, items, report = import_products(rows, base=base)
        self.records.put_products(products)
        failed = self.ingest(items).failed if items else ()
        lines = {product.sku: line for line, product in report.lines}
        failures = tuple((lines.get((*job.options.products, "")[0], 0), job.failure) for job in failed if job.failure)
        return ImportReport(
            added=len(products),
            failures=tuple(sorted((*report.failures, *failures), key=_line)),
            to_match=self.matches.count_new(),
        )

    def list_products(self, *, after: str | None = None, limit: int = 100) -> list[Product]:
        """Products by SKU."""
        return self.records.list_products(after=after, limit=limit)

    def find_products(self, text: str, *, limit: int = 100) -> list[Product]:
        """Products whose SKU, title or description has some of the words, best first."""
        hits = self.records.search_texts(search_words(text), kind="product", limit=limit)
        found = (self.records.get_product(hit.id) for hit in hits)
        return [product for product in found if product is not None]

    def get_product(self, sku: str) -> Product:
        """One product.

        Raises:
            NotFoundError: Unknown SKU.
        """
        product = self.records.get_product(sku)
        if product is None:
            message = f"Unknown SKU {sku!r}. Import it first: wornby products import FILE.csv."
            raise NotFoundError(message)
        return product

    # Photos on their way in

    def ingest(self, items: Sequence[IngestItem], *, progress: Progress | None = None) -> IngestReport:
        """Take photos in. What is reported as done is stored; what failed stays as a job with its reason.

        Raises:
            NotFoundError: A SKU is unknown; nothing was begun.
        """
        self._check_products(items)
        report = self._parts.runs.ingest(items, progress=self._seen(progress))
        self._after_ingest()
        self._match_new()
        return report

    def ingest_one(self, item: IngestItem) -> tuple[Asset, Outcome]:
        """Take one photo in and wait until its job has ended, here or in the hands of another run.

        Raises:
            NotFoundError: A SKU is unknown, or nothing is where the photo should be.
            WornbyError: Why it was not taken in.
        """
        self._check_products([item])
        job = self._parts.runs.ingest_one(item, progress=self._seen(None))
        self._after_ingest()
        if job.failure is not None:
            raise error_with_code(job.failure.code, job.failure.message)
        return self.get_asset(job.asset_id or "", everything=True), job.outcome or Outcome.KNOWN

    def resume(self, *, progress: Progress | None = None, matching: bool = True) -> IngestReport:
        """Finish the jobs that wait, of any run.

        Args:
            progress: Told each finished job.
            matching: Whether to find the photos of new products then.
        """
        with self._resume_lock:
            report = self._parts.runs.resume(progress=self._seen(progress))
        self._after_ingest()
        if matching:
            self._match_new()
        return report

    def match_new(self, *, limit: int | None = None) -> int:
        """Find the photos of new products, unless there are too many at once; returns how many products still wait.

        Args:
            limit: Most products to look for now; all of them, where it is left out.
        """
        return self.matches.catch_up(limit=limit)

    def _match_new(self) -> None:
        """As `match_new`; a failure is logged: what was taken in is in, and the products go on waiting."""
        try:
            self.match_new()
        except (WornbyError, OSError):
            log.exception("match.new_failed")

    def tend_uploads(self) -> int:
        """Queue uploads again that failed for a reason that passes; returns how many. `resume` works them off."""
        return self._parts.sweeper.tend_uploads()

    def finish_erasures(self, *, older_than_s: float = 0.0) -> int:
        """Finish erasures that were cut off, and that were begun so long ago; returns how many.

        Raises:
            StoreError: One could still not be done.
        """
        return len(self.erasing.resume(older_than_s=older_than_s))

    def sweep_files(self) -> int:
        """Delete files that a crash left without a record; returns how many. Looks at every file."""
        return self._parts.sweeper.sweep_files()

    def ingest_bytes(self, content: bytes, *, title: str, options: IngestOptions) -> tuple[Asset, Outcome]:
        """Take one upload in.

        Raises:
            InputError: The picture cannot be used; its message says why.
            ConflictError: The photo's rights were taken back.
            StoreError: It could not be kept; nothing was.
        """
        # Decoded here first, so that the caller gets the very error; a bad picture leaves no job behind.
        decode_photo(content, max_pixels=self.settings.max_pixels)
        source = self.stage(content, title=title)
        try:
            return self.ingest_one(IngestItem(source=source, options=options))
        finally:
            self._parts.inbox.discard(source)

    def stage(self, content: bytes, *, title: str) -> str:
        """Keep an upload until its job is done; returns its source."""
        return self._parts.inbox.stage(content, title=title)

    def submit(self, items: Sequence[IngestItem]) -> list[Job]:
        """Write jobs for later; `resume` works them off.

        Returns:
            A job for each item, in order; where a run is at it already, that run's job.
        """
        self._check_products(items)
        return self._parts.runs.submit(items, run_id=new_run_id())

    def get_job(self, job_id: str) -> Job:
        """One job.

        Raises:
            NotFoundError: No such job.
        """
        job = self.records.get_job(job_id)
        if job is None:
            message = f"No job {job_id!r}."
            raise NotFoundError(message)
        return job

    def _check_products(self, items: Sequence[IngestItem]) -> None:
        for options in {id(item.options): item.options for item in items}.values():
            check_given(options.rights, evidence=options.evidence)
        for sku in sorted({sku for item in items for sku in item.options.products}):
            self.get_product(sku)

    def _seen(self, progress: Progress | None) -> Progress:
        """Forget an upload as soon as its job needs it no more, then pass the job on."""

        def seen(job: Job) -> None:
            if scheme_of(job.source) == UPLOAD and not is_kept(job):
                self._parts.inbox.discard(job.source)
            if progress is not None:
                progress(job)

        return seen

    def _say_more(self, assets: Sequence[Asset]) -> None:
        """Compute what the rights of some photos allow now."""
        self._parts.retagger.tag_again(assets)
        if self._parts.joint is not None:
            found = self.records.get_assets([asset.id for asset in assets])
            self._parts.joint.fill(list(found.values()))

    def _after_ingest(self) -> None:
        self._parts.sync.catch_up(force=True)
        self._parts.snapshots.save_if_due()

    # Assets

    def get_asset(self, asset_id: str, *, everything: bool = False) -> Asset:
        """One asset that may be shown; with `everything` also one that may not (staff).

        Raises:
            NotFoundError: No such asset, or it may not be shown: the two look the same from outside.
        """
        asset = self.records.get_asset(asset_id)
        if asset is None or not (everything or asset.rights.allows(Purpose.DISPLAY)):
            message = f"No asset {asset_id!r}."
            raise NotFoundError(message)
        return asset

    def count_assets(self) -> int:
        """Number of assets, also of those that may not be shown."""
        return self.records.count_assets()

    def list_assets(self, *, after: str | None = None, limit: int = 100, everything: bool = False) -> list[Asset]:
        """Assets by id; only those that may be shown, but with `everything`."""
        found: list[Asset] = []
        while len(found) < limit:
            page = self.records.list_assets(after=after, limit=PAGE)
            found += [asset for asset in page if everything or asset.rights.allows(Purpose.DISPLAY)]
            if len(page) < PAGE:
                break
            after = page[-1].id
        return found[:limit]

    def rendition(
        self, asset_id: str, *, name: str, everything: bool = False, making: Callable[[], None] | None = None
    ) -> bytes:
        """A JPEG for showing, made again from the master where it is missing. A synthetic one says so on its face.

        Args:
            asset_id: Of the asset.
            name: Of the rendition.
            everything: Also of what may not be shown; of that no copy is kept.
            making: Called before a copy is made; it may refuse.

        Raises:
            ConfigurationError: A generated picture could not be signed.
            NotFoundError: No such asset or rendition, or it may not be shown.
        """
        return self._pictures.rendition(self.get_asset(asset_id, everything=everything), name=name, making=making)

    def original(self, asset_id: str) -> bytes:
        """A photo with everybody in view, as JPEG without metadata: for the staff.

        Raises:
            NotFoundError: No such asset, or its master is gone.
        """
        return self._pictures.original(self.get_asset(asset_id, everything=True))

    def masks(self, asset_id: str) -> bytes:
        """Garments and people of a photo as shapes to lay over its "view", as the built-in parser sees them.

        Returns:
            A PNG with transparency. It is made anew each time and not kept.

        Raises:
            ModelError: The parser failed.
            NotFoundError: No such asset, or its master is gone.
        """
        return self._masks.draw(self.get_asset(asset_id, everything=True))

    def set_veils(self, asset_id: str, veils: tuple[BoundingBox, ...] | None) -> Asset:
        """Say what of a photo is hidden from others than the staff: boxes, nothing, or what is found where None.

        Raises:
            NotFoundError: No such asset.
        """
        return self._veiling.set_veils(asset_id, veils)

    def set_subject(self, asset_id: str, wearer: int | None, *, note: RightsNote = RECORDS_NOTE) -> Asset:
        """Say which wearer a photo belongs to: who consents, stays in view, and of whom appearance may be said.

        What is known of the appearance of others goes at once; that of the new subject comes with the next tagging.

        Args:
            asset_id: Of the asset.
            wearer: Number of the wearer, from 0; None for the main one, or for whom its wearer chooses.
            note: Who says so; it goes into the ledger.

        Raises:
            InputError: The photo has no such wearer.
            NotFoundError: No such asset.
        """
        return self._veiling.set_subject(asset_id, wearer, note=note)

    def choose_subject(self, asset_id: str, wearer: int | None, *, note: RightsNote) -> Asset:
        """The same by the wearer's own word; what they gave for another person's body or face falls.

        Raises:
            ConflictError: Staff decided whose photo it is, or what is hidden in it.
            InputError: The photo has no such wearer.
            NotFoundError: No such asset.
        """
        return self._veiling.choose_subject(asset_id, wearer, note=note)

    def delete_asset(self, asset_id: str, *, note: RightsNote | None = None) -> None:
        """Delete a photo with its tags, vectors and files.

        Args:
            asset_id: Which.
            note: Who deletes it, and why; it goes into the ledger.

        Raises:
            NotFoundError: No such asset.
            StoreError: A file could not be deleted; the record stays, so that it can be tried again.
        """
        self.get_asset(asset_id, everything=True)
        # Files go inside of the transaction: it lasts only if all of them are gone, and nobody who takes the same
        # photo in can come between. Cut off in the middle, the record stays, and so does the way to delete again.
        self.records.delete_asset(asset_id, files=lambda: self._pictures.delete(asset_id), note=note)
        self._parts.sync.catch_up(force=True)
        # At once: the vectors of a deleted photo do not stay on disk until the next snapshot is due.
        self._parts.snapshots.save()

    # Generated pictures

    def generate(self, order: PictureOrder, *, progress: Seen | None = None) -> list[PictureMade]:
        """Make pictures of people who do not exist, wearing a product, and take them in with their fidelity.

        What does not show what was asked for is kept and never shown. The same order gives the same pictures.

        Raises:
            ConsentError: It asks by what no picture is made by: a given person, ethnicity, age, gender …
            InputError: It cannot be drawn; the message says what to change.
            NotFoundError: Unknown SKU.
        """
        product = self.get_product(order.product)
        self._parts.sync.catch_up()
        return self._parts.maker.make(order, product, take_in=self.ingest_bytes, seen=progress)

    def find_generated(self, order: PictureOrder) -> list[PictureMade] | None:
        """The pictures of an order where all were made before; None where one would have to be made.

        Raises:
            ConsentError: It asks by what no picture is made by.
            InputError: It cannot be drawn.
            NotFoundError: Unknown SKU.
        """
        product = self.get_product(order.product)
        self._parts.sync.catch_up()
        return self._parts.maker.known(order, product)

    # Tags and search

    def tag(self, contents: Sequence[bytes], *, purposes: frozenset[Purpose]) -> list[TagResult]:
        """Tag pictures; nothing is stored."""
        return self._parts.tagging.tag(contents, purposes=purposes)

    def fetch(self, url: str) -> bytes:
        """The picture behind an address that a caller gives; nothing is kept.

        Raises:
            ImageTooLargeError: It is larger than an upload may be.
            InputError: No http(s) address, or one that is not fetched.
            NotFoundError: Nothing is there.
            ProviderError: The other side failed.
        """
        if scheme_of(url) not in WEB:
            message = "Give the address of a picture as http:// or https://."
            raise InputError(message)
        return self._parts.source.read(url, limit_bytes=self.settings.max_upload_bytes)

    def search(self, query: Query, *, image_url: str | None = None, image_bytes: bytes | None = None) -> SearchResult:
        """Answer a query; a picture may come as pixels, bytes or an address.

        Raises:
            InputError: The query or its picture cannot be used.
        """
        if image_url:
            image_bytes = self.fetch(image_url)
        if image_bytes is not None:
            photo = decode_photo(image_bytes, max_pixels=self.settings.max_pixels)
            query = replace(query, pixels=photo.pixels)
        self._parts.sync.catch_up()
        return self._parts.search.search(query)

    def gallery(
        self, sku: str, *, filters: Filters = (), cursor: str | None = None, k: int = 24, exact: bool = False
    ) -> Gallery:
        """A product with the photos of its wearers that may be shown; counts as they are where `exact`.

        Raises:
            NotFoundError: Unknown SKU.
        """
        self.get_product(sku)
        self._parts.sync.catch_up()
        return self._parts.search.gallery(sku, filters=filters, cursor=cursor, k=k, exact=exact)

    def count_wearers(self, skus: Sequence[str]) -> dict[str, int]:
        """Wearers of products whose photos may be shown, as they are: for the staff."""
        self._parts.sync.catch_up()
        return {sku: self._parts.search.count_worn(sku) for sku in skus}

    def facets(self, *, filters: Filters = (), everything: bool = False) -> tuple[Facet, ...]:
        """Counts over the wearers that a filter leaves."""
        self._parts.sync.catch_up()
        return self._parts.search.facets(filters, everything=everything)

    def apply_learned(self) -> int:
        """Bring the facts of all photos in line with the learned heads, from stored vectors; returns how many changed.

        No photo is decoded. What a head had replaced comes back where the head is off.
        """
        changed = apply_heads(self.records, self._parts.heads)
        self._parts.sync.catch_up(force=True)
        self.index.save()
        return changed

    def reindex(self) -> int:
        """Make the index again from the records; returns the number of assets.

        Raises:
            StoreError: The index could not be written down.
        """
        if is_behind(self.records, self._parts.heads):
            apply_heads(self.records, self._parts.heads)
        self.records.refill_texts()
        self._parts.sync.rebuild()
        self.index.save()
        return self.records.count_assets()

    def retag(self, *, progress: Callable[[], None] | None = None) -> RetagReport:
        """Tag the stored photos again that the present models have not tagged, then make the index again.

        While photos wait for a reason that passes, the index is not made: their vectors are still of another space.

        Args:
            progress: Called for each photo that was looked at.

        Raises:
            StoreError: The index could not be written down.
        """
        report = self._parts.retagger.run(progress=progress)
        if not report.waiting:
            self.reindex()
        return report

    def embed_joint(self, *, progress: Callable[[], None] | None = None) -> JointReport:
        """Embed the stored photos that have no vector of the joint encoder yet, for search by text.

        Args:
            progress: Called for each photo that was looked at.

        Raises:
            ConfigurationError: No encoder is set.
        """
        if self._parts.joint is None:
            message = "Search by text with an encoder needs WORNBY_ENCODER: `wornby models` lists what there is."
            raise ConfigurationError(message)
        report = self._parts.joint.run(progress=progress)
        self._parts.sync.catch_up(force=True)
        return report

    def export_rows(self) -> Iterator[dict[str, object]]:
        """One flat row for each garment of each wearer."""
        after: str | None = None
        while page := self.records.list_assets(after=after, limit=PAGE):
            for asset in page:
                yield from export_rows(asset)
            after = page[-1].id

    # The house

    def models(self) -> list[ModelInfo]:
        """Built-in models as installed."""
        return self._parts.models()

    def doctor(self) -> list[Check]:
        """What works here, what does not, and the command that mends it."""
        return run_checks(
            home=self.settings.home,
            records=self.records,
            index=self.index,
            models=self._parts.models,
            certificate=self._parts.signer.certificate,
            unfinished=self.erasing.unfinished,
        )

    def create_key(self, name: str, scopes: frozenset[Scope], *, by: str = OPERATOR) -> tuple[ApiKey, str]:
        """Make an API key. The secret is given once; only its hash is kept.

        Raises:
            InputError: No name or no scope.
        """
        return self._keys.create(name, scopes, by=by)

    def list_keys(self) -> list[ApiKey]:
        """All keys, revoked ones too."""
        return self.records.list_keys()

    def revoke_key(self, key_id: str, *, by: str = OPERATOR) -> ApiKey:
        """Revoke a key at once.

        Raises:
            NotFoundError: No such key.
        """
        return self._keys.revoke(key_id, by=by)

    def authenticate(self, secret: str) -> ApiKey:
        """The key that a secret belongs to.

        Raises:
            KeyMissingError: Unknown or revoked.
        """
        return self._keys.authenticate(secret)


def _line(failure: tuple[int, object]) -> int:
    return failure[0]
