"""The table of the documentation, the code, and what the service's own client knows."""

import re
from pathlib import Path

import pytest

from wornby.api.compat.rekognition.operations import NOT_SERVED, SERVED

PAGE = Path(__file__).parents[5] / "docs" / "compat.md"


def table():
    """Each operation of the section with what stands beside it."""
    section = PAGE.read_text(encoding="utf-8").partition("\n## Amazon Rekognition\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([A-Z]\w+(?:, [A-Z]\w+)*) \| (\w+) \| (.+) \|$", section, flags=re.MULTILINE)
    return [(name, works, why) for names, works, why in rows for name in names.split(", ")]


def test_every_operation_stands_there_once() -> None:
    session = pytest.importorskip("botocore.session")
    known = session.get_session().get_service_model("rekognition").operation_names
    assert sorted(name for name, _, _ in table()) == sorted(known)


def test_the_code_serves_what_the_table_says() -> None:
    assert {name for name, works, _ in table() if works in {"works", "partly"}} == set(SERVED)
    assert {name for name, works, _ in table() if works == "not"} == NOT_SERVED


def test_every_row_says_why() -> None:
    assert [name for name, _, why in table() if len(why) < 5] == []
