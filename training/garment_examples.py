"""The crops that the garment classifier learns from, and what may be true of each."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from training.classify import Example
from training.data import (
    Photo,
    Pixels,
    read_garments,
    read_mask,
    read_pixels,
    read_portraits,
    read_street,
    street_classes,
)
from training.kinds import FEET_KINDS, GARMENT_KINDS, HAT_TEXTS, KINDS, LOWER_KINDS, STREET_KINDS, VALUES
from training.parsed import parsed
from wornby.imaging.regions import BAG_MARGIN, GARMENT_MARGIN, PARTS, crop_square, part_box

# Crops are kept a little larger than the views that are drawn from them.
KEPT_FLAT_PX = 256
KEPT_WORN_PX = 160
WHOLE = (0.0, 0.0, 1.0, 1.0)
SETTINGS_LYING = ("flat", "hanger")
_SMALLEST_SHARE = 0.0015
_SLIVER = 0.01
# Parts that a garment of an eye label may show as, the likeliest first.
UPPER_PARTS = {"jacket": ("outer", "upper"), "coat": ("outer", "dress", "upper"), "dress": ("dress", "upper", "skirt")}


def _stated(eye: Mapping[str, str], names: Sequence[str], *, prefix: str = "") -> dict[str, frozenset[str]]:
    """Return what the eye labels say of these outputs."""
    return {name: frozenset({eye[prefix + name]}) for name in names if eye.get(prefix + name) in VALUES[name]}


def garment_examples(photos: Sequence[Photo]) -> list[Example]:
    """Return the lying garments, each as its whole photo squared."""
    found = []
    for photo in photos:
        photo_kind = photo.eye.get("photo", "")
        allowed = {"setting": frozenset({photo_kind} if photo_kind in SETTINGS_LYING else SETTINGS_LYING)}
        if photo.words[0] in GARMENT_KINDS:
            kinds = frozenset(GARMENT_KINDS[photo.words[0]])
            # Eyes tell jeans from trousers where the folder's word does not; where they contradict it, it stays.
            allowed["kind"] = kinds & {photo.eye.get("kind", "")} or kinds
        allowed |= _stated(photo.eye, ("pattern", "sleeve", "color"))
        crop = crop_square(read_pixels(photo.path), WHOLE, size_px=KEPT_FLAT_PX, margin=0)
        found.append(
            Example(
                crop=crop,
                allowed=allowed,
                source="flat",
                name=photo.words[0],
                doubt=photo.doubt,
                validation=photo.validation,
            )
        )
    return found


def worn_examples(photos: Sequence[Photo], *, classes: Sequence[str]) -> list[Example]:
    """Return the garments of street photos with masks, cut out with their surroundings."""
    found = []
    for photo in photos:
        if photo.mask_path is None:
            continue
        pixels, mask = read_pixels(photo.path), read_mask(photo.mask_path)
        for index in np.unique(mask):
            kinds = STREET_KINDS.get(classes[index])
            region = mask == index
            if kinds is None or region.mean() < _SMALLEST_SHARE:
                continue
            box = part_box(region)
            if box is not None:
                crop = crop_square(pixels, box, size_px=KEPT_WORN_PX, margin=GARMENT_MARGIN)
                allowed = {"kind": frozenset(kinds)}
                found.append(
                    Example(crop=crop, allowed=allowed, source="worn", name=classes[index], validation=photo.validation)
                )
    return found


def whole_examples(photos: Sequence[Photo]) -> list[Example]:
    """Return street photos and portraits as whole pictures squared: they speak about the setting only."""
    return [
        Example(
            crop=crop_square(read_pixels(photo.path), WHOLE, size_px=KEPT_WORN_PX, margin=0),
            allowed={"setting": frozenset({"worn"})},
            source="whole",
            name="whole",
            validation=photo.validation,
        )
        for photo in photos
    ]


def hat_examples(photos: Sequence[Photo], *, parser: Path, cache: Path) -> list[Example]:
    """Return the headwear of portraits whose search texts name its kind."""
    named = [(photo, _hat_kind(photo)) for photo in photos]
    kinds = {photo.name: kind for photo, kind in named if kind}
    found = []
    for photo, pixels, labels in parsed([p for p in photos if p.name in kinds], parser=parser, cache=cache):
        region = labels == PARTS.index("headwear")
        box = part_box(region)
        if box is None or region.mean() < 0.04:  # noqa: PLR2004 - less is no headwear in a portrait
            continue
        crop = crop_square(pixels, box, size_px=KEPT_WORN_PX, margin=GARMENT_MARGIN)
        found.append(
            Example(
                crop=crop,
                allowed={"kind": frozenset({kinds[photo.name]})},
                source="hat",
                name=kinds[photo.name],
                validation=photo.validation,
            )
        )
    return found


def _hat_kind(photo: Photo) -> str:
    texts = "|".join(photo.words).lower()
    kinds = {kind for word, kind in HAT_TEXTS if word in texts}
    return kinds.pop() if len(kinds) == 1 else ""


class _Parsed:
    """A street photo with its parts and what eyes said of it."""

    def __init__(self, photo: Photo, pixels: Pixels, labels: Pixels) -> None:
        self._photo, self._pixels, self._labels = photo, pixels, labels

    def example(
        self, parts: Sequence[str], allowed: dict[str, frozenset[str]], *, source: str, floor: float, margin: float
    ) -> list[Example]:
        """Return the crop of the first of the parts that is large enough; none without such a part or a label."""
        masks = [self._labels == PARTS.index(part) for part in parts]
        mask = next((mask for mask in masks if mask.mean() > floor), None)
        box = part_box(mask) if mask is not None else None
        if box is None or not allowed:
            return []
        crop = crop_square(self._pixels, box, size_px=KEPT_WORN_PX, margin=margin)
        photo = self._photo
        return [
            Example(
                crop=crop,
                allowed=allowed,
                source=source,
                name=photo.name,
                doubt=photo.doubt,
                validation=photo.validation,
            )
        ]

    def examples(self) -> list[Example]:
        """Return the outermost upper garment, the lower one, the shoes, the bag."""
        eye = self._photo.eye
        kind = eye.get("upper_type", "")
        stated = _stated(eye, ("pattern", "sleeve", "color"), prefix="upper_")
        upper = stated | ({"kind": frozenset({kind})} if kind in KINDS else {})
        lower = {"kind": frozenset({eye["lower_type"]})} if eye.get("lower_type") in LOWER_KINDS else {}
        feet = {"kind": frozenset({eye["shoes_type"]})} if eye.get("shoes_type") in FEET_KINDS else {}
        bag = {"bag": frozenset({eye["bag_type"]})} if eye.get("bag_type") in VALUES["bag"] else {}
        parts = (*UPPER_PARTS.get(kind, ()), "upper", "outer", "dress")
        found = self.example(parts, upper, source="eye", floor=_SLIVER, margin=GARMENT_MARGIN)
        found += self.example(
            ("lower", "skirt", "leggings"), lower, source="eye-lower", floor=_SLIVER, margin=GARMENT_MARGIN
        )
        found += self.example(("shoes",), feet, source="eye-feet", floor=_SMALLEST_SHARE, margin=GARMENT_MARGIN)
        return found + self.example(("bag",), bag, source="bag", floor=_SMALLEST_SHARE / 3, margin=BAG_MARGIN)


def eye_examples(photos: Sequence[Photo], *, parser: Path, cache: Path) -> list[Example]:
    """Return the crops of street photos with eye labels, cut by the parser as the product cuts them."""
    seen = parsed([p for p in photos if p.eye], parser=parser, cache=cache)
    return [example for row in seen for example in _Parsed(*row).examples()]


def load(data: Path, *, parser: Path, cache: Path, test: bool) -> list[Example]:
    """Return all examples of the training part or of the held-out part."""
    garments = [photo for photo in read_garments(data) if photo.test == test]
    street = [photo for photo in read_street(data) if photo.test == test]
    portraits = [photo for photo in read_portraits(data) if photo.test == test]
    found = garment_examples(garments)
    found += worn_examples(street, classes=street_classes(data))
    found += whole_examples([*street, *portraits] if test else [*street[::2], *portraits[::2]])
    found += hat_examples(portraits, parser=parser, cache=cache)
    found += eye_examples(street, parser=parser, cache=cache)
    return found
