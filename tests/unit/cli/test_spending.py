import pytest

from wornby import compose
from wornby.cli.spending import check_spending, plan_ingest, plan_retag, plan_spending
from wornby.datamodel import IngestOptions, Purpose, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.errors import BudgetError
from wornby.settings import Settings

APPEARANCE = frozenset({Purpose.APPEARANCE})
SETTINGS = Settings(tagger="rented", allow_remote=True)


@pytest.fixture(autouse=True)
def prices(monkeypatch):
    """A cent for labels, another one for faces."""

    def price(settings, name="", *, purposes):
        rented = (name or settings.tagger) == "rented"
        return (10_000 + 10_000 * (Purpose.APPEARANCE in purposes)) * rented

    monkeypatch.setattr(compose, "price_micros", price)


def item(state=RightsState.LICENSED, *purposes):
    return IngestItem(source="a.jpg", options=IngestOptions(rights=Rights(state=state, purposes=frozenset(purposes))))


def test_what_runs_here_costs_nothing():
    assert plan_spending(SETTINGS, ["builtin"], photos=9, purposes=APPEARANCE) == {}


def test_a_price_is_that_of_each_photo():
    assert plan_spending(SETTINGS, ["builtin", "rented"], photos=9, purposes=APPEARANCE) == {"rented": 180_000}


@pytest.mark.parametrize(
    ("items", "micros"),
    [
        ([], None),
        ([item(RightsState.DISCOVERED)], None),
        ([item(RightsState.LICENSED)], None),
        ([item(RightsState.LICENSED, Purpose.DISPLAY)], 10_000),
        ([item(RightsState.LICENSED, Purpose.DISPLAY), item(RightsState.GRANTED, Purpose.APPEARANCE)], 30_000),
    ],
    ids=["none", "no rights", "no purpose", "display", "both"],
)
def test_only_what_may_leave_is_planned(items, micros):
    assert plan_ingest(SETTINGS, items).get("rented") == micros


def test_a_photo_that_is_tagged_again_may_cost_all_there_is():
    assert plan_retag(SETTINGS, photos=2) == {"rented": 40_000}


def test_more_than_the_limit_is_refused():
    with pytest.raises(BudgetError, match=r"limit of \$0.01"):
        check_spending({"rented": 20_000}, settings=SETTINGS.model_copy(update={"max_cost": 0.01}), ask=True)


def test_where_answers_are_kept_the_run_itself_ends_at_its_limit(capsys):
    check_spending({"rented": 20_000}, settings=SETTINGS.model_copy(update={"max_cost": 0.01}), ask=True, kept=True)
    assert "kept cost nothing" in capsys.readouterr().err


def test_the_price_is_told(capsys):
    check_spending({"rented": 20_000}, settings=SETTINGS, ask=True)
    assert "$0.02" in capsys.readouterr().err


def test_nothing_is_told_where_nothing_costs(capsys):
    check_spending({}, settings=SETTINGS, ask=True)
    assert capsys.readouterr().err == ""
