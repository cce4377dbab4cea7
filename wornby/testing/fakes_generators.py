"""A generator that draws flat figures at once, and a tagger that sees in them what was drawn."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    BoundingBox,
    Cloth,
    ColorFact,
    EmbeddingSpace,
    Fact,
    Failure,
    GarmentTags,
    GeneratedPicture,
    Photo,
    PhotoTags,
    PictureRequest,
    Pixels,
    Place,
    Purpose,
    SourceType,
    WearerTags,
)
from wornby.errors import InputError
from wornby.imaging.colors import nearest_color_family_of_hex
from wornby.imaging.regions import PARTS, part_box
from wornby.interfaces import PictureGenerator
from wornby.testing.fakes_models import COLOR_SPACE, FixedTagger

WEARER = {
    "hair.color": ("black", "brown", "blonde", "red", "grey", "vivid"),
    "hair.length": ("short", "medium", "long", "up", "bald"),
    "eyewear.kind": ("none", "eyeglasses", "sunglasses"),
    "headwear.kind": ("none", "cap", "beanie", "hat", "other"),
    "bag.kind": ("none", "handbag", "shoulder", "crossbody", "tote", "backpack", "clutch", "other"),
    "body.build": ("average", "slim", "athletic", "curvy", "large"),
    "body.height": ("170-179", "under-160", "160-169", "180-189", "190-up"),
}
_HAIR = {
    "black": "#1f1a1a",
    "brown": "#5b3a25",
    "blonde": "#d3ab62",
    "red": "#a5421d",
    "grey": "#a9a8a8",
    "vivid": "#2f7fd0",
}
_SKIN = "#dca882"
_GROUNDS = {"studio": "#e9e7e2", "street": "#9aa3ab"}
# Left, top, right, bottom of each part as fractions of the picture.
_BOXES = {
    "hair": (0.40, 0.05, 0.60, 0.22),
    "skin": (0.43, 0.09, 0.57, 0.24),
    "headwear": (0.39, 0.02, 0.61, 0.09),
    "eyewear": (0.44, 0.13, 0.56, 0.16),
    "upper": (0.30, 0.24, 0.70, 0.56),
    "outer": (0.24, 0.24, 0.76, 0.66),
    "dress": (0.30, 0.24, 0.70, 0.76),
    "lower": (0.34, 0.55, 0.66, 0.90),
    "skirt": (0.32, 0.55, 0.68, 0.74),
    "leggings": (0.36, 0.55, 0.64, 0.90),
    "shoes": (0.34, 0.90, 0.66, 0.97),
    "bag": (0.76, 0.45, 0.95, 0.62),
}
_PART_OF = {
    Place.UPPER: "upper",
    Place.OUTER: "outer",
    Place.DRESS: "dress",
    Place.LOWER: "lower",
    Place.FEET: "shoes",
    Place.HEAD: "headwear",
}


class FakeGenerator(PictureGenerator):
    """Draws rectangles: a valid picture with exact masks, in milliseconds. Counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[PictureRequest, int]] = []
        self.drawn: dict[str, GeneratedPicture] = {}
        self.tint = 0

    @property
    def name(self) -> str:
        return "fake/1"

    @property
    def source_type(self) -> SourceType:
        return SourceType.ALGORITHMIC

    @property
    def scenes(self) -> tuple[str, ...]:
        return tuple(_GROUNDS)

    @property
    def views(self) -> tuple[str, ...]:
        return ("front", "back")

    def generate(self, request: PictureRequest, *, seed: int) -> GeneratedPicture:
        _check(request, scenes=self.scenes, views=self.views)
        self.asked.append((request, seed))
        rng = np.random.default_rng(seed)
        wearer = {name: request.wearer.get(name, values[0]) for name, values in WEARER.items()}
        canvas = _Canvas(request, ground=_GROUNDS[request.scene])
        canvas.fill("hair", _HAIR[wearer["hair.color"]] if wearer["hair.length"] != "bald" else _SKIN)
        if request.view == "front":
            canvas.fill("skin", _SKIN)
        garments = _dressed(request)
        for cloth in sorted(garments, key=lambda one: one.place is Place.OUTER):
            canvas.dress(cloth, front=request.view == "front")
        if wearer["eyewear.kind"] != "none" and request.view == "front":
            canvas.fill("eyewear", "#202020")
        if wearer["headwear.kind"] != "none":
            canvas.fill("headwear", request.colors.get("headwear.kind", "#7a2631"))
        if wearer["bag.kind"] != "none":
            canvas.fill("bag", request.colors.get("bag.kind", "#6b4226"))
        noisy = canvas.pixels.astype(np.int16) + rng.integers(-1, 2, canvas.pixels.shape) + self.tint
        pixels = np.clip(noisy, 0, 255).astype(np.uint8)
        picture = GeneratedPicture(
            pixels=pixels,
            parts=canvas.parts,
            part_names=PARTS,
            wearer=wearer,
            garments=garments,
            scene=request.scene,
            view=request.view,
            boxes=_boxes(canvas.parts),
        )
        self.drawn[_digest(pixels)] = picture
        return picture


