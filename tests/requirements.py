"""What a test needs beyond Python: missing, it skips with the reason; where all is required, it fails."""

import os

import pytest


def require(condition: bool, reason: str) -> None:
    """Skip unless the condition holds; fail where WORNBY_TEST_REQUIRE=all."""
    if condition:
        return
    if os.environ.get("WORNBY_TEST_REQUIRE") == "all":
        pytest.fail(f"required here: {reason}")
    pytest.skip(reason)
