"""`wornby learn`: an attribute of the shop's own, or a correction of a built-in one."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.options import Json, Purposes

_EXAMPLES = (
    "Examples: `wornby learn garment.collar --labels collars.csv --photos photos` · `wornby learn --list` · "
    "`wornby learn garment.collar --use 2` · `wornby learn garment.collar --undo`"
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=_EXAMPLES)(learn)


def learn(
    context: typer.Context,
    attribute: Annotated[str, typer.Argument(metavar="[ATTRIBUTE]", help="Id, such as garment.collar.")] = "",
    *,
    labels: Annotated[
        Path | None,
        typer.Option(
            "--labels", metavar="FILE.csv", help="Columns `file`, the attribute's id, and if there `place`, `doubt`."
        ),
    ] = None,
    photos: Annotated[
        Path | None,
        typer.Option("--photos", metavar="DIR", help="Folder of the photos; that of the labels if left out."),
    ] = None,
    switch_on: Annotated[bool, typer.Option("--yes", "--switch-on", help="Switch it on if it is better.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Switch it on even if it is no better.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="What was learned.")] = False,
    use: Annotated[int, typer.Option("--use", metavar="N", help="Switch version N on.")] = 0,
    undo: Annotated[bool, typer.Option("--undo", help="Back to what was on before.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Forget all its versions.")] = False,
    purposes: Purposes = "",
    as_json: Json = False,
) -> None:
    """Learn an attribute of garments from labelled photos, 5 or more for each value, or correct a built-in one.

    Says how good it is before it is switched on. What is on is stated by ingest, tag and serve, and written to the
    photos of the library at once, from their stored vectors. Exit status 3: learned, but some labels could not be used.
    """
    from wornby.cli.learning import LearnRun
    from wornby.cli.opening import load_settings
    from wornby.cli.tagging import parse_purposes

    acts = [labels is not None, listing, use > 0, undo, remove]
    if sum(acts) != 1:
        message = "Give one of --labels FILE.csv, --list, --use N, --undo and --remove."
        raise typer.BadParameter(message)
    if not listing and not attribute:
        message = "Name the attribute: wornby learn garment.collar …"
        raise typer.BadParameter(message)
    run = LearnRun(settings=load_settings(context), attribute=attribute, force=force, as_json=as_json)
    if listing:
        run.print_list()
    elif labels is not None:
        folder = photos or labels.parent
        run.learn(labels, photos=folder, purposes=parse_purposes(purposes), switch_on=switch_on)
    elif use:
        run.use(use)
    elif undo:
        run.undo()
    else:
        run.remove()
