"""The document of delivery addresses names what the code knows."""

import re
from pathlib import Path

import pytest

from wornby.imaging.transform_steps import Crop, EffectName, Gravity
from wornby.imaging.transform_text import FLAGS, PARAMETERS

ROOT = Path(__file__).parents[4]
SECTION = (ROOT / "docs/compat.md").read_text().partition("## Cloudinary delivery addresses")[2].partition("\n## ")[0]
ROWS = re.findall(r"^\| (`.+?) \| (works|partly|not) \|", SECTION, re.MULTILINE)
SERVED = {word for words, state in ROWS if state != "not" for word in re.findall(r"`([^`]+)`", words)}
UNSERVED = {word for words, state in ROWS if state == "not" for word in re.findall(r"`([^`]+)`", words)}


@pytest.mark.parametrize(
    "known",
    [
        {f"{key}_" for key in PARAMETERS},
        {f"c_{mode}" for mode in Crop},
        {f"g_{place}" for place in Gravity},
        {f"e_{effect}" for effect in EffectName},
        {f"fl_{flag}" for flag in FLAGS},
    ],
    ids=["parameters", "modes", "places", "effects", "flags"],
)
def test_all_that_is_known_is_documented(known):
    assert known <= SERVED
    assert not known & UNSERVED


def test_nothing_else_is_promised():
    words = {f"{key}_" for key in PARAMETERS} | {f"c_{mode}" for mode in Crop} | {f"g_{place}" for place in Gravity}
    assert words | {f"e_{effect}" for effect in EffectName} | {f"fl_{flag}" for flag in FLAGS} >= SERVED
