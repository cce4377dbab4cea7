"""Matches and tunings as tables for people and values for JSON."""

from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Group
from rich.table import Table

from wornby.cli.context import plain
from wornby.cli.render import make_table
from wornby.datamodel import MatchEvidence, MatchListing, StandingMatch
from wornby.datamodel.tuning import NEVER, MatchTuning, StateFigures, TuningFigures

_COLUMNS = ("wearer", "garment", "product", "state", "score", "motif", "colour", "decided by")


def listings_table(listings: Sequence[MatchListing]) -> Table:
    """Matches by photo."""
    table = make_table("photo", *_COLUMNS)
    for listing in listings:
        table.add_row(listing.asset_id, *_standing_cells(listing.standing))
    return table


def matches_table(matches: Sequence[StandingMatch]) -> Table:
    """The matches of one photo."""
    table = make_table(*_COLUMNS)
    for standing in matches:
        table.add_row(*_standing_cells(standing))
    return table


def listing_dict(listing: MatchListing) -> dict[str, object]:
    """One match, for JSON; wearers and garments count from 0 there."""
    return {"schema": "wornby.match/1", "asset_id": listing.asset_id} | standing_dict(listing.standing)


def standing_dict(standing: StandingMatch) -> dict[str, object]:
    """One match of a photo, for JSON."""
    match, decision = standing.match, standing.decision
    said = None
    if decision is not None:
        said = {"verdict": decision.verdict.value, "by": decision.by, "at": decision.at.isoformat()}
    return {
        "wearer": match.wearer,
        "garment": match.garment,
        "product": match.sku,
        "state": standing.state.value,
        "score": match.score,
        "evidence": None if match.evidence is None else asdict(match.evidence),
        "decision": said,
    }


def standing_line(standing: StandingMatch) -> str:
    """One match in a line."""
    match = standing.match
    whose = "A garment that nobody wears" if match.wearer is None else f"Wearer {match.wearer + 1}"
    return f"{whose}, garment {match.garment + 1}: {plain(match.sku)} is {standing.state.value}."


def tuning_table(tuning: MatchTuning) -> Group:
    """A tuning's figures before and after, then its thresholds."""
    rows = make_table("", "before", "after", title=f"Tuning from {tuning.examples} decisions on {tuning.photos} photos")
    for name, before, after in zip(
        ("log loss", "calibration error", *_STATE_ROWS),
        _cells(tuning.before),
        _cells(tuning.after),
        strict=True,
    ):
        rows.add_row(name, before, after)
    notes = (
        f"Map: {tuning.method}. confirmed {_least(tuning.confirmed)} and with the motif found; likely "
        f"{_least(tuning.likely)}. After: scores of photos that the map had not seen. The decisions are those that "
        "people made, not a sample of all matches."
    )
    return Group(rows, "", notes)


def tuning_dict(tuning: MatchTuning) -> dict[str, object]:
    """A tuning, for JSON."""
    return {"schema": "wornby.match-tuning/1"} | asdict(tuning)


_STATE_ROWS = (
    *("confirmed: decisions", "confirmed: precision", "confirmed: recall"),
    *("likely or better: decisions", "likely or better: precision", "likely or better: recall"),
)


def _standing_cells(standing: StandingMatch) -> tuple[str, ...]:
    match, decision = standing.match, standing.decision
    return (
        "nobody" if match.wearer is None else str(match.wearer + 1),
        str(match.garment + 1),
        plain(match.sku),
        standing.state.value,
        f"{match.score:.2f}",
        _motif(match.evidence),
        _color(match.evidence),
        plain(decision.by) if decision is not None else "",
    )


def _cells(figures: TuningFigures) -> tuple[str, ...]:
    return (
        f"{figures.log_loss:.3f}",
        f"{figures.calibration_error:.3f}",
        *_state_cells(figures.confirmed),
        *_state_cells(figures.likely),
    )


def _state_cells(figures: StateFigures) -> tuple[str, str, str]:
    precision = "-" if figures.precision is None else f"{figures.precision:.1%}"
    return str(figures.count), precision, f"{figures.recall:.1%}"


def _least(threshold: float | None) -> str:
    if threshold is None:
        return "as the matcher says"
    return "never" if threshold >= NEVER else f"from {threshold:.3f}"


def _motif(evidence: MatchEvidence | None) -> str:
    if evidence is None or not evidence.has_motif:
        return "-"
    return "not found" if evidence.motif is None else f"{evidence.motif.inliers} points"


def _color(evidence: MatchEvidence | None) -> str:
    if evidence is None or evidence.color_distance is None:
        return "-"
    return f"{evidence.color_distance:.1f}"
