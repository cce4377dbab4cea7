"""Assets for the tests of search."""

from datetime import UTC, datetime

import numpy as np

from wornby.datamodel import (
    Asset,
    AssetKind,
    BoundingBox,
    Clause,
    ColorFact,
    Embedding,
    Fact,
    GarmentTags,
    PhotoTags,
    Place,
    Purpose,
    Rights,
    RightsState,
    WearerTags,
)
from wornby.search import IndexSync, SearchService
from wornby.testing.fakes import FAKE_SPACE, FakeRecordStore, FakeTagger, FakeVectorIndex
from wornby.vocabulary import load_vocabulary

ALL = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
DISPLAY = Rights(state=RightsState.GRANTED, purposes=frozenset({Purpose.DISPLAY}))
NONE = Rights()
BOX = BoundingBox(x_min=0.1, y_min=0.1, x_max=0.9, y_max=0.9)


def fact(value):
    return Fact(value=value, confidence=0.9, source="test")


def garment(kind, color="white", pattern="solid", *, place=Place.UPPER, vector=None, hex_code="#000000", box=BOX):
    return GarmentTags(
        place=place,
        kind=fact(kind),
        color=ColorFact(family=color, name=color, hex=hex_code, share=1.0, source="test") if color else None,
        pattern=fact(pattern) if pattern else None,
        box=box,
        embedding=Embedding(space=FAKE_SPACE, vector=np.array(vector, np.float32)) if vector else None,
    )


def wearer(*garments, **attributes):
    named = {name.replace("_", "."): fact(value) for name, value in attributes.items()}
    return WearerTags(main=True, box=BOX, attributes=named, garments=garments)


def tags(*wearers, loose=(), photo="worn"):
    return PhotoTags(photo={"photo.kind": fact(photo)}, wearers=wearers, garments=tuple(loose))


def asset(asset_id, photo_tags=None, *, rights=ALL, products=(), kind=AssetKind.WORN, caption=""):
    return Asset(
        id=asset_id,
        kind=kind,
        sha256="0" * 64,
        title=f"{asset_id}.jpg",
        format="jpeg",
        width_px=10,
        height_px=10,
        rights=rights,
        products=tuple(products),
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        tagger="test",
        tags=photo_tags,
        caption=caption,
    )


def library(assets, products=()):
    """Records with these assets, and an index in step with them."""
    records, index = FakeRecordStore(), FakeVectorIndex()
    records.put_products(products)
    for one in assets:
        records.commit_asset(one)
    IndexSync(records, index).catch_up()
    return records, index


def service(assets, products=(), *, tagger=None, **parts):
    """A search over these assets."""
    records, index = library(assets, products)
    return SearchService(records, index, tagger=tagger or FakeTagger(), vocabulary=load_vocabulary(), **parts)


def clause(attribute, *values, negate=False):
    return Clause(attribute=attribute, values=frozenset(values), negate=negate)


def picture(*color):
    return np.full((4, 4, 3), color, np.uint8)
