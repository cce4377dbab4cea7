import pytest

from wornby.stores.old_secret import forget_old_secret, read_old_secret
from wornby.stores.records import SqlRecordStore
from wornby.testing.postgres import new_database


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_secret_leaves_the_records(kind, request, tmp_path):
    if kind == "sqlite":
        check_it_leaves(f"sqlite:///{tmp_path / 'records.db'}")
        return
    with new_database(request.getfixturevalue("postgres_url")) as url:
        check_it_leaves(url)


def check_it_leaves(url):
    records = SqlRecordStore(url)
    try:
        records.migrate()
        records.put_meta("id_secret", "ab" * 32)
        records.put_meta("other", "stays")
        assert read_old_secret(records.database) == "ab" * 32
        forget_old_secret(records.database)
        forget_old_secret(records.database)
        assert (read_old_secret(records.database), records.get_meta("other")) == ("", "stays")
    finally:
        records.close()
