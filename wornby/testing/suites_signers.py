"""The contract of everything that signs pictures."""

import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from wornby.datamodel import SourceType
from wornby.datamodel.provenance import ContentClaim
from wornby.imaging.renditions import encode_rendition
from wornby.interfaces import ContentSigner
from wornby.testing import pictures


class ContentSignerSuite:
    """A subclass gives the fixtures `signer` and `stranger`: two signers with certificates of their own."""

    @pytest.fixture
    def jpeg(self) -> bytes:
        return encode_rendition(pictures.noise(64, 48), long_side_px=64)

    @pytest.fixture(params=list(SourceType))
    def claim(self, request: pytest.FixtureRequest) -> ContentClaim:
        return ContentClaim(title="Generated picture", backend="studio@1", source_type=request.param)

    def test_a_signed_picture_is_the_same_picture(
        self, signer: ContentSigner, jpeg: bytes, claim: ContentClaim
    ) -> None:
        signed, plain = (np.asarray(Image.open(io.BytesIO(one))) for one in (signer.sign(jpeg, claim), jpeg))
        assert np.array_equal(signed, plain)

    def test_knows_what_it_signed(self, signer: ContentSigner, jpeg: bytes, claim: ContentClaim) -> None:
        assert signer.has_signed(signer.sign(jpeg, claim))

    def test_did_not_sign_a_plain_picture(self, signer: ContentSigner, jpeg: bytes) -> None:
        assert not signer.has_signed(jpeg)

    def test_did_not_sign_what_another_signed(
        self, signer: ContentSigner, *, stranger: ContentSigner, jpeg: bytes, claim: ContentClaim
    ) -> None:
        assert not signer.has_signed(stranger.sign(jpeg, claim))

    def test_a_backend_need_not_be_known(self, signer: ContentSigner, jpeg: bytes) -> None:
        claim = ContentClaim(title="Generated picture", backend="", source_type=SourceType.ALGORITHMIC)
        assert signer.has_signed(signer.sign(jpeg, claim))

    def test_threads_may_sign_at_once(self, signer: ContentSigner, jpeg: bytes, claim: ContentClaim) -> None:
        with ThreadPoolExecutor(4) as threads:
            signed = list(threads.map(lambda _: signer.sign(jpeg, claim), range(16)))
        assert all(map(signer.has_signed, signed))

    def test_its_certificate_has_a_name_and_an_end(self, signer: ContentSigner) -> None:
        info = signer.certificate()
        assert info.subject
        assert info.ends_at.tzinfo is not None
