"""Colours as numbers: sRGB to CIELAB and back, differences by CIEDE2000, the public list of names."""
# ruff: noqa: PLR2004 - the constants of CIEDE2000 have no names of their own

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import cv2
import numpy as np
import webcolors
from numpy.typing import NDArray

Lab = NDArray[np.float64]
"""CIELAB under D65, (..., 3)."""

# CSS joins these words; "gray", "cyan" and "magenta" are second names of "grey", "aqua" and "fuchsia".
_SPACED = (
    "alice blue,antique white,blanched almond,blue violet,cadet blue,cornflower blue,dark blue,dark cyan,"
    "dark goldenrod,dark green,dark grey,dark khaki,dark magenta,dark olive green,dark orange,dark orchid,dark red,"
    "dark salmon,dark sea green,dark slate blue,dark slate grey,dark turquoise,dark violet,deep pink,deep sky blue,"
    "dim grey,dodger blue,floral white,forest green,ghost white,green yellow,hot pink,indian red,lavender blush,"
    "lawn green,lemon chiffon,light blue,light coral,light cyan,light goldenrod yellow,light green,light grey,"
    "light pink,light salmon,light sea green,light sky blue,light slate grey,light steel blue,light yellow,lime green,"
    "medium aquamarine,medium blue,medium orchid,medium purple,medium sea green,medium slate blue,"
    "medium spring green,medium turquoise,medium violet red,midnight blue,mint cream,misty rose,navajo white,old lace,"
    "olive drab,orange red,pale goldenrod,pale green,pale turquoise,pale violet red,papaya whip,peach puff,"
    "powder blue,rebecca purple,rosy brown,royal blue,saddle brown,sandy brown,sea green,sky blue,slate blue,"
    "slate grey,spring green,steel blue,white smoke,yellow green"
)
_SECOND_NAMES = frozenset({"cyan", "magenta"})
# CSS level 4 adds one name, which webcolors leaves out.
_LEVEL_4 = {"rebeccapurple": "#663399"}


@cache
def css_colors() -> Mapping[str, str]:
    """The CSS colours: name, with spaces between its words, to "#rrggbb"; one name for each colour, "grey" not "gray".

    Source:
        CSS Color Module Level 4, Named Colors.
    """
    spaced = {name.replace(" ", ""): name for name in _SPACED.split(",")}
    plain = {name: webcolors.name_to_hex(name) for name in webcolors.names(webcolors.CSS3)} | _LEVEL_4
    return MappingProxyType(
        {
            spaced.get(name, name): code
            for name, code in plain.items()
            if "gray" not in name and name not in _SECOND_NAMES
        }
    )


def hex_to_lab(code: str) -> Lab:
    """Convert "#rrggbb" to CIELAB under D65. (3,)."""
    return rgb_to_lab(np.frombuffer(bytes.fromhex(code[1:]), dtype=np.uint8))


def rgb_to_lab(rgb: NDArray[np.generic]) -> Lab:
    """Convert sRGB values 0 to 255, (..., 3), to CIELAB under D65."""
    flat = (np.asarray(rgb, dtype=np.float32) / 255).reshape(-1, 1, 3)
    return np.asarray(cv2.cvtColor(flat, cv2.COLOR_RGB2Lab), dtype=np.float64).reshape(np.shape(rgb))


def lab_to_hex(lab: Lab) -> str:
    """Write one CIELAB colour as "#rrggbb", the nearest that sRGB can show."""
    rgb = cv2.cvtColor(np.asarray(lab, dtype=np.float32).reshape(1, 1, 3), cv2.COLOR_Lab2RGB)
    red, green, blue = np.clip(np.rint(rgb.reshape(3) * 255), 0, 255).astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def delta_e_2000(lab1: Lab, lab2: Lab) -> NDArray[np.float64]:
    """Colour difference CIEDE2000 of arrays that broadcast, (..., 3).

    Source:
        Sharma, Wu, Dalal 2005, "The CIEDE2000 Color-Difference Formula: Implementation Notes, Supplementary Test
        Data, and Mathematical Observations", Color Research and Application 30(1).
    """
    l1, a1, b1 = np.moveaxis(np.asarray(lab1, dtype=np.float64), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(lab2, dtype=np.float64), -1, 0)
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(mean_c7 / (mean_c7 + 25.0**7))
    c1, c2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1 = np.degrees(np.arctan2(b1, stretch * a1)) % 360
    h2 = np.degrees(np.arctan2(b2, stretch * a2)) % 360
    grey = c1 * c2 == 0
    turn = np.where(grey, 0.0, (h2 - h1 + 180) % 360 - 180)
    delta_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    far = np.abs(h1 - h2) > 180
    mean_h = np.where(grey, h1 + h2, np.where(far, (h1 + h2 + 360) / 2 % 360, (h1 + h2) / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    weight_t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    part_l = (l2 - l1) / (1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2))
    part_c = (c2 - c1) / (1 + 0.045 * mean_c)
    part_h = delta_h / (1 + 0.015 * mean_c * weight_t)
    rotation = 60 * np.exp(-(((mean_h - 275) / 25) ** 2))
    mixed = -2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)) * np.sin(np.radians(rotation))
    return np.asarray(np.sqrt(part_l**2 + part_c**2 + part_h**2 + mixed * part_c * part_h))
