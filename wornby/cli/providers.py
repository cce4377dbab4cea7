"""`wornby providers`: the rented services that can tag, and what is documented of them."""

from typing import Annotated

import typer

from wornby.cli.context import out
from wornby.cli.options import Json

_EXAMPLES = "Examples: `wornby providers` · `wornby providers rekognition` · `wornby providers --json`"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(epilog=_EXAMPLES)(providers)


def providers(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="One service, with everything about it.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """List rented services: what they can state, what they cost, what they do not give any more.

    No photo is sent to one unless WORNBY_ALLOW_REMOTE is true and the photo's rights are active. Prices and limits are
    what the services' own pages said on the day that is shown.
    """
    from wornby import compose
    from wornby.cli.providing import profile_json, profile_tables, profiles_table
    from wornby.cli.render import print_json
    from wornby.errors import NotFoundError

    profiles = compose.list_profiles()
    if name and name not in profiles:
        message = f"No rented service {name!r}. Known: {', '.join(profiles)}."
        raise NotFoundError(message)
    chosen = [profiles[name]] if name else list(profiles.values())
    if as_json:
        for profile in chosen:
            print_json(profile_json(profile))
    elif name:
        for part in profile_tables(chosen[0]):
            out().print(part)
    else:
        out().print(profiles_table(chosen))
