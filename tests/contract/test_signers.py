from pathlib import Path

import pytest

from wornby.interfaces import ContentSigner
from wornby.provenance.files import ensure_test_files
from wornby.provenance.signer import C2paSigner
from wornby.testing.fakes_provenance import FakeSigner
from wornby.testing.suites import ContentSignerSuite


class TestFakeSigner(ContentSignerSuite):
    @pytest.fixture
    def signer(self) -> ContentSigner:
        return FakeSigner()

    @pytest.fixture
    def stranger(self) -> ContentSigner:
        return FakeSigner("stranger")


class TestC2paSigner(ContentSignerSuite):
    @pytest.fixture
    def signer(self, tmp_path: Path) -> ContentSigner:
        return C2paSigner(ensure_test_files(tmp_path / "mine"))

    @pytest.fixture
    def stranger(self, tmp_path: Path) -> ContentSigner:
        return C2paSigner(ensure_test_files(tmp_path / "other"))
