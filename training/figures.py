"""Figures of the model cards: intervals by bootstrap, calibration errors, tables. Needs no torch."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel.reliability import reliability_table

MODEL_VERSION = "3"
ROUNDS = 1000
SEED = 7
Figure = dict[str, float | int]
Figures = dict[str, Figure]
Statistic = Callable[[NDArray[np.float64]], float]


def bootstrap(
    rows: NDArray[np.float64],
    *,
    statistic: Statistic | None = None,
    groups: NDArray[np.int64] | None = None,
    basic: bool = False,
) -> Figure:
    """Return a statistic of per-photo rows with its 95 % interval.

    Args:
        rows: One row for each photo. (N,) or (N, ...), float64.
        statistic: Turns rows into one number; the mean when left out.
        groups: Which rows are drawn together, such as those of one sender; each row by itself when left out. (N,).
        basic: Mirror the draws at the value, for a statistic that is larger on fewer rows, such as an error of
            calibration (Davison and Hinkley 1997, "Bootstrap Methods and their Application", section 5.2).

    Returns:
        `value`, `low`, `high`, and `photos`, the number of rows.
    """
    measure = statistic or (lambda part: float(np.mean(part)))
    if len(rows) == 0:
        return {"value": float("nan"), "low": float("nan"), "high": float("nan"), "photos": 0}
    rng = np.random.default_rng(SEED)
    parts = [np.flatnonzero(groups == group) for group in np.unique(groups)] if groups is not None else None
    value = measure(rows)
    found = [measure(rows[_drawn(rng, rows=len(rows), parts=parts)]) for _ in range(ROUNDS)]
    low, high = (float(bound) for bound in np.nanpercentile(found, [2.5, 97.5]))
    if basic:
        low, high = max(0.0, 2 * value - high), max(0.0, 2 * value - low)
    return {"value": round(value, 4), "low": round(low, 4), "high": round(high, 4), "photos": len(rows)}


def _drawn(rng: np.random.Generator, *, rows: int, parts: list[NDArray[np.int64]] | None) -> NDArray[np.int64]:
    if parts is None:
        return rng.integers(0, rows, rows)
    return np.concatenate([parts[index] for index in rng.integers(0, len(parts), len(parts))])


def calibration_error(rows: NDArray[np.float64]) -> float:
    """Return the expected calibration error of rows (confidence, hit)."""
    table = reliability_table([(float(confidence), bool(hit)) for confidence, hit in rows])
    return table.error if table else float("nan")


def write_figures(
    name: str, *, figures: Mapping[str, Mapping[str, float | int]], about: Mapping[str, object], docs: Path
) -> None:
    """Write `NAME.json`, and the table of figures between the two marks of `NAME.md` if that card is there."""
    docs.mkdir(parents=True, exist_ok=True)
    content = {"model": name, "version": MODEL_VERSION, **about, "figures": figures}
    (docs / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    lines = ["| figure | value | 95 % interval | photos or cells |", "|---|---|---|---|"]
    for key, row in figures.items():
        lines.append(f"| {key} | {row['value']:.3f} | {row['low']:.3f} to {row['high']:.3f} | {row['photos']} |")
    write_between(docs / f"{name}.md", mark="figures", lines=lines)


def write_between(card: Path, *, mark: str, lines: list[str]) -> None:
    """Write lines between `<!-- mark -->` and `<!-- /mark -->` of a card, if it is there.

    Raises:
        ValueError: The card has no such marks.
    """
    if not card.exists():
        return
    start, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    pattern = re.compile(re.escape(start) + ".*?" + re.escape(end), re.DOTALL)
    text, count = pattern.subn(lambda _: "\n".join([start, *lines, end]), card.read_text(encoding="utf-8"))
    if count != 1:
        message = f"{card.name} has {count} places for {mark}"
        raise ValueError(message)
    card.write_text(text, encoding="utf-8")
