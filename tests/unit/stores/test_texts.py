"""Full-text search in the records' database, beyond the contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, update

from wornby.stores import records
from wornby.stores.connect import writing
from wornby.stores.migrations.versions import v0004_texts, v0014_subject_by_staff
from wornby.stores.records import SqlRecordStore
from wornby.stores.rows import asset_to_row, product_to_row
from wornby.stores.schema import assets, product_texts, products
from wornby.stores.texts import folded
from wornby.testing.factories import make_asset, make_product
from wornby.testing.postgres import new_database

RARE = "quagga"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/a.sqlite3"
        return
    with new_database(request.getfixturevalue("postgres_url")) as database:
        yield database


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecordStore]:
    store = SqlRecordStore(f"sqlite:///{tmp_path_factory.mktemp('texts')}/a.sqlite3")
    store.migrate()
    store.put_products([make_product("A", title="Linen shirt")])
    yield store
    store.close()


def migrate_to(store: SqlRecordStore, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(records._MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with writing(store._engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_the_migration_fills_an_existing_library(url: str) -> None:
    store = SqlRecordStore(url)
    migrate_to(store, v0004_texts.down_revision)
    asset = asset_to_row(make_asset("b", title="pier.jpg"))
    for later in ("caption", "subject", "subject_by_staff", "veils", "doubt", "state"):
        del asset[later]
    with writing(store._engine) as connection:
        connection.execute(insert(products), [product_to_row(make_product("A", title="Linen shirt"))])
        connection.execute(insert(assets), [asset])
    store.migrate()
    assert [hit.id for hit in store.search_texts(["linen"], kind="product", limit=5)] == ["A"]
    assert store.search_texts(["pier"], kind="asset", limit=5) == []
    assert store.get_assets(["b"])["b"].caption == ""
    store.close()


def test_who_was_chosen_before_anybody_knew_by_whom_counts_as_staffs(url: str) -> None:
    store = SqlRecordStore(url)
    migrate_to(store, v0014_subject_by_staff.down_revision)
    for name, subject in {"a": 0, "b": None}.items():
        asset = asset_to_row(make_asset(name, sha256=name * 32, subject=subject))
        del asset["subject_by_staff"]
        with writing(store._engine) as connection:
            connection.execute(insert(assets), [asset])
    store.migrate()
    found = store.get_assets(["a", "b"])
    assert [found[name].subject_by_staff for name in "ab"] == [True, False]
    store.close()


def test_nothing_of_a_caption_is_left_in_the_file_of_a_deleted_asset(tmp_path: Path) -> None:
    store = SqlRecordStore(f"sqlite:///{tmp_path}/a.sqlite3")
    store.migrate()
    for number in range(30):
        store.commit_asset(make_asset(f"n{number}", caption=f"other {number}"))
    store.commit_asset(make_asset("a", caption=RARE))
    assert store.delete_asset("a")
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.sqlite3"]
    assert RARE.encode() not in (tmp_path / "a.sqlite3").read_bytes()


def test_nothing_of_a_replaced_caption_is_left_in_the_file_after_the_next_start(tmp_path: Path) -> None:
    store = SqlRecordStore(f"sqlite:///{tmp_path}/a.sqlite3")
    store.migrate()
    for number in range(30):
        store.commit_asset(make_asset(f"n{number}", caption=f"other {number}"))
    store.commit_asset(make_asset("a", caption=RARE))
    store.commit_asset(make_asset("a", caption="new"))
    store.migrate()
    store.close()
    assert RARE.encode() not in (tmp_path / "a.sqlite3").read_bytes()


def test_texts_that_were_folded_otherwise_are_folded_again(url: str) -> None:
    store = SqlRecordStore(url)
    store.migrate()
    store.put_products([make_product("A", title="Linen shirt")])
    with writing(store._engine) as connection:
        connection.execute(update(product_texts).values(words="linnen"))
    store.refill_texts()
    assert [hit.id for hit in store.search_texts(["linen"], kind="product", limit=5)] == ["A"]
    store.close()


def test_a_caption_that_stays_is_in_the_file(tmp_path: Path) -> None:
    store = SqlRecordStore(f"sqlite:///{tmp_path}/a.sqlite3")
    store.migrate()
    store.commit_asset(make_asset("a", caption=RARE))
    store.close()
    assert RARE.encode() in (tmp_path / "a.sqlite3").read_bytes()


@given(st.lists(st.text(), max_size=4))
def test_any_words_can_be_asked(shop: SqlRecordStore, words: list[str]) -> None:
    assert {hit.id for hit in shop.search_texts(words, kind="product", limit=5)} <= {"A"}


@pytest.mark.parametrize(
    ("text", "indexed"),
    [("", ""), ("Red dresses", "red dress"), ("a " * 6000, "a " * 4999 + "a")],
    ids=["empty", "words", "long"],
)
def test_a_text_is_indexed_as(text: str, indexed: str) -> None:
    assert folded(text) == indexed
