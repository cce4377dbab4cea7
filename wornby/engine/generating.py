"""Generated pictures: made where the library has none of this request, taken in like photos."""

from collections.abc import Callable
from typing import Protocol

from wornby.datamodel import Asset, AssetKind, Clause, IngestOptions, Outcome, Product
from wornby.datamodel.library import PictureMade, PictureOrder
from wornby.errors import NotFoundError
from wornby.generation.products import ProductPicture
from wornby.generation.service import GenerationService
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

_HITS = 8


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

    def known(self, order: PictureOrder, product: Product) -> list[PictureMade] | None:
        """The pictures of an order where all of them are there; None where one would have to be made.

        Raises:
            ConsentError: It asks by what no picture is made by.
            InputError: It cannot be drawn.
        """
        plan = self._service.plan(order, product, picture=self._picture(product.sku))
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
        plan = self._service.plan(order, product, picture=self._picture(product.sku))
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
