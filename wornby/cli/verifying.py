"""The work of `wornby verify-picture`."""

from pathlib import Path

from rich.table import Table

from wornby.cli.context import plain
from wornby.cli.render import make_table
from wornby.datamodel.provenance import ManifestReport, ManifestState
from wornby.errors import InputError
from wornby.provenance.reader import read_manifest

_SAID = {
    ManifestState.TRUSTED: "[green]valid[/green], by a signer that you trust",
    ManifestState.VALID: "[green]valid[/green], unchanged since it was signed; the signer is nobody that you trust",
    ManifestState.INVALID: "[red]does not hold[/red]: the picture or its manifest was changed",
    ManifestState.NONE: "[yellow]no manifest[/yellow]: nothing is stated about where this picture comes from",
}
_TEST = "[green]valid[/green], unchanged since it was signed; a test certificate, which anybody can make"
_TEST_WORDS = "not for trust"


def read_picture(file: Path, *, trust: Path | None) -> ManifestReport:
    """The report on a file.

    Raises:
        InputError: A file cannot be read or used.
    """
    anchors = _read(trust).decode("utf-8", errors="replace") if trust else ""
    return read_manifest(_read(file), anchors=anchors)


def holds(report: ManifestReport) -> bool:
    """Whether there is a manifest and the picture is as it was when it was signed."""
    return report.state in {ManifestState.TRUSTED, ManifestState.VALID}


def manifest_table(report: ManifestReport) -> Table:
    """The report in words."""
    table = make_table("", "")
    table.show_header = False
    is_test = report.state is ManifestState.VALID and _TEST_WORDS in report.signer
    table.add_row("manifest", _TEST if is_test else _SAID[report.state])
    rows = {
        "problems": ", ".join(report.problems),
        "made by": report.backend,
        "source type": report.source_type,
        "stated by": report.generator,
        "signed by": report.signer,
    }
    for title, value in rows.items():
        if value:
            table.add_row(title, plain(value))
    return table


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        message = f"{path.name!r} cannot be read: {exc.strerror}."
        raise InputError(message) from exc
