"""The demo shop: twelve products, sixty worn pictures, twelve product pictures, and the truth about them."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from PIL import Image

from wornby.datamodel import Pixels, Place, Product
from wornby.generation.figures import draw_look, draw_product
from wornby.generation.looks import DrawnGarment, Look

JPEG_QUALITY = 88
WORN_PER_PRODUCT = 5
_SEED = 2026
# Raise the number with every change of a drawing: a library draws its demo shop again then.
_DRAWN_BY = "figures/1"
_RIGHTS = "synthetic"
_PURPOSES = "display|appearance"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProduct:
    """A product of the demo shop with the garment that is drawn for it."""

    product: Product
    garment: DrawnGarment


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLook:
    """One worn picture of the demo shop."""

    name: str
    sku: str
    look: Look
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoShop:
    """A demo shop on disk.

    Attributes:
        products: products.csv.
        photos: photos.csv of the worn pictures: photo, product, rights, purposes.
        truth: truth.jsonl: one line for each worn picture.
    """

    folder: Path
    products: Path
    photos: Path
    truth: Path

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Name the files of a demo shop in a folder, whether they are there or not."""
        return cls(
            folder=folder,
            products=folder / "products.csv",
            photos=folder / "photos.csv",
            truth=folder / "truth.jsonl",
        )

    def is_complete(self) -> bool:
        """Whether this version's drawings are all there; the truth is written last."""
        pictures = [item.product.image for item in demo_products()] + [f"photos/{each.name}" for each in demo_looks()]
        try:
            written = self.truth.read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            return False
        return written == _truth_text(demo_looks()) and all((self.folder / name).is_file() for name in pictures)


_GOODS: tuple[tuple[str, str, str, str, DrawnGarment], ...] = (
    ("TEE-01", "Sunday Hills T-shirt, white", "Heavy cotton with our hills on the chest.", "29.00",
     DrawnGarment(place=Place.UPPER, kind="t-shirt", family="white", color="#f1f0ec",
                  pattern="graphic", accent="#1f2f4f")),
    ("TEE-02", "Sunday Hills T-shirt, navy", "The same print, on navy.", "29.00",
     DrawnGarment(place=Place.UPPER, kind="t-shirt", family="navy", color="#1d2a4d",
                  pattern="graphic", accent="#f0ead8")),
    ("LNG-01", "Harbour longsleeve", "Breton stripes on soft jersey.", "39.00",
     DrawnGarment(place=Place.UPPER, kind="longsleeve", family="white", color="#f2efe6",
                  pattern="striped", accent="#22345e")),
    ("HOOD-01", "Fern hoodie", "Brushed fleece with a deep pocket.", "69.00",
     DrawnGarment(place=Place.UPPER, kind="sweatshirt", family="green", color="#3f7a4c")),
    ("DNM-01", "Quay denim jacket", "Washed denim, cut short.", "99.00",
     DrawnGarment(place=Place.OUTER, kind="jacket", family="blue", color="#4a74ad")),
    ("COAT-01", "Dune coat", "Long wool coat with wide lapels.", "219.00",
     DrawnGarment(place=Place.OUTER, kind="coat", family="beige", color="#cdb08a")),
    ("DRS-01", "Poppy dress", "Flowers all over, to below the knee.", "89.00",
     DrawnGarment(place=Place.DRESS, kind="dress", family="red", color="#b3202c",
                  pattern="floral", accent="#f6e9e0")),
    ("SHR-01", "Cabin shirt", "Checked flannel.", "59.00",
     DrawnGarment(place=Place.UPPER, kind="shirt", family="red", color="#bb2a2f",
                  pattern="checked", accent="#1c1a22")),
    ("TRS-01", "Slate trousers", "Straight leg, pressed.", "79.00",
     DrawnGarment(place=Place.LOWER, kind="trousers", family="black", color="#24252a")),
    ("SKR-01", "Marigold skirt", "Pleated, to the knee.", "65.00",
     DrawnGarment(place=Place.LOWER, kind="skirt", family="yellow", color="#e5b21f")),
    ("POLO-01", "Court polo", "Piqué cotton with two buttons.", "45.00",
     DrawnGarment(place=Place.UPPER, kind="polo", family="pink", color="#e58aa2")),
    ("KNT-01", "Plum cable jumper", "Lambswool with cables.", "95.00",
     DrawnGarment(place=Place.UPPER, kind="knitwear", family="purple", color="#6a3a80")),
)  # fmt: skip

