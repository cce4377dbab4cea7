"""A product as the garment that is to be drawn: from its texts, its swatch and its picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wornby.datamodel import Cloth, ColorFact, GarmentTags, Motif, PhotoTags, Pixels, Place, Product
from wornby.datamodel.tags import sure_value
from wornby.errors import InputError
from wornby.imaging.colors import hex_to_lab, lab_to_hex, photo_light, read_color
from wornby.imaging.foreground import garment_mask
from wornby.imaging.prints import cut_motif
from wornby.vocabulary import Vocabulary
from wornby.vocabulary.lexicon import Lexicon, Role, Unit

GRAPHIC = "graphic"
_ENDS = frozenset({Role.BREAK, Role.WITH})
_OPEN = frozenset({"", "not_visible", "other"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProductPicture:
    """The shop's picture of a product. `tags` as the library has them."""

    pixels: Pixels
    tags: PhotoTags | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What texts say of a garment; what they do not say is empty."""

    kind: str = ""
    cut: str = ""
    pattern: str = ""


class ProductReader:
    """Tells what garment a product is.

    Args:
        vocabulary: Reads the texts.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        # Titles are full of names: what is only nearly a word of the vocabulary is none of it.
        self._lexicon = Lexicon(vocabulary, spelling=False)

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
        words = self._words(product)
        seen = _garment_of(picture, self._place(words.kind)) if picture else None
        kind = words.kind or (sure_value(seen.kind) if seen else "")
        place = self._place(kind)
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
        pattern = words.pattern or (sure_value(seen.pattern) if seen else "") or self._described(product)
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

    def _described(self, product: Product) -> str:
        """The pattern that a description names; a print that it speaks of may be on the back, or on another product."""
        found = (unit.values for unit in self._lexicon.units(product.description) if unit.role is Role.PATTERN)
        return next((min(values) for values in found if len(values) == 1 and GRAPHIC not in values), "")

    @staticmethod
    def _without_print(product: Product, words: _Words) -> str:
        if words.pattern == GRAPHIC:
            message = (
                f"The title of {product.sku!r} speaks of a print, and none can be cut out of its picture. Give the "
                "print as a picture: --print FILE, or the field print."
            )
            raise InputError(message)
        # The tagger takes a seam or a button for a print at times; the pixels do not.
        return "solid"

    def _words(self, product: Product) -> _Words:
        title = list(self._lexicon.units(product.title))
        noun = self._noun(_head_of(title)) or self._noun(title)
        noun = noun or self._noun(self._lexicon.units(product.description))
        patterns = [unit for unit in title if unit.role is Role.PATTERN]
        pattern = min(patterns[0].values) if patterns and len(patterns[0].values) == 1 else ""
        if noun is None:
            return _Words(pattern=pattern)
        kind = _kind_of(noun)
        plain = noun.words in {kind, kind.replace("-", " "), f"{kind}s"}
        return _Words(kind=kind, cut="" if plain else noun.words, pattern=pattern)

    @staticmethod
    def _noun(units: Iterable[Unit]) -> Unit | None:
        """The last garment of some words: a "shirt dress" is a dress."""
        found = [unit for unit in units if unit.role is Role.KIND and _kind_of(unit)]
        return found[-1] if found else None

    def _place(self, kind: str) -> Place | None:
        value = self._vocabulary.attribute("garment.kind").value(kind)
        return value.places[0] if value is not None and value.places else None


def _kind_of(unit: Unit) -> str:
    """The kind that a word names; of one for several, such as "shoes", the kind of this very name."""
    return min(unit.values) if len(unit.values) == 1 else next((kind for kind in unit.values if kind == unit.words), "")


def _head_of(units: Sequence[Unit]) -> Iterable[Unit]:
    """Words up to the first break after a garment: in "coat with a hood" the coat is for sale."""
    named = False
    for unit in units:
        if named and unit.role in _ENDS:
            return
        named = named or unit.role is Role.KIND
        yield unit


def _garment_of(picture: ProductPicture, place: Place | None) -> GarmentTags | None:
    """The garment of a picture that is for sale: one that nobody wears, else the one at its place.

    Any that is worn only where no text tells the place: what a model wears beside a cap is not the cap.
    """
    if picture.tags is None:
        return None
    worn = [garment for wearer in picture.tags.wearers for garment in wearer.garments]
    at_place = [garment for garment in worn if place is None or garment.place is place]
    return next(iter((*picture.tags.garments, *at_place)), None)


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
