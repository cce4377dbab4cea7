"""What commands print: Rich tables for people, plain values for JSON."""

import json
import sys
from collections.abc import Iterable, Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from wornby.cli.context import plain
from wornby.datamodel import (
    Asset,
    Facet,
    FacetValue,
    Fact,
    Failure,
    GarmentTags,
    PhotoTags,
    Product,
    Relaxation,
)
from wornby.datamodel.tags import sure_value
from wornby.tagging.wire import tags_json


def print_json(value: object) -> None:
    """Print one JSON document on standard output, and flush it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def make_table(*columns: str, title: str | None = None) -> Table:
    """Return an empty table in the house's style."""
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def failures_table(failures: Iterable[tuple[str, Failure]]) -> Table:
    """What failed, and why."""
    table = make_table("what", "code", "why", title="[red]Failed[/red]")
    for name, failure in failures:
        table.add_row(plain(name), failure.code, plain(failure.message))
    return table


def products_table(products: Iterable[Product]) -> Table:
    """Products with price and swatch."""
    table = make_table("sku", "title", "price", "swatch")
    for product in products:
        price = f"{product.price} {product.currency}".strip()
        table.add_row(plain(product.sku), plain(product.title), plain(price), swatch(product.swatch))
    return table


def swatch(color: str) -> Text:
    """Return a colour as a block and its code."""
    if not color:
        return Text("")
    return Text.assemble(("██ ", color), color)


def asset_dict(asset: Asset) -> dict[str, object]:
    """One photo of the library, for JSON."""
    head: dict[str, object] = {
        "schema": "wornby.asset/1",
        "id": asset.id,
        "kind": asset.kind.value,
        "title": asset.title,
        "caption": asset.caption,
        "sha256": asset.sha256,
        "format": asset.format,
        "width_px": asset.width_px,
        "height_px": asset.height_px,
        "rights": {"state": asset.rights.state.value, "purposes": sorted(asset.rights.purposes)},
        "products": list(asset.products),
        "created_at": asset.created_at.isoformat(),
        "tagger": asset.tagger,
    }
    return head | (tags_json(asset.tags) if asset.tags else {"photo": {}, "wearers": [], "garments": []})


def asset_table(asset: Asset) -> Group:
    """One photo of the library, for people."""
    head = make_table("", "")
    head.show_header = False
    purposes = ", ".join(sorted(asset.rights.purposes)) or "nothing"
    for name, value in (
        ("id", asset.id),
        ("title", asset.title),
        ("caption", asset.caption or "-"),
        ("kind", asset.kind.value),
        ("size", f"{asset.width_px} x {asset.height_px} px, {asset.format}"),
        ("products", ", ".join(asset.products) or "-"),
        ("rights", f"{asset.rights.state.value}, for {purposes}"),
        ("tagged by", asset.tagger or "-"),
    ):
        head.add_row(f"[bold]{name}[/bold]", plain(value))
    return Group(head, "", tags_table(asset.tags)) if asset.tags else Group(head)


def tags_table(tags: PhotoTags) -> Table:
    """Every statement about a photo: who, what, how sure, by whom."""
    table = make_table("who", "attribute", "value", "sure", "source")
    for name, fact in tags.photo.items():
        table.add_row("photo", name, _stated(fact), f"{fact.confidence:.0%}", plain(fact.source))
    for number, wearer in enumerate(tags.wearers, start=1):
        who = f"wearer {number}"
        for name, fact in wearer.attributes.items():
            table.add_row(who, name, _stated(fact), f"{fact.confidence:.0%}", plain(fact.source))
        for garment in wearer.garments:
            _add_garment(table, who, garment=garment)
    for garment in tags.garments:
        _add_garment(table, "nobody", garment=garment)
    return table


def _stated(fact: Fact) -> str:
    """A value; a question mark says that it is kept for review only."""
    return plain(fact.value) + ("?" if fact.unsure else "")


def tags_summary(tags: PhotoTags) -> tuple[str, str]:
    """Return the kind of photo, and one line on its main wearer or garment."""
    kind = tags.photo["photo.kind"].value if "photo.kind" in tags.photo else ""
    parts: list[str] = []
    garments: Sequence[GarmentTags] = tags.garments
    if tags.wearers:
        wearer = tags.wearers[0]
        garments = wearer.garments
        parts.extend(
            f"{name.partition('.')[0]} {fact.value}"
            for name, fact in wearer.attributes.items()
            if fact.value not in {"none", "not_visible"} and not fact.unsure
        )
    for garment in garments:
        words = (sure_value(garment.color), sure_value(garment.pattern), sure_value(garment.kind) or "garment")
        parts.append(" ".join(word for word in words if word not in {"", "solid"}))
    return kind, ", ".join(parts)


def counted(one: FacetValue | Relaxation) -> str:
    """A count for people, with a plus where there may be a few more."""
    return f"{one.count}+" if one.at_least else str(one.count)


def facets_dict(facets: Iterable[Facet]) -> dict[str, object]:
    """Facets for JSON, by attribute."""
    return {
        facet.attribute: {
            "title": facet.title,
            "values": [
                {"value": each.value, "title": each.title, "count": each.count, "at_least": each.at_least}
                for each in facet.values
            ],
        }
        for facet in facets
    }


def facets_table(facets: Sequence[Facet]) -> Table:
    """Facets for people."""
    table = make_table("attribute", "values")
    for facet in facets:
        values = ", ".join(f"{each.value} {counted(each)}" for each in facet.values if each.count)
        table.add_row(facet.attribute, plain(values))
    return table


def _add_garment(table: Table, who: str, *, garment: GarmentTags) -> None:
    place = garment.place.value if garment.place else "garment"
    fact = garment.kind
    table.add_row(who, f"{place} kind", _stated(fact), f"{fact.confidence:.0%}", plain(fact.source))
    if garment.color is not None:
        color = garment.color
        family = color.family + ("?" if color.unsure else "")
        value = Text.assemble(("██ ", color.hex), f"{family} ({color.name}), {color.share:.0%} of it")
        sure = "" if color.confidence is None else f"{color.confidence:.0%}"
        table.add_row("", f"{place} color", value, sure, plain(color.source))
    if garment.pattern is not None:
        fact = garment.pattern
        table.add_row("", f"{place} pattern", _stated(fact), f"{fact.confidence:.0%}", plain(fact.source))
    for name, fact in garment.attributes.items():
        table.add_row("", f"{place} {plain(name)}", _stated(fact), f"{fact.confidence:.0%}", plain(fact.source))
