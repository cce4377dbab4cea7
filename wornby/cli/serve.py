"""`wornby serve`: the HTTP API and the shop page."""

from typing import Annotated

import typer

from wornby.cli.context import err

Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any free one.")]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog="Examples: `wornby serve` · `wornby serve --host 0.0.0.0 --port 8080` (make a key first)")(serve)


def serve(
    context: typer.Context,
    *,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Port = 8000,
    compat: Annotated[
        str | None,
        typer.Option(
            "--compat", metavar="LIST", help="Drop-in endpoints to serve as well, such as rekognition,imagga."
        ),
    ] = None,
) -> None:
    """Serve the HTTP API and the shop page until Ctrl-C.

    Without an API key it is read-only, and on this machine only. Keys: `wornby keys create NAME --scope read`.
    """
    from wornby.api import server
    from wornby.api.compat import names_in
    from wornby.cli.opening import open_library

    asked = None if compat is None else names_in(compat)
    with open_library(context) as engine:
        err().print(f"Serving at http://{host}:{port}, until Ctrl-C.")
        server.serve(engine, host=host, port=port, compat=asked)
