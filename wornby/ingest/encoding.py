"""The one way from an asset to the bytes of its pictures: marked where it is synthetic, signed where generated."""

from collections.abc import Callable

import numpy as np

from wornby.datamodel import Asset, AssetKind, Pixels
from wornby.datamodel.provenance import claim_of, is_synthetic
from wornby.datamodel.subjects import subject_of
from wornby.imaging.badge import with_badge
from wornby.imaging.renditions import RENDITIONS, encode_master, encode_rendition
from wornby.imaging.veil import veil, veil_others
from wornby.interfaces import ContentSigner, PeopleFinder


class PictureEncoder:
    """Encodes what is kept and what is shown.

    Args:
        signer: Binds what is known of a generated picture to its bytes.
        finder: Finds bystanders, who are hidden in what is shown; nobody is where None.
    """

    def __init__(self, signer: ContentSigner, *, finder: PeopleFinder | None = None) -> None:
        self._signer = signer
        self._finder = finder

    def master(self, asset: Asset, pixels: Pixels) -> bytes:
        """The copy that stands for the original; signed, but without a mark, since it is what taggers look at.

        Raises:
            ConfigurationError: A generated picture could not be signed.
        """
        return self._signed(asset, encode_master(pixels))

    def rendition(self, asset: Asset, pixels: Pixels, *, name: str) -> bytes:
        """A copy to show: of a wearer's photo with everybody else hidden, unless the staff decided otherwise.

        Raises:
            ConfigurationError: A generated picture could not be signed.
            ModelError: The finder failed; nothing is shown then.
        """
        content = encode_rendition(self.shown(asset, pixels), long_side_px=RENDITIONS[name], badge=is_synthetic(asset))
        return self._signed(asset, content)

    def delivered(self, asset: Asset, pixels: Pixels, *, encode: Callable[[Pixels], bytes]) -> bytes:
        """A copy that was changed for showing, from what `shown` gave: a synthetic one says so on its face.

        Args:
            asset: Whose copy it is.
            pixels: (H, W, 3) or, where places are transparent, (H, W, 4), uint8.
            encode: Makes the file; a JPEG where the asset is generated, which is signed.

        Raises:
            ConfigurationError: A generated picture could not be signed.
        """
        if is_synthetic(asset):
            marked = with_badge(np.ascontiguousarray(pixels[..., :3]))
            pixels = marked if pixels.shape[2] == marked.shape[2] else _with_mark(pixels, marked)
        return self._signed(asset, encode(pixels))

    def is_current(self, asset: Asset, content: bytes) -> bool:
        """Whether a copy that was kept is signed as it would be now."""
        return claim_of(asset) is None or self._signer.has_signed(content)

    def shown(self, asset: Asset, pixels: Pixels) -> Pixels:
        """The pixels of a master as they are shown: everybody hidden who is to be. No mark yet.

        Raises:
            ModelError: The finder failed; nothing is shown then.
        """
        if self._finder is None or asset.kind is not AssetKind.WORN or is_synthetic(asset):
            return pixels
        if asset.veils is not None:
            return veil(pixels, asset.veils)
        subject = subject_of(asset)
        hidden = self._finder.find(pixels, subject=subject.box if subject else None)
        return veil_others(pixels, hidden.boxes, figures=hidden.figures)

    def _signed(self, asset: Asset, content: bytes) -> bytes:
        claim = claim_of(asset)
        return content if claim is None else self._signer.sign(content, claim)


def _with_mark(pixels: Pixels, marked: Pixels) -> Pixels:
    """A picture with a mark that is seen in full, also where the picture itself is transparent."""
    changed = (marked != pixels[..., :3]).any(axis=2)
    alpha = np.where(changed, np.uint8(255), pixels[..., 3])
    return np.dstack([marked, alpha])
