from datetime import date

import pytest
import structlog
from structlog.testing import capture_logs

from wornby.datamodel.profiles import Documented, RetryRule
from wornby.errors import (
    MissingCredentialError,
    ProviderError,
    ProviderRefusedError,
    ProviderTimeoutError,
    QuotaError,
    QuotaSpentError,
)
from wornby.transport.retrying import LONGEST_ASKED_S, retried

SOURCE = Documented(link="https://example.com/errors", read_on=date(2026, 11, 28))


def rule(**changes):
    values = {"codes": frozenset(), "source": SOURCE, "max_tries": 4, "first_wait_s": 1.0, "max_wait_s": 3.0}
    return RetryRule(**{**values, **changes})


class Act:
    """Fails with each of the errors in turn, then succeeds."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.tries = 0

    def __call__(self):
        self.tries += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


def run(act, **changes):
    waits = []
    result = retried(act, rule=rule(**changes), provider="example", sleep=waits.append)
    return result, waits


def test_what_succeeds_is_done_once():
    act = Act()
    assert run(act) == ("done", [])
    assert act.tries == 1


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ProviderError("failed"), id="failed"),
        pytest.param(ProviderTimeoutError("slow"), id="slow"),
        pytest.param(QuotaError("too many"), id="too-many"),
    ],
)
def test_what_passes_is_tried_again(error):
    act = Act(error)
    assert run(act)[0] == "done"
    assert act.tries == 2


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ProviderRefusedError("no"), id="refused"),
        pytest.param(QuotaSpentError("spent"), id="spent"),
        pytest.param(MissingCredentialError("no key"), id="no-key"),
        pytest.param(QuotaError("much too many", retry_after_s=LONGEST_ASKED_S + 1), id="long-wait"),
        pytest.param(ValueError("ours"), id="own-mistake"),
    ],
)
def test_what_stays_is_not(error):
    act = Act(error)
    with pytest.raises(type(error)) as caught:
        run(act)
    assert caught.value is error
    assert act.tries == 1


def test_the_last_error_is_told():
    last = ProviderError("again")
    act = Act(ProviderError("once"), ProviderError("twice"), last)
    with pytest.raises(ProviderError) as caught:
        run(act, max_tries=3)
    assert caught.value is last
    assert act.tries == 3


def test_waits_double_up_to_the_longest():
    _, waits = run(Act(*[ProviderError("failed") for _ in range(4)]), max_tries=5)
    for wait_s, whole_s in zip(waits, (1.0, 2.0, 3.0, 3.0), strict=True):
        assert whole_s / 2 <= wait_s <= whole_s


def test_the_wait_that_is_asked_for_is_kept():
    _, waits = run(Act(QuotaError("slow down", retry_after_s=42.0)))
    assert waits == [42.0]


def test_a_shorter_wait_than_ours_is_not():
    _, waits = run(Act(QuotaError("slow down", retry_after_s=0.1)))
    assert waits[0] >= 0.5


def test_a_rule_without_tries_is_a_mistake():
    with pytest.raises(ValueError, match="at least one"):
        run(Act(), max_tries=0)


def test_words_of_the_service_are_not_logged():
    structlog.reset_defaults()  # another test may have said what is logged
    with capture_logs() as logs:
        run(Act(ProviderError("account 4711")))
    assert [line["event"] for line in logs] == ["provider.retried"]
    assert "4711" not in str(logs)
