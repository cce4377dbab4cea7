from concurrent.futures import ThreadPoolExecutor

import pytest

from wornby.errors import BudgetError
from wornby.tagging.budget import Budget, dollars, to_micros


def test_nothing_is_spent_at_first():
    assert Budget(10).spent_micros == 0


def test_what_is_taken_is_spent():
    budget = Budget(10)
    budget.take(4, provider="one")
    budget.take(3, provider="two")
    assert budget.spent_by_provider == {"one": 4, "two": 3}


def test_more_than_is_left_is_refused_and_not_taken():
    budget = Budget(10)
    budget.take(8, provider="one")
    with pytest.raises(BudgetError, match="--max-cost"):
        budget.take(3, provider="one")
    assert budget.spent_micros == 8


def test_what_is_free_passes_a_budget_of_nothing():
    Budget(0).take(0, provider="one")


def test_what_is_given_back_can_be_spent_again():
    budget = Budget(10)
    budget.take(10, provider="one")
    budget.give_back(10, provider="one")
    budget.take(10, provider="one")
    assert budget.spent_micros == 10


def test_calls_are_counted_free_ones_too():
    budget = Budget(0)
    budget.take(0, provider="one")
    budget.take(0, provider="one")
    assert budget.calls_by_provider == {"one": 2}


def test_without_a_limit_all_is_counted():
    budget = Budget(None)
    budget.take(10**12, provider="one")
    assert budget.spent_micros == 10**12


def test_calls_side_by_side_never_spend_more():
    budget = Budget(50)

    def act(_):
        try:
            budget.take(1, provider="one")
        except BudgetError:
            return 0
        return 1

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert sum(pool.map(act, range(200))) == 50


@pytest.mark.parametrize(
    ("micros", "words"),
    [(0, "$0.00"), (1500, "$0.0015"), (100_000, "$0.10"), (4_200_000, "$4.20"), (1_234_500_000, "$1,234.50")],
)
def test_amounts_for_people(micros, words):
    assert dollars(micros) == words


def test_dollars_in_micros():
    assert to_micros(4.2) == 4_200_000