class SeeingTagger(FixedTagger):
    """Sees in a fake generator's pictures what was drawn; in other pictures, what it was told.

    Args:
        generator: Whose pictures.
        blind: Changes what it sees.
        others: What it states about other pictures.
    """

    def __init__(
        self,
        generator: FakeGenerator,
        *,
        blind: Callable[[WearerTags], WearerTags] = lambda wearer: wearer,
        others: PhotoTags | None = None,
        space: EmbeddingSpace = COLOR_SPACE,
    ) -> None:
        super().__init__(others or PhotoTags(photo={}, wearers=(), garments=()), name="seeing@1", space=space)
        self._generator = generator
        self.blind = blind

    def tag(self, photos: Sequence[Photo], *, purposes: Sequence[frozenset[Purpose]]) -> Sequence[PhotoTags | Failure]:
        drawn = [self._generator.drawn.get(_digest(photo.pixels)) for photo in photos]
        told = super().tag(photos, purposes=purposes)
        return [other if one is None else self._truth(one) for one, other in zip(drawn, told, strict=True)]

    def _truth(self, picture: GeneratedPicture) -> PhotoTags:
        wearer = WearerTags(
            main=True,
            box=picture.boxes["person"],
            attributes={name: _fact(value) for name, value in picture.wearer.items() if not name.startswith("body.")},
            garments=tuple(_garment(cloth, picture.boxes) for cloth in picture.garments),
        )
        return PhotoTags(photo={"photo.kind": _fact("worn")}, wearers=(self.blind(wearer),), garments=())


class _Canvas:
    def __init__(self, request: PictureRequest, *, ground: str) -> None:
        shape = (request.height_px, request.width_px)
        self.pixels: Pixels = np.empty((*shape, 3), dtype=np.uint8)
        self.pixels[:] = _rgb(ground)
        self.parts: NDArray[np.uint8] = np.zeros(shape, dtype=np.uint8)

    def window(self, part: str) -> tuple[slice, slice]:
        height, width = self.parts.shape
        left, top, right, bottom = _BOXES[part]
        return np.s_[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]

    def fill(self, part: str, color: str) -> None:
        window = self.window(part)
        self.pixels[window] = _rgb(color)
        self.parts[window] = PARTS.index(part)

    def dress(self, cloth: Cloth, *, front: bool) -> None:
        part = cloth.kind if cloth.kind in {"skirt", "leggings"} else _PART_OF[cloth.place]
        self.fill(part, cloth.color)
        rows, columns = self.window(part)
        if cloth.pattern not in {"solid", "graphic"}:
            self.pixels[rows.start : rows.stop : 9, columns] = _rgb((cloth.accents or ("#ffffff",))[0])
        if cloth.motif is not None and front:
            self._print(cloth, rows, columns)

    def _print(self, cloth: Cloth, rows: slice, columns: slice) -> None:
        motif = cloth.motif
        assert motif is not None
        wide = max(4, round(motif.width * (columns.stop - columns.start)))
        high = max(4, round(wide * motif.pixels.shape[0] / motif.pixels.shape[1]))
        top = rows.start + round(motif.top * (rows.stop - rows.start))
        high = min(high, rows.stop - top)
        left = (columns.start + columns.stop - wide) // 2
        sized = cv2.resize(motif.pixels, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32)
        window = self.pixels[top : top + high, left : left + wide]
        alpha = sized[..., 3:] / 255
        window[:] = np.rint(sized[..., :3] * alpha + window * (1 - alpha)).astype(np.uint8)


def _dressed(request: PictureRequest) -> tuple[Cloth, ...]:
    worn = {cloth.place: cloth for cloth in (*request.garments, request.product)}
    usual = [Cloth(place=Place.FEET, kind="sneakers", color="#f0f0f0")]
    if Place.DRESS not in worn:
        usual.append(Cloth(place=Place.UPPER, kind="t-shirt", color="#8b8d91"))
        usual.append(Cloth(place=Place.LOWER, kind="trousers", color="#25262b"))
    return tuple(({cloth.place: cloth for cloth in usual} | worn).values())


def _check(request: PictureRequest, *, scenes: Sequence[str], views: Sequence[str]) -> None:
    if request.scene not in scenes or request.view not in views:
        message = f"Unknown scene or view: {request.scene!r}, {request.view!r}. Known: {scenes}, {views}."
        raise InputError(message)
    for name, value in request.wearer.items():
        if value not in WEARER.get(name, ()):
            message = f"{name}={value} cannot be drawn."
            raise InputError(message)
    if not 64 <= min(request.width_px, request.height_px) <= max(request.width_px, request.height_px) <= 4096:
        message = f"{request.width_px} x {request.height_px} pixels cannot be drawn."
        raise InputError(message)


def _boxes(parts: NDArray[np.uint8]) -> Mapping[str, BoundingBox]:
    masks = {name: parts == number for number, name in enumerate(PARTS) if number} | {"person": parts > 0}
    found = {name: part_box(mask) for name, mask in masks.items()}
    return {
        name: BoundingBox(x_min=box[0], y_min=box[1], x_max=box[2], y_max=box[3])
        for name, box in found.items()
        if box is not None
    }


def _fact(value: str) -> Fact:
    return Fact(value=value, confidence=0.9, source="seeing@1")


def _garment(cloth: Cloth, boxes: Mapping[str, BoundingBox]) -> GarmentTags:
    family = nearest_color_family_of_hex(cloth.color)
    return GarmentTags(
        place=cloth.place,
        kind=_fact(cloth.kind),
        color=ColorFact(family=family, name=family, hex=cloth.color, share=0.9, source="seeing@1"),
        pattern=_fact(cloth.pattern),
        box=boxes["person"],
    )


def _rgb(code: str) -> NDArray[np.uint8]:
    return np.frombuffer(bytes.fromhex(code[1:]), dtype=np.uint8)


def _digest(pixels: Pixels) -> str:
    return hashlib.sha256(pixels.tobytes()).hexdigest()


def without(attribute: str) -> Callable[[WearerTags], WearerTags]:
    """Makes a tagger blind for one attribute of the wearer."""

    def blind(wearer: WearerTags) -> WearerTags:
        return replace(wearer, attributes={name: fact for name, fact in wearer.attributes.items() if name != attribute})

    return blind
