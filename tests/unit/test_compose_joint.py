"""What the settings make of the joint encoder and of the reader of prints."""

import importlib.util
import sys

import pytest

from tests.hub_models import save_encoder
from tests.requirements import require
from wornby import compose
from wornby.errors import MissingExtraError, NotFoundError, UnknownComponentError
from wornby.settings import Settings

READS = importlib.util.find_spec("rapidocr") is not None


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path, encoder=f"onnx:{save_encoder(tmp_path / 'tiny')}", zero_shot=["photo.kind"])


def test_without_an_encoder_nothing_ranks_texts(tmp_path) -> None:
    with compose.open_engine(Settings(home=tmp_path)) as engine:
        assert (engine._parts.search._ranker._encoder, engine._parts.joint) == (None, None)
    assert not list((tmp_path / "index").glob("joint-*"))


def test_an_encoder_ranks_texts_in_an_index_of_its_own(settings) -> None:
    with compose.open_engine(settings) as engine:
        assert engine._parts.search._ranker._encoder.name.startswith("hub/tiny@")
        assert engine.index.space.name.startswith("builtin/")
        assert engine._parts.search._ranker._encoder._index.space.name == engine._parts.search._ranker._encoder.name


def test_the_zero_shot_tagger_and_search_share_one_encoder(settings) -> None:
    assert compose.open_zero_shot(settings)._encoder is compose.open_encoder(settings)


def test_other_settings_open_another_encoder(settings, tmp_path) -> None:
    other = settings.model_copy(update={"encoder": f"onnx:{save_encoder(tmp_path / 'other')}"})
    assert compose.open_encoder(settings).name != compose.open_encoder(other).name


def test_an_encoder_that_is_not_there_is_told_at_once(tmp_path) -> None:
    with (
        pytest.raises(NotFoundError, match="wornby models pull"),
        compose.open_engine(Settings(home=tmp_path, encoder="siglip2-base-224")),
    ):
        pass


def test_prints_are_read_by_nobody_unless_asked(tmp_path) -> None:
    assert compose.open_print_reader(Settings(home=tmp_path)) is None


def test_an_unknown_reader_is_told(tmp_path) -> None:
    with pytest.raises(UnknownComponentError, match="rapidocr"):
        compose.open_print_reader(Settings(home=tmp_path, print_reader="tesseract"))


def test_a_reader_without_its_package_is_told(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(MissingExtraError, match=r"wornby\[ocr\]"):
        compose.open_print_reader(Settings(home=tmp_path, print_reader="rapidocr"))


def test_the_reader_opens_where_it_is_installed(tmp_path) -> None:
    require(READS, "rapidocr is not installed: pip install 'wornby[ocr]'")
    reader = compose.open_print_reader(Settings(home=tmp_path, print_reader="rapidocr"))
    assert reader is not None
    assert reader.name.startswith("rapidocr@")
