"""The work of `wornby learn`."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Group
from rich.progress import Progress, TaskID

from wornby import compose
from wornby.cli.context import EXIT_SOME_FAILED, err, out, plain
from wornby.cli.render import failures_table, make_table, print_json
from wornby.cli.tables import read_table
from wornby.datamodel import Purpose
from wornby.datamodel.learned import HeadCard, HeadFigures, Share
from wornby.errors import ConflictError, InputError, NotFoundError
from wornby.settings import Settings
from wornby.tagging.learning import Lesson, lines_to_add
from wornby.tagging.shelf import card_json


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnRun:
    """One call of `wornby learn`."""

    settings: Settings
    attribute: str
    force: bool = False
    as_json: bool = False

    def learn(self, labels: Path, *, photos: Path, purposes: frozenset[Purpose], switch_on: bool) -> None:
        """Learn a new version, print its figures, and switch it on where that is wanted and deserved."""
        rows = read_table(labels)
        lesson = self._lesson(rows, photos=photos, purposes=purposes)
        shelf = compose.open_shelf(self.settings)
        card = shelf.put(lesson.head).card
        if self.as_json:
            print_json(card_json(card))
        else:
            out().print(card_table(card))
        _say_problems(lesson)
        if switch_on or (_can_switch(card, force=self.force) and _asked(card)):
            self._switch(card)
        else:
            err().print(f"Kept, off. Switch it on with: wornby learn {plain(self.attribute)} --use {card.version}")
        if lesson.problems:
            raise typer.Exit(EXIT_SOME_FAILED)

    def use(self, version: int) -> None:
        """Switch a version on."""
        card = compose.open_shelf(self.settings).load(self.attribute, version).card
        self._switch(card)

    def undo(self) -> None:
        """Go back to what was on before."""
        active = compose.open_shelf(self.settings).undo(self.attribute)
        self._say_on(f"version {active} is on again" if active else "nothing learned is on")

    def remove(self) -> None:
        """Forget all versions."""
        compose.open_shelf(self.settings).remove(self.attribute)
        self._say_on("removed")

    def print_list(self) -> None:
        """Print what was learned: of one attribute, or of all."""
        shelf = compose.open_shelf(self.settings)
        names = [self.attribute] if self.attribute else shelf.attributes()
        found = [(card, card.version == shelf.active(name)) for name in names for card in shelf.versions(name)]
        if self.attribute and not found:
            message = f"Nothing was learned for {self.attribute!r}."
            raise NotFoundError(message)
        if self.as_json:
            print_json([card_json(card) | {"on": on} for card, on in found])
            return
        table = make_table("attribute", "version", "on", "made", "values", "examples", "right", "before", "baseline")
        for card, on in found:
            figures = card.figures
            before = f"{figures.builtin.value:.0%}" if figures.builtin else "-"
            table.add_row(
                card.attribute,
                str(card.version),
                "on" if on else "",
                card.made_at[:10],
                ", ".join(card.values),
                str(figures.examples),
                _share(figures.accuracy),
                before,
                f"{figures.baseline:.0%}",
            )
        out().print(table)

    def _lesson(self, rows: list[dict[str, str]], *, photos: Path, purposes: frozenset[Purpose]) -> Lesson:
        learner = compose.open_learner(self.settings)
        if not photos.is_dir():
            message = f"No such folder: {photos.name}. Give the folder of the photos with --photos."
            raise InputError(message)
        vocabulary = compose.open_vocabulary(self.settings)
        with Progress(console=err(), transient=True) as progress:
            task = progress.add_task("Looking at photos", total=len({row.get("file") for row in rows}))
            try:
                return learner.learn(
                    self.attribute, rows, photos=photos, purposes=purposes, progress=_step(progress, task)
                )
            except InputError:
                progress.stop()
                lines = lines_to_add(rows, attribute=self.attribute, vocabulary=vocabulary)
                if lines:
                    file = self.settings.home / compose.SHOP_VOCABULARY
                    err().print(f"Lines for {plain(file)}; write each definition:", soft_wrap=True)
                    typer.echo(lines, err=True)
                raise

    def _switch(self, card: HeadCard) -> None:
        if not _can_switch(card, force=self.force):
            message = (
                f"{card.attribute}@{card.version} stays off: {_verdict(card.figures)} Add examples, or use --force."
            )
            raise ConflictError(message)
        shelf = compose.open_shelf(self.settings)
        compose.check_head(self.settings, shelf.load(card.attribute, card.version))
        shelf.use(card.attribute, card.version)
        self._say_on(f"version {card.version} is on")

    def _say_on(self, state: str) -> None:
        console = err() if self.as_json else out()
        console.print(f"{plain(self.attribute)}: {state}.")
        if compose.has_library(self.settings):
            with compose.open_engine(self.settings) as engine:
                changed = engine.apply_learned()
            console.print(f"{changed} photos of the library changed. Restart a server that runs.")


def card_table(card: HeadCard) -> Group:
    """A card for people: the comparison first, then each value."""
    figures = card.figures
    rows = make_table("", "right", "95 % interval", title=f"{card.attribute}, version {card.version}")
    rows.add_row("learned", f"{figures.accuracy.value:.1%}", _interval(figures.accuracy))
    if figures.builtin is not None:
        rows.add_row("the tagger without it", f"{figures.builtin.value:.1%}", _interval(figures.builtin))
    rows.add_row(f"always {figures.baseline_value}", f"{figures.baseline:.1%}", "")
    values = make_table("value", "examples", "precision", "recall")
    for each in figures.values:
        precision = "-" if each.precision is None else f"{each.precision:.0%}"
        values.add_row(each.value, str(each.examples), precision, f"{each.recall:.0%}")
    notes = (
        f"{figures.examples} garments in {figures.photos} different photos ({', '.join(card.slots)}), each told by a "
        f"head that had not seen its photo ({figures.folds} parts). "
        f"Calibration error {figures.calibration_error:.3f}. {_verdict(figures)}"
    )
    return Group(rows, "", values, "", notes)


def _verdict(figures: HeadFigures) -> str:
    before = max(figures.baseline, figures.builtin.value if figures.builtin else 0.0)
    what = "the tagger without it" if figures.builtin and figures.builtin.value >= before else "the commonest value"
    if not figures.is_better:
        return f"It is right in {figures.accuracy.value:.1%}, no better than {what} ({before:.1%})."
    if figures.accuracy.low <= before:
        return f"It is better than {what} here, but that may be chance: more examples would tell."
    return f"It is better than {what}."


def _can_switch(card: HeadCard, *, force: bool) -> bool:
    return force or card.figures.is_better


def _asked(card: HeadCard) -> bool:
    return sys.stdin.isatty() and typer.confirm(f"Switch {card.attribute}, version {card.version}, on?", err=True)


def _say_problems(lesson: Lesson) -> None:
    if lesson.left_out:
        said = ", ".join(f"{count} {reason}" for reason, count in sorted(lesson.left_out.items()))
        err().print(f"Rows left out: {said}.")
    if lesson.problems:
        err().print(failures_table(lesson.problems))


def _share(share: Share) -> str:
    return f"{share.value:.0%} ({_interval(share)})"


def _interval(share: Share) -> str:
    return f"{share.low:.0%} to {share.high:.0%}"


def _step(progress: Progress, task: TaskID) -> Callable[[], None]:
    return lambda: progress.advance(task)
