"""What `wornby users` is told: roles and passwords."""

import sys
from pathlib import Path

import typer

from wornby.datamodel.staff import Role
from wornby.errors import InputError


def read_role(word: str) -> Role:
    """A role by its word.

    Raises:
        InputError: There is none of this word.
    """
    try:
        return Role(word)
    except ValueError as exc:
        message = f"Unknown role {word!r}. Known: {', '.join(Role)}."
        raise InputError(message) from exc


def read_password(path: Path | None) -> str:
    """A password, asked for twice and not shown; with a path the first line of a file, or of standard input for "-".

    Raises:
        InputError: The file cannot be read.
    """
    if path is None:
        given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return given
    try:
        text = sys.stdin.readline() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        message = "The file with the password cannot be read."
        raise InputError(message) from exc
    return text.partition("\n")[0].rstrip("\r")
