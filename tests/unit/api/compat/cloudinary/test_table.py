"""The tables of the documentation, and what the service's own client has."""

import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest
from cloudinary import api, uploader

PAGE = Path(__file__).parents[5] / "docs" / "compat.md"
NO_CALL = frozenset({"is_appengine_sandbox", "only", "transformation_string"})
"""Helpers of the client's own, which ask nobody."""


def table(module: str) -> list[tuple[str, str, str]]:
    """Each function of a module with what stands beside it."""
    section = PAGE.read_text(encoding="utf-8").partition("\n## Cloudinary\n")[2].partition("\n## ")[0]
    part = section.partition(f"Functions of `{module}`:")[2].partition("Functions of")[0]
    rows = re.findall(r"^\| ([a-z_]+(?:, [a-z_]+)*) \| (\w+) \| (.*)\|$", part, flags=re.MULTILINE)
    return [(name, works, why) for names, works, why in rows for name in names.split(", ")]


def functions(module: ModuleType) -> list[str]:
    found = inspect.getmembers(module, inspect.isfunction)
    own = {name for name, each in found if each.__module__ == module.__name__ and not name.startswith("_")}
    return sorted(own - NO_CALL)


@pytest.mark.parametrize("module", [api, uploader], ids=["api", "uploader"])
def test_every_function_stands_there_once(module: ModuleType) -> None:
    assert sorted(name for name, _, _ in table(module.__name__) if name != "function") == functions(module)


@pytest.mark.parametrize("module", [api, uploader], ids=["api", "uploader"])
def test_what_does_not_wholly_work_says_why(module: ModuleType) -> None:
    rows = table(module.__name__)
    assert {works for _, works, _ in rows} == {"works", "partly", "not"}
    assert [name for name, works, why in rows if works != "works" and len(why.strip()) < 5] == []