_HAIR = (
    ("black", "#1f1a1a"), ("brown", "#5b3a25"), ("blonde", "#d3ab62"), ("red", "#a5421d"), ("grey", "#a9a8a8"),
    ("brown", "#74492c"), ("vivid", "#2f7fd0"), ("black", "#26201f"), ("red", "#b4501f"), ("blonde", "#c79c55"),
)  # fmt: skip
_LENGTHS = ("long", "short", "medium", "up", "long", "short", "medium", "short", "bald")
_EYEWEAR = ("none", "eyeglasses", "none", "sunglasses", "none", "eyeglasses", "none")
_HEADWEAR = ("none", "none", "beanie", "none", "cap", "none", "none", "hat", "none", "none", "other")
_BAGS = ("none", "crossbody", "none", "tote", "backpack", "none", "handbag", "shoulder", "clutch", "none", "none")
_HEADWEAR_HEX = ("#7a2631", "#2b3550", "#2f6f7a", "#3c3c40", "#4d6b4c")
_BAG_HEX = ("#6b4226", "#1e1e22", "#b5602f", "#cbb692", "#7a2631")
_SKIN = ("#efc9ac", "#a9714b", "#dca882", "#6e4630", "#e6b896", "#8a5a3c")
_SCENES = ("street", "wall", "park", "plaza")
_POSES = ("relaxed", "hip", "carry")
_LOWERS = (
    DrawnGarment(place=Place.LOWER, kind="jeans", family="blue", color="#3d5f92"),
    DrawnGarment(place=Place.LOWER, kind="trousers", family="black", color="#25262b"),
    DrawnGarment(place=Place.LOWER, kind="trousers", family="beige", color="#c3ab86"),
    DrawnGarment(place=Place.LOWER, kind="trousers", family="grey", color="#7c7f84"),
)  # fmt: skip
_UPPERS = (
    DrawnGarment(place=Place.UPPER, kind="t-shirt", family="white", color="#efeeea"),
    DrawnGarment(place=Place.UPPER, kind="longsleeve", family="black", color="#222226"),
    DrawnGarment(place=Place.UPPER, kind="knitwear", family="grey", color="#8f9196"),
    DrawnGarment(place=Place.UPPER, kind="t-shirt", family="green", color="#4f8a5b"),
)  # fmt: skip
_SHOES = (
    DrawnGarment(place=Place.FEET, kind="sneakers", family="white", color="#e9e7e2"),
    DrawnGarment(place=Place.FEET, kind="boots", family="black", color="#222226"),
    DrawnGarment(place=Place.FEET, kind="sneakers", family="red", color="#b03434"),
    DrawnGarment(place=Place.FEET, kind="boots", family="brown", color="#6a4228"),
)  # fmt: skip


def demo_products() -> tuple[DemoProduct, ...]:
    """Return the twelve products of the demo shop."""
    return tuple(
        DemoProduct(
            product=Product(
                sku=sku,
                title=title,
                description=description,
                price=price,
                currency="EUR",
                link=f"/shop/{sku}",
                image=f"products/{sku}.jpg",
                swatch=garment.color,
            ),
            garment=garment,
        )
        for sku, title, description, price, garment in _GOODS
    )


def demo_looks() -> tuple[DemoLook, ...]:
    """Return the sixty worn pictures of the demo shop: five for each product."""
    looks = []
    for index, item in enumerate(demo_products()):
        for turn in range(WORN_PER_PRODUCT):
            number = index * WORN_PER_PRODUCT + turn
            name = f"{item.product.sku.lower()}-{turn + 1}.jpg"
            look = _look(item.garment, number=number)
            looks.append(DemoLook(name=name, sku=item.product.sku, look=look, seed=_SEED + number))
    return tuple(looks)


