"""The work of `wornby demo`: take the demo shop in, and compare what was found with what was drawn."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

from wornby.cli.context import err, out, plain
from wornby.cli.render import failures_table, make_table
from wornby.cli.taking import parse_options, read_arguments, report_run, take_in
from wornby.datamodel import NOT_VISIBLE, Asset, IngestOptions, Job, PhotoTags, WearerTags
from wornby.demo import DemoPicture, demo_shop
from wornby.engine import Engine
from wornby.errors import NotFoundError

_MISTAKES_SHOWN = 3
# What the wearer declares cannot be found.
_SEEN = ("hair.color", "hair.length", "eyewear.kind", "headwear.kind", "bag.kind")
_GARMENT_PARTS = ("kind", "color", "pattern")


@dataclass(slots=True, kw_only=True)
class Tally:
    """How often one attribute came out as drawn."""

    agreed: int = 0
    total: int = 0
    mistakes: Counter[str] = field(default_factory=Counter)

    def add(self, drawn: str, *, found: str) -> None:
        """Count one comparison."""
        self.total += 1
        if drawn == found:
            self.agreed += 1
        else:
            self.mistakes[f"{drawn} → {found}"] += 1


def run_demo(engine: Engine, *, photos: Path | None) -> bool:
    """Prepare the demo library and print what was found; return whether a photo failed."""
    shop = demo_shop()
    imported = engine.import_products(shop.products, base=shop.folder)
    if imported.failures:
        err().print(failures_table((f"line {line}", failure) for line, failure in imported.failures))
    items, refused = read_arguments([str(shop.photos)], engine=engine, options=IngestOptions())
    ended: list[Job] = []
    report = take_in(engine, items, seen=ended.append)
    failed = report_run(report, refused=refused) or bool(imported.failures)
    assets = _assets(engine, ended)
    out().print(products_found(assets))
    out().print(agreement_table(compare(assets)))
    out().print(
        "[dim]Drawn figures, not photos: this shows that the parts work together, not how good the tags are.[/dim]"
    )
    if photos is not None:
        failed = _take_own(engine, photos) or failed
    return failed


def compare(assets: Mapping[str, Asset]) -> dict[str, Tally]:
    """Compare tags with the truth of the drawings, by attribute. `assets` by name of the drawing."""
    tallies: dict[str, Tally] = {}
    for each in demo_shop().pictures:
        asset = assets.get(each.name)
        tags = asset.tags if asset is not None else None
        wearer = tags.wearers[0] if tags is not None and tags.wearers else None
        tallies.setdefault("wearers", Tally()).add("1", found=str(len(tags.wearers)) if tags else "0")
        _compare_wearer(tallies, each, wearer=wearer)
    return tallies


def products_found(assets: Mapping[str, Asset]) -> Table:
    """Photos and wearers found, by product."""
    table = make_table("product", "title", "photos", "wearers found", title="What was found")
    by_sku: dict[str, list[PhotoTags | None]] = {}
    for each in demo_shop().pictures:
        asset = assets.get(each.name)
        by_sku.setdefault(each.sku, []).append(asset.tags if asset else None)
    for row in demo_shop().products:
        found = by_sku.get(row["sku"], [])
        wearers = sum(len(tags.wearers) for tags in found if tags is not None)
        photos = sum(tags is not None for tags in found)
        table.add_row(row["sku"], plain(row["title"]), str(photos), str(wearers))
    return table


def agreement_table(tallies: Mapping[str, Tally]) -> Table:
    """How often each attribute came out as drawn, with the commonest mistakes."""
    table = make_table("attribute", "as drawn", "share", "commonest mistakes (drawn → found)", title="Tags and truth")
    for name, tally in tallies.items():
        share = tally.agreed / tally.total if tally.total else 0.0
        mistakes = ", ".join(f"{words} ({count})" for words, count in tally.mistakes.most_common(_MISTAKES_SHOWN))
        table.add_row(name, f"{tally.agreed} of {tally.total}", f"{share:.0%}", plain(mistakes))
    return table


def _compare_wearer(tallies: dict[str, Tally], each: DemoPicture, *, wearer: WearerTags | None) -> None:
    facts = wearer.attributes if wearer else {}
    for name in _SEEN:
        drawn = each.attributes[name]
        found = facts[name].value if name in facts else NOT_VISIBLE
        tallies.setdefault(name, Tally()).add(drawn, found=found)
    worn = {garment.place: garment for garment in wearer.garments} if wearer else {}
    for garment in each.garments:
        tag = worn.get(garment.place)
        pattern = tag.pattern.value if tag and tag.pattern else NOT_VISIBLE
        color = tag.color.family if tag and tag.color else NOT_VISIBLE
        found_parts = (tag.kind.value if tag else NOT_VISIBLE, color, pattern)
        drawn_parts = (garment.kind, garment.color, garment.pattern)
        for part, drawn, found in zip(_GARMENT_PARTS, drawn_parts, found_parts, strict=True):
            tallies.setdefault(f"{garment.place.value} {part}", Tally()).add(drawn, found=found)


def _assets(engine: Engine, jobs: Sequence[Job]) -> dict[str, Asset]:
    found: dict[str, Asset] = {}
    for job in jobs:
        if job.asset_id is None:
            continue
        try:
            found[Path(job.source).name] = engine.get_asset(job.asset_id, everything=True)
        except NotFoundError:
            continue
    return found


def _take_own(engine: Engine, photos: Path) -> bool:
    options = parse_options(rights="licensed", purposes="display,appearance", products=(), kind="worn")
    items, refused = read_arguments([str(photos)], engine=engine, options=options)
    out().print(f"Your photos from {plain(photos.name)}:")
    return report_run(take_in(engine, items), refused=refused)
