"""What `wornby retention` prints."""

from rich.table import Table

from wornby.cli.context import plain
from wornby.cli.render import make_table
from wornby.engine.retention import RetentionPlan


def clocks_table(plan: RetentionPlan) -> Table:
    """How the clocks stand."""
    table = make_table("class", "what", "days", "since", "held", "due", "next")
    for line in plan.lines:
        rule, count = line.rule, line.count
        days = f"{line.days}" if line.days else "for good"
        when = f"{line.next_at:%Y-%m-%d}" if line.next_at else "-"
        table.add_row(rule.name, plain(rule.what), days, plain(rule.since), f"{count.held}", f"{count.due}", when)
    return table
