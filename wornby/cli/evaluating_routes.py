"""Routes for the router, from what an evaluation found: `wornby eval --routes`."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from wornby.cli.context import out, plain
from wornby.cli.tables import whole_file
from wornby.cli.tagger_runs import FILE_PREFIX
from wornby.comparison import Report, Verdict
from wornby.errors import InputError
from wornby.tagging.routes import Routes, choose_routes

ROUTER = "router"


def check_routable(names: Sequence[str]) -> None:
    """Refuse to make routes of what is no tagger of its own, before anything is tagged.

    Raises:
        InputError: The first tagger is a file of tags, or the router is among them.
    """
    if names[0].startswith(FILE_PREFIX):
        message = "Routes lead to taggers, and the first one here is a file of tags. Name it after a tagger."
        raise InputError(message)
    if ROUTER in names:
        message = "Routes that lead to the router go round in a circle. Leave it out, or leave --routes out."
        raise InputError(message)


def routes_of(report: Report) -> Routes:
    """Who is to state what: the first tagger, but for attributes on which another one is better beyond chance.

    An attribute that several questions speak about (`garment.kind` of lying garments and of each place) moves only
    where the other tagger is better on one of them and worse on none. Files of tags move nothing.
    """
    default = report.taggers[0].name
    verdicts: dict[tuple[str, str], set[Verdict]] = defaultdict(set)
    questions = {score.question.id: score.question for score in report.taggers[0].scores}
    for difference in report.differences:
        for attribute in questions[difference.question].spoken_attributes:
            verdicts[attribute, difference.tagger].add(difference.verdict)
    figures: dict[str, dict[str, float]] = {}
    for result in report.taggers:
        for attribute in {question.attribute for question in questions.values()}:
            found = verdicts[attribute, result.name]
            better = Verdict.BETTER in found and Verdict.WORSE not in found
            if result.name == default or (better and not result.name.startswith(FILE_PREFIX)):
                shares = [s.accuracy.value for s in result.scores if s.question.attribute == attribute and s.accuracy]
                figures.setdefault(attribute, {})[result.name] = sum(shares) / len(shares) if shares else 0.0
    return choose_routes(figures, default=default)


def write_routes(report: Report, target: Path) -> None:
    """Write the routes, and say them."""
    routes = routes_of(report)
    with whole_file(target) as part:
        part.write_text(routes.text(), encoding="utf-8")
    moved = ", ".join(f"{attribute} from {tagger}" for attribute, tagger in routes.attributes.items())
    out().print(f"Routes: {plain(target)}, {moved or 'nothing moves'}; all else from {routes.default}")
