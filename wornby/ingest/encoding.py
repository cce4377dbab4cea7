"""The one way from an asset to the bytes of its pictures: marked where it is synthetic, signed where generated."""

from wornby.datamodel import Asset, Pixels
from wornby.datamodel.provenance import claim_of, is_synthetic
from wornby.imaging.renditions import RENDITIONS, encode_master, encode_rendition
from wornby.interfaces import ContentSigner


class PictureEncoder:
    """Encodes what is kept and what is shown.

    Args:
        signer: Binds what is known of a generated picture to its bytes.
    """

    def __init__(self, signer: ContentSigner) -> None:
        self._signer = signer

    def master(self, asset: Asset, pixels: Pixels) -> bytes:
        """The copy that stands for the original; signed, but without a mark, since it is what taggers look at.

        Raises:
            ConfigurationError: A generated picture could not be signed.
        """
        return self._signed(asset, encode_master(pixels))

    def rendition(self, asset: Asset, pixels: Pixels, *, name: str) -> bytes:
        """A copy to show.

        Raises:
            ConfigurationError: A generated picture could not be signed.
        """
        content = encode_rendition(pixels, long_side_px=RENDITIONS[name], badge=is_synthetic(asset))
        return self._signed(asset, content)

    def is_current(self, asset: Asset, content: bytes) -> bool:
        """Whether a copy that was kept is signed as it would be now."""
        return claim_of(asset) is None or self._signer.has_signed(content)

    def _signed(self, asset: Asset, content: bytes) -> bytes:
        claim = claim_of(asset)
        return content if claim is None else self._signer.sign(content, claim)
