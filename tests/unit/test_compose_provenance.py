"""Which certificate a library signs with."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.unit.provenance import chains
from wornby.compose import open_engine
from wornby.errors import ConfigurationError
from wornby.settings import Settings

OPEN = """
import json, sys
from pathlib import Path
from wornby.compose import open_engine
from wornby.settings import Settings
with open_engine(Settings(home=Path(sys.argv[1]))):
    print(json.dumps([name for name in ("c2pa", "cryptography") if name in sys.modules]))
"""


def said(settings: Settings) -> str:
    with open_engine(settings) as engine:
        (check,) = (check for check in engine.doctor() if check.name == "C2PA certificate")
        return check.detail


def test_a_library_makes_a_test_certificate_once(tmp_path: Path) -> None:
    assert "test certificate" in said(Settings(home=tmp_path))
    before = (tmp_path / "c2pa" / "certificate.pem").read_bytes()
    said(Settings(home=tmp_path))
    assert (tmp_path / "c2pa" / "certificate.pem").read_bytes() == before


def test_a_certificate_that_is_set_is_taken(tmp_path: Path) -> None:
    files = chains.write(tmp_path / "shop")
    settings = Settings(home=tmp_path, c2pa_certificate=str(files.certificate), c2pa_key=str(files.key))
    assert "Shop GmbH" in said(settings)
    assert not (tmp_path / "c2pa").exists()


def test_a_certificate_is_set_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = chains.write(tmp_path / "shop")
    monkeypatch.setenv("WORNBY_C2PA_CERTIFICATE", str(files.certificate))
    monkeypatch.setenv("WORNBY_C2PA_KEY", str(files.key))
    assert "Shop GmbH" in said(Settings(home=tmp_path))


def test_a_key_that_is_missing_is_refused_at_once(tmp_path: Path) -> None:
    files = chains.write(tmp_path / "shop")
    settings = Settings(home=tmp_path, c2pa_certificate=str(files.certificate))
    with pytest.raises(ConfigurationError, match="Set both"), open_engine(settings):
        pass


def test_a_library_opens_with_a_certificate_that_has_ended_and_says_so(tmp_path: Path) -> None:
    files = chains.write(tmp_path / "shop", ends_in=timedelta(days=-1))
    settings = Settings(home=tmp_path, c2pa_certificate=str(files.certificate), c2pa_key=str(files.key))
    with open_engine(settings) as engine:
        (check,) = (check for check in engine.doctor() if check.name == "C2PA certificate")
        assert not check.ok
        assert check.remedy


def test_a_library_that_signs_nothing_loads_nothing_for_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(tmp_path)]
    loaded = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(2)]
    assert loaded == [["cryptography"], []]
