"""A library in memory with a matcher that a test can ask what it was asked."""

import io
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
from PIL import Image

from wornby.datamodel import AssetKind, Embedding, Product
from wornby.engine.match_runs import MatchParts
from wornby.engine.matching import Matches
from wornby.errors import NotFoundError
from wornby.ingest.pipeline import master_name
from wornby.search import IndexSync
from wornby.testing.factories import SPACE, make_asset, make_garment, make_tags
from wornby.testing.fakes import FakeRecordStore, FakeVectorIndex
from wornby.vocabulary import load_vocabulary


class Blobs:
    """Masters: every asset has one, unless it was taken away."""

    def __init__(self):
        self.gone = set()
        self.read = []

    def get(self, name):
        self.read.append(name)
        if name in self.gone:
            message = f"No file {name}."
            raise NotFoundError(message)
        out = io.BytesIO()
        Image.new("RGB", (24, 32), (20, 90, 200)).save(out, "JPEG")
        return out.getvalue()

    def exists(self, name):
        return name.startswith("masters/") and name not in self.gone

    def lose(self, asset_id):
        self.gone.add(master_name(asset_id))


def embedded(garment, axis):
    vector = np.zeros(SPACE.dimensions, np.float32)
    vector[axis] = 1.0
    return replace(garment, embedding=Embedding(space=SPACE, vector=vector))


def photo(name, **given):
    return make_asset(name, **{"products": (), "tags": make_tags(1)} | given)


def picture(name, sku, *, garment=None):
    """The shop's own picture of a product: a shirt that lies there."""
    shown = garment or embedded(make_garment(None, kind="shirt"), 0)
    tags = replace(make_tags(0), garments=(shown,))
    return make_asset(name, kind=AssetKind.PRODUCT, products=(sku,), tags=tags)


def open_library(matcher, *assets, products=("S1", "S2")):
    """The library's parts: `matches`, `records`, `blobs`, `index`."""
    records, index, blobs = FakeRecordStore(), FakeVectorIndex(SPACE), Blobs()
    records.put_products([Product(sku=sku, title=sku) for sku in products])
    for asset in assets:
        records.commit_asset(asset)
    sync = IndexSync(records, index)
    sync.catch_up(force=True)
    parts = MatchParts(
        records=records,
        blobs=blobs,
        index=index,
        vocabulary=load_vocabulary(),
        matcher=matcher,
        settle=lambda: sync.catch_up(force=True),
        threads=1,
        max_pixels=10_000,
    )
    return SimpleNamespace(matches=Matches(parts), records=records, blobs=blobs, index=index)
