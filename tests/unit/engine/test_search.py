"""A query's picture on its way in."""

import io
from dataclasses import fields
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from tests.unit.search.build import library
from wornby.datamodel import Query, SearchResult
from wornby.engine import Engine
from wornby.engine.parts import Parts
from wornby.engine.rights import RightsStores
from wornby.errors import ImageTooLargeError, InputError, UnsafeUrlError
from wornby.settings import Settings
from wornby.sources.router import SourceRouter
from wornby.sources.web import WebSource
from wornby.transport.guarded import GuardedFetcher
from wornby.vocabulary import load_vocabulary

ADDRESS = "https://shop.example/photo.jpg"


class FixedSource:
    """Gives the same for every address."""

    def __init__(self, content):
        self.content = content
        self.asked = []

    def read(self, source, *, limit_bytes):
        self.asked.append((source, limit_bytes))
        return self.content


class SeenSearch:
    """Keeps the query."""

    def search(self, query):
        self.query = query
        return SearchResult(hits=(), total=0, facets=(), read_as=(), cursor=None)


def picture(form, size=(12, 8)):
    out = io.BytesIO()
    Image.new("RGB", size, (200, 10, 10)).save(out, form)
    return out.getvalue()


def engine(source, **settings):
    records, index = library([])
    parts = SimpleNamespace(
        **dict.fromkeys(part.name for part in fields(Parts))
        | {
            "settings": Settings(**settings),
            "vocabulary": load_vocabulary(),
            "records": records,
            "erasure": SimpleNamespace(records=None),
            "rights": SimpleNamespace(**dict.fromkeys(store.name for store in fields(RightsStores))),
            "index": index,
            "source": source,
            "search": SeenSearch(),
            "sync": SimpleNamespace(catch_up=lambda: None),
            "runs": SimpleNamespace(asset_id=None),
        }
    )
    return Engine(parts), parts


def test_a_query_without_a_picture_fetches_nothing():
    source = FixedSource(b"")
    opened, parts = engine(source)
    opened.search(Query(text="red"))
    assert (source.asked, parts.search.query.pixels) == ([], None)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_a_picture_is_follows_from_its_content(form):
    # The address ends in .jpg whatever lies behind it.
    opened, parts = engine(FixedSource(picture(form)))
    opened.search(Query(), image_url=ADDRESS)
    assert parts.search.query.pixels.shape == (8, 12, 3)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><title>x</title>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\xff\xd8\xff",
    ],
    ids=["empty", "page", "drawing", "document", "cut-off"],
)
def test_what_is_no_picture_is_refused(content):
    opened, _ = engine(FixedSource(content))
    with pytest.raises(InputError):
        opened.search(Query(), image_url=ADDRESS)


def test_a_picture_of_too_many_pixels_is_refused():
    opened, _ = engine(FixedSource(picture("PNG", (40, 40))), max_pixels=1000)
    with pytest.raises(ImageTooLargeError):
        opened.search(Query(), image_url=ADDRESS)


def test_no_more_bytes_are_read_than_an_upload_may_have():
    source = FixedSource(picture("PNG"))
    opened, _ = engine(source, max_upload_bytes=5000)
    opened.search(Query(), image_url=ADDRESS)
    assert source.asked == [(ADDRESS, 5000)]


@pytest.mark.parametrize(
    "address", ["/etc/passwd", "file:///etc/passwd", "inbox:a.jpg", "ftp://a.example/x.jpg", "x.jpg"]
)
def test_only_the_web_is_fetched(address):
    source = FixedSource(picture("PNG"))
    opened, _ = engine(source)
    with pytest.raises(InputError, match="http"):
        opened.search(Query(), image_url=address)
    assert source.asked == []


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/x.jpg", "http://169.254.169.254/x.jpg", "http://[fe80::1]/x.jpg", "http://inside.example/x.jpg"],
    ids=["loopback", "metadata", "link-local", "name"],
)
def test_nothing_in_the_house_is_fetched(address):
    fetcher = GuardedFetcher(2.0, resolve=lambda host, port: ["10.0.0.7"] if host == "inside.example" else [host])
    web = WebSource(fetcher)
    opened, _ = engine(SourceRouter(files=FixedSource(b""), web=web, inbox=FixedSource(b"")))
    with pytest.raises(UnsafeUrlError):
        opened.search(Query(), image_url=address)


def test_an_upload_is_decoded_upright_in_red_green_blue():
    opened, parts = engine(FixedSource(b""))
    opened.search(Query(), image_bytes=picture("PNG"))
    assert np.array_equal(parts.search.query.pixels[0, 0], (200, 10, 10))
