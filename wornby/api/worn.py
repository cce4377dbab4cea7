"""What the wearer of a photo wears, thing by thing, and which products those are."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from wornby.api.pictures import product_pictures
from wornby.api.wire_gallery import GoodsOut, ImageAddress, WornOut
from wornby.api.wording import Wording
from wornby.datamodel import NOT_VISIBLE, Asset, Carried, MatchState, PhotoTags, Product, carried_products
from wornby.datamodel.standing import NumberedGarment, numbered_garments, standing_matches
from wornby.datamodel.tags import sure_value
from wornby.engine import Engine

_SIGNS = {"EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$"}
_SURE = (MatchState.CONFIRMED, MatchState.LIKELY)


def worn_things(
    asset: Asset,
    *,
    tags: PhotoTags | None,
    wearer: int | None,
    own: str,
    engine: Engine,
    wording: Wording,
    address: ImageAddress,
) -> list[WornOut]:
    """Garments of one wearer, those that are products first; then products of whose garment nothing is known.

    A product that the photo was given for is laid on the one garment that can be it: by its kind, else by where that is
    worn. Where several can, it stands in the list without a place.

    Args:
        asset: The photo.
        tags: What may be said of it.
        wearer: Their number; what nobody wears where there is none.
        own: The product whose gallery this is.
        engine: Knows products and their pictures.
        wording: Of the shopper's language.
        address: Gives pictures their addresses.
    """
    garments = [each for each in numbered_garments(tags) if each.wearer == wearer]
    carried = carried_products(asset).get(wearer, {})
    known = {sku: product for sku in carried if (product := engine.records.get_product(sku))}
    pictures = product_pictures(engine, sorted(known))
    placed = _placed(asset, carried, garments=garments, pictures=pictures, engine=engine)
    goods = {
        sku: _goods(product, carried[sku], picture=pictures.get(sku), own=own, address=address)
        for sku, product in known.items()
    }
    at_garment = {number: sku for sku, number in placed.items() if sku in goods}
    things = [_worn(each, wording=wording, goods=goods.get(at_garment.get(each.number, ""))) for each in garments]
    things += [
        WornOut(title=each.title, color="", at=None, goods=each) for sku, each in goods.items() if sku not in placed
    ]
    named = [thing for thing in things if thing.title or thing.goods]
    return sorted(named, key=lambda thing: (thing.goods is None, thing.goods is not None and not thing.goods.own))


def price_of(product: Product) -> str:
    """A price as shops write it: "€29.00", "CHF 29.00"; empty where there is none."""
    if not product.price:
        return ""
    try:
        amount = f"{Decimal(product.price):,.2f}"
    except InvalidOperation:
        return f"{product.price} {product.currency}".strip()
    sign = _SIGNS.get(product.currency)
    return f"{sign}{amount}" if sign else f"{product.currency} {amount}".strip()


def shop_link(product: Product) -> str:
    """Where a product stands in the shop: a web address, or a path of the page's own host; else nothing."""
    link = product.link
    if link.startswith("/") and not link.startswith(("//", "/\\")):
        return link
    return link if urlsplit(link).scheme in {"http", "https"} else ""


def _placed(
    asset: Asset,
    carried: Mapping[str, Carried],
    *,
    garments: Sequence[NumberedGarment],
    pictures: Mapping[str, Asset],
    engine: Engine,
) -> dict[str, int]:
    """The number of the garment that each product is."""
    numbers = {each.number for each in garments}
    wearer = garments[0].wearer if garments else None
    placed: dict[str, int] = {}
    matches = (each for each in standing_matches(asset) if each.state in _SURE and each.match.wearer == wearer)
    for each in sorted(matches, key=lambda one: (one.state is not MatchState.CONFIRMED, -one.match.score)):
        number = each.match.garment
        if each.match.sku in carried and number in numbers and number not in placed.values():
            placed.setdefault(each.match.sku, number)
    for sku in carried:
        free = [each for each in garments if each.number not in placed.values()]
        if sku not in placed and sku in pictures:
            found = _only_one(pictures[sku], free, engine=engine)
            placed |= {} if found is None else {sku: found}
    return placed


def _only_one(picture: Asset, garments: Iterable[NumberedGarment], *, engine: Engine) -> int | None:
    """The garment that the product on a picture of the shop can be, where it is one alone."""
    kinds = {sure_value(each.garment.kind) for each in numbered_garments(picture.tags)} - {""}
    same = [each.number for each in garments if sure_value(each.garment.kind) in kinds]
    if len(same) == 1:
        return same[0]
    values = engine.vocabulary.attributes["garment.kind"].values
    places = {place for value in values if value.id in kinds for place in value.places}
    near = [each.number for each in garments if each.garment.place in places]
    return near[0] if len(near) == 1 and not same else None


def _worn(each: NumberedGarment, *, wording: Wording, goods: GoodsOut | None) -> WornOut:
    garment = each.garment
    told = (sure_value(garment.kind), sure_value(garment.color))
    kind, family = ("" if value == NOT_VISIBLE else value for value in told)
    said = [wording.value("garment.kind", kind)] if kind else []
    said += [wording.within(wording.value("garment.color", family))] if family and kind else []
    box = garment.box
    middle = [round((box.x_min + box.x_max) / 2, 4), round((box.y_min + box.y_max) / 2, 4)]
    return WornOut(
        title=goods.title if goods else ", ".join(said),
        color=garment.color.hex if garment.color else "",
        at=middle,
        goods=goods,
    )


def _goods(product: Product, state: Carried, *, picture: Asset | None, own: str, address: ImageAddress) -> GoodsOut:
    return GoodsOut(
        sku=product.sku,
        title=product.title,
        price=price_of(product),
        link=shop_link(product),
        src=address(picture.id, "thumb") if picture else None,
        own=product.sku == own,
        likely=state is Carried.LIKELY,
    )
