"""`wornby rights`: who may show which photo, for what, and until when."""

from typing import Annotated

import typer

from wornby.cli.context import STAFF, out, plain
from wornby.cli.options import Json, Purposes

app = typer.Typer(
    name="rights", help="Rights of photos: show and change them.", no_args_is_help=True, rich_markup_mode="markdown"
)
Asset = Annotated[str, typer.Argument(metavar="ID", help="Of the photo.")]
Reason = Annotated[str, typer.Option("--reason", metavar="WORD", help="Why, in a word without spaces.")]
Evidence = Annotated[
    str, typer.Option("--evidence", metavar="REF", help="Where the proof lies, such as ticket/4711; no names.")
]
ByPerson = Annotated[bool, typer.Option("--by-person", help="The wearer themself said so; needs --evidence.")]


@app.command(epilog="Example: `wornby rights show 5f3a…`")
def show(context: typer.Context, asset_id: Asset, *, as_json: Json = False) -> None:
    """Show a photo's rights and how they came to be; of one that is gone, its history."""
    from wornby.api.wire_rights import LineOut
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table, print_json
    from wornby.errors import NotFoundError

    with open_library(context) as engine:
        lines = engine.rights.history(asset_id)
        try:
            rights = engine.rights.get(asset_id).rights
        except NotFoundError:
            if not lines:
                raise
            rights = None
    if as_json:
        print_json([LineOut.of(line).model_dump() for line in lines])
        return
    if rights is None:
        out().print("The photo is gone; this is what happened.")
    else:
        purposes = ", ".join(sorted(rights.purposes)) or "nothing"
        until = f", until {rights.until:%Y-%m-%d %H:%M %Z}" if rights.until else ""
        text = f", by text {plain(rights.text)}" if rights.text else ""
        out().print(f"{rights.state}, for {purposes}{until}{text}")
    table = make_table("line", "when", "who", "what", "details")
    for line in lines:
        said = " ".join(f"{name}={value}" for name, value in sorted(line.entry.details.items()))
        entry = line.entry
        table.add_row(f"{line.seq}", f"{line.at:%Y-%m-%d %H:%M}", plain(entry.actor), plain(entry.action), plain(said))
    out().print(table)


@app.command("set", epilog="Example: `wornby rights set 5f3a… --state withdrawn --reason mail --evidence mail/4711`")
def set_rights(
    context: typer.Context,
    asset_id: Asset,
    *,
    state: Annotated[str, typer.Option("--state", metavar="STATE", help="granted, declined, withdrawn, licensed …")],
    purposes: Purposes = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day, such as 2027-12-31.")] = "",
    text: Annotated[str, typer.Option("--text", metavar="VERSION", help="Text agreed to, such as 2026-12/de.")] = "",
    reason: Reason = "",
    evidence: Evidence = "",
    by_person: ByPerson = False,
) -> None:
    """Change a photo's rights. What they no longer allow is dropped at once."""
    from wornby.cli.opening import open_library
    from wornby.cli.stating import parse_rights
    from wornby.datamodel import Rights, RightsNote
    from wornby.rights.moving import check_stated

    rights = parse_rights(state=state, purposes=purposes, until=until, text=text)
    note = RightsNote(actor=STAFF, reason=reason, text=text, evidence=evidence, by_person=by_person)
    check_stated(rights, note=note)

    def decide(held: Rights) -> Rights:
        check_stated(rights, note=note, held=held)
        return rights

    with open_library(context) as engine:
        moved = engine.rights.change(asset_id, decide, note=note)
    allowed = ", ".join(sorted(moved.rights.purposes)) or "nothing"
    out().print(f"{plain(asset_id)} is {moved.rights.state}, for {allowed}.")


@app.command(epilog="Example: `wornby rights board --state requested`")
def board(
    context: typer.Context,
    *,
    state: Annotated[str, typer.Option("--state", metavar="STATE", help="List the photos of this state.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """Count the photos by the state of their rights, and list those of one."""
    from wornby.api.wire_rights import BoardOut
    from wornby.cli.opening import open_library
    from wornby.cli.render import make_table, print_json
    from wornby.datamodel import Rights

    wanted = Rights.parse(state).state if state else None
    with open_library(context) as engine:
        found = engine.rights.board(state=wanted, limit=limit)
    if as_json:
        print_json(BoardOut.of(found).model_dump(mode="json"))
        return
    counts = make_table("state", "photos")
    for each, count in found.counts.items():
        if count:
            counts.add_row(each.value, f"{count}")
    out().print(counts)
    if wanted is not None:
        table = make_table("id", "purposes", "until", "text")
        for asset_id, rights in found.photos:
            until = f"{rights.until:%Y-%m-%d}" if rights.until else "-"
            table.add_row(asset_id, ", ".join(sorted(rights.purposes)) or "-", until, rights.text or "-")
        out().print(table)


@app.command(epilog="Examples: `wornby rights claims` · `wornby rights claims --accept 3f9c…` · `--reject 3f9c…`")
def claims(
    context: typer.Context,
    *,
    accept: Annotated[list[str] | None, typer.Option("--accept", metavar="ID", help="Give these rights.")] = None,
    reject: Annotated[list[str] | None, typer.Option("--reject", metavar="ID", help="Leave the rights.")] = None,
    accept_own: Annotated[
        bool, typer.Option("--accept-own", help="Give all rights that this program was told for known photos.")
    ] = False,
    reason: Reason = "",
    evidence: Evidence = "",
    by_person: ByPerson = False,
) -> None:
    """List rights that were stated of photos which were in already; accept or reject them."""
    from wornby.cli.opening import open_library
    from wornby.cli.stating import all_claims, claims_table
    from wornby.datamodel import RightsNote

    note = RightsNote(actor=STAFF, reason=reason, evidence=evidence, by_person=by_person)
    with open_library(context) as engine:
        accepted = list(accept or ())
        if accept_own:
            accepted += [claim.id for claim in all_claims(engine) if claim.made_by == STAFF]
        for each in accepted:
            engine.rights.decide(each, accept=True, note=note)
        for each in reject or ():
            engine.rights.decide(each, accept=False, note=note)
        left = all_claims(engine)
    if accepted or reject:
        out().print(f"{len(accepted)} accepted, {len(reject or ())} rejected, {len(left)} left.")
    else:
        out().print(claims_table(left))
