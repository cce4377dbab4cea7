from collections.abc import Callable

import pytest

from wornby.datamodel import RightsNote
from wornby.datamodel.naming import NameKind, NameQuery
from wornby.engine.named import LONGEST_NAME, NameDesk, check_name
from wornby.errors import DuplicateError, InputError, NotFoundError
from wornby.testing.fakes_naming import FakeNames
from wornby.testing.suites_naming import make_named

NOTE = RightsNote(actor="key/k1")
UPLOAD = NameKind.UPLOAD


class Library:
    def __init__(self) -> None:
        self.gone: list[str] = []
        self.desk = NameDesk(FakeNames({"a1", "a2"}), delete=lambda asset_id, _note: self.gone.append(asset_id))


@pytest.fixture
def library() -> Library:
    return Library()


def test_nothing_has_no_name(library: Library) -> None:
    assert library.desk.resolve("none") is None


@pytest.mark.parametrize("kind", ["upload", "fetch", ""])
def test_resolves_within_a_kind(library: Library, kind: str) -> None:
    named = library.desk.put(make_named(), note=NOTE)
    assert library.desk.resolve("shoes/red", kind=kind) == (named if kind == "upload" else None)


@pytest.mark.parametrize(("brought", "gone"), [(True, ["a1"]), (False, [])], ids=["by name", "otherwise"])
def test_a_photo_goes_with_its_name_where_it_came_by_it(library: Library, brought: bool, gone: list[str]) -> None:
    library.desk.put(make_named(brought=brought), note=NOTE)
    library.desk.delete("shoes/red", kind=UPLOAD, note=NOTE)
    assert library.gone == gone


def test_a_photo_goes_with_its_last_name(library: Library) -> None:
    library.desk.put(make_named("a", brought=True), note=NOTE)
    library.desk.put(make_named("b"), note=NOTE)
    library.desk.delete("a", kind=UPLOAD, note=NOTE)
    assert library.gone == []
    library.desk.delete("b", kind=UPLOAD, note=NOTE)
    assert library.gone == ["a1"]


def test_the_same_photo_again_stays(library: Library) -> None:
    first = library.desk.put(make_named(brought=True), note=NOTE)
    again = library.desk.put(make_named(version=first.version + 1), note=NOTE)
    assert (again.brought, library.gone) == (True, [])


def test_another_photo_takes_the_name_and_its_day(library: Library) -> None:
    first = library.desk.put(make_named(brought=True), note=NOTE)
    later = first.created_at.replace(year=2027)
    second = library.desk.put(make_named(asset_id="a2", created_at=later, uploaded_at=later), note=NOTE)
    assert (second.created_at, second.uploaded_at) == (first.created_at, later)
    assert library.gone == ["a1"]


def test_a_photo_that_loses_its_name_to_another_goes(library: Library) -> None:
    library.desk.put(make_named("a", brought=True), note=NOTE)
    library.desk.put(make_named("b", asset_id="a2", brought=True), note=NOTE)
    library.desk.rename("a", kind=UPLOAD, to="b", to_kind=UPLOAD, note=NOTE, overwrite=True)
    assert library.gone == ["a2"]


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda desk: desk.put(make_named(asset_id="a2"), note=NOTE, overwrite=False), DuplicateError),
        (lambda desk: desk.put(make_named("a b /c"), note=NOTE), InputError),
        (lambda desk: desk.rename("shoes/red", kind=UPLOAD, to="", to_kind=UPLOAD, note=NOTE), InputError),
        (lambda desk: desk.rename("none", kind=UPLOAD, to="a", to_kind=UPLOAD, note=NOTE), NotFoundError),
        (lambda desk: desk.query(NameQuery(limit=501)), InputError),
        (lambda desk: desk.query(NameQuery(limit=0)), InputError),
    ],
    ids=["taken", "no name", "empty", "unknown", "too many", "none"],
)
def test_refuses(library: Library, act: Callable[[NameDesk], object], error: type[Exception]) -> None:
    library.desk.put(make_named(brought=True), note=NOTE)
    with pytest.raises(error):
        act(library.desk)
    assert library.gone == []


@pytest.mark.parametrize("name", ["a", "a/b", "Ünï 1.5", "x" * LONGEST_NAME])
def test_names(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", ["", "/a", "a//b", "a/", "../a", "a?b", "a%20", "a\n", "a\0", " a", "x" * 256, "a\\b"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(InputError):
        check_name(name)
