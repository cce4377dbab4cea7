"""`wornby models`: the built-in models."""

import typer

from wornby.cli.context import out, plain
from wornby.cli.options import Json


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog="Example: `wornby models`")(models)


def models(context: typer.Context, as_json: Json = False) -> None:
    """List the built-in models: version, size, what they state, where their card is."""
    from dataclasses import asdict

    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table, print_json

    with open_library(context) as engine:
        found = engine.models()
    if as_json:
        print_json([asdict(each) for each in found])
        return
    table = make_table("model", "version", "size", "states", "card")
    for each in found:
        size = f"{each.size_bytes / 1e6:.1f} MB"
        table.add_row(each.name, each.version, size, plain(", ".join(each.outputs)), plain(each.card))
    out().print(table)
