"""Fixtures that more than one folder of tests uses."""

from collections.abc import Iterator

import pytest

from tests.requirements import require
from wornby.testing.postgres import find_postgres, run_postgres


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a cluster that lives as long as the tests."""
    binaries = find_postgres()
    require(binaries is not None, "PostgreSQL is not installed")
    assert binaries is not None
    with run_postgres(binaries) as url:
        yield url
