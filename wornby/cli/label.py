"""`wornby label`: a page on which a person labels photos by keyboard."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.options import Purposes

_EXAMPLES = (
    "Examples: `wornby label photos` · "
    "`wornby label photos --attributes hair.color,hair.length --purposes appearance --labeller anna --out anna.csv` · "
    "`wornby label --agreement anna.csv ben.csv`"
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=_EXAMPLES)(label)


def label(
    context: typer.Context,
    photos: Annotated[Path | None, typer.Argument(metavar="PHOTOS", help="Folder of photos.")] = None,
    *,
    attributes: Annotated[
        str,
        typer.Option("--attributes", metavar="A,B", help="What to ask; without it, what the purposes allow."),
    ] = "",
    out_file: Annotated[
        Path, typer.Option("--out", metavar="FILE.csv", help="Where the answers go; goes on where it stopped.")
    ] = Path("labels.csv"),
    labeller: Annotated[str, typer.Option("--labeller", metavar="NAME", help="Written beside each row.")] = "",
    purposes: Purposes = "",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any free one.")] = 0,
    agreement: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--agreement", metavar="A.csv B.csv", help="Compare two people's labels instead."),
    ] = None,
) -> None:
    """Label photos on a page of this machine, by keyboard; `wornby eval` reads what you label.

    The photos that the tagger is least sure of come first; what it says is not shown. Each answer is on the disk at
    once. Hair, eyewear and headwear are asked only with `--purposes appearance`. Ctrl-C ends it.
    """
    from wornby.cli.labelling import label_photos, print_agreement
    from wornby.cli.opening import load_settings
    from wornby.cli.tagging import parse_purposes

    settings = load_settings(context)
    if agreement is not None:
        print_agreement(agreement, settings=settings)
        return
    if photos is None:
        message = "Give the folder of photos, or two tables with --agreement."
        raise typer.BadParameter(message)
    label_photos(
        photos,
        settings=settings,
        attributes=attributes,
        purposes=parse_purposes(purposes),
        target=out_file,
        labeller=labeller,
        port=port,
    )
