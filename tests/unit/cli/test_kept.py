import pytest

from wornby.cli.kept import NotingShelf
from wornby.datamodel.labels import ProviderAnswer
from wornby.stores.answers import BlobAnswerShelf
from wornby.stores.blobs import FsspecBlobStore

ANSWER = ProviderAnswer(source="fake@1", labels=(), raw={})
PHOTO = "0" * 64


@pytest.fixture
def shelf(tmp_path):
    """One on which the answer of one call lies already."""
    plain = BlobAnswerShelf(FsspecBlobStore(str(tmp_path)), identify=lambda sha256: sha256)
    plain.put(PHOTO, ANSWER, provider="fake/labels")
    return NotingShelf(plain)


def test_nothing_is_used_before_it_is_asked_for(shelf):
    assert shelf.photos == frozenset()


def test_what_is_not_there_is_not_used(shelf):
    assert shelf.get(PHOTO, provider="fake/faces") is None
    assert shelf.photos == frozenset()


def test_what_is_there_is_used(shelf):
    assert shelf.get(PHOTO, provider="fake/labels") == ANSWER
    assert shelf.photos == {PHOTO}


def test_what_was_not_enough_and_is_asked_again_is_not_used(shelf):
    shelf.get(PHOTO, provider="fake/labels")
    shelf.put(PHOTO, ANSWER, provider="fake/labels")
    assert shelf.photos == frozenset()


def test_one_call_that_was_saved_is_enough(shelf):
    shelf.get(PHOTO, provider="fake/labels")
    shelf.get(PHOTO, provider="fake/faces")
    shelf.put(PHOTO, ANSWER, provider="fake/faces")
    assert shelf.photos == {PHOTO}
