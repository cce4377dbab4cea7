"""The contract of every store of names."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wornby.datamodel.naming import (
    EVERYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    NamedAsset,
    NameField,
    NameKind,
    NameQuery,
    Operator,
    Sorting,
    Without,
)
from wornby.errors import DuplicateError, InputError, NotFoundError
from wornby.interfaces.naming import NameStore

START = datetime(2026, 12, 1, 12, tzinfo=UTC)


def make_named(public_id: str = "shoes/red", **changes: object) -> NamedAsset:
    """A name of the photo a1."""
    plain = NamedAsset(
        asset_id="a1",
        public_id=public_id,
        version=1_796_126_400,
        created_at=START,
        uploaded_at=START,
        format="jpg",
        size_bytes=1000,
        width_px=640,
        height_px=480,
        original_filename="IMG_1",
        asset_folder="shoes",
        display_name="red",
        etag="0" * 32,
        tags=("red", "shoe"),
        context=(("alt", "A red shoe"), ("brand", "acme")),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def make_list() -> list[NamedAsset]:
    """Four names that differ in everything."""
    day = timedelta(days=1)
    return [
        make_named(),
        make_named("shoes/blue", created_at=START + day, tags=("blue", "shoe"), context=(), width_px=853, version=2),
        make_named("hat", asset_id="a2", created_at=START + 2 * day, tags=(), asset_folder="", format="png"),
        make_named("Hat_2%", asset_id="a2", created_at=START + 3 * day, kind=NameKind.PRIVATE, size_bytes=5000),
    ]


def is_(field: NameField, value: str | float | datetime, operator: Operator = Operator.EQUAL) -> Comparison:
    """A comparison."""
    return Comparison(field=field, operator=operator, value=value)


CONDITIONS: dict[str, tuple[Condition, list[str]]] = {
    "everything": (EVERYTHING, ["Hat_2%", "hat", "shoes/blue", "shoes/red"]),
    "nothing": (NOTHING, []),
    "name": (is_(NameField.PUBLIC_ID, "hat"), ["hat"]),
    "capitals count": (is_(NameField.PUBLIC_ID, "HAT"), []),
    "beginning": (is_(NameField.PUBLIC_ID, "shoes/", Operator.PREFIX), ["shoes/blue", "shoes/red"]),
    "beginning with a sign of SQL": (is_(NameField.PUBLIC_ID, "Hat_2%", Operator.PREFIX), ["Hat_2%"]),
    "a sign of SQL stands for itself": (is_(NameField.PUBLIC_ID, "h%", Operator.PREFIX), []),
    "kind": (is_(NameField.KIND, "private"), ["Hat_2%"]),
    "photo": (is_(NameField.ASSET_ID, "a1"), ["shoes/blue", "shoes/red"]),
    "folder": (is_(NameField.FOLDER, ""), ["hat"]),
    "file name": (is_(NameField.FILENAME, "blue"), ["shoes/blue"]),
    "format": (is_(NameField.FORMAT, "png"), ["hat"]),
    "width": (is_(NameField.WIDTH, 640.0, Operator.GREATER), ["shoes/blue"]),
    "bytes": (is_(NameField.BYTES, 1000.0, Operator.LESS_OR_EQUAL), ["hat", "shoes/blue", "shoes/red"]),
    "ratio": (is_(NameField.ASPECT_RATIO, 16 / 9), ["shoes/blue"]),
    "made at": (is_(NameField.CREATED_AT, START), ["shoes/red"]),
    "made after": (
        is_(NameField.CREATED_AT, START + timedelta(hours=30), Operator.GREATER_OR_EQUAL),
        ["Hat_2%", "hat"],
    ),
    "tag": (is_(NameField.TAG, "blue"), ["shoes/blue"]),
    "beginning of a tag": (is_(NameField.TAG, "sh", Operator.PREFIX), ["Hat_2%", "shoes/blue", "shoes/red"]),
    "any tag": (is_(NameField.TAG, "", Operator.PREFIX), ["Hat_2%", "shoes/blue", "shoes/red"]),
    "not a tag": (Without(part=is_(NameField.TAG, "red")), ["hat", "shoes/blue"]),
    "context": (
        Comparison(field=NameField.CONTEXT, key="brand", operator=Operator.EQUAL, value="acme"),
        ["Hat_2%", "hat", "shoes/red"],
    ),
    "another key": (Comparison(field=NameField.CONTEXT, key="alt", operator=Operator.EQUAL, value="acme"), []),
    "a key is there": (
        Comparison(field=NameField.CONTEXT, key="alt", operator=Operator.PREFIX, value=""),
        ["Hat_2%", "hat", "shoes/red"],
    ),
    "both": (AllOf(parts=(is_(NameField.TAG, "shoe"), is_(NameField.ASSET_ID, "a1"))), ["shoes/blue", "shoes/red"]),
    "either": (AnyOf(parts=(is_(NameField.TAG, "blue"), is_(NameField.FORMAT, "png"))), ["hat", "shoes/blue"]),
}


def names_of(store: NameStore, query: NameQuery) -> list[str]:
    """The names on a page."""
    return [one.public_id for one in store.query(query).names]


class NameSuite:
    """Subclasses give `store`, whose library holds the photos a1 and a2."""

    def test_begins_empty(self, store: NameStore) -> None:
        page = store.query(NameQuery())
        assert (page.names, page.total, page.cursor) == ((), 0, None)
        assert (store.tags(), store.folders(), store.get("none")) == ([], [], None)

    def test_gives_back_what_was_put(self, store: NameStore) -> None:
        assert store.put(make_named()) is None
        assert store.get("shoes/red") == make_named()

    def test_a_name_is_one_of_its_kind(self, store: NameStore) -> None:
        other = make_named(kind=NameKind.AUTHENTICATED, asset_id="a2")
        store.put(make_named())
        store.put(other)
        assert store.get("shoes/red", kind=NameKind.AUTHENTICATED) == other
        assert store.get("shoes/red") == make_named()

    def test_a_name_passes_to_another_photo(self, store: NameStore) -> None:
        store.put(make_named())
        new = make_named(asset_id="a2", tags=("new",), context=())
        assert store.put(new) == make_named()
        assert store.get("shoes/red") == new

    def test_a_name_that_is_taken_stays_where_asked(self, store: NameStore) -> None:
        store.put(make_named())
        with pytest.raises(DuplicateError):
            store.put(make_named(asset_id="a2"), overwrite=False)
        assert store.get("shoes/red") == make_named()

    def test_a_photo_that_is_not_there(self, store: NameStore) -> None:
        with pytest.raises(NotFoundError):
            store.put(make_named(asset_id="none"))

    @pytest.mark.parametrize(("condition", "expected"), CONDITIONS.values(), ids=CONDITIONS)
    def test_conditions(self, store: NameStore, condition: Condition, expected: list[str]) -> None:
        for one in make_list():
            store.put(one)
        page = store.query(NameQuery(where=condition))
        assert (sorted(one.public_id for one in page.names), page.total) == (expected, len(expected))

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            ((), None),
            (NameQuery().order, ["Hat_2%", "hat", "shoes/blue", "shoes/red"]),
            ((Sorting(field=NameField.CREATED_AT),), ["shoes/red", "shoes/blue", "hat", "Hat_2%"]),
            (
                (Sorting(field=NameField.ASSET_ID, descending=True), Sorting(field=NameField.CREATED_AT)),
                ["hat", "Hat_2%", "shoes/red", "shoes/blue"],
            ),
            (
                (Sorting(field=NameField.ASPECT_RATIO, descending=True), Sorting(field=NameField.CREATED_AT)),
                ["shoes/blue", "shoes/red", "hat", "Hat_2%"],
            ),
        ],
        ids=["by id", "newest", "oldest", "two fields", "ratio"],
    )
    def test_order_and_pages(self, store: NameStore, order: tuple[Sorting, ...], expected: list[str] | None) -> None:
        for one in make_list():
            store.put(one)
        whole = names_of(store, NameQuery(order=order))
        query = NameQuery(order=order, limit=1)
        found: list[str] = []
        while True:
            page = store.query(query)
            assert page.total == len(whole)
            found += [one.public_id for one in page.names]
            if page.cursor is None:
                break
            query = replace(query, after=page.cursor)
        assert found == whole == (expected or whole)

    @pytest.mark.parametrize(
        "cursor", ["nonsense", "W10=", "WzEsMl0=", "é", "W05hTl0=", "WyJcdWQ4MDAiLCAiYiJd", "W3RydWUsIngiXQ=="]
    )
    def test_what_is_no_cursor(self, store: NameStore, cursor: str) -> None:
        with pytest.raises(InputError):
            store.query(NameQuery(after=cursor))

    def test_changes_some(self, store: NameStore) -> None:
        for one in make_list():
            store.put(one)
        changed = store.change(
            ["shoes/blue", "none", "shoes/red"],
            kind=NameKind.UPLOAD,
            edit=lambda one: replace(one, tags=tuple(sorted({*one.tags, "sale"})), public_id="ignored"),
        )
        assert [(one.public_id, one.tags) for one in changed] == [
            ("shoes/blue", ("blue", "sale", "shoe")),
            ("shoes/red", ("red", "sale", "shoe")),
        ]
        assert [store.get(one.public_id) for one in changed] == list(changed)

    def test_renames(self, store: NameStore) -> None:
        store.put(make_named())
        named, before = store.rename("shoes/red", kind=NameKind.UPLOAD, to="boots/b", to_kind=NameKind.PRIVATE)
        assert (named, before) == (make_named("boots/b", kind=NameKind.PRIVATE), None)
        assert (store.get("shoes/red"), store.get("boots/b", kind=NameKind.PRIVATE)) == (None, named)
        assert names_of(store, NameQuery(where=is_(NameField.FILENAME, "b"))) == ["boots/b"]

    def test_renames_to_itself(self, store: NameStore) -> None:
        store.put(make_named())
        assert store.rename("shoes/red", kind=NameKind.UPLOAD, to="shoes/red", to_kind=NameKind.UPLOAD) == (
            make_named(),
            None,
        )

    def test_renames_what_is_not_there(self, store: NameStore) -> None:
        with pytest.raises(NotFoundError):
            store.rename("none", kind=NameKind.UPLOAD, to="a", to_kind=NameKind.UPLOAD)

    def test_renames_over_another(self, store: NameStore) -> None:
        for one in make_list():
            store.put(one)
        with pytest.raises(DuplicateError):
            store.rename("shoes/red", kind=NameKind.UPLOAD, to="hat", to_kind=NameKind.UPLOAD)
        named, before = store.rename(
            "shoes/red", kind=NameKind.UPLOAD, to="hat", to_kind=NameKind.UPLOAD, overwrite=True
        )
        assert (named.asset_id, before) == ("a1", make_list()[2])
        assert store.query(NameQuery()).total == len(make_list()) - 1

    def test_deletes(self, store: NameStore) -> None:
        store.put(make_named())
        assert store.delete("shoes/red", kind=NameKind.UPLOAD) == make_named()
        assert store.delete("shoes/red", kind=NameKind.UPLOAD) is None
        assert (store.get("shoes/red"), store.tags()) == (None, [])

    def test_tags(self, store: NameStore) -> None:
        for one in make_list():
            store.put(one)
        assert store.tags() == ["blue", "red", "shoe"]
        assert store.tags(prefix="s") == ["shoe"]
        assert store.tags(after="blue", limit=1) == ["red"]

    def test_folders(self, store: NameStore) -> None:
        for one in [*make_list(), make_named("x", asset_folder="a/b")]:
            store.put(one)
        assert store.folders() == ["a/b", "shoes"]
