"""What `wornby compare` prints."""

from rich.table import Table

from wornby.cli.context import out, plain
from wornby.cli.evaluating_tables import print_failures
from wornby.cli.render import make_table
from wornby.comparison import NOTHING_SAYS_WHO_IS_RIGHT, Comparison, Contestant, Question
from wornby.comparison.report import title_of
from wornby.comparison.standings import NO_LABELS
from wornby.comparison.wording import contestant_words, cost_words, percent, span, time_words, unstated


def print_comparison(comparison: Comparison) -> None:
    """Print what a reader needs first; failures go to standard error."""
    console = out()
    if comparison.note:
        console.print(f"[bold]{plain(comparison.note)}[/bold]\n")
    if not comparison.labelled:
        console.print(f"[bold red]{NOTHING_SAYS_WHO_IS_RIGHT}[/bold red]\n")
    for contestant in comparison.columns:
        console.print(
            f"[bold]{plain(title_of(contestant.name))}[/bold]: {plain(contestant_words(contestant, comparison))}\n"
        )
    console.print(_accuracy_table(comparison) if comparison.labelled else _answered_table(comparison))
    console.print("")
    if comparison.overall:
        console.print(_pairs_table(comparison))
        console.print("")
    console.print(_terms_table(comparison))
    if comparison.report.closed:
        names = ", ".join(f"{each.id} (needs {each.sensitivity})" for each in comparison.report.closed)
        console.print(f"Not computed: {plain(names)}. Add `--purposes appearance` where the rights allow it.")
    print_failures(comparison.report)


def _accuracy_table(comparison: Comparison) -> Table:
    title = f"Right in %, with the 95 % interval, on {comparison.photos} photos (* best, or not told apart from it)"
    table = make_table(
        "attribute", "n", *(plain(title_of(each.name)) for each in comparison.columns), "verdict", title=title
    )
    for question in comparison.questions:
        verdict = comparison.verdicts[question.id]
        table.add_row(
            question.id,
            str(verdict.photos),
            *(_accuracy(each, question, best=each.name in verdict.winners) for each in comparison.columns),
            plain(verdict.words),
        )
    return table


def _accuracy(contestant: Contestant, question: Question, *, best: bool) -> str:
    score = contestant.scores.get(question.id)
    if score is None or score.accuracy is None:
        return f"[dim]{plain(contestant.why_not.get(question.id, NO_LABELS))}[/dim]"
    figure = f"{percent(score.accuracy.value)} ({span(score.accuracy.interval)})"
    return f"[bold]* {figure}[/bold]" if best else figure


def _answered_table(comparison: Comparison) -> Table:
    title = f"Names something, in % of {comparison.photos} photos"
    table = make_table("attribute", *(plain(title_of(each.name)) for each in comparison.contestants), title=title)
    for question in comparison.questions:
        table.add_row(question.id, *(_answered(each, question) for each in comparison.contestants))
    return table


def _answered(contestant: Contestant, question: Question) -> str:
    share = contestant.answered.get(question.id)
    return percent(share.value) if share else f"[dim]{plain(contestant.why_not.get(question.id, ''))}[/dim]"


def _pairs_table(comparison: Comparison) -> Table:
    table = make_table(
        "attribute", "taggers", "differ in %", "95 % interval", "if both answer", "kappa", title="Differ"
    )
    for overall in comparison.overall:
        names = f"{plain(title_of(overall.first))} · {plain(title_of(overall.second))}"
        table.add_row("[bold]all[/bold]", names, f"[bold]{percent(overall.differ)}[/bold]", span(overall.interval))
    for pair in (pair for pairs in comparison.pairs.values() for pair in pairs):
        table.add_row(
            pair.question,
            f"{plain(title_of(pair.first))} · {plain(title_of(pair.second))}",
            percent(pair.differ.value),
            span(pair.differ.interval),
            percent(pair.differ_if_both.value if pair.differ_if_both else None),
            "-" if pair.kappa is None else f"{pair.kappa:.2f}",
        )
    return table


def _terms_table(comparison: Comparison) -> Table:
    table = make_table("tagger", "1,000 photos take", "and cost", "does not state", title="Time and money")
    for contestant in comparison.contestants:
        table.add_row(
            plain(title_of(contestant.name)),
            time_words(contestant),
            cost_words(contestant),
            plain("; ".join(f"{why}: {', '.join(titles)}" for why, titles in unstated(contestant, comparison))),
        )
    return table
