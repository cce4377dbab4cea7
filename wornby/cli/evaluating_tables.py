"""What `wornby eval` and `wornby label --agreement` print."""

from collections.abc import Sequence

from rich.table import Table

from wornby.cli.context import err, out, plain
from wornby.cli.render import failures_table, make_table
from wornby.comparison import (
    LEAST_EXAMPLES,
    Agreement,
    Difference,
    Interval,
    QuestionScore,
    Report,
    Share,
    TaggerResult,
    Verdict,
)
from wornby.comparison.report import unmeasured

_FAILURES_SHOWN = 20
_DISPUTES_SHOWN = 200
_VERDICT_STYLES = {Verdict.BETTER: "green", Verdict.WORSE: "red", Verdict.NOT_TOLD_APART: "dim"}


def print_report(report: Report) -> None:
    """Print the figures; what was left out goes to standard error."""
    console = out()
    for result in report.taggers:
        console.print(_scores_table(result, photos=report.photos))
        rare = _rare(result.scores)
        if rare:
            console.print(f"[dim]Fewer than {LEAST_EXAMPLES} labels, counted but not scorable: {plain(rare)}.[/dim]")
        console.print(f"{_speed_words(result)}\n")
    if report.differences:
        console.print(_differences_table(report.differences))
        console.print("")
    if report.closed:
        names = ", ".join(f"{each.id} (needs {each.sensitivity})" for each in report.closed)
        console.print(f"Not computed: {plain(names)}. Add `--purposes appearance` where the rights allow it.")
    print_failures(report)


def agreement_table(found: Sequence[Agreement], *, names: tuple[str, str]) -> Table:
    """How far two people agree, by attribute."""
    title = f"{plain(names[0])} and {plain(names[1])}"
    table = make_table("attribute", "photos", "equal", "kappa", "95 % interval", title=title)
    for each in found:
        kappa = "one value only" if each.kappa is None else f"{each.kappa:.2f}"
        interval = f"{each.interval.low:.2f} to {each.interval.high:.2f}" if each.interval else "-"
        table.add_row(each.question.id, str(each.photos), f"{each.equal:.1%}", kappa, interval)
    return table


def disputes_table(found: Sequence[Agreement], *, names: tuple[str, str]) -> Table:
    """The cells in which two people differ."""
    table = make_table("file", "attribute", plain(names[0]), plain(names[1]), "", title="Where they differ")
    disputes = [dispute for each in found for dispute in each.disputes]
    for each in disputes[:_DISPUTES_SHOWN]:
        doubt = "in doubt" if each.doubted else ""
        table.add_row(plain(each.file), each.question, each.first, each.second, doubt)
    if len(disputes) > _DISPUTES_SHOWN:
        table.add_row(f"… and {len(disputes) - _DISPUTES_SHOWN} more", "", "", "", "")
    return table


def _scores_table(result: TaggerResult, *, photos: int) -> Table:
    title = f"[bold]{plain(result.name)}[/bold] on {photos} photos"
    table = make_table("attribute", "n", "accuracy", "95 % interval", title=title)
    for column in ("no doubt", "baseline", "coverage", "if stated", "unsure", "ECE"):
        table.add_column(column, justify="right")
    for score in result.scores:
        if score.accuracy is None:
            continue
        if score.silent:
            table.add_row(score.question.id, str(len(score.cells)), "states nothing")
            continue
        table.add_row(
            score.question.id,
            str(score.accuracy.total),
            f"[bold]{_percent(score.accuracy)}[/bold]",
            _interval(score.accuracy.interval),
            _percent(score.accuracy_without_doubt),
            f"{score.baseline[1] * 100:.1f}" if score.baseline else "-",
            _percent(score.coverage),
            _percent(score.right_when_stated),
            f"{score.unsure * 100:.1f}",
            f"{score.calibration.error:.3f}" if score.calibration else "-",
        )
    return table


def _differences_table(differences: Sequence[Difference]) -> Table:
    against = plain(differences[0].against)
    table = make_table("attribute", "tagger", "points", "95 % interval", "verdict", title=f"Compared with {against}")
    for each in differences:
        style = _VERDICT_STYLES[each.verdict]
        verdict = f"[{style}]{each.verdict}[/{style}]"
        table.add_row(
            each.question,
            plain(each.tagger),
            f"{each.difference * 100:+.1f}",
            f"{each.interval.low * 100:+.1f} to {each.interval.high * 100:+.1f}",
            verdict,
        )
    return table


def print_failures(report: Report) -> None:
    """Print what was left out, and what single taggers failed on, to standard error."""
    failures = [(file, failure) for file, failure in report.left_out]
    if failures:
        err().print(f"Missing or unreadable, left out for every tagger: {len(failures)} labelled photos.")
        err().print(failures_table(failures[:_FAILURES_SHOWN]))
    for result in report.taggers:
        if result.failures:
            err().print(
                f"{plain(result.name)} gave nothing for some photos, which count as wrong: {len(result.failures)}."
            )
            err().print(failures_table(result.failures[:_FAILURES_SHOWN]))


def _rare(scores: Sequence[QuestionScore]) -> str:
    words = []
    for score in scores:
        rare = [value.value for value in score.values if not value.scorable and value.labelled]
        if rare:
            words.append(f"{score.question.id} {'/'.join(rare)}")
    return ", ".join(words)


def _speed_words(result: TaggerResult) -> str:
    speed = result.speed
    if speed is None:
        return f"Speed: {unmeasured(result.kept)}."
    rate = f"{speed.photos_per_s:.1f} photos/s with {speed.threads} threads, " if speed.photos_per_s else ""
    kept = f", over {speed.photos} photos; the answers of {result.kept} were kept" if result.kept else ""
    return f"Speed: {rate}{speed.p50_ms:.0f} ms p50 and {speed.p95_ms:.0f} ms p95 a photo{kept}."


def _percent(share: Share | None) -> str:
    return f"{share.value * 100:.1f}" if share else "-"


def _interval(interval: Interval) -> str:
    return f"{interval.low * 100:.1f} to {interval.high * 100:.1f}"
