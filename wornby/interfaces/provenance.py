"""Who signs what wornby generates."""

from typing import Protocol

from wornby.datamodel.provenance import CertificateInfo, ContentClaim


class ContentSigner(Protocol):
    """Binds a claim to a picture, so that anybody can check it. Thread-safe."""

    def sign(self, jpeg: bytes, claim: ContentClaim) -> bytes:
        """The same picture with a signed manifest.

        Raises:
            ConfigurationError: The certificate cannot be used, or it has ended.
        """
        ...

    def has_signed(self, jpeg: bytes) -> bool:
        """Whether the picture carries a manifest by the present certificate. The signature itself is not checked."""
        ...

    def certificate(self) -> CertificateInfo:
        """The present certificate.

        Raises:
            ConfigurationError: It cannot be read.
        """
        ...
