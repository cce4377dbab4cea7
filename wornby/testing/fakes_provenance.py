"""A signer that writes its claim behind the picture, in plain words."""

from datetime import UTC, datetime

from wornby.datamodel.provenance import CertificateInfo, ContentClaim
from wornby.interfaces import ContentSigner


class FakeSigner(ContentSigner):
    """Signs as somebody; whoever has the same name has the same certificate."""

    def __init__(self, name: str = "fake") -> None:
        self._seal = f"\nsigned by {name}: ".encode()
        self._name = name

    def sign(self, jpeg: bytes, claim: ContentClaim) -> bytes:
        return jpeg + self._seal + f"{claim.backend} {claim.source_type}".encode()

    def has_signed(self, jpeg: bytes) -> bool:
        return self._seal in jpeg

    def certificate(self) -> CertificateInfo:
        ends_at = datetime(2100, 1, 1, tzinfo=UTC)
        return CertificateInfo(subject=self._name, issuer=self._name, ends_at=ends_at, test=True)
