"""The contract of every store of files."""

import pytest

from wornby.errors import InputError, NotFoundError
from wornby.interfaces.stores import BlobStore


class BlobStoreSuite:
    """A subclass gives the fixture `store`: an empty BlobStore."""

    def test_gives_back_what_was_put(self, store: BlobStore) -> None:
        store.put("a/b.jpg", b"\x00\xffpicture")
        assert store.get("a/b.jpg") == b"\x00\xffpicture"

    def test_keeps_an_empty_file(self, store: BlobStore) -> None:
        store.put("empty", b"")
        assert store.get("empty") == b""

    def test_replaces_a_file(self, store: BlobStore) -> None:
        store.put("a", b"longer than the next")
        store.put("a", b"next")
        assert store.get("a") == b"next"

    @pytest.mark.parametrize("name", ["a", "a/b"])
    def test_a_missing_file_is_not_found(self, store: BlobStore, name: str) -> None:
        with pytest.raises(NotFoundError):
            store.get(name)

    def test_a_folder_is_no_file(self, store: BlobStore) -> None:
        store.put("a/b", b"1")
        assert not store.exists("a")

    def test_knows_what_exists(self, store: BlobStore) -> None:
        store.put("a/b", b"1")
        assert store.exists("a/b")
        assert not store.exists("a/c")

    def test_deletes(self, store: BlobStore) -> None:
        store.put("a/b", b"1")
        store.delete("a/b")
        assert not store.exists("a/b")

    def test_deletes_nothing_where_there_is_none(self, store: BlobStore) -> None:
        store.delete("a/b")
        assert list(store.list("")) == []

    @pytest.mark.parametrize(
        ("prefix", "names"),
        [("", ["a/1", "a/b/2", "ab", "c"]), ("a", ["a/1", "a/b/2"]), ("a/", ["a/1", "a/b/2"]), ("x", [])],
        ids=["all", "folder", "folder-with-slash", "none"],
    )
    def test_lists_below_a_prefix(self, store: BlobStore, prefix: str, names: list[str]) -> None:
        for name in ("c", "a/b/2", "ab", "a/1"):
            store.put(name, b"1")
        assert list(store.list(prefix)) == names

    def test_whole_files_are_not_unfinished(self, store: BlobStore) -> None:
        store.put("a/b", b"1")
        assert store.remove_unfinished() == 0
        assert store.exists("a/b")

    @pytest.mark.parametrize("name", ["", "/a", "../a", "a/../b", "a//b", "a/", "./a", "a\\b", "a\0b", "file:a"])
    def test_refuses_a_name_that_leads_elsewhere(self, store: BlobStore, name: str) -> None:
        with pytest.raises(InputError):
            store.put(name, b"1")
