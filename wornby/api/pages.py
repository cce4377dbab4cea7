"""The shop's pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Path as PathPart
from fastapi.responses import HTMLResponse

from wornby.api import wire
from wornby.api.auth import GuardedRoute, needs, sees_everything
from wornby.api.context import engine_of
from wornby.api.json_ld import image_graph
from wornby.api.pictures import product_pictures
from wornby.api.routes_gallery import FIRST_TILES
from wornby.api.routes_products import Cursor, Where
from wornby.api.sure import told_source
from wornby.api.templating import render
from wornby.api.worn import price_of
from wornby.datamodel import (
    NOT_VISIBLE,
    Asset,
    AssetKind,
    Carried,
    ColorFact,
    Fact,
    GarmentTags,
    Hit,
    Product,
    Scope,
    shown_products,
)
from wornby.datamodel.provenance import is_synthetic
from wornby.datamodel.tags import sure_value
from wornby.engine import Engine
from wornby.errors import FilterError
from wornby.search.filters import parse_where
from wornby.vocabulary import Vocabulary

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)

PRODUCTS_EACH = 60
RELATED = 4


@router.get("/console")
@needs(None)
def show_console() -> HTMLResponse:
    """The staff's console: an empty shell, whose scripts ask for everything in the session of who is signed in."""
    return render("console.html")


@router.get("/")
@needs(Scope.READ)
def show_products(request: Request, *, cursor: Cursor = None) -> HTMLResponse:
    """The shop's products."""
    engine = engine_of(request)
    found = engine.list_products(after=cursor, limit=PRODUCTS_EACH + 1)
    page = found[:PRODUCTS_EACH]
    pictures = product_pictures(engine, [product.sku for product in page])
    products = _cards(page, pictures)
    following = page[-1].sku if len(found) > PRODUCTS_EACH else None
    return render("products.html", products=products, cursor=following)


@router.get("/shop/{sku}")
@needs(Scope.READ)
def show_product(
    request: Request, sku: Annotated[str, PathPart(max_length=100)], *, where: Where = None
) -> HTMLResponse:
    """One product as a shop shows it, with the gallery of those who wear it and what goes with it."""
    engine = engine_of(request)
    known = engine.get_product(sku)
    others = _related(engine, sku)
    pictures = product_pictures(engine, [sku, *(other.sku for other in others)])
    picture = pictures.get(sku)
    first = _first_hits(engine, sku, where=where or [])
    shown = [(picture, known.title)] if picture else []
    shown += [(asset, f"{known.title}, worn") for asset in _for_machines(first)]
    return render(
        "shop.html",
        product=wire.ProductOut.of(known, picture=picture),
        price=price_of(known),
        related=_cards(others, pictures),
        expect=min(len(first), FIRST_TILES),
        preload=not where,
        json_ld=image_graph(shown),
    )


def _first_hits(engine: Engine, sku: str, *, where: Sequence[str]) -> Sequence[Hit]:
    """What the gallery begins with.

    Nothing where the address holds what is no filter, which the gallery says.
    """
    try:
        return engine.gallery(sku, filters=parse_where(where, engine.vocabulary)).result.hits
    except FilterError:
        return ()


def _for_machines(hits: Sequence[Hit]) -> list[Asset]:
    """Photos without those of likely wearers: machines collect what they read."""
    return [hit.asset for hit in hits if hit.carried is not Carried.LIKELY]


def _related(engine: Engine, sku: str) -> list[Product]:
    """A few other products: those that follow in the list, from its beginning again where it ends."""
    following = engine.list_products(after=sku, limit=RELATED)
    more = engine.list_products(limit=RELATED + 1) if len(following) < RELATED else []
    seen = {sku} | {product.sku for product in following}
    return [*following, *(product for product in more if product.sku not in seen)][:RELATED]


def _cards(products: Sequence[Product], pictures: Mapping[str, Asset]) -> list[tuple[wire.ProductOut, str]]:
    """Products with their prices as shops write them."""
    return [(wire.ProductOut.of(product, picture=pictures.get(product.sku)), price_of(product)) for product in products]


@router.get("/photos/{asset_id}")
@needs(Scope.READ)
def show_photo(request: Request, asset_id: Annotated[str, PathPart(max_length=100)]) -> HTMLResponse:
    """One photo with its boxes, tags, colours and sources."""
    engine = engine_of(request)
    asset = engine.get_asset(asset_id, everything=sees_everything(request))
    known = [product for sku in shown_products(asset) if (product := engine.records.get_product(sku))]
    groups = photo_groups(asset, engine.vocabulary)
    boxes = [box for group in groups for box in group.boxes]
    alt = _alt(groups, synthetic=is_synthetic(asset))
    return render(
        "photo.html",
        asset=wire.AssetOut.of(asset),
        products=known,
        groups=groups,
        boxes=boxes,
        alt=alt,
        json_ld=image_graph([(asset, _name_of(asset, known))]),
    )


