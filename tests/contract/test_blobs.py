import uuid
from pathlib import Path

import pytest

from wornby.stores.blobs import FsspecBlobStore
from wornby.testing.suites import BlobStoreSuite


class TestFolder(BlobStoreSuite):
    @pytest.fixture
    def store(self, tmp_path: Path) -> FsspecBlobStore:
        return FsspecBlobStore(str(tmp_path / "blobs"))


class TestMemory(BlobStoreSuite):
    @pytest.fixture
    def store(self) -> FsspecBlobStore:
        return FsspecBlobStore(f"memory://{uuid.uuid4().hex}")
