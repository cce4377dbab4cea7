"""What `wornby search` prints."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from wornby.cli.context import plain
from wornby.cli.render import counted, facets_dict, make_table, swatch
from wornby.datamodel import Clause, FoundGarment, Hit, ReadPart, Reason, Relaxation, SearchResult
from wornby.search.reading import clause_words
from wornby.vocabulary.shades import SHADE

_FACETS_SHOWN = 6
_VALUES_SHOWN = 6
_HINTS_SHOWN = 5


def search_dict(result: SearchResult) -> dict[str, object]:
    """A search result for JSON."""
    return {
        "schema": "wornby.search/1",
        "total": result.total,
        "at_least": result.at_least,
        "read_as": [_part_dict(part) for part in result.read_as],
        "hits": [_hit_dict(hit) for hit in result.hits],
        "facets": facets_dict(result.facets),
        "relaxations": [_relaxation_dict(one) for one in result.relaxations],
        "garments": [_garment_dict(garment) for garment in result.garments],
        "capped": result.capped,
        "cursor": result.cursor,
    }


def search_lines(result: SearchResult) -> Group:
    """A search result for people: how the text was read, hits with why they match, the largest facets, hints."""
    lines: list[RenderableType] = []
    if result.read_as:
        lines.append(f"Read {reading_line(result.read_as)}.")
    if result.garments:
        lines.append(f"In the picture: {_garments_line(result.garments)}.")
    if result.hits:
        lines += [_hits_table(result), "", *_reason_lines(result.hits)]
        lines.append(f"{_wearers(result)}; {len(result.hits)} shown.")
        lines += [Text.from_markup(line) for line in _facet_lines(result)]
    elif result.total:
        lines.append(f"{_wearers(result)}; none is left on this page.")
    else:
        lines.append(_hint_line(result.relaxations))
    if result.cursor:
        lines.append(Text.from_markup(f"[dim]The next page:[/dim] --cursor {result.cursor}"))
    return Group(*lines)


def reading_line(parts: Iterable[ReadPart]) -> str:
    """How a text was read, in one line."""
    return "; ".join(f"“{plain(part.words)}” {_read_as(part)}" for part in parts)


def _read_as(part: ReadPart) -> str:
    if part.dropped:
        return "[dim]dropped[/dim]"
    color = f"the colour {part.color.hex}" if part.color is not None else ""
    if part.clause is not None and part.clause.attribute == SHADE:
        return f"as about {color}, nearest first"
    if part.clause is not None:
        return f"as {plain(clause_words(part.clause))}" + (f", nearest to {color} first" if color else "")
    if color:
        return f"as {color}"
    if part.weak:
        sought = "says little: sought in texts, and no loss where it is not found"
        return f"[dim]{sought if part.text else 'not searched: wornby never states it about people'}[/dim]"
    return "[yellow]not in the vocabulary[/yellow]" + (", looked up in texts" if part.text else "")


def _hint_line(relaxations: tuple[Relaxation, ...]) -> str:
    if not relaxations:
        return "Nothing was found."
    without = "; ".join(f"without “{plain(one.part)}”: {counted(one)}" for one in relaxations[:_HINTS_SHOWN])
    return f"Nothing has all of this. {without[0].upper()}{without[1:]}."


def _hits_table(result: SearchResult) -> RenderableType:
    table = make_table("", "photo", "id", "products", "wearer", "score", "why")
    for number, hit in enumerate(result.hits, start=1):
        wearer = "-" if hit.wearer is None else str(hit.wearer + 1)
        table.add_row(
            str(number),
            plain(hit.asset.title),
            hit.id,
            plain(", ".join(hit.asset.products)),
            wearer,
            f"{hit.score:.2f}" if hit.score else "",
            plain("; ".join(hit.why)),
        )
    return table


def _reason_lines(hits: Iterable[Hit]) -> Iterator[RenderableType]:
    explained = [(number, hit) for number, hit in enumerate(hits, start=1) if hit.reasons]
    if not explained:
        return
    table = make_table("hit", "part", "by", "score", "rank", "found")
    for number, hit in explained:
        for place, reason in enumerate(hit.reasons):
            rank = "" if reason.rank is None else str(reason.rank)
            first = "" if place else str(number)
            table.add_row(first, plain(reason.part), reason.by, f"{reason.score:.2f}", rank, _found(reason))
    yield table
    yield ""


def _found(reason: Reason) -> Text:
    return swatch(reason.found[:7]) + Text(reason.found[7:]) if reason.by == "color" else Text(plain(reason.found))


def _facet_lines(result: SearchResult) -> Iterator[str]:
    for facet in result.facets[:_FACETS_SHOWN]:
        values = ", ".join(f"{each.value} {counted(each)}" for each in facet.values[:_VALUES_SHOWN] if each.count)
        if values:
            yield f"[dim]{facet.attribute}:[/dim] {plain(values)}"


def _wearers(result: SearchResult) -> str:
    said = "1 wearer matches" if result.total == 1 else f"{result.total} wearers match"
    if result.at_least and not result.total:
        return "A few wearers match"
    return f"At least {said}" if result.capped or result.at_least else said


def _garments_line(garments: Iterable[FoundGarment]) -> str:
    said = []
    for garment in garments:
        x, y = (garment.box.x_min + garment.box.x_max) / 2, (garment.box.y_min + garment.box.y_max) / 2
        said.append(f"{plain(garment.kind or garment.place or 'garment')} (--point {x:.2f},{y:.2f})")
    return ", ".join(said)


def _relaxation_dict(one: Relaxation) -> dict[str, object]:
    return {"part": one.part, "count": one.count, "at_least": one.at_least}


def _part_dict(part: ReadPart) -> dict[str, object]:
    return _clause_dict(part.clause) | {
        "words": part.words,
        "color": part.color.hex if part.color is not None else None,
        "dropped": part.dropped,
        "text": part.text,
        "weak": part.weak,
    }


def _clause_dict(clause: Clause | None) -> dict[str, object]:
    if clause is None:
        return {"attribute": None, "values": [], "negate": False}
    return {"attribute": clause.attribute, "values": sorted(clause.values), "negate": clause.negate}


def _garment_dict(garment: FoundGarment) -> dict[str, object]:
    return {"box": [round(value, 4) for value in garment.box.as_tuple()], "kind": garment.kind, "place": garment.place}


def _hit_dict(hit: Hit) -> dict[str, object]:
    reasons = [
        {"part": one.part, "by": one.by, "found": one.found, "score": round(one.score, 4), "rank": one.rank}
        for one in hit.reasons
    ]
    return {
        "id": hit.id,
        "asset_id": hit.asset.id,
        "title": hit.asset.title,
        "products": list(hit.asset.products),
        "wearer": hit.wearer,
        "score": round(hit.score, 4),
        "why": list(hit.why),
    } | ({"reasons": reasons} if reasons else {})
