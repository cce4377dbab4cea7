"""Where the next page starts, as a word that callers pass back unread."""

import base64
import binascii
from dataclasses import dataclass
from typing import Self

from wornby.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in a result: after an entry by id, or a number of ranked entries from the start.

    Any query takes either: whether anything ranks may change with the library between two pages.
    """

    after: str | None = None
    position: int | None = None

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """The place that a cursor names; the start where there is none.

        Raises:
            InputError: The text is no cursor.
        """
        if not text:
            return cls()
        try:
            plain = base64.b64decode(text, altchars=b"-_", validate=True).decode("utf-8")
        except (binascii.Error, ValueError) as exc:
            raise _no_cursor() from exc
        kind, _, value = plain.partition(":")
        if kind == "a" and value:
            return cls(after=value)
        if kind == "p" and value.isascii() and value.isdigit() and len(value) < len(str(2**31)):
            return cls(position=int(value))
        raise _no_cursor()

    def text(self) -> str:
        """The cursor as callers see it."""
        plain = f"a:{self.after}" if self.after is not None else f"p:{self.position or 0}"
        return base64.urlsafe_b64encode(plain.encode()).decode("ascii")


def _no_cursor() -> InputError:
    return InputError("Not a cursor of this query. Pass back the cursor of the page before, with the same query.")
