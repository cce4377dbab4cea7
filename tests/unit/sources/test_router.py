import re

import pytest

from wornby.errors import ImageTooLargeError, NotFoundError, UnsafeUrlError
from wornby.sources.inbox import InboxSource
from wornby.sources.router import SourceRouter
from wornby.sources.web import WebSource


class Named:
    def __init__(self, name):
        self.name = name

    def read(self, source, *, limit_bytes):
        return f"{self.name} {source} {limit_bytes}".encode()

    def fetch(self, url, *, limit_bytes):
        return self.read(url, limit_bytes=limit_bytes)


class Blobs(dict):
    def put(self, name, content):
        self[name] = content

    def get(self, name):
        if name not in self:
            raise NotFoundError(name)
        return self[name]

    def exists(self, name):
        return name in self

    def delete(self, name):
        self.pop(name, None)

    def list(self, prefix):
        return sorted(name for name in self if name.startswith(prefix))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a/b.jpg", "files"),
        ("/a/b.jpg", "files"),
        ("./c:d.jpg", "files"),
        ("http://example.com/x", "web"),
        ("HTTPS://example.com/x", "web"),
        ("inbox:abc", "inbox"),
    ],
)
def test_each_source_goes_where_it_belongs(source, expected):
    router = SourceRouter(files=Named("files"), web=WebSource(Named("web")), inbox=Named("inbox"))
    assert router.read(source, limit_bytes=5) == f"{expected} {source} 5".encode()


@pytest.mark.parametrize("source", ["C:\\photos\\a.jpg", "c:/a.jpg", "file:///etc/passwd", "ftp://x/y", "s3://b/k"])
def test_other_schemes_are_refused(source):
    router = SourceRouter(files=Named("files"), web=Named("web"), inbox=Named("inbox"))
    with pytest.raises(UnsafeUrlError):
        router.read(source, limit_bytes=5)


@pytest.mark.parametrize(
    ("title", "tail"),
    [
        ("", "photo"),
        ("a.jpg", "a.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\Mädchen im Hut.png", "Madchen-im-Hut.png"),
        ("写真", "photo"),
        ("..", "photo"),
        ("x" * 300 + ".jpg", "x" * 76 + ".jpg"),
    ],
    ids=["empty", "plain", "climbing", "windows", "unmappable", "dots", "long"],
)
def test_an_upload_is_staged_under_a_random_safe_name(title, tail):
    inbox = InboxSource(Blobs())
    source = inbox.stage(b"content", title=title)
    assert re.fullmatch(r"inbox:[0-9a-f]{32}-" + re.escape(tail), source)
    assert source != inbox.stage(b"content", title=title)
    assert inbox.read(source, limit_bytes=7) == b"content"


def test_an_upload_is_bounded_and_discarded():
    blobs = Blobs()
    inbox = InboxSource(blobs)
    source = inbox.stage(b"content", title="a.jpg")
    with pytest.raises(ImageTooLargeError):
        inbox.read(source, limit_bytes=6)
    inbox.discard(source)
    inbox.discard(source)
    assert not blobs
    with pytest.raises(NotFoundError):
        inbox.read(source, limit_bytes=7)


@pytest.mark.parametrize("source", ["inbox:", "inbox:../secret", "inbox:" + "a" * 32, "photo.jpg"])
def test_a_made_up_name_reaches_nothing(source):
    blobs = Blobs({"secret": b"x", "inbox/../secret": b"x"})
    inbox = InboxSource(blobs)
    with pytest.raises(NotFoundError):
        inbox.read(source, limit_bytes=7)
    inbox.discard(source)
    assert len(blobs) == 2
