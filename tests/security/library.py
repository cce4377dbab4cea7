"""A small library on disk: its own stores, a tagger that does not look."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from wornby.compose import library
from wornby.datamodel import (
    Embedding,
    EmbeddingSpace,
    Failure,
    GarmentTags,
    IngestOptions,
    Photo,
    PhotoTags,
    Purpose,
    Rights,
    RightsState,
)
from wornby.engine import Engine
from wornby.settings import Settings
from wornby.testing.factories import SPACE, make_tags, make_vectors
from wornby.testing.fakes import FakeTagger
from wornby.testing.fakes_matching import FakeMatcher
from wornby.testing.pictures import encoded, noise

SKUS = ("TEE-01", "CAP-02")
SHOWN = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
HIDDEN = Rights(state=RightsState.DISCOVERED)
HOST = "testserver"


class MadeUpTagger(FakeTagger):
    """States the same about every photo."""

    @property
    def space(self) -> EmbeddingSpace:
        return SPACE

    def tag(self, photos: Sequence[Photo], *, purposes: Sequence[frozenset[Purpose]]) -> Sequence[PhotoTags | Failure]:
        return [make_tags(1) for _ in photos]

    def embed_region(self, pixels, *, region) -> Sequence[Embedding]:
        return [Embedding(space=SPACE, vector=make_vectors(1)[0])]

    def find_garments(self, pixels) -> Sequence[GarmentTags]:
        return make_tags(1).wearers[0].garments


@contextmanager
def small_library(home: Path, *, photos: int = 4, **settings: object) -> Iterator[Engine]:
    """An engine over a library with two products and a few photos, every second of which may be shown."""
    held = library.open_tagger
    library.open_tagger = lambda *_args, **_options: MadeUpTagger()
    try:
        engine = library.build_engine(Settings(home=home, allowed_hosts=[HOST], **settings), machine=FakeMatcher())
    finally:
        library.open_tagger = held
    try:
        engine.import_products(
            [{"sku": sku, "title": f"The {sku}", "price": "19.90", "currency": "EUR"} for sku in SKUS]
        )
        for number in range(photos):
            content = encoded("jpeg", pixels=noise(seed=number))
            options = IngestOptions(rights=HIDDEN if number % 2 else SHOWN, products=SKUS[:1], caption="by the sea")
            engine.ingest_bytes(content, title=f"{number}.jpg", options=options)
        yield engine
    finally:
        engine.close()
