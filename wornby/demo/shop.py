"""Reads the demo shop that lies in the package."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wornby.datamodel import Place

_FOLDER = Path(__file__).parent / "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnGarment:
    """One garment of a picture, as drawn, in the words of the vocabulary. `hex` is "#rrggbb" of its ground."""

    place: Place
    kind: str
    color: str
    pattern: str
    hex: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPicture:
    """One worn picture with the truth about it.

    Attributes:
        path: The JPEG file.
        mask: A PNG file with the part of each pixel, an index into `wornby.imaging.regions.PARTS`.
        sku: Of the product that it is for.
        seed: It was drawn with.
        backend: Name and version of what drew it.
        view: "front", "three-quarter" or "back".
        hidden: What hides a part of it: "none", "post", "plant" or "jacket".
        scene: What stands behind.
        attributes: Values of the wearer's attributes, the declared ones too.
    """

    path: Path
    mask: Path
    sku: str
    seed: int
    backend: str
    view: str
    hidden: str
    scene: str
    attributes: Mapping[str, str]
    garments: tuple[DrawnGarment, ...]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoShop:
    """The demo shop.

    Attributes:
        folder: That the files lie in; paths of the products' pictures start from it.
        photos: photos.csv: photo, product, rights, purposes.
        products: Rows of products.csv.
        pictures: The worn pictures, product by product.
    """

    folder: Path
    photos: Path
    products: tuple[Mapping[str, str], ...]
    pictures: tuple[DemoPicture, ...]


@cache
def demo_shop() -> DemoShop:
    """Read the demo shop: twelve products, sixty worn pictures."""
    with (_FOLDER / "products.csv").open(encoding="utf-8", newline="") as file:
        products = tuple(csv.DictReader(file))
    lines = (_FOLDER / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return DemoShop(
        folder=_FOLDER,
        photos=_FOLDER / "photos.csv",
        products=products,
        pictures=tuple(_picture(json.loads(line)) for line in lines),
    )


def _picture(line: Mapping[str, object]) -> DemoPicture:
    garments = line["garments"]
    attributes = line["attributes"]
    if not isinstance(garments, list) or not isinstance(attributes, dict):
        message = "The demo shop's truth.jsonl is damaged. Install wornby again."
        raise TypeError(message)
    return DemoPicture(
        path=_FOLDER / str(line["photo"]),
        mask=_FOLDER / str(line["mask"]),
        sku=str(line["product"]),
        seed=int(str(line["seed"])),
        backend=str(line["drawn_by"]),
        view=str(line["view"]),
        hidden=str(line["hidden"]),
        scene=str(line["scene"]),
        attributes={str(name): str(value) for name, value in attributes.items()},
        garments=tuple(DrawnGarment(**{**each, "place": Place(each["place"])}) for each in garments),
    )
