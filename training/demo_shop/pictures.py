"""The sixty worn pictures of the demo shop: five for each product, and the truth about each."""

from dataclasses import dataclass, replace

from training.demo_shop.catalogue import GOODS, Good
from wornby.datamodel import Cloth, GeneratedPicture, PictureRequest, Place
from wornby.studio.choosing import choose
from wornby.studio.generator import Studio
from wornby.studio.looks import Look
from wornby.studio.scenery.scenes import SCENES

SEED = 2026
# How each of a product's five pictures is taken, and what hides a part of it.
_TAKES = (("front", "none"), ("three-quarter", "none"), ("front", "none"), ("back", "none"), ("front", "hidden"))
# Of upper garments these come nearer, down to the thighs, where no low bag is carried.
_NEAR = frozenset({0, 2})
_HAIR = ("black", "brown", "blonde", "red", "grey", "brown", "vivid", "black", "red", "blonde")
_LENGTHS = ("long", "short", "medium", "up", "long", "short", "medium", "short", "bald")
_EYEWEAR = ("none", "eyeglasses", "none", "sunglasses", "none", "eyeglasses", "none")
_HEADWEAR = ("none", "none", "beanie", "none", "cap", "none", "none", "hat", "none", "none", "other")
_BAGS = ("none", "crossbody", "none", "tote", "backpack", "none", "handbag", "shoulder", "none", "clutch", "none")
_BUILDS = ("average", "slim", "large", "athletic", "curvy", "average", "large", "slim")
_HEIGHTS = ("170-179", "160-169", "180-189", "under-160", "170-179", "190-up", "160-169")
_LOWERS = (
    ("jeans", "#3d5f92", "blue"),
    ("trousers", "#25262b", "black"),
    ("trousers", "#c3ab86", "beige"),
    ("trousers", "#7c7f84", "grey"),
)
_UPPERS = (
    ("t-shirt", "#efeeea", "white"),
    ("longsleeve", "#222226", "black"),
    ("knitwear", "#8f9196", "grey"),
    ("shirt", "#a9c3de", "blue"),
)
_SHOES = (
    ("sneakers", "#e9e7e2", "white"),
    ("boots", "#222226", "black"),
    ("sneakers", "#b03434", "red"),
    ("boots", "#6a4228", "brown"),
)
_OVER = ("jacket", "#3b4a3a", "green")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worn:
    """One worn picture: its file's name, the product, the look and its seed.

    Attributes:
        families: Value of garment.color by place.
        hidden: What hides a part of the product: "none", "post", "plant" or "jacket".
    """

    name: str
    sku: str
    look: Look
    seed: int
    families: dict[Place, str]
    view: str
    hidden: str


def worn_pictures() -> tuple[Worn, ...]:
    """All sixty, product by product."""
    pictures = []
    for index, good in enumerate(GOODS):
        for turn, (view, veil) in enumerate(_TAKES):
            pictures.append(_worn(good, number=index * len(_TAKES) + turn, turn=turn, view=view, veil=veil))
    return tuple(pictures)


def truth_line(worn: Worn, picture: GeneratedPicture) -> dict[str, object]:
    """The truth of one worn picture as a line of truth.jsonl."""
    garments = [
        {
            "place": cloth.place.value,
            "kind": cloth.kind,
            "color": worn.families[cloth.place],
            "pattern": cloth.pattern,
            "hex": cloth.color,
        }
        for cloth in picture.garments
    ]
    boxes = {name: [round(value, 4) for value in box.as_tuple()] for name, box in picture.boxes.items()}
    return {
        "photo": f"photos/{worn.name}",
        "mask": f"masks/{worn.name.replace('.jpg', '.png')}",
        "product": worn.sku,
        "seed": worn.seed,
        "drawn_by": Studio().name,
        "view": worn.view,
        "hidden": worn.hidden,
        "scene": picture.scene,
        "attributes": dict(picture.wearer),
        "garments": garments,
        "boxes": boxes,
    }


def _worn(good: Good, *, number: int, turn: int, view: str, veil: str) -> Worn:
    product = good.printed()
    families = {product.place: good.family}
    around = list(_around(product, number=number, families=families))
    hidden = veil
    if veil == "hidden":
        hidden = "jacket" if good.motif and number % 2 else ("post", "plant")[number % 2]
        if hidden == "jacket":
            kind, color, families[Place.OUTER] = _OVER
            around.append(Cloth(place=Place.OUTER, kind=kind, color=color, cut="bomber"))
    wearer = {
        "hair.color": _HAIR[number * 7 % len(_HAIR)],
        "hair.length": _LENGTHS[number * 4 % len(_LENGTHS)],
        "eyewear.kind": _EYEWEAR[number * 2 % len(_EYEWEAR)],
        "headwear.kind": _HEADWEAR[number * 3 % len(_HEADWEAR)],
        "bag.kind": _BAGS[number * 5 % len(_BAGS)],
        "body.build": _BUILDS[number * 3 % len(_BUILDS)],
        "body.height": _HEIGHTS[number * 2 % len(_HEIGHTS)],
    }
    if wearer["hair.length"] == "up" and wearer["headwear.kind"] != "none":
        wearer["headwear.kind"] = "none"
    scene = SCENES[(number + number // len(SCENES)) % len(SCENES)]
    request = PictureRequest(product=product, garments=tuple(around), wearer=wearer, scene=scene, view=view)
    look = choose(request, seed=SEED + number)
    if product.place is Place.UPPER and turn in _NEAR and wearer["bag.kind"] not in {"tote", "handbag", "clutch"}:
        look = replace(look, shot=replace(look.shot, low=0.36))
    if hidden in {"post", "plant"}:
        look = replace(look, shot=replace(look.shot, veil=hidden))
    name = f"{good.product.sku.lower()}-{turn + 1}.jpg"
    return Worn(
        name=name, sku=good.product.sku, look=look, seed=SEED + number, families=families, view=view, hidden=hidden
    )


def _around(product: Cloth, *, number: int, families: dict[Place, str]) -> list[Cloth]:
    """What goes with the product; where it is worn and its colour's family are noted."""
    wanted = [(Place.FEET, _SHOES[number % len(_SHOES)])]
    if product.place not in {Place.LOWER, Place.DRESS}:
        wanted.append((Place.LOWER, _LOWERS[number % len(_LOWERS)]))
    if product.place in {Place.LOWER, Place.OUTER}:
        wanted.append((Place.UPPER, _UPPERS[(number + number // 4) % len(_UPPERS)]))
    cloths = []
    for place, (kind, color, family) in wanted:
        families[place] = family
        cloths.append(Cloth(place=place, kind=kind, color=color))
    return cloths
