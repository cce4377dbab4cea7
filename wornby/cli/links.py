"""`wornby links`: links that people come by to give photos, and to change or erase them."""

from typing import Annotated

import typer

from wornby.cli.context import STAFF, out, plain

app = typer.Typer(
    name="links",
    help="Links by which people give photos, and change or erase them.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


@app.command(epilog="Example: `wornby links make --product TEE-01 --language de`")
def make(
    context: typer.Context,
    *,
    product: Annotated[list[str] | None, typer.Option("--product", "-p", metavar="SKU", help="Repeatable.")] = None,
    language: Annotated[str, typer.Option("--language", "-l", help="de, en, es, fr or ja.")] = "en",
    days: Annotated[int, typer.Option("--days", help="How long it lasts: 1 to 365.")] = 90,
    contact: Annotated[
        str, typer.Option("--contact", metavar="ADDRESS", help="Where they agreed to be asked again if texts change.")
    ] = "",
    photo: Annotated[
        str, typer.Option("--photo", metavar="ID", help="For the wearer of this photo, who wants to come back.")
    ] = "",
) -> None:
    """Make a link and print its address. It is told once, and kept nowhere."""
    from wornby.cli.opening import open_library
    from wornby.errors import InputError

    if photo and (product or contact):
        message = "A link for a photo's wearer is for no products, and takes no address."
        raise InputError(message)
    with open_library(context) as engine:
        if photo:
            made = engine.links.make_manage_for(photo, by=STAFF, days=days)
        else:
            made = engine.links.make_upload(product or (), language=language, by=STAFF, days=days, contact=contact)
    # For scripts: nothing but the address, in one line.
    typer.echo(made.url)


@app.command("list", epilog="Example: `wornby links list`")
def list_links(context: typer.Context) -> None:
    """List the links, without their addresses."""
    from datetime import UTC, datetime

    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table

    now = datetime.now(UTC)
    table = make_table("id", "for", "products", "made", "expires", "state")
    with open_library(context) as engine:
        after: str | None = None
        while page := engine.links.list(after=after):
            for link in page:
                used = "used" if link.used_at else "not used"
                state = "revoked" if link.revoked_at else used if link.is_open(now=now) else "expired"
                days = (f"{moment:%Y-%m-%d}" for moment in (link.made_at, link.expires_at))
                table.add_row(link.id, link.purpose.value, plain(", ".join(link.products)) or "-", *days, state)
            after = page[-1].place
    out().print(table)


@app.command(epilog="Example: `wornby links revoke 5f3a…`")
def revoke(context: typer.Context, link_id: Annotated[str, typer.Argument(metavar="ID", help="Of the link.")]) -> None:
    """Take a link back at once."""
    from wornby.cli.opening import open_library

    with open_library(context) as engine:
        link = engine.links.revoke(link_id, by=STAFF)
    out().print(f"Link {link.id} opens nothing any more.")
