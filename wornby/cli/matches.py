"""`wornby matches`: which product a garment is, what people decide, and tuning by their decisions."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from wornby.cli.context import EXIT_SOME_FAILED, STAFF, err, out, plain
from wornby.cli.options import Json

StateWord = Literal["confirmed", "likely", "similar", "rejected"]
PlaceWord = Literal["outer", "upper", "dress", "lower", "feet", "head"]
VerdictWord = Literal["confirmed", "rejected"]

app = typer.Typer(
    name="matches",
    help="Which product a garment is: list, confirm, reject, tune.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)

Photo = Annotated[str, typer.Argument(metavar="ID", help="The photo.")]
Sku = Annotated[str, typer.Argument(metavar="SKU", help="The product.")]
Wearer = Annotated[
    int | None, typer.Option("--wearer", min=1, metavar="N", help="Which wearer, from 1, as `wornby show` counts.")
]
Nobody = Annotated[bool, typer.Option("--nobody", help="A garment that nobody wears.")]
Where = Annotated[PlaceWord | None, typer.Option("--place", help="Where the garment is worn.")]
Garment = Annotated[
    int | None, typer.Option("--garment", min=1, metavar="N", help="Which garment of the wearer, from 1.")
]
Name = Annotated[str, typer.Option("--by", metavar="NAME", help="User who decides; the operator if left out.")]


@app.command("list", epilog="Examples: `wornby matches list --product TEE-01` · `wornby matches list --undecided`")
def list_matches(
    context: typer.Context,
    *,
    product: Annotated[str, typer.Option("--product", "-p", metavar="SKU", help="Of this product only.")] = "",
    state: Annotated[StateWord | None, typer.Option("--state", help="Only those that stand so.")] = None,
    decided: Annotated[
        bool | None, typer.Option("--decided/--undecided", help="Only those that a person decided on, or did not.")
    ] = None,
    after: Annotated[str, typer.Option("--after", metavar="ID", help="Photos after this one.")] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Most photos.")] = 50,
    as_json: Json = False,
) -> None:
    """List matches by photo, as they stand: the machine's, and people's decisions over them."""
    from wornby.cli.matching_tables import listing_dict, listings_table
    from wornby.cli.opening import open_library
    from wornby.cli.render import print_json
    from wornby.datamodel import MatchState

    with open_library(context) as engine:
        found = engine.matches.list(
            sku=product or None,
            state=MatchState(state) if state else None,
            decided=decided,
            after=after or None,
            limit=limit,
            everything=True,
        )
    if as_json:
        print_json([listing_dict(listing) for listing in found])
    else:
        out().print(listings_table(found))


@app.command(epilog="Examples: `wornby matches run` · `wornby matches run --all`")
def run(
    context: typer.Context,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Match every photo anew.")] = False,
) -> None:
    """Match the photos that the present matcher has not matched, and find the photos of new products.

    A run that was cut off goes on where it was; decisions stay. Exit status 3: some photos could not be matched.
    """
    from wornby.cli.opening import open_library
    from wornby.cli.taking import photo_bar, print_failures

    with open_library(context) as engine, photo_bar() as bar:
        task = bar.add_task("photos", total=engine.count_assets())
        report = engine.matches.run(only_due=not everything, progress=lambda: bar.advance(task))
    out().print(
        f"{report.matched} matched, {report.known} passed over, {len(report.failed)} failed; "
        f"{report.described} product pictures prepared."
    )
    print_failures([(f"{asset.title} ({asset.id})", failure) for asset, failure in report.failed])
    if report.failed:
        raise typer.Exit(EXIT_SOME_FAILED)


@app.command(epilog="Example: `wornby matches confirm 5f2a90c1 TEE-01 --wearer 2 --place upper`")
def confirm(
    context: typer.Context,
    asset_id: Photo,
    sku: Sku,
    *,
    wearer: Wearer = None,
    nobody: Nobody = False,
    place: Where = None,
    garment: Garment = None,
    by: Name = "",
) -> None:
    """Say that a garment is this product. It stands until somebody decides anew, also when photos are tagged again."""
    _decide(context, (asset_id, sku), "confirmed", garment=(wearer, place, garment), nobody=nobody, by=by)


@app.command(epilog="Example: `wornby matches reject 5f2a90c1 TEE-01 --place upper`")
def reject(
    context: typer.Context,
    asset_id: Photo,
    sku: Sku,
    *,
    wearer: Wearer = None,
    nobody: Nobody = False,
    place: Where = None,
    garment: Garment = None,
    by: Name = "",
) -> None:
    """Say that a garment is not this product: it is not shown there any more, even if the photo was given for it."""
    _decide(context, (asset_id, sku), "rejected", garment=(wearer, place, garment), nobody=nobody, by=by)


@app.command(epilog="Examples: `wornby matches tune` · `wornby matches tune --apply` · `wornby matches tune --undo`")
def tune(
    context: typer.Context,
    *,
    switch_on: Annotated[bool, typer.Option("--apply", help="Switch the tuning on.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Back to what was on before.")] = False,
    as_json: Json = False,
) -> None:
    """Make scores and states fit this shop's decisions, 20 or more, and say how good they were and would be.

    Nothing changes without --apply. A match without a motif found is never made confirmed: that is a person's word.
    """
    from wornby import compose
    from wornby.cli.matching_tables import tuning_dict, tuning_table
    from wornby.cli.opening import open_library
    from wornby.cli.render import print_json

    if switch_on and undo:
        message = "Give --apply or --undo, not both."
        raise typer.BadParameter(message)
    with open_library(context) as engine:
        if undo:
            changed = engine.tuner.undo()
            out().print(f"Undone: {'an earlier tuning' if engine.tuner.current() else 'no tuning'} is on.")
            out().print(f"{changed} photos changed.")
            return
        made = engine.tuner.tune(compose.open_score_fitter(), matcher=engine.matches.machine)
        if as_json:
            print_json(tuning_dict(made))
        else:
            out().print(tuning_table(made))
        console = err() if as_json else out()
        if switch_on:
            console.print(f"It is on. {engine.tuner.apply(made)} photos changed.")
        else:
            console.print("Nothing changed. Switch it on with: wornby matches tune --apply")


def write_evidence(context: typer.Context, asset_id: str, *, sku: str, target: Path) -> None:
    """Write the picture of a match's evidence; a file is replaced only when it is complete."""
    from wornby.cli.opening import open_library
    from wornby.cli.tables import whole_file

    with open_library(context) as engine:
        content = engine.matches.evidence_picture(asset_id, sku)
    with whole_file(target) as part:
        part.write_bytes(content)
    err().print(f"Written: {plain(target)}. It shows the wearer: for the staff only.")


def _decide(
    context: typer.Context,
    match: tuple[str, str],
    verdict: VerdictWord,
    *,
    garment: tuple[int | None, PlaceWord | None, int | None],
    nobody: bool,
    by: str,
) -> None:
    from wornby.cli.matching_tables import standing_line
    from wornby.cli.opening import open_library
    from wornby.datamodel import Place, Verdict

    (asset_id, sku), (wearer, place, number) = match, garment
    with open_library(context) as engine:
        standing = engine.matches.decide(
            asset_id,
            sku,
            verdict=Verdict(verdict),
            by=f"staff/{engine.staff.named(by).id}" if by else STAFF,
            wearer=None if wearer is None else wearer - 1,
            place=Place(place) if place else None,
            garment=None if number is None else number - 1,
            nobody=nobody,
            everything=True,
        )
    out().print(standing_line(standing))
