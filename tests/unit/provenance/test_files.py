import multiprocessing
import stat
from pathlib import Path

import pytest

from tests.unit.provenance.chains import CLAIM, JPEG
from wornby.datamodel.provenance import ManifestState
from wornby.errors import ConfigurationError
from wornby.provenance.certificates import TEST_NAME
from wornby.provenance.files import ensure_test_files
from wornby.provenance.reader import read_manifest
from wornby.provenance.signer import C2paSigner


def make(folder: Path) -> None:
    ensure_test_files(folder)


def test_a_test_chain_signs_and_says_what_it_is(tmp_path: Path) -> None:
    signer = C2paSigner(ensure_test_files(tmp_path / "c2pa"))
    signer.check()
    report = read_manifest(signer.sign(JPEG, CLAIM))
    assert (report.state, report.signer) == (ManifestState.VALID, TEST_NAME)
    assert signer.certificate().test


def test_the_key_is_for_its_owner_only(tmp_path: Path) -> None:
    files = ensure_test_files(tmp_path / "c2pa")
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(files.key.parent.stat().st_mode) == 0o700


def test_a_chain_that_is_there_stays(tmp_path: Path) -> None:
    before = ensure_test_files(tmp_path / "c2pa").certificate.read_bytes()
    assert ensure_test_files(tmp_path / "c2pa").certificate.read_bytes() == before


def test_processes_that_open_at_once_get_one_chain(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=make, args=(tmp_path / "c2pa",)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["c2pa"]
    C2paSigner(ensure_test_files(tmp_path / "c2pa")).check()


def test_the_one_who_comes_second_takes_what_the_first_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "c2pa"
    with monkeypatch.context() as patch:
        # The second looked before the first was done.
        patch.setattr(Path, "exists", lambda path: False)
        first = ensure_test_files(folder).certificate.read_bytes()
        assert ensure_test_files(folder).certificate.read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["c2pa"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="could not be written"):
        ensure_test_files(tmp_path / "file" / "c2pa")


def test_half_a_chain_names_the_way_out(tmp_path: Path) -> None:
    files = ensure_test_files(tmp_path / "c2pa")
    files.key.unlink()
    with pytest.raises(ConfigurationError, match="Delete the folder 'c2pa'"):
        C2paSigner(files).sign(JPEG, CLAIM)