def write_demo_shop(folder: Path) -> DemoShop:
    """Draw the demo shop into a folder; the same files, byte for byte, each time.

    Args:
        folder: Made where missing. `photos` and `products` hold the pictures.

    Returns:
        Where its files are.
    """
    shop = DemoShop.at(folder)
    shop.truth.unlink(missing_ok=True)
    for name in ("photos", "products"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for index, item in enumerate(demo_products()):
        _save(draw_product(item.garment, seed=_SEED + 500 + index), folder / item.product.image)
    looks = demo_looks()
    for each in looks:
        _save(draw_look(each.look, seed=each.seed), folder / "photos" / each.name)
    _write_lists(shop, looks)
    return shop


def truth_line(each: DemoLook) -> dict[str, object]:
    """Return the truth of one worn picture as a line of truth.jsonl."""
    worn = [
        {"place": g.place.value, "kind": g.kind, "color": g.family, "pattern": g.pattern} for g in each.look.garments
    ]
    return {
        "photo": f"photos/{each.name}",
        "product": each.sku,
        "seed": each.seed,
        "drawn_by": _DRAWN_BY,
        "attributes": each.look.truth(),
        "garments": worn,
    }


def _look(garment: DrawnGarment, *, number: int) -> Look:
    """Combine the lists so that neighbours differ; strides that share no factor with a list's length."""
    rng = np.random.default_rng(_SEED + number)
    color, hair_hex = _HAIR[number * 7 % len(_HAIR)]
    length = "long" if garment.kind == "skirt" and number % 2 else _LENGTHS[number * 4 % len(_LENGTHS)]
    headwear = _HEADWEAR[number * 3 % len(_HEADWEAR)]
    if length == "up" and headwear != "none":
        headwear = "none"
    if length == "short" and headwear in {"cap", "beanie", "hat"}:
        length = "medium"
    bag = _BAGS[number * 5 % len(_BAGS)]
    pose = "carry" if bag in {"tote", "handbag", "clutch"} else _POSES[number % len(_POSES)]
    worn = [garment, *_around(garment, number=number)]
    return Look(
        garments=tuple(sorted(worn, key=lambda each: list(Place).index(each.place))),
        hair_color=color,
        hair_length=length,
        hair_hex=hair_hex,
        eyewear=_EYEWEAR[number * 2 % len(_EYEWEAR)],
        headwear=headwear,
        headwear_hex=_HEADWEAR_HEX[number % len(_HEADWEAR_HEX)],
        bag=bag,
        bag_hex=_BAG_HEX[number * 2 % len(_BAG_HEX)],
        skin=_SKIN[number % len(_SKIN)],
        build=round(float(rng.uniform(0.0, 0.35) if garment.kind in {"dress", "skirt"} else rng.uniform(0, 1)), 2),
        pose=pose,
        scene=_SCENES[(number + number // 4) % len(_SCENES)],
    )


def _around(garment: DrawnGarment, *, number: int) -> list[DrawnGarment]:
    """Return what goes with the product."""
    others = [_SHOES[number % len(_SHOES)]]
    if garment.place not in {Place.LOWER, Place.DRESS}:
        others.append(_LOWERS[number % len(_LOWERS)])
    if garment.place in {Place.LOWER, Place.OUTER}:
        others.append(_UPPERS[(number + number // 4) % len(_UPPERS)])
    return others


def _save(pixels: Pixels, path: Path) -> None:
    Image.fromarray(pixels).save(path, quality=JPEG_QUALITY, subsampling=2, optimize=True)


def _write_lists(shop: DemoShop, looks: Sequence[DemoLook]) -> None:
    goods = [item.product for item in demo_products()]
    fields = ("sku", "title", "description", "price", "currency", "link", "image", "swatch")
    _write_csv(shop.products, [{name: getattr(product, name) for name in fields} for product in goods])
    _write_csv(shop.photos, [_photo_row(f"photos/{each.name}", sku=each.sku) for each in looks])
    shop.truth.write_text(_truth_text(looks), encoding="utf-8", newline="\n")


def _truth_text(looks: Sequence[DemoLook]) -> str:
    return "".join(json.dumps(truth_line(each), ensure_ascii=False) + "\n" for each in looks)


def _photo_row(photo: str, *, sku: str) -> dict[str, str]:
    return {"photo": photo, "product": sku, "rights": _RIGHTS, "purposes": _PURPOSES}


def _write_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