def _name_of(asset: Asset, products: Sequence[Product]) -> str:
    """What is shown, without a word on who wears it: machines collect what they read."""
    titles = ", ".join(product.title for product in products)
    if asset.kind is AssetKind.PRODUCT:
        return titles or "Product"
    return f"{titles}, worn" if titles else "Picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRow:
    """One statement, ready to be shown. `percent` is the confidence, or of a colour its share."""

    title: str
    value: str
    percent: int
    source: str
    hex: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoBox:
    """One box, in thousandths of the photo's sides."""

    label: str
    kind: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GarmentCard:
    """One garment with its statements; `name` is its kind where that is sure enough."""

    name: str
    title: str
    rows: tuple[TagRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagGroup:
    """All that is stated about one wearer, or about what nobody wears."""

    title: str
    rows: tuple[TagRow, ...]
    garments: tuple[GarmentCard, ...]
    boxes: tuple[PhotoBox, ...]


def photo_groups(asset: Asset, vocabulary: Vocabulary) -> list[TagGroup]:
    """An asset's tags in words, a group for each wearer."""
    if asset.tags is None:
        return []
    groups = []
    for number, wearer in enumerate(asset.tags.wearers, start=1):
        title = "Wearer" if len(asset.tags.wearers) == 1 else f"Wearer {number}"
        boxes = [_box(wearer.box.as_tuple(), title, kind="wearer")]
        boxes += [
            _box(garment.box.as_tuple(), _name(garment, vocabulary), kind="garment") for garment in wearer.garments
        ]
        groups.append(
            TagGroup(
                title=title,
                rows=_rows(wearer.attributes, vocabulary),
                garments=tuple(_card(garment, vocabulary) for garment in wearer.garments),
                boxes=tuple(boxes),
            )
        )
    loose = asset.tags.garments
    if loose:
        cards = tuple(_card(garment, vocabulary) for garment in loose)
        marks = tuple(_box(garment.box.as_tuple(), _name(garment, vocabulary), kind="garment") for garment in loose)
        groups.append(TagGroup(title="Not worn by anybody", rows=(), garments=cards, boxes=marks))
    rows = _rows(asset.tags.photo, vocabulary)
    return [*groups, TagGroup(title="Photo", rows=rows, garments=(), boxes=())] if rows else groups


def _rows(facts: Mapping[str, Fact], vocabulary: Vocabulary) -> tuple[TagRow, ...]:
    """What is sure enough to be shown to a shopper."""
    return tuple(_row(name, fact, vocabulary=vocabulary) for name, fact in facts.items() if not fact.unsure)


def _row(attribute: str, fact: Fact, *, vocabulary: Vocabulary) -> TagRow:
    known = vocabulary.attributes.get(attribute)
    title = "Kind" if attribute == "garment.kind" else known.title if known else attribute
    return TagRow(
        title=title,
        value=", ".join(vocabulary.title(attribute, value) for value in fact.value.split("+")),
        percent=round(fact.confidence * 100),
        source=told_source(fact),
        hidden=fact.value == NOT_VISIBLE,
    )


def _card(garment: GarmentTags, vocabulary: Vocabulary) -> GarmentCard:
    kind = _rows({"garment.kind": garment.kind}, vocabulary)
    color = (_color_row(garment.color, vocabulary),) if garment.color else ()
    further = ({"garment.pattern": garment.pattern} if garment.pattern else {}) | dict(garment.attributes)
    rows = (*kind, *color, *_rows(further, vocabulary))
    place = vocabulary.attributes.get(f"{garment.place}.kind") if garment.place else None
    title = place.title if place else _name(garment, vocabulary)
    return GarmentCard(name=_name(garment, vocabulary), title=title, rows=rows)


def _color_row(color: ColorFact, vocabulary: Vocabulary) -> TagRow:
    sure = sure_value(color)
    family = vocabulary.title("garment.color", sure) if sure else ""
    value = color.name if not family else family if color.name.lower() == family.lower() else f"{family}, {color.name}"
    return TagRow(
        title="Colour", value=value, percent=round(color.share * 100), source=told_source(color), hex=color.hex
    )


def _name(garment: GarmentTags, vocabulary: Vocabulary) -> str:
    kind = sure_value(garment.kind)
    return vocabulary.title("garment.kind", kind) if kind else "Garment"


def _box(corners: tuple[float, float, float, float], label: str, *, kind: str) -> PhotoBox:
    x_min, y_min, x_max, y_max = (round(value * 1000) for value in corners)
    return PhotoBox(label=label, kind=kind, x=x_min, y=y_min, width=x_max - x_min, height=y_max - y_min)


def _alt(groups: list[TagGroup], *, synthetic: bool) -> str:
    said = ["Generated picture"] if synthetic else []
    for group in groups:
        facts = [f"{row.title.lower()} {row.value.lower()}" for row in group.rows if not row.hidden]
        garments = [card.name.lower() for card in group.garments]
        if group.boxes and facts + garments:
            said.append(f"{group.title}: {', '.join(facts + garments)}")
    return ". ".join(said) or "Photo"
