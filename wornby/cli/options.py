"""Options that several commands share."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="JSON on standard output, nothing else there.")]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where", "-w", metavar="ATTR=VALUE", help="Filter: `hair.color=red,brown` (any of them) or `hair.color!=red`."
    ),
]
Everything = Annotated[bool, typer.Option("--everything", help="Also photos that may not be shown.")]
Purposes = Annotated[
    str,
    typer.Option(
        "--purposes",
        metavar="LIST",
        help="What the photos may be used for: display, appearance, face, advertising, generation, training.",
    ),
]
