"""Writes docs/reference/ from the code: `make docs`."""

import inspect
import json
import sys
from pathlib import Path

import typer

from wornby import errors
from wornby.cli.app import app as cli
from wornby.settings import Settings
from wornby.vocabulary import load_vocabulary

FOLDER = Path(__file__).parent / "reference"


def settings_page() -> str:
    """Every setting."""
    lines = ["# Settings", "", "From the environment; `wornby --home DIR` sets WORNBY_HOME.", ""]
    lines += ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = json.dumps(field.default, default=str)
        lines.append(f"| `WORNBY_{name.upper()}` | `{default}` | {field.description} |")
    return "\n".join(lines) + "\n"


def errors_page() -> str:
    """Every error with its code."""
    lines = ["# Errors", "", "The code stands in API answers, `failure.code` of tags and job failures.", ""]
    lines += ["| code | class | meaning | try again |", "|---|---|---|---|"]
    for name, cls in inspect.getmembers(errors, inspect.isclass):
        if issubclass(cls, errors.WornbyError):
            meaning = (inspect.getdoc(cls) or "").splitlines()[0]
            lines.append(f"| `{cls.code}` | {name} | {meaning} | {'yes' if cls.retryable else 'no'} |")
    return "\n".join(lines) + "\n"


def vocabulary_page() -> str:
    """Every attribute with its values."""
    vocabulary = load_vocabulary()
    lines = ["# Vocabulary", ""]
    for attribute in vocabulary.attributes.values():
        lines += [f"## {attribute.id}", "", f"{attribute.title}. Sensitivity: {attribute.sensitivity}.", ""]
        lines += [f"- `{value.id}`: {value.definition or value.title}" for value in attribute.values]
        lines.append("")
    return "\n".join(lines)


def commands_page() -> str:
    """Every command with its help."""
    command = typer.main.get_command(cli)
    lines = ["# Commands", "", "`wornby COMMAND --help` says the same with every option.", ""]
    lines += ["| command | what it does |", "|---|---|"]
    lines += [f"| `wornby {name}` | {text} |" for name, text in _commands(command, "")]
    return "\n".join(lines) + "\n"


def _commands(group: object, prefix: str) -> list[tuple[str, str]]:
    rows = []
    for name, command in sorted(getattr(group, "commands", {}).items()):
        if getattr(command, "commands", None):
            rows += _commands(command, f"{prefix}{name} ")
        else:
            text = (command.help or "").strip().splitlines()
            rows.append((prefix + name, text[0] if text else ""))
    return rows


PAGES = {
    "commands.md": commands_page,
    "errors.md": errors_page,
    "settings.md": settings_page,
    "vocabulary.md": vocabulary_page,
}


def main() -> int:
    """Write the pages; with --check only say which are out of date."""
    check = "--check" in sys.argv
    stale = []
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        path, text = FOLDER / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{'out of date' if check else 'written'}: docs/reference/{name}")  # noqa: T201 - a program
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
