"""`wornby search`: ask the library."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import out
from wornby.cli.options import Everything, Json, Where
from wornby.errors import InputError

_EXAMPLES = (
    'Examples: `wornby search "short red hair, glasses"` · `wornby search "striped top" --where bag.kind!=none` · '
    "`wornby search --image coat.jpg --region 0.2,0.1,0.8,0.9 --json`"
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=_EXAMPLES)(search)


def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="Free words: colours, garments, hair, glasses, bags.")] = "",
    *,
    image: Annotated[Path | None, typer.Option("--image", "-i", metavar="FILE", help="Looks like this.")] = None,
    url: Annotated[str | None, typer.Option("--url", "-u", help="Looks like the picture at this address.")] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="X,Y,X,Y", help="The part that counts, as fractions.")
    ] = None,
    where: Where = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Most hits to give.")] = 24,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Of the page before.")] = None,
    as_json: Json = False,
    everything: Everything = False,
) -> None:
    """Find wearers by words, by a picture, by filters, or by any mix of them."""
    from wornby.cli.asking import parse_region, read_picture
    from wornby.cli.opening import open_library
    from wornby.cli.render import hits_table, print_json, reading_line, search_dict
    from wornby.datamodel import Query
    from wornby.search.filters import parse_where

    if image is not None and url is not None:
        message = "Give one picture: --image or --url."
        raise InputError(message)
    if region is not None and image is None and url is None:
        message = "--region needs a picture: add --image or --url."
        raise InputError(message)
    box = parse_region(region) if region is not None else None
    content = read_picture(image) if image is not None else None
    with open_library(context) as engine:
        filters = parse_where(where or [], engine.vocabulary)
        query = Query(text=text, region=box, filters=filters, k=k, cursor=cursor, everything=everything)
        result = engine.search(query, image_url=url, image_bytes=content)
    if as_json:
        print_json(search_dict(result))
        return
    console = out()
    if result.read_as:
        console.print(f"Read {reading_line(result.read_as)}.")
    console.print(hits_table(result))
