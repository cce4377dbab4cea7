"""Fixtures that more than one folder of tests uses."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.requirements import require
from wornby.testing.postgres import find_postgres, run_postgres

# Machines that run tests are shared: how long one example takes says nothing (STYLE.md §9).
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a cluster that lives as long as the tests."""
    binaries = find_postgres()
    require(binaries is not None, "PostgreSQL is not installed")
    assert binaries is not None
    with run_postgres(binaries) as url:
        yield url
