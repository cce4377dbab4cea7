"""The matcher over the photos that are in the library already: those it has not seen, and those of new products."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import structlog

from wornby.datamodel import Asset, AssetKind, Clause, Failure, Filters, GarmentTags, Match, Pixels
from wornby.datamodel.library import MatchReport
from wornby.datamodel.standing import numbered_garments
from wornby.datamodel.tags import sure_value
from wornby.errors import ConfigurationError, ConflictError, ModelError, WornbyError
from wornby.imaging.decode import decode_photo
from wornby.ingest.matching import PhotoMatching
from wornby.ingest.pipeline import master_name
from wornby.interfaces import BlobStore, ProductMatcher, RecordStore, VectorIndex
from wornby.vocabulary import Vocabulary

MAX_CANDIDATES = 200
"""Photos that a new product is looked for in: those given for it, then those whose garments are nearest to it."""

MAX_NEW = 100
"""New product pictures whose photos are looked for at once; of more, `run` looks for them."""

_PAGE = 200
_TRIES = 3
_TOGETHER = 10
"""New products looked for together: a photo that may show several of them is opened once."""

log = structlog.get_logger(__name__)

Progress = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchParts:
    """What matching needs of a library.

    Attributes:
        matcher: The machine; None where nothing is matched, and people's decisions alone stand.
        settle: Brings the index up to date after the records changed.
        threads: Photos worked on at once.
        max_pixels: Largest master.
    """

    records: RecordStore
    blobs: BlobStore
    index: VectorIndex
    vocabulary: Vocabulary
    matcher: ProductMatcher | None
    settle: Callable[[], None]
    threads: int
    max_pixels: int


class MatchRuns:
    """What the machine does with stored photos. Several may run at once: what the records say meanwhile goes first."""

    def __init__(self, parts: MatchParts) -> None:
        self._parts = parts
        self._records = parts.records
        self._matching = PhotoMatching(parts.records, parts.matcher)

    @property
    def is_on(self) -> bool:
        """Whether there is a machine that matches."""
        return self._parts.matcher is not None

    @property
    def machine(self) -> str:
        """Name and version of the machine; empty where nothing is matched."""
        return "" if self._parts.matcher is None else self._parts.matcher.name

    def count_new(self) -> int:
        """Number of products whose photos are still to be found; none where nothing is matched.

        A matcher that comes later looks at every photo.
        """
        return len(self._records.list_waiting()) if self.is_on else 0

    def catch_up(self, *, at_most: int = MAX_NEW, limit: int | None = None) -> int:
        """Find the photos of new products, unless there are more of them than can be looked for at once.

        Args:
            at_most: Products that wait; where there are more, nothing is done.
            limit: Most products to look for now; all of them, where it is left out.

        Returns:
            Number of products that are still waiting; more than `at_most` are for `run`.
        """
        waiting = self._records.list_waiting()
        if waiting and self.is_on and len(waiting) <= at_most:
            self._find_waiting(dict(list(waiting.items())[:limit]))
        return self.count_new()

    def match_product(self, skus: Sequence[str]) -> int:
        """Find the photos of products, which the library may have had before them.

        Looked at are the photos that were given for a product and those whose garments are nearest to its pictures, of
        a kind that is worn in the same place, `MAX_CANDIDATES` for each product at most. What is found with these
        products takes the place of what was found with them before; other matches stay.

        Returns:
            Number of photos whose matches were written.

        Raises:
            ConfigurationError: Nothing is matched here.
        """
        self._must_be_on()
        wanted: dict[str, list[str]] = {}
        for sku in dict.fromkeys(skus):
            for asset_id in self._candidates(sku):
                wanted.setdefault(asset_id, []).append(sku)
        names = sorted(wanted)
        written = 0
        for page in (names[at : at + _PAGE] for at in range(0, len(names), _PAGE)):
            with ThreadPoolExecutor(max_workers=self._parts.threads, thread_name_prefix="match") as pool:
                written += sum(pool.map(lambda name: self._match_again(name, wanted[name]), page))
        self._parts.settle()
        return written

    def run(self, *, only_due: bool = True, progress: Progress | None = None) -> MatchReport:
        """Match all photos that the present machine has not matched, then find the photos of new products.

        What is done is kept: a run that was cut off goes on where it was. A photo that the machine fails on is listed,
        keeps its matches, and is tried again by each run.

        Args:
            only_due: False matches every photo anew.
            progress: Called for each picture that was looked at.

        Raises:
            ConfigurationError: Nothing is matched here.
        """
        self._must_be_on()
        waiting = self._records.list_waiting()
        described = self._describe(again=not only_due)
        matched = known = 0
        failed: list[tuple[Asset, Failure]] = []
        for asset, end in self._ends(only_due=only_due):
            matched += end is True
            known += end is False
            if isinstance(end, Failure):
                failed.append((asset, end))
            if progress is not None:
                progress()
        if only_due:
            self._find_waiting(waiting)
        else:
            self._records.forget_waiting(list(waiting))
        self._parts.settle()
        return MatchReport(matched=matched, known=known, described=described, failed=tuple(failed))

    def _ends(self, *, only_due: bool) -> Iterator[tuple[Asset, bool | Failure]]:
        """Each worn photo with whether it was matched, or why not."""

        def end(asset: Asset) -> bool | Failure:
            return self._match(asset) if self._is_due(asset) or not only_due else False

        pool = ThreadPoolExecutor(max_workers=self._parts.threads, thread_name_prefix="match")
        try:
            for page in self._pages(self._records.list_assets):
                worn = [asset for asset in page if asset.kind is AssetKind.WORN and asset.tags is not None]
                yield from zip(worn, pool.map(end, worn), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)

    def _match(self, asset: Asset) -> bool | Failure:
        """Match one photo; its record goes first where it changes meanwhile."""
        found: Asset | None = asset
        for _ in range(_TRIES):
            if found is None:
                return False
            try:
                matched = self._matching.matched(found, self.pixels(found.id))
                if not matched.matcher:
                    return Failure(code=ModelError.code, message="The matcher failed on it; the log says why.")
                if self._records.put_matches(found, matched.matches, matcher=matched.matcher):
                    return True
                found = self._records.get_asset(asset.id)
            except (WornbyError, OSError) as error:
                return Failure.of(error)
        return Failure(code=ConflictError.code, message="It is being changed all the time. Try again.", retryable=True)

    def _match_again(self, asset_id: str, skus: Sequence[str]) -> bool:
        """Match one photo with some products only; False where it is gone, or that fails: it is due for a run then."""
        try:
            written = self._put_again(asset_id, skus)
        except (WornbyError, OSError):
            log.exception("match.failed", asset_id=asset_id)
            written = False
        if written is False:
            self._make_due(asset_id)
        return written is True

    def _put_again(self, asset_id: str, skus: Sequence[str]) -> bool | None:
        """None where the photo is gone; False where the matcher fails, or it is being changed all the time."""
        for _ in range(_TRIES):
            asset = self._records.get_asset(asset_id)
            if asset is None or asset.tags is None:
                return None
            new = self._matching.matches_with(asset, self.pixels(asset_id), skus=skus)
            if new is None:
                return False
            if self._records.put_matches(asset, _merged(asset.matches, new, skus=skus), matcher=asset.matcher):
                return True
        return False

    def _make_due(self, asset_id: str) -> None:
        """Say of a photo that nobody has matched it; its matches stay until a run does."""
        for _ in range(_TRIES):
            asset = self._records.get_asset(asset_id)
            if asset is None or not asset.matcher or self._records.put_matches(asset, asset.matches, matcher=""):
                return
        # Not silently: whoever looks for the product's photos must look again.
        message = f"Photo {asset_id} is being changed all the time. Try again."
        raise ConflictError(message)

    def _is_due(self, asset: Asset) -> bool:
        return self._parts.matcher is not None and asset.matcher != self._parts.matcher.name

    def _describe(self, *, again: bool) -> int:
        """Make the features of the shop's own pictures that have none of this machine's; returns how many."""
        made, matcher = 0, self._parts.matcher
        for page in self._pages(self._records.list_product_assets):
            kept = {} if again else self._records.get_features([asset.id for asset in page])
            for asset in page:
                if matcher is not None and asset.id in kept and matcher.is_described(kept[asset.id]):
                    continue
                try:
                    made += self._matching.describe(asset, self.pixels(asset.id))
                except (WornbyError, OSError):
                    # Its master is gone or broken: the machine goes by the rest.
                    continue
        return made

    def _candidates(self, sku: str) -> Sequence[str]:
        """Ids of photos that may show a product, those given for it first."""
        worn = _clause("asset.kind", AssetKind.WORN.value)
        given = self._parts.index.scroll(filters=(worn, _clause("product", sku)), after=None, limit=MAX_CANDIDATES)
        names = [hit.id for hit in given]
        garments = [garment for asset in self.pictures_of(sku) for garment in _embedded(asset)]
        if garments:
            vectors = np.stack([each.embedding.vector for each in garments if each.embedding]).astype(np.float32)
            filters: Filters = (worn, *self._same_places(garments))
            names += [hit.id for hit in self._parts.index.query(vectors, filters=filters, k=MAX_CANDIDATES)]
        found = dict.fromkeys(name.rpartition(".")[0] for name in names)
        return list(found)[:MAX_CANDIDATES]

    def _same_places(self, garments: Sequence[GarmentTags]) -> Filters:
        """The clause that keeps garments of kinds that are worn where these may be; none where a kind is not sure."""
        kinds = {sure_value(garment.kind) for garment in garments}
        values = self._parts.vocabulary.attribute("garment.kind").values
        places = {place for value in values if value.id in kinds for place in value.places}
        same = [value.id for value in values if places & set(value.places)]
        return (_clause("garment.kind", *same),) if same and "" not in kinds else ()

    def pictures_of(self, sku: str) -> Sequence[Asset]:
        """The shop's own pictures of a product."""
        filters = (_clause("asset.kind", AssetKind.PRODUCT.value), _clause("product", sku))
        hits = self._parts.index.scroll(filters=filters, after=None, limit=MAX_CANDIDATES)
        ids = list(dict.fromkeys(hit.id.rpartition(".")[0] for hit in hits))
        return list(self._records.get_assets(ids).values())

    def pixels(self, asset_id: str) -> Pixels:
        """A stored picture. (H, W, 3), uint8, RGB.

        Raises:
            NotFoundError: Its master is gone.
        """
        return decode_photo(self._parts.blobs.get(master_name(asset_id)), max_pixels=self._parts.max_pixels).pixels

    def _must_be_on(self) -> None:
        if not self.is_on:
            message = "Products are not matched in this library: no matcher is set."
            raise ConfigurationError(message)

    def _find_waiting(self, waiting: Mapping[int, str]) -> None:
        """Find the photos of products that were noted, and forget each as soon as that is done."""
        # Their pictures may have come in through another process: a search without them would find nothing.
        self._parts.settle()
        numbers = list(waiting)
        for part in (numbers[at : at + _TOGETHER] for at in range(0, len(numbers), _TOGETHER)):
            self.match_product([waiting[number] for number in part])
            self._records.forget_waiting(part)

    @staticmethod
    def _pages(read: Callable[..., Sequence[Asset]]) -> Iterator[Sequence[Asset]]:
        after: str | None = None
        while page := read(after=after, limit=_PAGE):
            yield page
            after = page[-1].id


def _clause(attribute: str, *values: str) -> Clause:
    return Clause(attribute=attribute, values=frozenset(values))


def _embedded(asset: Asset) -> list[GarmentTags]:
    return [each.garment for each in numbered_garments(asset.tags) if each.garment.embedding is not None]


def _merged(old: Sequence[Match], new: Sequence[Match], *, skus: Sequence[str]) -> tuple[Match, ...]:
    """The old matches with the new ones in the place of those with the same products; best first for each garment."""
    whole = [*(match for match in old if match.sku not in set(skus)), *new]
    garments = list(dict.fromkeys((match.wearer, match.garment) for match in whole))
    return tuple(sorted(whole, key=lambda match: (garments.index((match.wearer, match.garment)), -match.score)))
