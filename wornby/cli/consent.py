"""`wornby consent`: the texts that wearers are asked with."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import STAFF, out, plain

app = typer.Typer(
    name="consent", help="The texts that wearers are asked with.", no_args_is_help=True, rich_markup_mode="markdown"
)


@app.command("list", epilog="Example: `wornby consent list --language de`")
def list_texts(
    context: typer.Context,
    *,
    language: Annotated[str, typer.Option("--language", "-l", help="Print the texts that count, in this one.")] = "",
) -> None:
    """List the versions of the texts, or print those that count now."""
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table
    from wornby.datamodel import Purpose
    from wornby.rights.consent import find_text

    with open_library(context) as engine:
        versions = engine.consent.list()
    if language:
        for purpose in Purpose:
            text = find_text(versions[-1], purpose, language=language)
            out().print(f"[bold]{plain(text.title)}[/bold] ({purpose})\n{plain(text.body)}\n")
        return
    table = make_table("version", "published", "languages", "asks again", "digest")
    for each in versions:
        when = f"{each.published_at:%Y-%m-%d %H:%M}" if each.published_at else "-"
        asks = "no" if each.same_meaning else "yes"
        table.add_row(each.version, when, ", ".join(each.languages), asks, each.digest[:16])
    out().print(table)


@app.command(epilog="Example: `wornby consent publish texts.toml --same-meaning`")
def publish(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="`version`, and [LANGUAGE.PURPOSE] with texts.")],
    *,
    same_meaning: Annotated[
        bool, typer.Option("--same-meaning", help="Other words, same meaning: nobody is asked again.")
    ] = False,
) -> None:
    """Let new texts count. Purposes whose text changed fall until their wearers have answered the new one."""
    from wornby.cli.opening import open_library
    from wornby.errors import InputError

    try:
        content = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        message = f"{file} cannot be read as text."
        raise InputError(message) from exc
    with open_library(context) as engine:
        done = engine.consent.publish(content, by=STAFF, same_meaning=same_meaning)
    changed = ", ".join(sorted(done.changed)) or "nothing"
    out().print(f"Version {plain(done.texts.version)} counts now. Changed: {changed}.")
    if done.fallen:
        out().print(f"{done.fallen} photos lost purposes until their wearers answer: `wornby consent due` lists them.")


@app.command(epilog="Example: `wornby consent due`")
def due(context: typer.Context) -> None:
    """List the photos whose wearers are to be asked again."""
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table

    table = make_table("photo", "agreed to", "ask for")
    with open_library(context) as engine:
        for each in engine.consent.due():
            table.add_row(each.asset_id, plain(each.text), ", ".join(sorted(each.purposes)))
    out().print(table)


@app.command(epilog="Example: `wornby consent ask`, after `wornby consent publish`")
def ask(context: typer.Context) -> None:
    """Write to those whose photos lost purposes when texts changed, where they gave an address; once a version."""
    from wornby.cli.opening import open_library

    with open_library(context) as engine:
        done = engine.again.run(by=STAFF, shop=engine.settings.shop_name)
    out().print(f"{done.sent} written to, {done.unreachable} gave no address, {done.failed} failed.")
