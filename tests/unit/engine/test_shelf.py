from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from wornby.datamodel import Clause, Fact, PhotoTags, Rights
from wornby.datamodel.shelf import ShelfQuery
from wornby.engine.shelf import LibraryDesk, ShelfParts
from wornby.errors import FilterError, InputError
from wornby.search import IndexSync
from wornby.stores import library_shelf
from wornby.stores.library_shelf import SqlLibraryShelf
from wornby.stores.records import SqlRecordStore
from wornby.testing.factories import SPACE, make_asset, make_tags
from wornby.testing.fakes import FakeVectorIndex
from wornby.vocabulary import load_vocabulary


def sure(confidence: float, *, value: str = "brown", source: str = "builtin/head@1") -> PhotoTags:
    """Of one wearer's hair a model is as sure as said; of all else others are."""
    tags = make_tags(1)
    hair = {"hair.color": Fact(value=value, confidence=confidence, source=source)}
    return replace(tags, wearers=(replace(tags.wearers[0], attributes=hair),))


class Library:
    def __init__(self, url: str) -> None:
        self.records = SqlRecordStore(url)
        self.records.migrate()
        index = FakeVectorIndex(SPACE)
        sync = IndexSync(self.records, index)
        self.desk = LibraryDesk(
            ShelfParts(
                records=self.records,
                shelf=SqlLibraryShelf(self.records.database),
                index=index,
                vocabulary=load_vocabulary(),
                catch_up=lambda: sync.catch_up(force=True),
            )
        )

    def put(self, name: str, **changes: object) -> None:
        self.records.commit_asset(make_asset(name, **changes))

    def names(self, **asked) -> list[str]:
        return sorted(row.id for row in self.desk.page(ShelfQuery(), **asked).rows)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(f"sqlite:///{tmp_path}/records.db")
    yield opened
    opened.records.close()


@pytest.fixture
def three(library: Library) -> Library:
    library.put("a", caption="Blue tote at the sea", products=("S1",), tags=make_tags(1))
    library.put("b", caption="The sea", products=(), rights=Rights(), tags=make_tags(0))
    library.put("c", caption="", products=("S2", "S1"), tags=None)
    return library


def test_the_staff_sees_everything(three: Library) -> None:
    assert three.names() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"text": "sea"}, ["a", "b"]),
        ({"text": "SEA tote"}, ["a"]),
        ({"text": "c"}, ["c"]),
        ({"text": "nothing"}, []),
        ({"product": "S1"}, ["a", "c"]),
        ({"product": "S2", "text": "sea"}, []),
        ({"filters": (Clause(attribute="garment.kind", values=frozenset({"shirt"})),)}, ["a"]),
        ({"filters": (Clause(attribute="garment.kind", values=frozenset({"shirt"}), negate=True),)}, ["a", "b", "c"]),
    ],
    ids=["caption", "all-words", "id", "no-text", "product", "both", "facts", "not-these-facts"],
)
def test_filters(three: Library, asked, names) -> None:
    assert three.names(**asked) == names


def test_many_found_by_facts_keep_the_order_of_the_list(three: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before = three.names(product="S1")
    monkeypatch.setattr(library_shelf, "_LOOKED_UP", 1)
    assert three.names(product="S1") == before


def test_a_filter_that_the_vocabulary_does_not_know(library: Library) -> None:
    with pytest.raises(FilterError):
        library.names(filters=(Clause(attribute="mood", values=frozenset({"good"})),))


def test_a_photo_is_found_by_what_a_person_says_of_it_at_once(three: Library) -> None:
    shirts = (Clause(attribute="upper.kind", values=frozenset({"shirt"})),)
    asset = three.records.get_asset("a")
    assert asset is not None
    assert three.names(filters=shirts) == ["a"]
    three.records.commit_asset(replace(asset, tags=make_tags(0)))
    assert three.names(filters=shirts) == []


def test_the_most_doubtful_come_first_with_their_facts(library: Library) -> None:
    for name, confidence in (("a", 0.5), ("b", 0.3), ("c", 0.95)):
        library.put(name, tags=sure(confidence))
    page = library.desk.review()
    said = [(item.asset.id, [(each.attribute, each.wearer) for each in item.doubtful]) for item in page.items]
    assert said == [("b", [("hair.color", 0)]), ("a", [("hair.color", 0)])]
    assert (page.total, page.cursor) == (2, None)


def test_what_a_person_has_stated_waits_for_nobody(library: Library) -> None:
    library.put("a", tags=sure(0.3))
    library.put("b", tags=sure(0.3, source="staff/ana"))
    assert [item.asset.id for item in library.desk.review().items] == ["a"]


def test_pages_of_the_queue(library: Library) -> None:
    for name in "abc":
        library.put(name, tags=sure(0.3))
    first = library.desk.review(limit=2)
    second = library.desk.review(limit=2, cursor=first.cursor)
    assert [item.asset.id for item in (*first.items, *second.items)] == ["a", "b", "c"]
    assert (first.total, second.cursor) == (3, None)


@pytest.mark.parametrize("cursor", ["", "x", "0.5", "0.5 ", "nan a", "0.5 a b", "1 \x00"])
def test_what_is_no_cursor(library: Library, cursor: str) -> None:
    with pytest.raises(InputError):
        library.desk.review(cursor=cursor)
