"""`wornby tags`: correct what is stated about photos. `wornby find-person`: whose photos these are."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import STAFF, err, out
from wornby.cli.options import Json

app = typer.Typer(
    name="tags",
    help="Correct what is stated about photos, and take corrections back.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
Asset = Annotated[str, typer.Argument(metavar="ID", help="Of the photo.")]


def register(parent: typer.Typer) -> None:
    """Add the commands to the program."""
    parent.add_typer(app)
    parent.command("find-person", epilog="Example: `wornby find-person picture.jpg`")(find_person)


@app.command("set", epilog="Example: `wornby tags set 5f3a… wearer=0 hair.color=red garment=1 garment.kind=jeans`")
def set_tags(
    context: typer.Context,
    asset_id: Asset,
    facts: Annotated[
        list[str],
        typer.Argument(
            metavar="FACT...", help="`ATTRIBUTE=VALUE`, behind `wearer=N` and `garment=N`; no value takes it away."
        ),
    ],
) -> None:
    """State facts of a photo; no model takes them back."""
    from wornby.cli.correcting import history_table, parse_changes
    from wornby.cli.opening import open_library

    changes = parse_changes(facts)
    with open_library(context) as engine:
        before = len(engine.edits.history(asset_id))
        engine.edits.change(asset_id, changes, by=STAFF)
        made = engine.edits.history(asset_id)[before:]
    out().print(history_table(made) if made else "All of that was stated already.")


@app.command(epilog="Example: `wornby tags history 5f3a…`")
def history(context: typer.Context, asset_id: Asset, *, as_json: Json = False) -> None:
    """Show who corrected what, the oldest first."""
    from wornby.api.wire_editing import EditOut
    from wornby.cli.correcting import history_table
    from wornby.cli.opening import open_library
    from wornby.cli.render import print_json

    with open_library(context) as engine:
        engine.get_asset(asset_id, everything=True)
        edits = engine.edits.history(asset_id)
    if as_json:
        print_json([EditOut.of(edit).model_dump(mode="json") for edit in edits])
        return
    out().print(history_table(edits))


@app.command(epilog="Example: `wornby tags undo 5f3a…`")
def undo(context: typer.Context, asset_id: Asset) -> None:
    """Take the last correction back that counts."""
    from wornby.cli.opening import open_library

    with open_library(context) as engine:
        engine.edits.undo(asset_id, by=STAFF)
    out().print("Taken back. What stood before it stands again.")


def find_person(
    context: typer.Context,
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="Of the person; it is not kept.")],
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=200, help="Most photos to give.")] = 50,
    as_json: Json = False,
) -> None:
    """List photos that may show the person of a picture, also those that may not be shown.

    No face is compared: look at each photo before you remove it.
    """
    from wornby.api.wire_editing import PersonOut
    from wornby.cli.asking import read_picture
    from wornby.cli.correcting import person_table
    from wornby.cli.opening import open_library
    from wornby.cli.render import print_json

    content = read_picture(picture)
    with open_library(context) as engine:
        found = engine.finder.find(content, limit=limit)
    if as_json:
        print_json(PersonOut.of(found).model_dump(mode="json"))
        return
    out().print(person_table(found))
    err().print(f"Compared by {', '.join(found.compared_by)}. No face is compared: look at each photo.")
