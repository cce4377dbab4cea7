"""The work of `wornby doctor`."""

import typer

from wornby.cli.opening import open_library
from wornby.datamodel.library import Check
from wornby.errors import WornbyError


def look(context: typer.Context) -> list[Check]:
    """Run the library's checks; a library that cannot be opened is a failed check."""
    try:
        with open_library(context) as engine:
            return engine.doctor()
    except WornbyError as error:
        remedy = "Mend what the message names, or choose another folder: wornby --home DIR doctor"
        return [Check(name="library", ok=False, detail=error.message, remedy=remedy)]
