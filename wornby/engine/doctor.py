"""What works on this machine, and the command that mends what does not."""

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import features

from wornby.datamodel import JobState
from wornby.datamodel.library import Check, ModelInfo
from wornby.datamodel.provenance import CertificateInfo
from wornby.errors import WornbyError
from wornby.interfaces import RecordStore, VectorIndex

EXTRAS = {
    "hub": "tokenizers",
    "learn": "sklearn",
    "ocr": "rapidocr",
    "parquet": "pyarrow",
    "postgres": "psycopg",
    "qdrant": "qdrant_client",
    "torch": "open_clip",
}
FREE_BYTES = 500_000_000
ENDING_SOON = timedelta(days=14)
_OWN_CERTIFICATE = "Set WORNBY_C2PA_CERTIFICATE and WORNBY_C2PA_KEY to a certificate of your own that is valid."
_NEW_TEST_CERTIFICATE = "Delete the folder c2pa in the library's folder, then: wornby init"


def run_checks(
    *,
    home: Path,
    records: RecordStore,
    index: VectorIndex,
    models: Callable[[], list[ModelInfo]],
    certificate: Callable[[], CertificateInfo],
    unfinished: Callable[[], int],
) -> list[Check]:
    """Look at Python, the folder, the stores, the models, the formats, the certificate, what waits, and the extras."""
    return [
        _python(),
        _folder(home),
        _space(home),
        _records(records),
        _index(records, index),
        _models(models),
        _formats(),
        _certificate(certificate),
        _jobs(records),
        _erasures(unfinished),
        *(_extra(name, module) for name, module in EXTRAS.items()),
    ]


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Check(name="Python", ok=sys.version_info >= (3, 11), detail=version, remedy="Install Python 3.11 or later.")


def _folder(home: Path) -> Check:
    try:
        with tempfile.TemporaryFile(dir=home):
            return Check(name="library folder", ok=True, detail="can be written")
    except OSError as exc:
        detail = f"cannot be written: {exc.strerror}"
        return Check(name="library folder", ok=False, detail=detail, remedy=f"chmod u+rwx {home}")


def _space(home: Path) -> Check:
    free = shutil.disk_usage(home).free
    detail = f"{free / 1e9:.1f} GB free"
    return Check(name="disk", ok=free >= FREE_BYTES, detail=detail, remedy="Free some space, or set WORNBY_HOME.")


def _records(records: RecordStore) -> Check:
    try:
        return Check(name="records", ok=True, detail=f"{records.count_assets()} photos")
    except WornbyError as error:
        return Check(name="records", ok=False, detail=error.message, remedy="Check WORNBY_DATABASE_URL.")


def _index(records: RecordStore, index: VectorIndex) -> Check:
    behind = records.last_change() - index.marker
    detail = f"{index.count(())} entries in {index.space.name}, {behind} changes behind"
    return Check(name="index", ok=behind == 0, detail=detail, remedy="wornby reindex")


def _models(models: Callable[[], list[ModelInfo]]) -> Check:
    try:
        found = models()
    except WornbyError as error:
        return Check(name="models", ok=False, detail=error.message, remedy="make install")
    size = sum(model.size_bytes for model in found) / 1e6
    return Check(name="models", ok=True, detail=f"{', '.join(model.name for model in found)}; {size:.1f} MB")


def _formats() -> Check:
    known = {
        "JPEG": features.check("jpg"),
        "PNG": features.check("zlib"),
        "WebP": features.check("webp"),
        "AVIF": features.check("avif"),
        "HEIC": importlib.util.find_spec("pillow_heif") is not None,
    }
    missing = [name for name, there in known.items() if not there]
    detail = f"missing: {', '.join(missing)}" if missing else ", ".join(known)
    return Check(name="formats", ok=not missing, detail=detail, remedy="pip install --force-reinstall pillow")


def _certificate(certificate: Callable[[], CertificateInfo]) -> Check:
    try:
        info = certificate()
    except WornbyError as error:
        return Check(name="C2PA certificate", ok=False, detail=error.message, remedy=_OWN_CERTIFICATE)
    left = info.ends_at - datetime.now(UTC)
    word = "ended" if left <= timedelta() else "ends"
    kind = "made by this library, trusted by nobody else" if info.test else f"issued by {info.issuer}"
    detail = f"{info.subject}; {kind}; {word} {info.ends_at:%Y-%m-%d}"
    remedy = _NEW_TEST_CERTIFICATE if info.test and left <= ENDING_SOON else _OWN_CERTIFICATE
    return Check(name="C2PA certificate", ok=left > ENDING_SOON, detail=detail, remedy=remedy)


def _jobs(records: RecordStore) -> Check:
    counts = records.count_jobs()
    open_jobs = counts.get(JobState.QUEUED, 0) + counts.get(JobState.RUNNING, 0)
    detail = f"{open_jobs} waiting, {counts.get(JobState.FAILED, 0)} failed"
    return Check(name="jobs", ok=open_jobs == 0, detail=detail, remedy="wornby ingest")


def _erasures(unfinished: Callable[[], int]) -> Check:
    try:
        waiting = unfinished()
    except WornbyError as error:
        return Check(name="erasures", ok=False, detail=error.message, remedy="Check WORNBY_DATABASE_URL.")
    detail = f"{waiting} begun and not finished" if waiting else "all finished"
    return Check(name="erasures", ok=not waiting, detail=detail, remedy="wornby erase --resume")


def _extra(name: str, module: str) -> Check:
    there = importlib.util.find_spec(module) is not None
    detail = "installed" if there else "not installed (optional)"
    return Check(name=f"extra {name}", ok=True, detail=detail, remedy="" if there else f"pip install 'wornby[{name}]'")
