import re

import pytest
from pydantic import ValidationError

from wornby.errors import UnknownComponentError
from wornby.models.hub.licences import is_open, stated_licence
from wornby.models.hub.presets import Preset, get_preset, load_presets

PLAIN = {
    "name": "m",
    "title": "M",
    "loader": "onnx",
    "repository": "owner/m",
    "licence": "mit",
    "dimensions": 8,
    "files": ("config.json",),
    "variant": ({"name": "", "files": ("onnx/vision_model.onnx",)},),
}


def test_presets_are_sorted() -> None:
    assert list(load_presets()) == sorted(load_presets())


def test_the_families_of_the_issue_are_there() -> None:
    names = " ".join(load_presets())
    assert all(family in names for family in ("siglip2-base", "siglip2-so400m", "marqo-fashion-siglip", "mobileclip2"))


def test_none_is_called_verified_before_somebody_ran_it() -> None:
    assert {preset.verified for preset in load_presets().values()} == {""}


def test_no_digest_or_commit_is_invented() -> None:
    for preset in load_presets().values():
        assert preset.revision == "" or re.fullmatch(r"[0-9a-f]{40}", preset.revision)
        assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in preset.sha256.values())


@pytest.mark.parametrize("name", ["mobileclip2-s0", "mobileclip2-s2"])
def test_apples_weights_are_restricted(name) -> None:
    assert not is_open(get_preset(name).licence)


@pytest.mark.parametrize("name", ["siglip2-base-224", "siglip2-so400m-384", "marqo-fashion-siglip"])
def test_apache_weights_are_open(name) -> None:
    assert is_open(get_preset(name).licence)


@pytest.mark.parametrize(
    "file", ["model.bin", "model.pt", "modeling.py", "../onnx/x.onnx", "/x.json", "x.pkl"], ids=lambda name: name
)
def test_a_preset_may_not_fetch(file) -> None:
    with pytest.raises(ValidationError, match="no file that a preset may fetch"):
        Preset.model_validate({**PLAIN, "files": (file,)})


@pytest.mark.parametrize("change", [{"revision": "main"}, {"repository": "https://x/y"}, {"loader": "pickle"}], ids=str)
def test_a_preset_may_not_say(change) -> None:
    with pytest.raises(ValidationError):
        Preset.model_validate({**PLAIN, **change})


def test_an_unknown_name_is_answered_with_the_known() -> None:
    with pytest.raises(UnknownComponentError, match="siglip2-base-224"):
        get_preset("clip")


def test_an_unknown_variant_is_answered_with_the_known() -> None:
    with pytest.raises(UnknownComponentError, match=r"\(plain\), fp16"):
        get_preset("siglip2-base-224").of_variant("q4")


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("", ""),
        ("# Title\nlicense: mit\n", ""),
        ("---\nlicense: mit\ntags:\n- x\n---\n", "mit"),
        ("---\ntags:\n- x\nlicense: 'CC-BY-NC-4.0'\n---\n", "cc-by-nc-4.0"),
        ("---\ntags:\n- x\n---\nlicense: mit\n", ""),
    ],
    ids=["empty", "no-head", "open", "quoted", "after-the-head"],
)
def test_reads_the_licence_of_a_folder(tmp_path, text, licence) -> None:
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    assert stated_licence(tmp_path) == licence


def test_a_folder_without_readme_states_no_licence(tmp_path) -> None:
    assert stated_licence(tmp_path) == ""
