"""What every command shares and `wornby --help` needs: global options, consoles, and how an error ends."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from wornby.errors import InputError, WornbyError

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_SOME_FAILED = 3
EXIT_INTERRUPTED = 130
STAFF = "staff/cli"
"""Who acts where somebody uses the program: whoever can is the operator."""
_PIPED_WIDTH = 140
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The global options."""

    home: Path | None = None
    verbose: bool = False


def out() -> Console:
    """Console on standard output."""
    return _console(stderr=False)


def err() -> Console:
    """Console on standard error."""
    return _console(stderr=True)


def plain(text: object) -> str:
    """Text of others, without control characters and without meaning to Rich."""
    return escape(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(text)))


def say_error(message: str) -> None:
    """Print one red line on standard error."""
    line = " ".join(message.split())
    err().print(f"[red]error:[/red] {plain(line)}", soft_wrap=True, highlight=False)


def exit_code_of(error: WornbyError) -> int:
    """Return 2 for what the caller typed, 1 for the rest."""
    return EXIT_USAGE if isinstance(error, InputError) else EXIT_FAILED


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PIPED_WIDTH
    return Console(stderr=stderr, width=width, emoji=False)
