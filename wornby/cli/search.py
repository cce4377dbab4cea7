"""`wornby search`: ask the library."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import out
from wornby.cli.options import Everything, Json, Where

_EXAMPLES = (
    'Examples: `wornby search "short red hair, glasses"` · `wornby search "striped top" --where bag.kind!=none` · '
    "`wornby search --image coat.jpg --region 0.2,0.1,0.8,0.9 --json` · "
    '`wornby search "red" --like 0f3c.0` · `wornby search "red hair, sunglasses" --drop sunglasses --explain`'
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=_EXAMPLES)(search)


def search(  # noqa: PLR0913 - one for each option
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="Free words: colours, garments, hair, glasses, bags.")] = "",
    *,
    image: Annotated[Path | None, typer.Option("--image", "-i", metavar="FILE", help="Looks like this.")] = None,
    url: Annotated[str | None, typer.Option("--url", "-u", help="Looks like the picture at this address.")] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="X,Y,X,Y", help="The part that counts, as fractions.")
    ] = None,
    point: Annotated[
        str | None, typer.Option("--point", metavar="X,Y", help="The garment at this place counts, as fractions.")
    ] = None,
    like: Annotated[
        str | None, typer.Option("--like", metavar="ID", help="Looks like this hit or photo of the library.")
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option("--drop", metavar="WORDS", help="Part of the text that does not count.")
    ] = None,
    where: Where = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Most hits to give.")] = 24,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Of the page before.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each hit which part matched, and how well.")
    ] = False,
    as_json: Json = False,
    everything: Everything = False,
) -> None:
    """Find wearers by words, by a picture, by filters, or by any mix of them."""
    from wornby.cli.answering import search_dict, search_lines
    from wornby.cli.asking import check_question, check_texts, parse_point, parse_region, read_picture
    from wornby.cli.opening import open_library
    from wornby.cli.render import print_json
    from wornby.datamodel import Query
    from wornby.search.filters import parse_where

    check_texts((text, like, url, cursor, *(drop or ()), *(where or ())))
    check_question(pictures=(image, url, like), region=region, point=point)
    box = parse_region(region) if region is not None else None
    place = parse_point(point) if point is not None else None
    content = read_picture(image) if image is not None else None
    with open_library(context) as engine:
        filters = parse_where(where or [], engine.vocabulary)
        query = Query(
            text=text,
            region=box,
            point=place,
            like=like or "",
            filters=filters,
            drop=frozenset(drop or ()),
            k=k,
            cursor=cursor,
            everything=everything,
            explain=explain,
        )
        result = engine.search(query, image_url=url, image_bytes=content)
    if as_json:
        print_json(search_dict(result))
        return
    out().print(search_lines(result))
