import json

import pytest
from tokenizers import Tokenizer

from tests.hub_models import LENGTH, WORDS, save_tokenizer
from wornby.errors import ModelError
from wornby.models.hub.folders import ModelFolder
from wornby.models.hub.texts import TextRecipe


def recipe(tmp_path, *, config: object = None, own: object = None) -> TextRecipe:
    save_tokenizer(tmp_path)
    if config is not None:
        (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    if own is not None:
        (tmp_path / "tokenizer_config.json").write_text(json.dumps(own), encoding="utf-8")
    return TextRecipe(ModelFolder(root=tmp_path))


CONFIG = {"text_config": {"max_position_embeddings": LENGTH}}


def test_pads_to_the_length(tmp_path) -> None:
    ids, mask = recipe(tmp_path, config=CONFIG).prepare(["red shirt"])
    assert ids.tolist() == [[WORDS.index("red"), WORDS.index("shirt")] + [0] * (LENGTH - 2)]
    assert mask.tolist() == [[1, 1] + [0] * (LENGTH - 2)]


def test_cuts_at_the_length(tmp_path) -> None:
    ids, _ = recipe(tmp_path, config=CONFIG).prepare(["red " * 50])
    assert ids.shape == (1, LENGTH)


def test_no_texts(tmp_path) -> None:
    ids, mask = recipe(tmp_path, config=CONFIG).prepare([])
    assert ids.shape == mask.shape == (0, LENGTH)


@pytest.mark.parametrize(
    ("config", "own", "length"),
    [
        (CONFIG, {"pad_token": "<pad>", "model_max_length": 7}, LENGTH),
        ({"max_position_embeddings": 9}, None, 9),
        ({}, {"pad_token": "<pad>", "model_max_length": 7}, 7),
        ({"model_type": "siglip"}, {"pad_token": "<pad>", "model_max_length": 10**30}, 64),
        ({"model_type": "clip"}, None, 77),
    ],
    ids=["text-config", "config", "tokenizer", "siglip", "clip"],
)
def test_finds_the_length(tmp_path, config, own, length) -> None:
    assert recipe(tmp_path, config=config, own=own).length == length


@pytest.mark.parametrize(
    ("config", "own", "padding"),
    [
        ({**CONFIG}, {"pad_token": {"content": "photo"}}, "photo"),
        ({"text_config": {**CONFIG["text_config"], "pad_token_id": 4}}, {}, WORDS[4]),
    ],
    ids=["tokenizer", "config"],
)
def test_finds_the_padding(tmp_path, config, own, padding) -> None:
    ids, _ = recipe(tmp_path, config=config, own=own).prepare(["red"])
    assert ids[0, -1] == WORDS.index(padding)


def test_takes_the_padding_of_the_tokenizer_file(tmp_path) -> None:
    save_tokenizer(tmp_path)
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    tokenizer.enable_padding(pad_id=5, pad_token="a", length=9)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "tokenizer_config.json").unlink()
    ids, _ = TextRecipe(ModelFolder(root=tmp_path)).prepare(["red"])
    assert ids.tolist() == [[2] + [5] * 8]


@pytest.mark.parametrize("config", [{"model_type": "siglip"}, {"model_type": "siglip2"}], ids=str)
def test_siglip_reads_lower_case(tmp_path, config) -> None:
    ids, _ = recipe(tmp_path, config=config).prepare(["RED"])
    assert ids[0, 0] == WORDS.index("red")


@pytest.mark.parametrize(
    ("config", "own", "told"),
    [({}, {"pad_token": "<pad>"}, "how long"), (CONFIG, {}, "padded with")],
    ids=["length", "padding"],
)
def test_what_is_nowhere_said_is_told(tmp_path, config, own, told) -> None:
    with pytest.raises(ModelError, match=told):
        recipe(tmp_path, config=config, own=own)


@pytest.mark.parametrize("text", [None, "", "{}"], ids=["missing", "empty", "no-tokenizer"])
def test_a_file_that_is_no_tokenizer_is_told(tmp_path, text) -> None:
    if text is not None:
        (tmp_path / "tokenizer.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        TextRecipe(ModelFolder(root=tmp_path))
