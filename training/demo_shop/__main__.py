"""Draw the demo shop: python -m training.demo_shop --out wornby/demo/files [--only tee-01-1.jpg]."""

import argparse
import csv
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from training.demo_shop import motifs
from training.demo_shop.catalogue import GOODS
from training.demo_shop.ghosts import picture_garment
from training.demo_shop.pictures import SEED, Worn, truth_line, worn_pictures
from wornby.datamodel import GeneratedPicture
from wornby.imaging.regions import PARTS
from wornby.studio.generator import picture_of

JPEG_QUALITY = 82
_FIELDS = ("sku", "title", "description", "price", "currency", "link", "image", "swatch")
# One shade for each part, for people who open a mask.
_PALETTE = np.random.default_rng(5).integers(40, 255, (len(PARTS), 3)).astype(np.uint8)


def main() -> None:
    """Draw all pictures, their masks, the lists and the truth into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="", help="draw this worn picture alone")
    options = parser.parse_args()
    out: Path = options.out
    for name in ("photos", "products", "masks", "prints"):
        (out / name).mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    lines = []
    for worn in worn_pictures():
        if options.only in {"", worn.name}:
            picture = picture_of(worn.look, seed=worn.seed)
            _save(worn, picture, out=out)
            lines.append(truth_line(worn, picture))
            print(worn.name, f"{time.perf_counter() - started:.0f} s")
    if options.only:
        return
    for index, good in enumerate(GOODS):
        pixels = picture_garment(good, seed=SEED + 500 + index)
        Image.fromarray(pixels).save(out / good.product.image, quality=JPEG_QUALITY, optimize=True)
        if good.motif:
            motifs.save(good.motif, str(out / "prints" / f"{good.product.sku}.png"))
    _write_csv(out / "products.csv", [{name: getattr(good.product, name) for name in _FIELDS} for good in GOODS])
    _write_csv(out / "photos.csv", [_photo(str(line["photo"]), sku=str(line["product"])) for line in lines])
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (out / "truth.jsonl").write_text(text, encoding="utf-8", newline="\n")


def _save(worn: Worn, picture: GeneratedPicture, *, out: Path) -> None:
    image = Image.fromarray(picture.pixels)
    image.save(out / "photos" / worn.name, quality=JPEG_QUALITY, subsampling=2, optimize=True)
    mask = Image.fromarray(picture.parts, mode="P")
    mask.putpalette(_PALETTE.tobytes())
    mask.save(out / "masks" / worn.name.replace(".jpg", ".png"), optimize=True)


def _photo(photo: str, *, sku: str) -> dict[str, str]:
    return {"photo": photo, "product": sku, "rights": "synthetic", "purposes": "display|appearance"}


def _write_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
