"""`wornby serve`, without a server."""

import pytest

from wornby.api import compat, server


@pytest.fixture
def served(monkeypatch):
    given = {}
    monkeypatch.setattr(server, "serve", lambda engine, **values: given.update(values))
    monkeypatch.setitem(compat.COMPAT, "probe", None)
    return given


@pytest.mark.parametrize(
    ("words", "asked"), [((), None), (("--compat", "probe"), ("probe",))], ids=["settings", "list"]
)
def test_drop_in_endpoints_come_from_the_settings_or_a_list(run, engine, served, words, asked) -> None:
    assert run("serve", *words).exit_code == 0
    assert served == {"host": "127.0.0.1", "port": 8000, "compat": asked}


def test_an_unknown_endpoint_is_answered_with_the_known_ones(run, engine, served) -> None:
    result = run("serve", "--compat", "none")
    assert (result.exit_code, served) == (2, {})
