"""What the parser sees in a photo, drawn when somebody asks; nothing of it is kept."""

from wornby.datamodel import Asset, Purpose
from wornby.datamodel.subjects import is_one_persons, subject_of
from wornby.imaging.decode import decode_photo
from wornby.imaging.lossless import encode_png
from wornby.imaging.masks import draw_masks
from wornby.imaging.renditions import RENDITIONS, shrink
from wornby.ingest.pipeline import master_name
from wornby.interfaces import BlobStore, PartFinder


class MaskPictures:
    """Draws masks from masters.

    Args:
        blobs: Where masters are kept.
        parser: Says the part of each pixel.
        max_pixels: Largest master.
    """

    def __init__(self, *, blobs: BlobStore, parser: PartFinder, max_pixels: int) -> None:
        self._blobs = blobs
        self._parser = parser
        self._max_pixels = max_pixels

    def draw(self, asset: Asset) -> bytes:
        """A PNG to lay over the rendition "view": shapes only, transparent elsewhere.

        What is on a head is told apart from the skin only of whom the rights allow appearance.

        Raises:
            ModelError: The parser failed.
            NotFoundError: The master is gone.
        """
        master = decode_photo(self._blobs.get(master_name(asset.id)), max_pixels=self._max_pixels)
        labels = self._parser.read_parts(shrink(master.pixels, long_side_px=RENDITIONS["view"]))
        heads, box = asset.rights.allows(Purpose.APPEARANCE), None
        if is_one_persons(asset.rights):
            subject = subject_of(asset)
            heads, box = heads and subject is not None, subject.box if subject else None
        return encode_png(draw_masks(labels, heads=heads, subject=box))
