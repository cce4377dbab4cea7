"""What a shopper's browser is told: ready words in the shopper's language, and nothing else about a photo."""

from collections.abc import Callable, Iterable, Sequence
from typing import Self

from pydantic import Field

from wornby.api.wire import Answer
from wornby.api.wire_in import Request
from wornby.api.wording import Wording
from wornby.datamodel import NOT_VISIBLE, Asset, AssetKind, Carried, Clause, Facet, FacetValue, Gallery, Hit, Relaxation
from wornby.datamodel.photo_reports import ReportReason
from wornby.datamodel.provenance import is_synthetic
from wornby.datamodel.tags import PhotoTags, sure_value
from wornby.vocabulary import Vocabulary

ImageAddress = Callable[[str, str], str]
"""From an asset's id and a rendition's name to the picture's address, below the address of the API."""

ABOUT = ("body.height", "size.worn", "body.build", "fit")
LOOKS = ("hair.color", "hair.length", "eyewear.kind", "headwear.kind", "bag.kind")
LIKE_ME = ("body.height", "body.build", "size.worn", "hair.color", "hair.length", "eyewear.kind")
"""What a shopper can say about themselves; it stays in the browser."""
UNSAID = frozenset({"", "none", NOT_VISIBLE, "not_worn"})

_FIRST = (*ABOUT, *LOOKS)
_MANY = len(_FIRST)
"""Place of the attributes that are not named above; what is said of any garment of somebody comes last."""
_HAIR = {"red": ("#a8492a",), "brown": ("#5b3a24",), "grey": ("#b9bbbf",)}
_COLORS = {
    "black": ("#1b1b1d",),
    "white": ("#ffffff",),
    "grey": ("#8d9094",),
    "beige": ("#dcc9a8",),
    "brown": ("#6f4a2f",),
    "red": ("#c62f36",),
    "pink": ("#ee8fae",),
    "orange": ("#ee7f2d",),
    "yellow": ("#f3cf3f",),
    "green": ("#3d8b4f",),
    "blue": ("#3f7fd0",),
    "navy": ("#1f2c56",),
    "purple": ("#7c4aa8",),
    "blonde": ("#e2c27a",),
    "vivid": ("#e0479e", "#3fb6d8", "#8bd450"),
    "multicolor": ("#c62f36", "#f3cf3f", "#3f7fd0"),
}


class CountOut(Answer):
    """A number of people; with `at_least` there may be a few more, who are not counted one by one."""

    count: int
    at_least: bool = Field(default=False, exclude_if=lambda at_least: not at_least)


class ChoiceOut(Answer):
    """A value that can be chosen."""

    value: str
    title: str


class FilterValueOut(ChoiceOut):
    """A value with the number of wearers that have it, and its colours where it is one."""

    count: int
    at_least: bool = Field(default=False, exclude_if=lambda at_least: not at_least)
    selected: bool
    colors: list[str] = Field(default_factory=list, exclude_if=lambda colors: not colors)

    @classmethod
    def of(cls, value: FacetValue, *, attribute: str, wording: Wording) -> Self:
        """From a value of a facet."""
        return cls(
            value=value.value,
            title=wording.value(attribute, value.value),
            count=value.count,
            at_least=value.at_least,
            selected=value.selected,
            colors=colors_of(attribute, value.value),
        )


class FilterOut(Answer):
    """What can be chosen of one attribute."""

    attribute: str
    title: str
    values: list[FilterValueOut]


class LikeMeOut(Answer):
    """What a shopper can say about themselves of one attribute."""

    attribute: str
    title: str
    values: list[ChoiceOut]


class ChosenOut(Answer):
    """A value that was chosen."""

    attribute: str
    value: str
    negate: bool
    title: str


class HintOut(CountOut):
    """A filter without which somebody is left, as it is written in `where`."""

    remove: str
    title: str


class TileOut(Answer):
    """One wearer's tile. `facts` are for ordering in the browser: what a shopper can also say about themselves."""

    photo: str
    wearer: int | None
    src: str
    width: int
    height: int
    alt: str
    said: list[str]
    facts: dict[str, str]
    generated: bool
    likely: bool

    @classmethod
    def of(cls, hit: Hit, *, product: str, wording: Wording, tags: PhotoTags | None, address: ImageAddress) -> Self:
        """From a hit.

        Args:
            hit: Of a product's gallery.
            product: Title of the product.
            wording: Of the shopper's language.
            tags: What may be said of the photo.
            address: Gives pictures their addresses.
        """
        facts = wearer_facts(tags, hit.wearer)
        said = _said(facts, wording=wording)
        likely, generated = hit.carried is Carried.LIKELY, is_synthetic(hit.asset)
        return cls(
            photo=hit.asset.id,
            wearer=hit.wearer,
            src=address(hit.asset.id, "thumb"),
            width=hit.asset.width_px,
            height=hit.asset.height_px,
            alt=_alt(product, said, wording=wording, generated=generated, likely=likely),
            said=said,
            facts={name: facts[name] for name in LIKE_ME if facts.get(name, "") not in {"", NOT_VISIBLE}},
            generated=generated,
            likely=likely,
        )


class GalleryPageOut(Answer):
    """A page of a product's gallery; facets, texts and what can be said about oneself come with the first page.

    `generated` says that no photo is left, and generated pictures stand in their place; `offers` that one can be made.
    """

    product: str
    lang: str
    total: CountOut
    generated: bool
    offers: bool
    tiles: list[TileOut]
    cursor: str | None
    chosen: list[ChosenOut]
    hints: list[HintOut]
    facets: list[FilterOut] | None = Field(default=None, exclude_if=lambda facets: facets is None)
    like_me: list[LikeMeOut] | None = Field(default=None, exclude_if=lambda like_me: like_me is None)
    texts: dict[str, str] | None = Field(default=None, exclude_if=lambda texts: texts is None)


