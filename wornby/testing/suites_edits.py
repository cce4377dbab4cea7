"""The contracts of what keeps corrections, and of what lists the library."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wornby.datamodel import Asset, AssetKind, Fact, Purpose, Rights, RightsState
from wornby.datamodel.edits import FactChange, TagEdit
from wornby.datamodel.facts import stated_at, with_stated
from wornby.datamodel.shelf import ShelfOrder, ShelfQuery
from wornby.errors import NotFoundError
from wornby.interfaces import RecordStore
from wornby.interfaces.editing import EditStore, LibraryShelf, Revise, Revised
from wornby.testing.factories import make_asset, make_tags

_AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
_HAIR, _SLEEVE = "hair.color", "garment.sleeve"


def make_change(value: str, *, attribute: str = _HAIR, garment: int | None = None) -> FactChange:
    """A fact of the first wearer of `make_tags`."""
    wearer = make_tags().wearers[0]
    part = wearer if garment is None else wearer.garments[garment]
    return FactChange(
        wearer=0,
        garment=garment,
        attribute=attribute,
        before=None,
        after=Fact(value=value, confidence=1.0, source="staff/ana"),
        box=part.box,
        place=None if garment is None else wearer.garments[garment].place,
    )


def make_edit(number: int, *changes: FactChange) -> TagEdit:
    """One edit of the photo a1."""
    at = _AT + timedelta(minutes=number)
    return TagEdit(id=f"e{number}", asset_id="a1", by="staff/ana", at=at, changes=changes or (make_change("red"),))


def writes(edit: TagEdit) -> Revise:
    """Writes what an edit says, and the edit."""

    def decide(known: Asset, _: Sequence[TagEdit]) -> Revised:
        tags = known.tags or make_tags()
        for one in edit.changes:
            tags = with_stated(
                tags, one.after, wearer=one.wearer, garment=one.garment, attribute=one.attribute, replaced=None
            )
        return replace(known, tags=tags), edit

    return decide


class EditSuite:
    """Subclasses give `records` with the gate of the vocabulary, and `store` over it."""

    @pytest.fixture
    def photo(self, records: RecordStore) -> Asset:
        """The photo a1, of which everything may be said."""
        rights = Rights(state=RightsState.GRANTED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
        asset = make_asset("a1", rights=rights)
        records.commit_asset(asset)
        return asset

    def test_begins_empty(self, store: EditStore, photo: Asset) -> None:
        assert [*store.list(photo.id), *store.list("none")] == []

    def test_facts_and_edit_are_written_together(self, store: EditStore, records: RecordStore, photo: Asset) -> None:
        before = records.last_change()
        written = store.revise(photo.id, decide=writes(make_edit(1)))
        assert records.get_asset(photo.id) == written
        assert written.tags is not None
        assert stated_at(written.tags, wearer=0, garment=None, attribute=_HAIR) == make_change("red").after
        assert list(store.list(photo.id)) == [make_edit(1)]
        assert records.last_change() > before

    def test_neither_is_written_where_deciding_fails(
        self, store: EditStore, records: RecordStore, photo: Asset
    ) -> None:
        def decide(_: Asset, __: Sequence[TagEdit]) -> Revised:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            store.revise(photo.id, decide=decide)
        assert (records.get_asset(photo.id), list(store.list(photo.id))) == (photo, [])

    def test_nothing_is_written_where_nothing_is_decided(
        self, store: EditStore, records: RecordStore, photo: Asset
    ) -> None:
        before = records.last_change()
        assert store.revise(photo.id, decide=lambda _, __: None) == photo
        assert (records.last_change(), list(store.list(photo.id))) == (before, [])

    def test_the_oldest_comes_first_and_is_given_to_who_decides(self, store: EditStore, photo: Asset) -> None:
        store.revise(photo.id, decide=writes(make_edit(2)))
        store.revise(photo.id, decide=writes(make_edit(1)))
        seen: list[TagEdit] = []
        store.revise(photo.id, decide=lambda _, edits: seen.extend(edits))
        assert [edit.id for edit in seen] == ["e2", "e1"]

    def test_one_that_is_known_takes_its_place(self, store: EditStore, photo: Asset) -> None:
        store.revise(photo.id, decide=writes(make_edit(1)))
        undone = replace(make_edit(1), undone_at=_AT, undone_by="wearer/l1")
        store.revise(photo.id, decide=lambda known, _: (known, undone))
        assert list(store.list(photo.id)) == [undone]

    def test_a_photo_that_is_not_there(self, store: EditStore) -> None:
        with pytest.raises(NotFoundError):
            store.revise("none", decide=writes(make_edit(1)))

    def test_edits_go_with_their_photo(self, store: EditStore, records: RecordStore, photo: Asset) -> None:
        store.revise(photo.id, decide=writes(make_edit(1)))
        records.delete_asset(photo.id, files=lambda: None)
        assert list(store.list(photo.id)) == []

    def test_what_the_rights_no_longer_allow_leaves_no_trace(
        self, store: EditStore, records: RecordStore, photo: Asset
    ) -> None:
        sleeve = make_change("long", attribute=_SLEEVE, garment=0)
        store.revise(photo.id, decide=writes(make_edit(1, make_change("red"), sleeve)))
        store.revise(photo.id, decide=writes(make_edit(2)))
        less = Rights(state=RightsState.GRANTED, purposes=frozenset({Purpose.DISPLAY}))
        records.merge_asset(photo.id, decide=lambda known: (known and replace(known, rights=less), None))
        assert [(edit.id, edit.changes) for edit in store.list(photo.id)] == [("e1", (sleeve,))]

    def test_of_one_who_is_not_the_subject_any_more_it_goes_too(
        self, store: EditStore, records: RecordStore, photo: Asset
    ) -> None:
        store.revise(photo.id, decide=writes(make_edit(1)))
        records.merge_asset(photo.id, decide=lambda known: (known and replace(known, subject=1), None))
        assert list(store.list(photo.id)) == []


Fill = Callable[[Sequence[Asset]], LibraryShelf]
_NAMES = ("a1", "a2", "a3", "a4")


def _photo(name: str, *, minute: int, confidence: float | None, **changes: object) -> Asset:
    tags = make_tags(0)
    fact = None if confidence is None else Fact(value="worn", confidence=confidence, source="builtin/x@1")
    tags = replace(tags, garments=(), photo={} if fact is None else {"photo.kind": fact})
    return make_asset(name, created_at=_AT + timedelta(minutes=minute), tags=tags, **changes)


class LibraryShelfSuite:
    """Subclasses give `fill`, which makes a shelf over some photos."""

    @pytest.fixture
    def shelf(self, fill: Fill) -> LibraryShelf:
        """A list of four: a2 is the newest, a3 the most doubtful."""
        return fill(
            [
                _photo("a1", minute=1, confidence=0.6, products=("S2", "S1")),
                _photo("a2", minute=4, confidence=None, kind=AssetKind.PRODUCT),
                _photo("a3", minute=3, confidence=0.2, rights=Rights()),
                _photo("a4", minute=2, confidence=0.9),
            ]
        )

    def test_an_empty_library(self, fill: Fill) -> None:
        shelf = fill([])
        page = shelf.page(ShelfQuery())
        assert (page.rows, page.total, shelf.count_doubtful(below=1.0)) == ((), 0, 0)

    @pytest.mark.parametrize(
        ("order", "names"),
        [
            (ShelfOrder.NEWEST, ["a2", "a3", "a4", "a1"]),
            (ShelfOrder.OLDEST, ["a1", "a4", "a3", "a2"]),
            (ShelfOrder.DOUBT, ["a3", "a1", "a4", "a2"]),
        ],
    )
    def test_every_window_of_every_order(self, shelf: LibraryShelf, order: ShelfOrder, names: list[str]) -> None:
        query = ShelfQuery(order=order)
        for among in (None, _NAMES):
            for offset in range(5):
                page = shelf.page(query, among=among, offset=offset, limit=2)
                assert [row.id for row in page.rows] == names[offset : offset + 2]
                assert page.total == len(names)

    @pytest.mark.parametrize(
        ("query", "asked"),
        [
            (ShelfQuery(states=frozenset({RightsState.DISCOVERED})), (None, ["a3"])),
            (ShelfQuery(kinds=frozenset({AssetKind.WORN})), (None, ["a3", "a4", "a1"])),
            (ShelfQuery(kinds=frozenset({AssetKind.PRODUCT}), states=frozenset({RightsState.DISCOVERED})), (None, [])),
            (ShelfQuery(kinds=frozenset({AssetKind.WORN})), (("a2", "a4", "none"), ["a4"])),
            (ShelfQuery(), ((), [])),
        ],
        ids=["state", "kind", "both", "among", "among-none"],
    )
    def test_filters(
        self, shelf: LibraryShelf, query: ShelfQuery, asked: tuple[Sequence[str] | None, list[str]]
    ) -> None:
        among, names = asked
        page = shelf.page(query, among=among)
        assert ([row.id for row in page.rows], page.total) == (names, len(names))

    def test_a_row_says_what_a_list_shows(self, shelf: LibraryShelf) -> None:
        row = shelf.page(ShelfQuery(order=ShelfOrder.OLDEST), limit=1).rows[0]
        assert (row.id, row.products, row.doubt, row.tagged, row.synthetic) == ("a1", ("S2", "S1"), 0.6, True, False)
        assert row.rights.state is RightsState.GRANTED

    def test_a_photo_is_found_by_its_content(self, shelf: LibraryShelf) -> None:
        assert shelf.find_content(make_asset("a3").sha256) == "a3"
        assert shelf.find_content("00" * 32) is None

    def test_the_queue_of_the_doubtful(self, shelf: LibraryShelf) -> None:
        assert list(shelf.doubtful(below=0.7)) == [(0.2, "a3"), (0.6, "a1")]
        assert list(shelf.doubtful(below=0.7, after=(0.2, "a3"), limit=1)) == [(0.6, "a1")]
        assert shelf.count_doubtful(below=0.7) == 2
