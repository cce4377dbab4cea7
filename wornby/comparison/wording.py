"""A comparison in plain words: one paragraph for each tagger, and what it costs."""

from collections.abc import Sequence

from wornby.comparison.answers import NO_ANSWER
from wornby.comparison.chance import Interval
from wornby.comparison.contest import Verdict
from wornby.comparison.fusion import FOLDS, FUSED
from wornby.comparison.report import title_of, unmeasured
from wornby.comparison.scoring import Cell
from wornby.comparison.side_by_side import Comparison, Contestant
from wornby.comparison.standings import NO_LABELS
from wornby.datamodel import NOT_VISIBLE
from wornby.datamodel.profiles import MICROS

TOO_SURE = 0.05
"""Distance between the mean confidence and the share that is right from which on it is spoken of."""


def contestant_words(contestant: Contestant, comparison: Comparison) -> str:
    """What a reader should know of one tagger."""
    if comparison.labelled:
        return " ".join(filter(None, _labelled(contestant, comparison)))
    return " ".join(filter(None, _unlabelled(contestant, comparison)))


def time_words(contestant: Contestant) -> str:
    """How long 1,000 photos take here, of those that were asked about in this run."""
    run = contestant.run
    speed, kept = (run.speed, run.kept) if run else (None, 0)
    if speed is None or speed.s_per_1000 is None:
        return unmeasured(kept)
    of = f" (by {speed.photos:,} photos; the answers of {kept:,} were kept)" if kept else ""
    return f"{speed.s_per_1000:,.0f} s{of}"


def cost_words(contestant: Contestant) -> str:
    """What 1,000 photos cost in calls to others."""
    cost = contestant.run.cost_micros_per_1000 if contestant.run else None
    return "not known" if cost is None else f"${cost / MICROS:,.2f}"


def unstated(contestant: Contestant, comparison: Comparison) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Why a tagger states nothing, each with the attributes' titles; what it was not asked about comes last."""
    found: dict[str, list[str]] = {}
    for question in comparison.questions:
        why = contestant.why_not.get(question.id, NO_LABELS)
        if why != NO_LABELS:
            found.setdefault(why, []).append(question.title)
    not_asked = contestant.run.not_asked if contestant.run else {}
    for question in comparison.report.closed:
        for why in sorted({not_asked[each] for each in question.spoken_attributes & not_asked.keys()}):
            found.setdefault(why, []).append(question.title)
    return tuple((why, tuple(titles)) for why, titles in found.items())


def value_words(value: str) -> str:
    """A value for people."""
    return {NO_ANSWER: "no answer", NOT_VISIBLE: "not visible"}.get(value, value.replace("+", " + "))


def percent(share: float | None) -> str:
    """A share in percent, without its sign."""
    return "\N{EN DASH}" if share is None else f"{share * 100:.1f}".replace("100.0", "100")


def span(interval: Interval | None) -> str:
    """An interval in percent."""
    return f"{percent(interval.low)} to {percent(interval.high)}" if interval else ""


def typical_mistakes(cells: Sequence[Cell]) -> tuple[tuple[str, str, tuple[Cell, ...]], ...]:
    """Wrong answers by label and answer, the commonest first: label, answer, cells with the surest first."""
    pairs: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        if not cell.right:
            pairs.setdefault((cell.label, cell.answer.value), []).append(cell)
    ranked = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        (label, answer, tuple(sorted(found, key=lambda cell: (-(cell.answer.confidence or 0.0), cell.file))))
        for (label, answer), found in ranked
    )


def _labelled(contestant: Contestant, comparison: Comparison) -> list[str]:
    together = contestant.together
    if together is None:
        return ["States nothing of what was labelled."]
    first = (
        f"Right on {percent(together.right)} % ({span(together.interval)}) of {together.answers:,} labels, of the "
        f"{_attributes(len(contestant.scores))} that it states."
    )
    if contestant.name == FUSED:
        return [first, _fused_words(comparison)]
    judged = [verdict for verdict in comparison.verdicts.values() if verdict.good_enough]
    won = sum(contestant.name in verdict.winners for verdict in judged)
    second = (
        f"The best, or not told apart from the best, on {won} of the {_attributes(len(judged))} that anybody is good "
        "enough at."
    )
    return [first, second, _coverage(contestant), _specificity(contestant), _sureness(contestant)]


def _unlabelled(contestant: Contestant, comparison: Comparison) -> list[str]:
    shares = list(contestant.answered.values())
    if not shares:
        return ["States nothing about these photos."]
    right, total = sum(share.right for share in shares), sum(share.total for share in shares)
    named = percent(right / total)
    words = [
        f"{title_of(contestant.name)} names something in {named} % of {total:,} cases, of {_attributes(len(shares))}."
    ]
    for pair in comparison.overall:
        if contestant.name in {pair.first, pair.second}:
            other = pair.second if pair.first == contestant.name else pair.first
            words.append(
                f"Says the same as {title_of(other)} in {percent(1 - pair.differ)} % of {pair.answers:,} cases."
            )
    return words


def _attributes(number: int) -> str:
    return f"{number} attribute{'s' if number != 1 else ''}"


def _coverage(contestant: Contestant) -> str:
    shares = [score.coverage for score in contestant.scores.values() if score.coverage]
    total = sum(share.total for share in shares)
    named = sum(share.right for share in shares)
    return f"Names something in {percent(named / total)} % of the cases." if total else ""


def _specificity(contestant: Contestant) -> str:
    shares = [score.specificity for score in contestant.scores.values() if score.specificity]
    total = sum(share.total for share in shares)
    general = total - sum(share.right for share in shares)
    if not general:
        return ""
    share = percent(general / total)
    return f"Says a general word, such as “other”, in {share} % of the cases in which a specific one fits."


def _sureness(contestant: Contestant) -> str:
    cells = [cell for score in contestant.scores.values() for cell in score.cells]
    sure = [(cell.answer.confidence, cell.right) for cell in cells if cell.answer.confidence is not None]
    if not sure:
        return "Gives no confidence."
    claimed = sum(confidence for confidence, _ in sure) / len(sure)
    right = sum(is_right for _, is_right in sure) / len(sure)
    if abs(claimed - right) < TOO_SURE:
        return f"Its confidence fits: it claims {percent(claimed)} % and is right on {percent(right)} %."
    word = "too sure" if claimed > right else "too modest"
    return f"Is {word} of itself: it claims {percent(claimed)} % and is right on {percent(right)} %."


def _fused_words(comparison: Comparison) -> str:
    found = [verdict.fused for verdict in comparison.verdicts.values() if verdict.fused and verdict.enough]
    better = sum(each.verdict is Verdict.BETTER for each in found)
    worse = sum(each.verdict is Verdict.WORSE for each in found)
    return (
        f"Against the best single tagger of each attribute it is better beyond chance on {better} of {len(found)} and "
        f"worse on {worse}. Each photo is fused by weights that the other photos gave ({FOLDS} folds), so that its own "
        "label never weighs. It costs what all of them cost together."
    )
