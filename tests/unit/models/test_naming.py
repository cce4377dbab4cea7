import json

import numpy as np
import pytest

from wornby.errors import ModelError
from wornby.models.naming import NAMERS, ColorNamer, load_namers

VALUES = ("black", "red")


def namer(*, measured=1.0, network=1.0):
    return ColorNamer(
        values=VALUES,
        mean=np.zeros(2),
        scale=np.ones(2),
        weights=np.array([[0.0, 0.0], [2.0, 0.0]]),
        bias=np.zeros(2),
        measured_power=measured,
        network_power=network,
        source="builtin/colors@1",
    )


def test_shares_add_up_to_one():
    shares = namer().shares(np.array([0.3, 0.0]), {"black": 0.4, "red": 0.6})
    assert sum(shares.values()) == pytest.approx(1.0)


def test_the_pixels_alone():
    shares = namer(network=0.0).shares(np.array([1.0, 0.0]), {"black": 0.99, "red": 0.01})
    assert shares["red"] == pytest.approx(1 / (1 + np.exp(-2.0)))


def test_the_network_alone():
    shares = namer(measured=0.0).shares(np.array([50.0, 0.0]), {"black": 0.7, "red": 0.3})
    assert shares["black"] == pytest.approx(0.7)


def test_both_weigh():
    shares = namer().shares(np.array([1.0, 0.0]), {"black": 0.6, "red": 0.4})
    assert 0.5 < shares["red"] < 1 / (1 + np.exp(-2.0))


def test_a_value_that_the_network_does_not_know_is_unlikely():
    shares = namer(measured=0.2).shares(np.array([0.0, 0.0]), {"black": 1.0})
    assert shares["red"] < 0.01


def test_extreme_features_give_no_overflow():
    shares = namer().shares(np.array([1e6, 0.0]), {"black": 0.5, "red": 0.5})
    assert shares["red"] == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    "content", ["", "{}", '{"version": "1", "namers": {"worn": {}}}', '{"version": "1", "namers": []}', "[]"]
)
def test_a_damaged_file_says_so(tmp_path, content):
    path = tmp_path / "colors.json"
    path.write_text(content)
    with pytest.raises(ModelError, match=r"colors\.json is missing or damaged"):
        load_namers(path)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(ModelError, match="missing"):
        load_namers(tmp_path / "colors.json")


def test_what_is_written_is_read(tmp_path):
    kept = namer(measured=0.5)
    row = {
        "values": list(kept.values),
        "mean": [0, 0],
        "scale": [1, 1],
        "weights": kept.weights.tolist(),
        "bias": [0, 0],
        "measured_power": 0.5,
        "network_power": 1.0,
    }
    path = tmp_path / "colors.json"
    path.write_text(json.dumps({"version": "1", "namers": dict.fromkeys(NAMERS, row)}))
    question = np.array([1.0, 0.0]), {"black": 0.5, "red": 0.5}
    assert load_namers(path)["worn"].shares(*question) == kept.shares(*question)
