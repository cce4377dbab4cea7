import numpy as np
import pytest

from tests.hub_models import save_encoder, save_text, save_vision
from wornby.errors import ModelError
from wornby.models.hub.onnx_encoder import OnnxEncoder

PICTURE = np.full((20, 20, 3), (200, 30, 30), dtype=np.uint8)


@pytest.mark.parametrize("output", ["image_embeds", "pooler_output", "my_own_name"])
def test_finds_the_output(tmp_path, output) -> None:
    folder = save_encoder(tmp_path / "m")
    save_vision(folder / "onnx/vision_model.onnx", output=output)
    assert OnnxEncoder(folder).encode_image([PICTURE]).shape == (1, 8)


def test_a_projected_output_goes_before_a_pooled_one(tmp_path) -> None:
    folder = save_encoder(tmp_path / "m")
    save_text(folder / "onnx/text_model.onnx", outputs=("pooler_output", "text_embeds"))
    assert OnnxEncoder(folder).encode_text(["red"]).shape == (1, 8)


def test_several_unknown_outputs_are_named(tmp_path) -> None:
    folder = save_encoder(tmp_path / "m")
    save_text(folder / "onnx/text_model.onnx", outputs=("one", "two"))
    with pytest.raises(ModelError, match=r"one .*two "):
        OnnxEncoder(folder).encode_text(["red"])


def test_half_precision_gives_the_same_direction(tmp_path) -> None:
    folder = save_encoder(tmp_path / "m")
    save_vision(folder / "onnx/vision_model_fp16.onnx", half=True)
    save_text(folder / "onnx/text_model_fp16.onnx")
    half = OnnxEncoder(folder, variant="fp16")
    np.testing.assert_allclose(half.encode_image([PICTURE]), OnnxEncoder(folder).encode_image([PICTURE]), atol=0.01)
    assert half.name.endswith("+fp16")


def test_towers_of_two_widths_are_refused(tmp_path) -> None:
    folder = save_encoder(tmp_path / "m")
    save_text(folder / "onnx/text_model.onnx", width=5)
    with pytest.raises(ModelError, match="two towers do not fit"):
        OnnxEncoder(folder).encode_text(["red"])


def test_its_version_is_the_content(tmp_path) -> None:
    first = OnnxEncoder(save_encoder(tmp_path / "one"), label="m").name
    folder = save_encoder(tmp_path / "two")
    assert OnnxEncoder(folder, label="m").name == first
    save_text(folder / "onnx/text_model.onnx", outputs=("pooler_output",))
    assert OnnxEncoder(folder, label="m").name != first


def test_weights_beside_the_file_count_for_its_version(tmp_path) -> None:
    folder = save_encoder(tmp_path / "m")
    before = OnnxEncoder(folder).name
    (folder / "onnx/vision_model.onnx_data").write_bytes(b"weights")
    assert OnnxEncoder(folder).name != before


def test_a_pinned_version_needs_no_digest(tmp_path) -> None:
    assert OnnxEncoder(save_encoder(tmp_path / "m"), label="x", version="c" * 40).name == f"hub/x@{'c' * 12}"


def test_a_vector_without_direction_is_refused(tmp_path) -> None:
    folder = save_encoder(tmp_path / "m")
    save_text(folder / "onnx/text_model.onnx", mask=True)
    with pytest.raises(ModelError, match="without a direction"):
        OnnxEncoder(folder).encode_text([""])


def test_a_folder_without_weights_is_told_at_once(tmp_path) -> None:
    with pytest.raises(ModelError, match=r"No vision_model\.onnx"):
        OnnxEncoder(tmp_path)
