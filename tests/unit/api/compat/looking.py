"""An engine that sees the same in every picture: what it is asked for, a test can read."""

from dataclasses import replace

import numpy as np

from tests.unit.api.fakes import FakeEngine, make_tags
from wornby.datamodel import BoundingBox, Fact, FoundFace, Purpose, Scope
from wornby.datamodel.library import TagResult
from wornby.errors import NotFoundError, ProviderError, UnsafeUrlError
from wornby.imaging.decode import decode_photo
from wornby.testing import pictures

FACE = FoundFace(box=BoundingBox(x_min=0.25, y_min=0.25, x_max=0.5, y_max=0.5), confidence=0.75)
POINTS = ((0.3, 0.3), (0.4, 0.3), (0.35, 0.4), (0.3, 0.45), (0.4, 0.45))
PICTURE = pictures.encoded("png")
"""Four rectangles, 96 x 64."""
_NOWHERE = {
    "https://down.example/a.jpg": ProviderError("The other side failed."),
    "https://gone.example/a.jpg": NotFoundError("Nothing is there."),
    "http://127.0.0.1/a.jpg": UnsafeUrlError("That address is not fetched."),
}


class SeeingEngine(FakeEngine):
    """A shirt, a face, a hat where appearance may be looked at; the left half stands before the ground."""

    def __init__(self, *, points=None, headwear="hat", **settings):
        super().__init__(**settings)
        self.looking = self
        self.face = replace(FACE, landmarks=points)
        self.headwear = headwear
        self.purposes = []
        self.create_key("ingest", frozenset({Scope.INGEST}), by="")

    def tag(self, contents, *, purposes):
        self.purposes.append(purposes)
        photo = decode_photo(contents[0], max_pixels=10_000)
        tags = make_tags()
        facts = {"headwear.kind": Fact(value=self.headwear, confidence=0.9375, source="builtin/head@1")}
        wearer = replace(tags.wearers[0], attributes=facts if Purpose.APPEARANCE in purposes else {})
        return [TagResult(photo=photo, tags=replace(tags, wearers=(wearer,)), failure=None, took_ms=1.0)]

    def faces(self, pixels):
        return (self.face,)

    def foreground(self, pixels):
        mask = np.zeros(pixels.shape[:2], dtype=bool)
        mask[:, : pixels.shape[1] // 2] = True
        return mask

    def fetch(self, url):
        if url in _NOWHERE:
            raise _NOWHERE[url]
        return PICTURE
