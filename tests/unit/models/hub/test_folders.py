import pytest

from wornby.errors import ModelError
from wornby.models.hub.folders import ModelFolder


def folder(tmp_path, *names: str, below: str = "onnx") -> ModelFolder:
    for name in names:
        path = tmp_path / below / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return ModelFolder(root=tmp_path)


@pytest.mark.parametrize(
    ("there", "variant", "chosen"),
    [
        (("vision_model.onnx",), "", "vision_model.onnx"),
        (("vision_model_fp16.onnx", "vision_model.onnx"), "", "vision_model.onnx"),
        (("vision_model_quantized.onnx", "vision_model_fp16.onnx"), "", "vision_model_fp16.onnx"),
        (("vision_model.onnx", "vision_model_fp16.onnx"), "fp16", "vision_model_fp16.onnx"),
    ],
    ids=["plain", "plain-first", "first-there", "asked"],
)
def test_chooses_weights(tmp_path, there, variant, chosen) -> None:
    assert folder(tmp_path, *there).weights("vision_model", variant=variant).name == chosen


def test_weights_may_lie_in_the_root(tmp_path) -> None:
    assert folder(tmp_path, "text_model.onnx", below=".").weights("text_model").name == "text_model.onnx"


@pytest.mark.parametrize(
    ("there", "told"), [((), "none"), (("vision_model.onnx", "vision_model_q4.onnx"), r"\(plain\), q4")], ids=str
)
def test_missing_weights_name_what_is_there(tmp_path, there, told) -> None:
    with pytest.raises(ModelError, match=told):
        folder(tmp_path, *there).weights("vision_model", variant="fp16")


def test_a_configuration_beside_the_weights_goes_before_the_roots(tmp_path) -> None:
    found = folder(tmp_path, "vision_model.onnx")
    (tmp_path / "config.json").write_text('{"a": 1}', encoding="utf-8")
    (tmp_path / "onnx" / "config.json").write_text('{"a": 2}', encoding="utf-8")
    assert found.config("config.json") == {"a": 2}


@pytest.mark.parametrize("text", ["", "[1]", "{"], ids=["empty", "list", "broken"])
def test_a_configuration_that_is_no_object_is_told(tmp_path, text) -> None:
    (tmp_path / "config.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"config\.json"):
        ModelFolder(root=tmp_path).config("config.json")


def test_a_missing_configuration_is_empty(tmp_path) -> None:
    assert ModelFolder(root=tmp_path).config("config.json") == {}
