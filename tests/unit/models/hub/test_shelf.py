import json
from pathlib import Path

import pytest

from tests.hub_models import real_model, save_encoder
from wornby.errors import (
    ConfigurationError,
    InputError,
    LicenceError,
    ModelError,
    NotFoundError,
    StoreError,
    UnknownComponentError,
)
from wornby.models.hub.locks import LOCK_NAME, ModelLock
from wornby.models.hub.shelf import ModelShelf

NAME = "siglip2-base-224"
COMMIT = "a" * 40
OTHER = "b" * 40


class Hub:
    """Stands in for the hub: hands out the files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = save_encoder(folder)
        self.asked: list[tuple[str, str]] = []

    def fetch(self, repository: str, name: str, *, revision: str, folder: Path, endpoint: str | None) -> Path:
        self.asked.append((repository, revision))
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((self.folder / name).read_bytes())
        return path


@pytest.fixture
def hub(tmp_path) -> Hub:
    return Hub(tmp_path / "hub")


@pytest.fixture
def shelf(tmp_path) -> ModelShelf:
    return ModelShelf(tmp_path / "models")


def pulled(shelf: ModelShelf, hub: Hub, **changes):
    return shelf.pull(NAME, **{"revision": COMMIT, "fetch": hub.fetch, **changes})


def test_a_pull_needs_a_commit(shelf, hub) -> None:
    with pytest.raises(ConfigurationError, match=r"commits/main.*--revision"):
        pulled(shelf, hub, revision="")
    assert hub.asked == []


@pytest.mark.parametrize("revision", ["main", "v1", "a" * 39, "A" * 40], ids=str)
def test_a_branch_is_no_commit(shelf, hub, revision) -> None:
    with pytest.raises(InputError, match="can be moved"):
        pulled(shelf, hub, revision=revision)


def test_a_pull_locks_commit_and_digests(shelf, hub, tmp_path) -> None:
    report = pulled(shelf, hub)
    lock = json.loads((tmp_path / "models" / LOCK_NAME).read_text(encoding="utf-8"))
    entry = lock["models"][NAME]
    assert lock["schema"] == "wornby.models/1"
    assert entry["revision"] == COMMIT
    assert all(len(digest) == 64 for digest in entry["files"].values())
    assert set(entry["files"]) == set(report.files) == set(report.trusted)


def test_a_second_pull_trusts_nothing_new(shelf, hub) -> None:
    pulled(shelf, hub)
    assert pulled(shelf, hub, revision="").trusted == ()
    assert {revision for _, revision in hub.asked} == {COMMIT}


def test_a_file_that_changed_at_the_hub_is_refused_and_deleted(shelf, hub, tmp_path) -> None:
    pulled(shelf, hub)
    (hub.folder / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="not the file that was locked"):
        pulled(shelf, hub)
    assert not (tmp_path / "models" / NAME / "config.json").exists()


def test_another_commit_is_locked_anew(shelf, hub) -> None:
    pulled(shelf, hub)
    (hub.folder / "config.json").write_text("{}", encoding="utf-8")
    assert "config.json" in pulled(shelf, hub, revision=OTHER).trusted
    assert shelf.presets()[[each.name for each in shelf.presets()].index(NAME)].revision == OTHER


def test_a_lock_from_another_machine_is_kept_to(shelf, hub, tmp_path) -> None:
    pulled(shelf, hub)
    there = tmp_path / "there"
    there.mkdir()
    (there / LOCK_NAME).write_bytes((tmp_path / "models" / LOCK_NAME).read_bytes())
    (hub.folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        pulled(ModelShelf(there), hub, revision="")


def test_a_damaged_lock_is_told(shelf, hub, tmp_path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / LOCK_NAME).write_text("{]", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="lock of models"):
        pulled(shelf, hub)


def test_an_empty_folder_has_an_empty_lock(tmp_path) -> None:
    assert ModelLock.read(tmp_path).models == {}


def test_a_restricted_licence_is_refused_before_anything_is_fetched(shelf, hub) -> None:
    with pytest.raises(LicenceError, match="apple-amlr"):
        shelf.pull("mobileclip2-s2", revision=COMMIT, fetch=hub.fetch)
    assert hub.asked == []


def test_a_restricted_licence_that_is_accepted_passes(tmp_path, hub) -> None:
    def fetch(repository: str, name: str, *, revision: str, folder: Path, endpoint: str | None) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(
            (hub.folder / name.replace("onnx/s2/", "onnx/" if name.endswith(".onnx") else "")).read_bytes()
        )
        return path

    shelf = ModelShelf(tmp_path / "models", accepted=["Apple-AMLR"])
    shelf.pull("mobileclip2-s2", revision=COMMIT, fetch=fetch)
    assert shelf.encoder("mobileclip2-s2").space.dimensions == 8
    with pytest.raises(LicenceError):
        ModelShelf(tmp_path / "models").encoder("mobileclip2-s2")


def test_what_was_pulled_opens_with_its_commit_as_version(shelf, hub) -> None:
    pulled(shelf, hub)
    encoder = shelf.encoder(NAME)
    assert encoder.name == f"hub/{NAME}@{COMMIT[:12]}"
    assert encoder.encode_text(["red"]).shape == (1, 8)


def test_what_was_not_pulled_names_the_command(shelf) -> None:
    with pytest.raises(NotFoundError, match=f"wornby models pull {NAME} --variant fp16"):
        shelf.encoder(NAME, variant="fp16")


def test_a_file_that_changed_here_is_refused(shelf, hub, tmp_path) -> None:
    pulled(shelf, hub)
    (tmp_path / "models" / NAME / "onnx" / "vision_model.onnx").write_bytes(b"other")
    with pytest.raises(ModelError, match=r"vision_model\.onnx"):
        shelf.encoder(NAME)


def test_a_folder_of_ones_own_opens(shelf, tmp_path) -> None:
    folder = save_encoder(tmp_path / "mine")
    assert shelf.encoder(f"onnx:{folder}").name.startswith("hub/mine@")


def test_a_licence_that_the_folder_states_holds(shelf, tmp_path) -> None:
    folder = save_encoder(tmp_path / "mine")
    (folder / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n", encoding="utf-8")
    with pytest.raises(LicenceError, match="cc-by-nc"):
        shelf.encoder(f"onnx:{folder}")
    assert ModelShelf(tmp_path, accepted=["cc-by-nc-4.0"]).encoder(f"onnx:{folder}")


@pytest.mark.parametrize("word", ["onnx:", "onnx:/nowhere/at/all", "yolox-nano", "pickle:/tmp"], ids=str)
def test_what_is_not_there_is_told(shelf, word) -> None:
    with pytest.raises((NotFoundError, UnknownComponentError)):
        shelf.encoder(word)


def test_detectors_open_by_kind_and_file(shelf) -> None:
    assert "person" in shelf.detector(f"yolox:{real_model('yolox_nano.onnx')}").classes
    assert shelf.face_detector(f"yunet:{real_model('yunet_n_dynamic.onnx')}").name.startswith("hub/yunet")


def test_a_folder_that_cannot_be_made_is_told(tmp_path, hub) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((StoreError, ConfigurationError)):
        pulled(ModelShelf(tmp_path / "file"), hub)


def test_lists_what_is_pulled(shelf, hub) -> None:
    pulled(shelf, hub)
    assert [each.name for each in shelf.presets() if each.pulled] == [NAME]
