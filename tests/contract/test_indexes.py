import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from wornby.stores.exact_index import ExactVectorIndex
from wornby.stores.qdrant_index import QdrantVectorIndex
from wornby.stores.scan_index import ScanVectorIndex
from wornby.testing.factories import SPACE
from wornby.testing.suites import VectorIndexSuite


class TestExact(VectorIndexSuite):
    @pytest.fixture
    def index(self, tmp_path: Path) -> ExactVectorIndex:
        index = ExactVectorIndex(SPACE, path=tmp_path / "index")
        index.load()
        return index


class TestScan(VectorIndexSuite):
    @pytest.fixture
    def index(self, tmp_path: Path) -> ScanVectorIndex:
        index = ScanVectorIndex(SPACE, path=tmp_path / "index")
        index.load()
        return index


class TestScanOfCodes(VectorIndexSuite):
    """The entries of a test are few, so the index is told that they are many."""

    @pytest.fixture
    def index(self, tmp_path: Path) -> ScanVectorIndex:
        index = ScanVectorIndex(SPACE, path=tmp_path / "index", exact_rows=16, fetch=256)
        index.load()
        return index


class TestQdrantLocal(VectorIndexSuite):
    number = 300

    @pytest.fixture
    def index(self) -> Iterator[QdrantVectorIndex]:
        index = QdrantVectorIndex(SPACE, path=None)
        index.load()
        yield index
        index.close()


def test_qdrant_collections_of_two_indexes_differ() -> None:
    for options, names in (({}, {"wornby", "wornby-meta"}), ({"collection": "other"}, {"other", "other-meta"})):
        index = QdrantVectorIndex(SPACE, **options)
        index.load()
        assert {each.name for each in index._client.get_collections().collections} == names
        index.close()


class TestQdrantServer(VectorIndexSuite):
    @pytest.fixture
    def index(self) -> Iterator[QdrantVectorIndex]:
        url = os.environ.get("WORNBY_TEST_QDRANT_URL", "")
        if not url:
            pytest.skip("WORNBY_TEST_QDRANT_URL names no server")
        index = QdrantVectorIndex(SPACE, path=None, url=url)
        index.load()
        index.clear()
        yield index
        index.clear()
        index.close()
