"""Trying again what a service's documentation says may be tried again."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import structlog

from wornby.datamodel.profiles import RetryRule
from wornby.errors import ProviderError

log = structlog.get_logger(__name__)

LONGEST_ASKED_S = 60.0
"""A service that asks for a longer wait is not waited for: the caller is told how long it is."""

T = TypeVar("T")


def retried(act: Callable[[], T], *, rule: RetryRule, provider: str, sleep: Callable[[float], None] = time.sleep) -> T:
    """Do something, again after a wait where it failed for a reason that passes.

    The wait doubles with each try, from half to all of it at random, so that many callers do not come back at once;
    it is what the service asks for, where it says so.

    Args:
        act: One try.
        rule: How often and how long.
        provider: For the log.
        sleep: Waits.

    Raises:
        ProviderError: The last one; at once where trying again changes nothing.
    """
    for number in range(1, rule.max_tries + 1):
        try:
            return act()
        except ProviderError as error:
            asked_s = error.retry_after_s or 0.0
            if not error.retryable or number == rule.max_tries or asked_s > LONGEST_ASKED_S:
                raise
            whole_s = min(rule.max_wait_s, rule.first_wait_s * 2 ** (number - 1))
            wait_s = max(asked_s, whole_s * random.uniform(0.5, 1.0))  # noqa: S311 - spreads callers, hides nothing
            log.info("provider.retried", provider=provider, code=error.code, attempt=number, wait_s=round(wait_s, 2))
            sleep(wait_s)
    message = "A rule of retries allows at least one try."
    raise ValueError(message)
