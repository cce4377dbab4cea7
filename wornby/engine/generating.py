"""Generated pictures: made where the library has none of this request, taken in like photos."""

from collections.abc import Callable, Iterator
from typing import Protocol

from wornby.datamodel import Asset, AssetKind, Clause, Filters, IngestOptions, Outcome, Product, Purpose
from wornby.datamodel.library import PictureMade, PictureOrder
from wornby.errors import NotFoundError
from wornby.generation.products import ProductPicture
from wornby.generation.service import GenerationService, Plan
from wornby.imaging.decode import decode_photo
from wornby.ingest.pipeline import master_name
from wornby.interfaces import BlobStore, RecordStore, VectorIndex


class TakeIn(Protocol):
    """Takes bytes in under a title, with what is said about them."""

    def __call__(self, content: bytes, *, title: str, options: IngestOptions) -> tuple[Asset, Outcome]:
        """Take one picture in."""
        ...


Seen = Callable[[PictureMade], None]
"""Called for each picture that is there."""

FIRST_SHOPPER_SEED = 2**30
"""Seeds from here on are those of orders that follow from a shopper's filters."""

_HITS = 8
_PAGE = 200


def may_be_shown(asset: Asset) -> bool:
    """Whether a generated picture may be given out: it shows what was asked for, and its rights still allow display."""
    passed = asset.generation is not None and asset.generation.fidelity.passed
    return passed and asset.rights.allows(Purpose.DISPLAY)


def was_withdrawn(sku: str, seed: int, *, index: VectorIndex, records: RecordStore) -> bool:
    """Whether a picture of a product with this seed passed, by whichever tagger, and may not be shown now."""
    hidden = Clause(attribute="rights.display", values=frozenset({"no"}))
    assets = _generated(sku, hidden, index=index, records=records)
    return any(one.generation and one.generation.seed == seed and one.generation.fidelity.passed for one in assets)


def has_shoppers_pictures(sku: str, count: int, *, index: VectorIndex, records: RecordStore) -> bool:
    """Whether so many pictures of a product were generated for shoppers, those that have not passed among them."""
    if index.count(_of(sku)) < count:
        # An asset has an entry at least: nothing need be read for most products.
        return False
    assets = _generated(sku, index=index, records=records)
    return len({one.id for one in assets if one.generation and one.generation.seed >= FIRST_SHOPPER_SEED}) >= count


def _of(sku: str) -> Filters:
    return (
        Clause(attribute="asset.kind", values=frozenset({AssetKind.GENERATED.value})),
        Clause(attribute="product", values=frozenset({sku})),
    )


def _generated(sku: str, *further: Clause, index: VectorIndex, records: RecordStore) -> Iterator[Asset]:
    after: str | None = None
    while hits := index.scroll(filters=(*_of(sku), *further), after=after, limit=_PAGE):
        after = hits[-1].id
        yield from records.get_assets(list(dict.fromkeys(hit.id.rpartition(".")[0] for hit in hits))).values()


class PictureMaker:
    """Makes pictures of products.

    Args:
        service: Plans, draws and judges.
        records: What is there already.
        blobs: Pictures of the products.
        index: Finds them.
        max_pixels: Largest picture, width times height.
    """

    def __init__(
        self,
        service: GenerationService,
        *,
        records: RecordStore,
        blobs: BlobStore,
        index: VectorIndex,
        max_pixels: int,
    ) -> None:
        self._service = service
        self._records = records
        self._blobs = blobs
        self._index = index
        self._max_pixels = max_pixels
        self._planned: tuple[object, Plan] | None = None

    def known(self, order: PictureOrder, product: Product) -> list[PictureMade] | None:
        """The pictures of an order where all of them are there; None where one would have to be made.

        Raises:
            ConsentError: It asks by what no picture is made by.
            InputError: It cannot be drawn.
        """
        plan = self._plan(order, product)
        found = [self._found(self._service.key(plan, seed), plan.sku) for seed in plan.seeds]
        made = [PictureMade(asset=asset, outcome=Outcome.KNOWN) for asset in found if asset is not None]
        return made if len(made) == len(found) else None

    def make(
        self, order: PictureOrder, product: Product, *, take_in: TakeIn, seen: Seen | None = None
    ) -> list[PictureMade]:
        """Make the pictures of an order; what was made before is given back as it is.

        Args:
            order: What is asked for.
            product: Of the order's SKU.
            take_in: Puts a picture into the library.
            seen: Called for each picture.

        Raises:
            ConsentError: It asks by what no picture is made by.
            InputError: It cannot be drawn.
            ModelError: The generator failed.
        """
        plan = self._plan(order, product)
        made = []
        for seed in plan.seeds:
            known = self._found(self._service.key(plan, seed), plan.sku)
            if known is not None:
                one = PictureMade(asset=known, outcome=Outcome.KNOWN)
            else:
                drawn = self._service.make(plan, seed)
                asset, outcome = take_in(drawn.content, title=drawn.title, options=drawn.options)
                one = PictureMade(asset=asset, outcome=outcome)
            made.append(one)
            if seen is not None:
                seen(one)
        return made

    def _plan(self, order: PictureOrder, product: Product) -> Plan:
        """The plan of an order. Who looks first whether it is there, and then has it made, plans once."""
        state = order, product, self._records.last_change()
        planned = self._planned
        if planned is not None and planned[0] == state:
            return planned[1]
        plan = self._service.plan(order, product, picture=self._picture(product.sku))
        # One value, set at once: another thread sees this plan or the one before, each with its own state.
        self._planned = (state, plan) if order.print_file is None else None
        return plan

    def _found(self, key: str, sku: str) -> Asset | None:
        asset = self._records.find_generated(key)
        # Two products that look the same share a picture; the second still has to be written beside the first.
        return asset if asset is not None and sku in asset.products else None

    def _picture(self, sku: str) -> ProductPicture | None:
        """The shop's picture of a product, the first that can be read."""
        filters = (
            Clause(attribute="asset.kind", values=frozenset({AssetKind.PRODUCT.value})),
            Clause(attribute="product", values=frozenset({sku})),
        )
        hits = self._index.scroll(filters=filters, after=None, limit=_HITS)
        assets = self._records.get_assets(list(dict.fromkeys(hit.id.rpartition(".")[0] for hit in hits)))
        for asset in assets.values():
            try:
                content = self._blobs.get(master_name(asset.id))
            except NotFoundError:
                continue
            photo = decode_photo(content, max_pixels=self._max_pixels)
            return ProductPicture(pixels=photo.pixels, tags=asset.tags)
        return None
