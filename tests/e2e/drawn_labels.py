"""Drawn wearers with labels of a shop's own attribute: what is printed on the upper garment."""

import csv

import numpy as np
from PIL import Image

from wornby.datamodel import Cloth, Motif, PictureRequest, Place
from wornby.demo import demo_shop
from wornby.studio import Studio

ATTRIBUTE = "garment.print"
VOCABULARY = """
[[attribute]]
id = "garment.print"
title = "Print"
applies_to = "garment"
known_by = "model"
sensitivity = "open"
values = [
    { id = "hills", title = "Hills", definition = "Our hills on the chest." },
    { id = "checks", title = "Cabin checks", definition = "Checks all over." },
    { id = "bare", title = "Nothing", definition = "No print." },
]
"""
PATTERNS = {"hills": "graphic", "checks": "checked", "bare": "solid"}
_CLOTHS = (("#f1f0ec", "#1f2f4f"), ("#bb2a2f", "#1c1a22"), ("#3f7a4c", "#f0ead8"), ("#1d2a4d", "#e8c46a"))


def draw_labelled(folder, *, each, start=0):
    """Draw `each` wearers for each value into a folder, with labels.csv; returns the rows."""
    folder.mkdir(parents=True, exist_ok=True)
    hills = np.asarray(Image.open(demo_shop().folder / "prints" / "TEE-01.png").convert("RGBA"))
    rows = []
    for turn in range(start, start + each):
        for number, (value, pattern) in enumerate(PATTERNS.items()):
            color, accent = _CLOTHS[(turn + number) % len(_CLOTHS)]
            motif = Motif(pixels=hills, width=0.6) if value == "hills" else None
            cloth = Cloth(
                place=Place.UPPER, kind="t-shirt", color=color, pattern=pattern, accents=(accent,), motif=motif
            )
            request = PictureRequest(product=cloth, wearer={"hair.length": "short"}, width_px=256, height_px=384)
            name = f"{value}-{turn}.png"
            Image.fromarray(Studio().generate(request, seed=9000 + 10 * turn + number).pixels).save(folder / name)
            rows.append({"file": name, ATTRIBUTE: value})
    write_labels(folder / "labels.csv", rows)
    return rows


def write_labels(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
