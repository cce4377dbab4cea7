"""The library as flat rows."""

from collections.abc import Iterator, Mapping

from wornby.datamodel import Asset, AssetKind, Carried, GarmentTags, WearerTags, carried_products
from wornby.datamodel.tags import sure_value

WEARER_ATTRIBUTES = ("hair.color", "hair.length", "eyewear.kind", "headwear.kind", "bag.kind")


def export_rows(asset: Asset) -> Iterator[dict[str, object]]:
    """One row for each garment; a wearer without garments, and a photo without both, give one row each.

    `products` are those that the wearer carries for sure, `given_products` those that the picture was taken in for.
    """
    head: dict[str, object] = {
        "asset_id": asset.id,
        "asset_kind": asset.kind.value,
        "title": asset.title,
        "given_products": "|".join(asset.products),
        "rights_state": asset.rights.state.value,
        "purposes": "|".join(sorted(asset.rights.purposes)),
        "width_px": asset.width_px,
        "height_px": asset.height_px,
        "created_at": asset.created_at.isoformat(),
        "tagger": asset.tagger,
        "photo_kind": sure_value(asset.tags.photo.get("photo.kind")) if asset.tags else "",
    }
    carried = carried_products(asset)
    wearers: list[tuple[int | None, WearerTags | None]] = []
    loose: tuple[GarmentTags, ...] = ()
    if asset.tags is not None:
        wearers = list(enumerate(asset.tags.wearers))
        loose = asset.tags.garments
    if loose or not wearers:
        wearers.append((None, None))
    for number, wearer in wearers:
        worn = asset.products if asset.kind is AssetKind.PRODUCT else _sure(carried.get(number, {}))
        base = head | {"wearer": number, "products": "|".join(worn)} | _wearer(wearer)
        garments = wearer.garments if wearer else loose
        for garment in garments or (None,):
            yield base | _garment(garment)


def _sure(carried: Mapping[str, Carried]) -> list[str]:
    return [sku for sku, why in carried.items() if why is not Carried.LIKELY]


def _wearer(wearer: WearerTags | None) -> dict[str, object]:
    facts = wearer.attributes if wearer else {}
    return {attribute.replace(".", "_"): sure_value(facts.get(attribute)) for attribute in WEARER_ATTRIBUTES}


def _garment(garment: GarmentTags | None) -> dict[str, object]:
    color = garment.color if garment else None
    pattern = garment.pattern if garment else None
    further = garment.attributes if garment else {}
    return {
        "place": garment.place.value if garment and garment.place else "",
        "garment_kind": sure_value(garment.kind) if garment else "",
        "garment_kind_confidence": garment.kind.confidence if garment else None,
        "color_family": sure_value(color),
        "color_name": color.name if color else "",
        "color_hex": color.hex if color else "",
        "color_share": color.share if color else None,
        "pattern": sure_value(pattern),
        "garment_attributes": "|".join(f"{name}={fact.value}" for name, fact in further.items() if not fact.unsure),
    }