class OfferedTileOut(Answer):
    """A generated picture; null where what was made does not show what was asked for, and why."""

    tile: TileOut | None
    reason: str


class WordsOut(Answer):
    """Filters that some words mean, and the words that mean none."""

    where: list[str]
    unread: list[str]


class RowOut(Answer):
    """One statement about a wearer."""

    title: str
    value: str


class GoodsOut(Answer):
    """A product to go to; `own` is the one whose gallery this is."""

    sku: str
    title: str
    price: str
    link: str
    src: str | None
    own: bool
    likely: bool


class WornOut(Answer):
    """One thing that somebody wears. `at` is its middle, in fractions of the photo's sides."""

    title: str
    color: str
    at: list[float] | None
    goods: GoodsOut | None


class PhotoOut(Answer):
    """One photo with what its wearer wears."""

    photo: str
    src: str
    width: int
    height: int
    alt: str
    generated: bool
    likely: bool
    rows: list[RowOut]
    worn: list[WornOut]


class TextsOut(Answer):
    """What the gallery says in one language."""

    lang: str
    texts: dict[str, str]


class ReportIn(Request):
    """What a shopper says is wrong with a photo."""

    reason: ReportReason


def colors_of(attribute: str, value: str) -> list[str]:
    """How a value that is a colour looks, as "#rrggbb"; several where it is several, none where it is no colour."""
    if not attribute.endswith(".color"):
        return []
    return list((_HAIR if attribute == "hair.color" else {}).get(value) or _COLORS.get(value, ()))


def wearer_facts(tags: PhotoTags | None, wearer: int | None) -> dict[str, str]:
    """The sure facts about one wearer of a photo, the fit of what they wear among them."""
    if tags is None or wearer is None or wearer >= len(tags.wearers):
        return {}
    worn = tags.wearers[wearer]
    fits = {sure_value(garment.attributes.get("fit")) for garment in worn.garments} - {""}
    facts = {name: sure_value(fact) for name, fact in worn.attributes.items()}
    return facts | ({"fit": fits.pop()} if len(fits) == 1 else {})


def facets_out(facets: Iterable[Facet], *, total: int, wording: Wording) -> list[FilterOut]:
    """The facets that a shopper can do something with: those about people first, none that all have in common."""
    found = []
    for facet in facets:
        values = [value for value in facet.values if value.value != NOT_VISIBLE and (value.count or value.selected)]
        common = all(value.count >= total and not value.selected for value in values)
        if values and not common:
            shown = [FilterValueOut.of(value, attribute=facet.attribute, wording=wording) for value in values]
            found.append(
                FilterOut(attribute=facet.attribute, title=wording.attribute(facet.attribute), values=_in_order(shown))
            )
    first = {name: number for number, name in enumerate(_FIRST)}
    return sorted(found, key=lambda facet: first.get(facet.attribute, _MANY + facet.attribute.startswith("garment.")))


def like_me_out(vocabulary: Vocabulary, *, wording: Wording) -> list[LikeMeOut]:
    """What a shopper can say about themselves."""
    return [
        LikeMeOut(
            attribute=name,
            title=wording.attribute(name),
            values=[
                ChoiceOut(value=value.id, title=wording.value(name, value.id))
                for value in vocabulary.attributes[name].values
                if value.id not in {NOT_VISIBLE, "not_worn"}
            ],
        )
        for name in LIKE_ME
    ]


def chosen_out(filters: Sequence[Clause], *, wording: Wording) -> list[ChosenOut]:
    """Filters value by value."""
    return [
        ChosenOut(
            attribute=clause.attribute,
            value=value,
            negate=clause.negate,
            title=wording.clause(clause.attribute, value, negate=clause.negate),
        )
        for clause in filters
        for value in sorted(clause.values)
    ]


def hints_out(relaxations: Sequence[Relaxation], *, wording: Wording) -> list[HintOut]:
    """What to leave out, as buttons say it."""
    return [
        HintOut(
            count=one.count,
            at_least=one.at_least,
            remove=one.part,
            title=wording.text(
                "without", name=wording.within(wording.attribute(one.part.partition("=")[0].rstrip("!")))
            ),
        )
        for one in relaxations
    ]


def is_generated(gallery: Gallery) -> bool:
    """Whether a gallery shows generated pictures since no photo is left."""
    hits = gallery.result.hits
    return bool(hits) and hits[0].asset.kind is AssetKind.GENERATED


def photo_alt(asset: Asset, *, product: str, facts: dict[str, str], wording: Wording) -> str:
    """A photo in words."""
    said = _said(facts, wording=wording)
    return _alt(product, said, wording=wording, generated=is_synthetic(asset), likely=False)


def _said(facts: dict[str, str], *, wording: Wording) -> list[str]:
    """What is there of somebody, in phrases as they stand within a sentence."""
    return [wording.within(wording.said(name, facts[name])) for name in _FIRST if facts.get(name, "") not in UNSAID]


def _alt(product: str, said: Sequence[str], *, wording: Wording, generated: bool, likely: bool) -> str:
    worn = wording.text("worn", name=product)
    words = f"{worn}: {', '.join(said)}" if said else worn
    if generated:
        return f"{wording.text('generated_picture')}: {words}"
    return f"{wording.text('likely')}: {words}" if likely else words


def _in_order(values: list[FilterValueOut]) -> list[FilterValueOut]:
    """As they came: most wearers first; what nobody wears last."""
    return sorted(values, key=lambda value: value.value == "none")
