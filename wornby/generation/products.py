"""A product as the garment that is to be drawn: from its texts, its swatch and its picture."""

from dataclasses import dataclass

from wornby.datamodel import Cloth, ColorFact, GarmentTags, Motif, PhotoTags, Pixels, Product
from wornby.datamodel.tags import garment_for_sale, sure_value
from wornby.errors import InputError
from wornby.imaging.colors import hex_to_lab, lab_to_hex, photo_light, read_color
from wornby.imaging.foreground import garment_mask
from wornby.imaging.prints import cut_motif
from wornby.vocabulary import Vocabulary
from wornby.vocabulary.products import ProductTexts, ProductWords

GRAPHIC = "graphic"
_OPEN = frozenset({"", "not_visible", "other"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProductPicture:
    """The shop's picture of a product. `tags` as the library has them."""

    pixels: Pixels
    tags: PhotoTags | None


class ProductReader:
    """Tells what garment a product is.

    Args:
        vocabulary: Reads the texts.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._texts = ProductTexts(vocabulary)

    def read(self, product: Product, picture: ProductPicture | None = None, *, motif: Motif | None = None) -> Cloth:
        """A product as a garment.

        The kind is what its title says, else its description, else its picture; the colour is the swatch, else that of
        the picture; the pattern is that of the title, else of the picture.

        Args:
            product: With its texts and swatch.
            picture: The shop's, if there is one.
            motif: Its print, where somebody gave one; else it is cut out of the picture of a graphic garment.

        Raises:
            InputError: Kind or colour cannot be told, or a print is spoken of and cannot be seen.
        """
        words = self._texts.read(product)
        seen = garment_for_sale(picture.tags, place=self._texts.place(words.kind)) if picture and picture.tags else None
        kind = words.kind or (sure_value(seen.kind) if seen else "")
        place = self._texts.place(kind)
        if place is None:
            message = (
                f"What garment {product.sku!r} is cannot be told. Say it in its title, such as “linen shirt”, or "
                "import a picture of it."
            )
            raise InputError(message)
        color = product.swatch.lower() or _color(picture, seen)
        if not color:
            message = f"The colour of {product.sku!r} cannot be told. Give it a swatch (#rrggbb), or import a picture."
            raise InputError(message)
        pattern = words.pattern or (sure_value(seen.pattern) if seen else "") or words.described
        pattern = "solid" if pattern in _OPEN and motif is None else pattern
        if motif is None and pattern == GRAPHIC:
            motif = _cut(picture, seen, color=color)
            pattern = self._without_print(product, words) if motif is None else pattern
        return Cloth(
            place=place,
            kind=kind,
            color=color,
            pattern=GRAPHIC if motif is not None else pattern,
            accents=_accents(seen.color if seen else None, pattern=pattern),
            cut=words.cut if kind == words.kind else "",
            motif=motif,
        )

    @staticmethod
    def _without_print(product: Product, words: ProductWords) -> str:
        if words.pattern == GRAPHIC:
            message = (
                f"The title of {product.sku!r} speaks of a print, and none can be cut out of its picture. Give the "
                "print as a picture: --print FILE, or the field print."
            )
            raise InputError(message)
        # The tagger takes a seam or a button for a print at times; the pixels do not.
        return "solid"


def _shows_wearers(picture: ProductPicture) -> bool:
    """Whether somebody is in a picture: its foreground as a whole is then not the garment for sale."""
    return picture.tags is not None and bool(picture.tags.wearers)


def _color(picture: ProductPicture | None, seen: GarmentTags | None) -> str:
    if seen is not None and seen.color is not None:
        return seen.color.hex
    if picture is None or _shows_wearers(picture):
        return ""
    reading = read_color(picture.pixels, garment_mask(picture.pixels), light=photo_light(picture.pixels))
    return lab_to_hex(reading.lab) if reading is not None else ""


def _accents(color: ColorFact | None, *, pattern: str) -> tuple[str, ...]:
    return () if color is None or pattern in {"solid", GRAPHIC} else tuple(code for code, _ in color.further)


def _cut(picture: ProductPicture | None, seen: GarmentTags | None, *, color: str) -> Motif | None:
    worn = seen is not None and seen.place is not None
    if picture is None or worn or (seen is None and _shows_wearers(picture)):
        # On a body the print follows the folds: cut out there, it would carry them.
        return None
    mask = garment_mask(picture.pixels)
    reading = read_color(picture.pixels, mask, light=photo_light(picture.pixels))
    swatch = hex_to_lab(color)
    return cut_motif(picture.pixels, mask, ground=reading.lab if reading is not None else swatch)
