"""What the settings make of encoders, detectors, the zero-shot tagger and the router."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hub_models import real_model, save_encoder
from wornby import compose
from wornby.errors import ConfigurationError, NotFoundError, UnknownComponentError
from wornby.settings import Settings
from wornby.testing.pictures import encoded

VOCABULARY = """
[[attribute]]
id = "fabric"
title = "Fabric"
applies_to = "garment"
known_by = "model"
sensitivity = "open"
values = [
    { id = "red", title = "Red", definition = "A red shirt." },
    { id = "white", title = "White", definition = "A white coat." },
]
"""


@pytest.fixture
def home(tmp_path) -> Path:
    (tmp_path / "vocabulary.toml").write_text(VOCABULARY, encoding="utf-8")
    save_encoder(tmp_path / "tiny")
    return tmp_path


def settings(home: Path, **changes: object) -> Settings:
    given = {"home": home, "encoder": f"onnx:{home / 'tiny'}", "zero_shot": ["fabric"], "tagger": "zero-shot"}
    return Settings(**{**given, **changes})


def test_the_zero_shot_tagger_states_a_shops_own_attribute(home) -> None:
    result = compose.open_tagging(settings(home)).tag([encoded("png")], purposes=frozenset())[0]
    assert result.failure is None
    stated = {**result.tags.photo, **(result.tags.wearers[0].attributes if result.tags.wearers else {})}
    assert stated["fabric"].source.startswith("zero-shot/hub/tiny@")


def test_a_detector_finds_its_wearers(home) -> None:
    changed = settings(home, detector=f"yolox:{real_model('yolox_nano.onnx')}")
    result = compose.open_tagging(changed).tag([encoded("png")], purposes=frozenset())[0]
    assert result.failure is None
    assert "photo.kind" not in result.tags.photo


def test_the_router_takes_it_beside_the_built_in_tagger(home) -> None:
    routes = {"schema": "wornby.router/1", "attributes": {"photo.kind": "zero-shot"}, "default": "builtin"}
    (home / "routes.json").write_text(json.dumps(routes), encoding="utf-8")
    changed = settings(home, tagger="router", zero_shot=["photo.kind"])
    result = compose.open_tagging(changed).tag([encoded("png")], purposes=frozenset())[0]
    assert result.failure is None
    assert result.tags.photo["photo.kind"].source.startswith(("zero-shot/", "builtin/"))


def test_a_library_opens_with_it(home) -> None:
    with compose.open_engine(settings(home)) as engine:
        assert engine.index.space.name.startswith("hub/tiny@")


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"encoder": ""}, ConfigurationError, "WORNBY_ENCODER"),
        ({"zero_shot": []}, ConfigurationError, "WORNBY_ZERO_SHOT"),
        ({"encoder": "siglip2-base-224"}, NotFoundError, "wornby models pull"),
        ({"encoder": "clip"}, UnknownComponentError, "Known"),
        ({"encoder": "onnx:/not/there"}, NotFoundError, "/not/there"),
        ({"detector": "yolo:x"}, UnknownComponentError, "yolox"),
        ({"tagger": "router"}, ConfigurationError, "WORNBY_ROUTES"),
        ({"tagger": "nobody"}, UnknownComponentError, "zero-shot"),
    ],
    ids=["encoder", "attributes", "not-pulled", "unknown", "no-folder", "detector", "no-routes", "tagger"],
)
def test_what_the_settings_lack_is_told(home, changes, error, told) -> None:
    with pytest.raises(error, match=told):
        compose.open_tagging(settings(home, **changes))


@pytest.mark.parametrize("tagger", ["router", "nobody"])
def test_routes_that_lead_nowhere_are_told(home, tagger) -> None:
    (home / "routes.json").write_text(json.dumps({"attributes": {"fabric": tagger}}), encoding="utf-8")
    with pytest.raises(ConfigurationError):
        compose.open_tagging(settings(home, tagger="router"))


def test_nothing_of_it_is_imported_unless_it_is_used(tmp_path) -> None:
    code = (
        "import sys; from wornby import compose; from wornby.settings import Settings;"
        f"compose.open_tagging(Settings(home={str(tmp_path)!r})); compose.open_models(Settings()).presets();"
        "print(sorted({'tokenizers', 'huggingface_hub', 'torch', 'open_clip'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
