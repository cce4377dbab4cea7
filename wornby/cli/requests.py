"""`wornby requests`: ask people for the rights of photos that were found elsewhere."""

from typing import Annotated

import typer

from wornby.cli.context import STAFF, out, plain
from wornby.cli.options import Purposes

app = typer.Typer(
    name="requests", help="Ask people for the rights of photos.", no_args_is_help=True, rich_markup_mode="markdown"
)
Request = Annotated[str, typer.Argument(metavar="ID", help="Of the request.")]


@app.command(epilog="Example: `wornby requests add 5f3a… --to ana@example.org --language de`")
def add(
    context: typer.Context,
    asset_id: Annotated[str, typer.Argument(metavar="PHOTO", help="Id of the photo.")],
    *,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="E-mail address, or where you write to them.")],
    language: Annotated[str, typer.Option("--language", "-l", help="de, en, es, fr or ja.")] = "en",
    copy: Annotated[bool, typer.Option("--copy", help="You send the text yourself.")] = False,
) -> None:
    """Write a draft; nothing is sent."""
    from wornby.cli.opening import open_library
    from wornby.datamodel.requests import Channel

    channel = Channel.COPY if copy else Channel.MAIL
    with open_library(context) as engine:
        made = engine.requests.add(asset_id, address=to, language=language, channel=channel, by=STAFF)
    out().print(f"Draft {made.id}:\n\n{plain(made.text)}")


@app.command("list", epilog="Example: `wornby requests list`")
def list_requests(context: typer.Context) -> None:
    """List the requests, without addresses."""
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table

    table = make_table("id", "photo", "state", "channel", "sent", "expires")
    with open_library(context) as engine:
        after: str | None = None
        while page := engine.requests.list(after=after):
            for each in page:
                moments = (f"{moment:%Y-%m-%d}" if moment else "-" for moment in (each.sent_at, each.due_at))
                table.add_row(each.id, each.asset_id, each.state.value, each.channel.value, *moments)
            after = page[-1].place
    out().print(table)


@app.command(epilog="Example: `wornby requests show 3f9c…`")
def show(context: typer.Context, request_id: Request) -> None:
    """Show one request with its address and text."""
    from wornby.cli.opening import open_library

    with open_library(context) as engine:
        found = engine.requests.get(request_id)
    out().print(f"{found.state} · photo {found.asset_id} · to {plain(found.address)}\n\n{plain(found.text)}")


@app.command(epilog="Example: `wornby requests send 3f9c…`")
def send(context: typer.Context, request_id: Request) -> None:
    """Send a draft by mail, or say that you send its text; the photo becomes requested.

    With WORNBY_PUBLIC_URL the person answers by a link, else by a reply.
    """
    from wornby.cli.opening import open_library
    from wornby.datamodel.requests import Channel

    with open_library(context) as engine:
        if engine.settings.public_url:
            sent, made = engine.links.send_request(request_id, by=STAFF)
            text = engine.requests.message(request_id, link=made.url, first=True).body
        else:
            sent = engine.requests.send(request_id, by=STAFF)
            text = sent.text
    if sent.channel is Channel.COPY:
        out().print(f"{plain(text)}\n")
    out().print(f"Sent. It expires on {sent.due_at:%Y-%m-%d}." if sent.due_at else "Sent.")


@app.command(epilog="Example: `wornby requests remind 3f9c…`")
def remind(context: typer.Context, request_id: Request) -> None:
    """Remind of a request, once."""
    from wornby.cli.opening import open_library

    with open_library(context) as engine:
        engine.requests.remind(request_id, by=STAFF)
    out().print("Reminded.")


@app.command(epilog="Example: `wornby requests answer 3f9c… --state granted --purposes display --evidence mail/4711`")
def answer(
    context: typer.Context,
    request_id: Request,
    *,
    state: Annotated[str, typer.Option("--state", metavar="STATE", help="replied, granted or declined.")],
    purposes: Purposes = "",
    evidence: Annotated[str, typer.Option("--evidence", metavar="REF", help="Where the answer lies.")] = "",
) -> None:
    """Write down what the person answered."""
    from wornby.cli.opening import open_library
    from wornby.cli.stating import parse_rights

    rights = parse_rights(state=state, purposes=purposes)
    with open_library(context) as engine:
        engine.requests.answer(request_id, state=rights.state, purposes=rights.purposes, by=STAFF, evidence=evidence)
    out().print(f"Answered: {rights.state}.")


@app.command(epilog="Example: `wornby requests tick`, once a day")
def tick(context: typer.Context) -> None:
    """Send the reminders that are due, end requests that nobody answered, and rights whose time is over."""
    from datetime import UTC, datetime

    from wornby.cli.opening import open_library

    with open_library(context) as engine:
        done = engine.requests.tick()
        ended = engine.rights.expire(now=datetime.now(UTC))
    out().print(
        f"{done.reminded} reminded, {done.expired} expired, {done.failed} failed; {ended} photos' rights ended."
    )
