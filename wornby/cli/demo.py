"""`wornby demo`: the demo shop."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import EXIT_SOME_FAILED, err
from wornby.cli.serve import Port

_EXAMPLES = "Examples: `wornby demo` · `wornby demo --photos my-photos` · `wornby --home /tmp/demo demo --no-serve`"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=_EXAMPLES)(demo)


def demo(
    context: typer.Context,
    *,
    photos: Annotated[Path | None, typer.Option("--photos", metavar="FOLDER", help="Take these in as well.")] = None,
    serving: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the shop at the end.")] = True,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Take a shop of 12 products and 60 wearers in, say what was found, and serve it.

    The wearers were drawn by wornby itself; none of them exists. Needs no network.
    """
    from wornby.api import server
    from wornby.cli.opening import open_library
    from wornby.cli.showing import run_demo

    with open_library(context, generates=True) as engine:
        failed = run_demo(engine, photos=photos)
        if serving:
            err().print(f"The shop: http://{host}:{port}/, until Ctrl-C.")
            server.serve(engine, host=host, port=port)
    if failed:
        raise typer.Exit(EXIT_SOME_FAILED)
