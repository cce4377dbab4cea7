"""Options that several commands share."""

from pathlib import Path
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
MaxCost = Annotated[
    float | None,
    typer.Option(
        "--max-cost",
        metavar="USD",
        min=0,
        help="Most that rented services may cost, at list price; else WORNBY_MAX_COST.",
    ),
]
Answers = Annotated[
    Path | None,
    typer.Option(
        "--answers",
        metavar="DIR",
        help="Keep what rented services answer here, and ask nobody twice.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before photos are sent that cost something.")]
Purposes = Annotated[
    str,
    typer.Option(
        "--purposes",
        metavar="LIST",
        help="What the photos may be used for: display, appearance, face, advertising, generation, training.",
    ),
]
