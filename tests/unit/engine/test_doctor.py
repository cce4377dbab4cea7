from datetime import UTC, datetime, timedelta

import pytest

from wornby.datamodel.provenance import CertificateInfo
from wornby.engine import doctor
from wornby.errors import ConfigurationError


def check(days: float, *, test: bool = False):
    ends_at = datetime.now(UTC) + timedelta(days=days)
    info = CertificateInfo(subject="Shop GmbH", issuer="Shop Root", ends_at=ends_at, test=test)
    return doctor._certificate(lambda: info)


def test_the_certificate_in_use_is_named_with_its_end() -> None:
    found = check(200)
    assert found.ok
    assert found.detail.startswith("Shop GmbH; issued by Shop Root; ends 20")


def test_a_test_certificate_says_that_it_is_one() -> None:
    found = check(200, test=True)
    assert found.ok
    assert "trusted by nobody else" in found.detail
    assert "WORNBY_C2PA_CERTIFICATE" in found.remedy


@pytest.mark.parametrize(("days", "word"), [(-1, "ended"), (5, "ends")])
@pytest.mark.parametrize(("test", "remedy"), [(True, "wornby init"), (False, "WORNBY_C2PA_KEY")])
def test_one_that_ends_soon_fails_with_its_remedy(days: float, word: str, *, test: bool, remedy: str) -> None:
    found = check(days, test=test)
    assert not found.ok
    assert f" {word} 20" in found.detail
    assert remedy in found.remedy


@pytest.mark.parametrize(("waiting", "ok"), [(0, True), (2, False)])
def test_erasures_that_wait_are_named(waiting: int, *, ok: bool) -> None:
    found = doctor._erasures(lambda: waiting)
    assert (found.ok, found.remedy) == (ok, "wornby erase --resume")


def test_one_that_cannot_be_read_fails() -> None:
    def broken() -> CertificateInfo:
        message = "No key."
        raise ConfigurationError(message)

    found = doctor._certificate(broken)
    assert (found.ok, found.detail) == (False, "No key.")
