"""What a database's errors tell: they are logged, so no value of a statement is in them."""

import traceback

import pytest
from sqlalchemy import insert, text

from wornby.errors import StoreError
from wornby.stores.connect import open_engine, writing
from wornby.stores.records import SqlRecordStore
from wornby.stores.schema_staff import users
from wornby.testing.postgres import new_database

SECRET = "ada.lovelace@shop.example"
ROW = {"id": "u1", "name": SECRET, "role": "admin", "password_hash": SECRET, "created_at": "2026"}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_refused_row_is_not_repeated(kind, request, tmp_path):
    if kind == "sqlite":
        check_rows(f"sqlite:///{tmp_path / 'records.db'}")
        return
    with new_database(request.getfixturevalue("postgres_url")) as url:
        check_rows(url)


def check_rows(url):
    records = SqlRecordStore(url)
    try:
        records.migrate()
        with pytest.raises(StoreError) as caught, writing(records.database) as connection:
            connection.execute(insert(users), [ROW, ROW | {"id": "u2"}])
    finally:
        records.close()
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert caught.value.message.startswith("The records failed: ")


def test_a_value_that_postgresql_cannot_read_is_not_repeated(postgres_url):
    database = open_engine(postgres_url)
    with pytest.raises(StoreError) as caught, writing(database) as connection:
        connection.execute(text("SELECT CAST(:value AS integer)"), {"value": SECRET})
    database.dispose()
    assert SECRET not in "".join(traceback.format_exception(caught.value))
