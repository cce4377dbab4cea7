"""`wornby generate`: pictures of people who do not exist, wearing a product."""

from pathlib import Path
from typing import Annotated

import typer

from wornby.cli.context import EXIT_SOME_FAILED, EXIT_USAGE, out, say_error
from wornby.cli.options import Json
from wornby.errors import ConsentError, NotFoundError, UnknownComponentError

_EXAMPLES = (
    'Examples: `wornby generate --product TEE-01 --tags "short red hair, eyeglasses, tall, broad build, tote bag"` · '
    "`wornby generate --product TEE-01 --n 4 --seed 7 --scene street --out pictures` · "
    "`wornby generate --product TEE-01 --print logo.png --json`"
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=_EXAMPLES)(generate)


def generate(
    context: typer.Context,
    *,
    product: Annotated[str, typer.Option("--product", "-p", metavar="SKU", help="Which product is worn.")],
    tags: Annotated[
        str, typer.Option("--tags", "-t", metavar="TEXT", help="Hair, eyewear, headwear, build, height, bag, garments.")
    ] = "",
    count: Annotated[int, typer.Option("--n", "-n", metavar="N", help="Pictures; each has the next seed.")] = 1,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The same seed gives the same picture.")] = 0,
    scene: Annotated[str, typer.Option("--scene", help="Behind the wearer; neutral light if left out.")] = "",
    view: Annotated[str, typer.Option("--view", help="From where; the front if left out.")] = "",
    print_file: Annotated[
        Path | None, typer.Option("--print", metavar="FILE", help="The product's print; cut out of its picture if not.")
    ] = None,
    size: Annotated[str, typer.Option("--size", metavar="WxH", help="In pixels.")] = "512x768",
    target: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="Also write the pictures that passed here.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Generate pictures of people who do not exist, wearing a product, and check that they show what was asked for.

    Exit status 0: all passed; 2: cannot be asked for; 3: some are not shown, and say why.
    """
    from wornby.cli.asking import read_picture
    from wornby.cli.generating import generate_pictures, made_dict, made_table, parse_size, write_pictures
    from wornby.cli.opening import open_library
    from wornby.cli.render import print_json
    from wornby.datamodel.library import PictureOrder
    from wornby.engine.generating import may_be_shown

    width, height = parse_size(size)
    try:
        order = PictureOrder(
            product=product,
            tags=tags,
            count=count,
            seed=seed,
            scene=scene,
            view=view,
            width_px=width,
            height_px=height,
            print_file=None if print_file is None else read_picture(print_file),
        )
        with open_library(context) as engine:
            made = generate_pictures(engine, order)
            written = write_pictures(engine, made, folder=target) if target is not None else []
    except (ConsentError, NotFoundError, UnknownComponentError) as error:
        # All of them say that what was typed cannot be asked for.
        say_error(error.message)
        raise typer.Exit(EXIT_USAGE) from error
    if as_json:
        print_json(made_dict(made, written=written))
    else:
        out().print(made_table(made))
    if not all(may_be_shown(one.asset) for one in made):
        raise typer.Exit(EXIT_SOME_FAILED)
