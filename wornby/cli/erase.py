"""`wornby erase`: take photos and people out of every store, and show the receipts."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from wornby.cli.context import EXIT_FAILED, STAFF, err, out, plain
from wornby.cli.options import Json

PHOTOS = "photos"


class _Erasing(TyperGroup):
    """`wornby erase ID…` is short for `wornby erase photos ID…`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - Typer's own types are private
        """Put the command's name before what is no command."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = [PHOTOS, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="erase",
    cls=_Erasing,
    help="Erase photos or a person from every store. Nothing brings them back.",
    rich_markup_mode="markdown",
)


@app.command(PHOTOS, epilog="Example: `wornby erase 5f3a… --reason wish --evidence mail/4711 --by-person`")
def photos(
    context: typer.Context,
    asset_ids: Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Of photos.")] = None,
    *,
    person: Annotated[
        str, typer.Option("--person", metavar="ID", help="A contributor, who goes with all photos, links and contact.")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="WORD", help="Why, in a word without spaces.")] = "",
    evidence: Annotated[
        str, typer.Option("--evidence", metavar="REF", help="Where the proof lies, such as ticket/4711; no names.")
    ] = "",
    by_person: Annotated[bool, typer.Option("--by-person", help="The wearer themself asked for it.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Finish erasures that were cut off.")] = False,
    as_json: Json = False,
) -> None:
    """Erase, and print the receipt. `wornby erase ID…` does the same."""
    from wornby.api.wire_erasing import ReceiptOut
    from wornby.cli.opening import open_library
    from wornby.cli.render import print_json
    from wornby.datamodel import RightsNote
    from wornby.errors import InputError

    if sum(map(bool, (asset_ids, person, resume))) != 1:
        message = "Give ids of photos, or --person ID, or --resume: wornby erase ID --reason wish --evidence mail/4711"
        raise InputError(message)
    if not resume and not reason:
        message = "Say why: --reason WORD, and where the proof lies: --evidence REF."
        raise InputError(message)
    note = RightsNote(actor=STAFF, reason=reason, evidence=evidence, by_person=by_person)
    with open_library(context) as engine:
        if resume:
            receipts = engine.erasing.resume()
        elif person:
            receipts = [engine.erasing.erase_person(person, note=note)]
        else:
            receipts = [engine.erasing.erase(asset_ids or [], note=note)]
    for receipt in receipts:
        if as_json:
            print_json(ReceiptOut.of(receipt).model_dump())
            continue
        asked = len(receipt.stores)
        out().print(f"{len(receipt.asset_ids)} photos are erased; {asked} stores were asked again and have nothing.")
        out().print(f"Receipt {receipt.id}, line {receipt.line} of the ledger.")
    if not receipts:
        out().print("No erasure was cut off.")


@app.command(epilog="Example: `wornby erase receipts --json > receipts.jsonl`")
def receipts(
    context: typer.Context,
    *,
    after: Annotated[str, typer.Option("--after", metavar="ID", help="Only later ones.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """List receipts, the oldest first."""
    from wornby.api.wire_erasing import ReceiptOut
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table, print_json

    with open_library(context) as engine:
        found = engine.erasing.receipts(after=after or None, limit=limit)
        waiting = engine.erasing.unfinished()
    if as_json:
        for receipt in found:
            print_json(ReceiptOut.of(receipt).model_dump())
    else:
        table = make_table("receipt", "when", "who", "photos", "people", "reason", "evidence")
        for each in found:
            words = map(plain, (each.actor, len(each.asset_ids), len(each.people), each.reason, each.evidence))
            table.add_row(each.id, f"{each.at:%Y-%m-%d %H:%M}", *words)
        out().print(table)
    if waiting:
        err().print(f"{waiting} erasures were cut off: [bold]wornby erase --resume[/bold]")


@app.command(epilog="Examples: `wornby erase verify 01a2…` · `wornby erase verify receipt.json`")
def verify(
    context: typer.Context,
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help="Its id, or a file with its JSON.")],
    *,
    as_json: Json = False,
) -> None:
    """Check a receipt's signature, and ask every store again. Exit status 1 where it is not genuine or not true."""
    from wornby.api.wire_erasing import ErasureCheckOut
    from wornby.cli.erasing import read_receipt
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table, print_json

    path = Path(receipt)
    with open_library(context) as engine:
        held = read_receipt(path) if path.is_file() else engine.erasing.get(receipt)
        check = engine.erasing.verify(held)
    if as_json:
        print_json(ErasureCheckOut.of(check).model_dump())
    else:
        table = make_table("store", "found")
        for store in check.stores:
            table.add_row(plain(store.name), f"{store.found}")
        out().print(table)
        out().print(f"Signed by this library: {'yes' if check.signed else '[red]no[/red]'}")
        out().print(f"In the ledger: {'yes' if check.logged else '[red]no[/red]'}")
    if not check.ok:
        if not as_json:
            err().print("[red]The receipt does not hold.[/red]")
        raise typer.Exit(EXIT_FAILED)
