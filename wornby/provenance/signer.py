"""Signing with c2pa-python. Its native library and cryptography are loaded at the first signature, not before."""

import io
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wornby import __version__
from wornby.datamodel import SourceType
from wornby.datamodel.provenance import IPTC, CertificateInfo, ContentClaim, ManifestState
from wornby.errors import ConfigurationError
from wornby.provenance.files import KeyFiles
from wornby.provenance.reader import read_manifest

MIME = "image/jpeg"
_SETTINGS: Mapping[str, object] = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
}


class C2paSigner:
    """Signs with one certificate.

    Args:
        files: Certificate and key.
        timestamp_url: Address of a timestamp authority (RFC 3161); without one nothing leaves this machine.
    """

    def __init__(self, files: KeyFiles, *, timestamp_url: str = "") -> None:
        self._files = files
        self._timestamp_url = timestamp_url
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    def sign(self, jpeg: bytes, claim: ContentClaim) -> bytes:
        """The same picture with a signed manifest."""
        opened = self._open()
        info = opened.info
        if info.ends_at <= datetime.now(UTC):
            message = f"The C2PA certificate {info.subject!r} ended on {info.ends_at:%Y-%m-%d}. {self._files.remedy}"
            raise ConfigurationError(message)
        return opened.sign(jpeg, claim)

    def has_signed(self, jpeg: bytes) -> bool:
        """Whether the picture carries a manifest by the present certificate."""
        # A manifest of ours is about 3 kB, far below what a JPEG segment holds, so the certificate stands in one piece.
        return self._open().leaf in jpeg

    def certificate(self) -> CertificateInfo:
        """The present certificate."""
        return self._open().info

    def check(self) -> None:
        """Sign a small picture and read it back.

        Raises:
            ConfigurationError: The certificate has ended, or readers would not accept what it signs.
        """
        claim = ContentClaim(title="Check", backend="", source_type=SourceType.ALGORITHMIC)
        report = read_manifest(self.sign(_small_jpeg(), claim))
        if report.state is ManifestState.INVALID:
            problems = ", ".join(report.problems)
            message = f"C2PA readers would refuse the certificate {report.signer!r}: {problems}. {self._files.remedy}"
            raise ConfigurationError(message)

    def _open(self) -> "_Opened":
        with self._lock:
            if self._opened is None:
                self._opened = _Opened(self._files, timestamp_url=self._timestamp_url)
            return self._opened


class _Opened:
    """A certificate with the native library that signs with it."""

    def __init__(self, files: KeyFiles, *, timestamp_url: str) -> None:
        import c2pa

        from wornby.provenance.certificates import read_credentials

        credentials = read_credentials(files)
        self.info = credentials.info
        self.leaf = credentials.leaf
        self._c2pa: Any = c2pa
        self._remedy = files.remedy
        try:
            info = c2pa.C2paSignerInfo(
                credentials.algorithm, credentials.chain, credentials.key, timestamp_url.encode() or None
            )
            self._context = c2pa.Context.from_dict(dict(_SETTINGS), signer=c2pa.Signer.from_info(info))
        except c2pa.C2paError as exc:
            raise self._error(exc) from exc

    def sign(self, jpeg: bytes, claim: ContentClaim) -> bytes:
        """The same picture with a signed manifest."""
        signed = io.BytesIO()
        try:
            with self._c2pa.Builder(manifest_of(claim), self._context) as builder:
                builder.sign(MIME, io.BytesIO(jpeg), signed)
        except self._c2pa.C2paError as exc:
            raise self._error(exc) from exc
        return signed.getvalue()

    def _error(self, exc: Exception) -> ConfigurationError:
        message = f"A generated picture could not be signed with the C2PA certificate: {exc}. {self._remedy}"
        return ConfigurationError(message)


def manifest_of(claim: ContentClaim) -> dict[str, object]:
    """The definition of a manifest, as c2pa takes it."""
    created: dict[str, object] = {"action": "c2pa.created", "digitalSourceType": IPTC + claim.source_type.value}
    if claim.backend:
        created["softwareAgent"] = {"name": claim.backend}
    return {
        "title": claim.title,
        "format": MIME,
        "claim_generator_info": [{"name": "wornby", "version": __version__}],
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [created]}}],
    }


def _small_jpeg() -> bytes:
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (16, 16)).save(content, "JPEG")
    return content.getvalue()
