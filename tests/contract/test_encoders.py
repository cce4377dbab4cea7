import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.processors import TemplateProcessing

from tests.hub_models import WORDS, save_encoder, save_text, save_vision
from wornby.interfaces import Encoder
from wornby.models.hub.onnx_encoder import OnnxEncoder
from wornby.testing.suites import EncoderSuite

TINY = {
    "embed_dim": 16,
    "vision_cfg": {"image_size": 32, "layers": 1, "width": 32, "head_width": 16, "patch_size": 16},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 1},
}
PREPROCESS = {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}


class TestOnnx(EncoderSuite):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder(cls, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
        return OnnxEncoder(save_encoder(tmp_path_factory.mktemp("onnx") / "tiny"))


class TestOnnxOneByOneWithMask(EncoderSuite):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder(cls, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
        folder = save_encoder(tmp_path_factory.mktemp("onnx") / "tiny")
        save_vision(folder / "onnx/vision_model.onnx", output="pooler_output", batch=1)
        save_text(folder / "onnx/text_model.onnx", outputs=("pooler_output",), mask=True)
        # Texts of real models begin and end with a token of their own; so no text is all mask.
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.post_processor = TemplateProcessing(single="a $A", special_tokens=[("a", WORDS.index("a"))])
        tokenizer.save(str(folder / "tokenizer.json"))
        return OnnxEncoder(folder)


class TestOpenClip(EncoderSuite):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder(cls, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
        # Not `require`: on machines without a GPU the packages that PyPI has for torchvision cannot be imported.
        open_clip = pytest.importorskip("open_clip", reason="open_clip is not installed (extra torch)")
        import torch
        from safetensors.torch import save_file

        from wornby.models.hub.open_clip_encoder import OpenClipEncoder

        folder: Path = tmp_path_factory.mktemp("open_clip") / "tiny"
        folder.mkdir()
        (folder / "open_clip_config.json").write_text(
            json.dumps({"model_cfg": TINY, "preprocess_cfg": PREPROCESS}), encoding="utf-8"
        )
        torch.manual_seed(7)
        model = open_clip.CLIP(**TINY)
        save_file(model.state_dict(), str(folder / "open_clip_model.safetensors"))
        return OpenClipEncoder(folder)
