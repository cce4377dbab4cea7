from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.hub_models import LENGTH, SIDE_PX, save_text, save_vision
from wornby.errors import ModelError
from wornby.runtimes.graph import OnnxGraph

PICTURE = np.ones((1, 3, SIDE_PX, SIDE_PX), dtype=np.float32)


def test_gives_outputs_by_name(tmp_path) -> None:
    save_vision(tmp_path / "m.onnx")
    assert set(OnnxGraph(tmp_path / "m.onnx").run({"pixel_values": PICTURE})) == {"image_embeds", "last_hidden_state"}


def test_casts_to_what_an_input_takes(tmp_path) -> None:
    save_vision(tmp_path / "m.onnx", half=True)
    assert OnnxGraph(tmp_path / "m.onnx").run({"pixel_values": PICTURE})["image_embeds"].dtype == np.float16


def test_knows_which_sides_are_free(tmp_path) -> None:
    save_text(tmp_path / "m.onnx")
    assert OnnxGraph(tmp_path / "m.onnx").inputs[0].shape == (None, LENGTH)


@pytest.mark.parametrize(
    ("feeds", "told"),
    [
        ({}, "takes the inputs"),
        ({"x": PICTURE}, "takes the inputs"),
        ({"pixel_values": PICTURE[:, :2]}, "failed on inputs"),
    ],
    ids=["none", "unknown", "wrong-shape"],
)
def test_what_does_not_fit_is_told(tmp_path, feeds, told) -> None:
    save_vision(tmp_path / "m.onnx")
    with pytest.raises(ModelError, match=told):
        OnnxGraph(tmp_path / "m.onnx").run(feeds)


@pytest.mark.parametrize("content", [None, b"", b"no model"], ids=["missing", "empty", "damaged"])
def test_a_file_that_is_no_model_is_told(tmp_path, content) -> None:
    if content is not None:
        (tmp_path / "m.onnx").write_bytes(content)
    with pytest.raises(ModelError, match=r"m\.onnx is missing, damaged"):
        OnnxGraph(tmp_path / "m.onnx").inputs  # noqa: B018 - reading it loads the file


def test_many_threads_load_and_run_models_that_share_memory(tmp_path) -> None:
    for name in ("a", "b"):
        save_vision(tmp_path / f"{name}.onnx")
    alone = OnnxGraph(tmp_path / "a.onnx").run({"pixel_values": PICTURE})["image_embeds"]
    graphs = [OnnxGraph(tmp_path / f"{name}.onnx") for name in ("a", "b")]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda turn: graphs[turn % 2].run({"pixel_values": PICTURE}), range(40)))
    assert all(np.array_equal(answer["image_embeds"], alone) for answer in answers)
