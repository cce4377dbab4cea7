"""Routes for the router, from what an evaluation found: `wornby eval --routes`."""

from collections import defaultdict
from pathlib import Path

from wornby.cli.context import out, plain
from wornby.cli.evaluating import FILE_PREFIX
from wornby.cli.tables import whole_file
from wornby.comparison import Report, Verdict
from wornby.errors import InputError
from wornby.tagging.routes import Routes, choose_routes


def routes_of(report: Report) -> Routes:
    """Who is to state what: the first tagger, but for attributes on which another one is better beyond chance.

    An attribute that several questions ask for (the kind of a worn and of a lying garment) moves only where the other
    tagger is better on one of them and worse on none. Files of tags are no taggers, and move nothing.

    Raises:
        InputError: The first tagger is a file.
    """
    default = report.taggers[0].name
    if default.startswith(FILE_PREFIX):
        message = "Routes lead to taggers, and the first one here is a file of tags. Name it with --tagger first."
        raise InputError(message)
    verdicts: dict[tuple[str, str], set[Verdict]] = defaultdict(set)
    attributes = {score.question.id: score.question.attribute for score in report.taggers[0].scores}
    for difference in report.differences:
        verdicts[attributes[difference.question], difference.tagger].add(difference.verdict)
    figures: dict[str, dict[str, float]] = {}
    for result in report.taggers:
        for attribute in set(attributes.values()):
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
