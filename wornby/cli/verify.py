"""`wornby verify-picture`: what the manifest of a picture says, and whether it holds."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import EXIT_SOME_FAILED, out
from wornby.cli.options import Json

_EXAMPLES = "Examples: `wornby verify-picture a.jpg` · `wornby verify-picture a.jpg --trust roots.pem --json`"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("verify-picture", epilog=_EXAMPLES)(verify_picture)


def verify_picture(
    file: Annotated[Path, typer.Argument(metavar="FILE.jpg", help="A picture as wornby, or anybody, serves it.")],
    *,
    trust: Annotated[
        Path | None, typer.Option("--trust", metavar="FILE.pem", help="Certificates of authorities that you trust.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read the C2PA manifest of a JPEG and check it. Needs no library and no network.

    Exit status 0: it holds, though its signer may be nobody you trust; 3: there is none, or the picture was changed.
    """
    from dataclasses import asdict

    from wornby.cli.render import print_json
    from wornby.cli.verifying import holds, manifest_table, read_picture

    report = read_picture(file, trust=trust)
    if as_json:
        print_json(asdict(report))
    else:
        out().print(manifest_table(report))
    if not holds(report):
        raise typer.Exit(EXIT_SOME_FAILED)
