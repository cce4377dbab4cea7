"""Where learned heads are kept."""

import numpy as np
import pytest

from tests.unit.tagging.heads import MemoryBlobs, head
from wornby.errors import ConflictError, InputError, ModelError, NotFoundError
from wornby.stores.blobs import FsspecBlobStore
from wornby.tagging.shelf import HeadShelf

NAME = "garment.collar"


@pytest.fixture
def blobs():
    return MemoryBlobs()


@pytest.fixture
def shelf(blobs):
    return HeadShelf(blobs)


def test_an_empty_shelf_has_nothing(tmp_path):
    shelf = HeadShelf(FsspecBlobStore(str(tmp_path / "learned")))
    assert (shelf.attributes(), shelf.switched_on(), shelf.versions(NAME), shelf.active(NAME)) == ([], [], [], None)
    assert not (tmp_path / "learned").exists()


def test_a_head_comes_back_from_a_folder_as_it_was(tmp_path):
    shelf = HeadShelf(FsspecBlobStore(str(tmp_path)))
    kept = shelf.put(head())
    found = shelf.load(NAME, 1)
    assert found.card == kept.card
    assert np.array_equal(found.weights, kept.weights)
    assert sorted(path.name for path in (tmp_path / NAME).iterdir()) == ["v1.json", "v1.npz"]


def test_a_new_version_is_off(shelf):
    assert [shelf.put(head()).card.version for _ in range(2)] == [1, 2]
    assert shelf.active(NAME) is None


def test_undo_goes_back_step_by_step_to_none(shelf):
    shelf.put(head())
    shelf.put(head())
    shelf.use(NAME, 1)
    shelf.use(NAME, 2)
    shelf.use(NAME, 2)
    assert [one.source for one in shelf.switched_on()] == ["learned/garment.collar@2"]
    assert [shelf.undo(NAME), shelf.undo(NAME)] == [1, None]
    with pytest.raises(ConflictError):
        shelf.undo(NAME)


def test_remove_forgets_all_versions(shelf, blobs):
    shelf.put(head())
    shelf.use(NAME, 1)
    shelf.remove(NAME)
    assert blobs.files == {}
    with pytest.raises(NotFoundError):
        shelf.remove(NAME)


@pytest.mark.parametrize("step", [0, 1, 2], ids=["at-the-weights", "at-the-card", "at-the-switch"])
def test_a_kill_between_files_leaves_the_old_version_on(shelf, blobs, step):
    shelf.put(head())
    shelf.use(NAME, 1)
    blobs.fail_at = blobs.puts + step

    def learn_and_switch():
        shelf.use(NAME, shelf.put(head(temperature=2.0)).card.version)

    with pytest.raises(KeyboardInterrupt):
        learn_and_switch()
    assert shelf.active(NAME) == 1
    assert [one.card.version for one in shelf.switched_on()] == [1]
    blobs.fail_at = None
    learn_and_switch()
    assert shelf.switched_on()[0].card.temperature == 2.0


@pytest.mark.parametrize(
    ("file", "content"),
    [("v1.npz", b"PK"), ("v1.json", b"{}"), ("state.json", b"[1]")],
    ids=["weights", "card", "state"],
)
def test_a_damaged_file_is_named(shelf, blobs, file, content):
    shelf.put(head())
    shelf.use(NAME, 1)
    blobs.files[f"{NAME}/{file}"] = content
    with pytest.raises(ModelError):
        shelf.switched_on()


def test_weights_that_do_not_fit_their_card_are_refused(shelf):
    wrong = head()
    object.__setattr__(wrong, "weights", wrong.weights[:, :3])
    shelf.put(wrong)
    with pytest.raises(ModelError):
        shelf.load(NAME, 1)


@pytest.mark.parametrize("name", ["", "../x", "A", "a/b", ".hidden"])
def test_only_ids_name_a_folder(shelf, name):
    with pytest.raises(InputError):
        shelf.versions(name)


def test_an_unknown_version_is_answered_with_the_known_ones(shelf):
    shelf.put(head())
    with pytest.raises(NotFoundError, match="Known: 1"):
        shelf.use(NAME, 7)
