"""Whether a generated picture shows what was asked for, as wornby's own tagger and the product's figures say.

What the shopper asked for must be found: a required check that fails takes the picture out of sight. What nobody asked
for is told and no more, and so is what the tagger is known to mix up though it was drawn from the product itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wornby.datamodel import (
    NOT_VISIBLE,
    Cloth,
    Fact,
    Failure,
    Fidelity,
    FidelityCheck,
    GarmentTags,
    GeneratedPicture,
    Mask,
    PhotoTags,
    PictureRequest,
    Place,
    WearerTags,
)
from wornby.datamodel.tags import sure_value
from wornby.generation.wishes import GarmentWish, Wish, kinds_of
from wornby.imaging.colors import (
    ColorReading,
    Lab,
    color_family,
    delta_e_2000,
    hex_to_lab,
    lab_to_hex,
    photo_light,
    read_color,
    rgb_to_lab,
)
from wornby.imaging.features import count_inliers
from wornby.imaging.prints import on_ground
from wornby.imaging.regions import garment_part, part_box

NEUTRAL_LIMIT = 3.0
"""CIEDE2000 from the swatch in neutral light: about where two patches beside each other are told apart."""

LIT_LIMIT = 8.0
"""The same before other scenes, whose light is warm, cool or dim: still the same colour to who knows the light."""

ACCENT_LIMIT = 12.0
"""CIEDE2000 within which a pixel is of a pattern's further colour: edges and folds mix it with the ground."""

BAG_LIMIT = 12.0
"""Bag and hat have a family for a swatch; this keeps one family from its neighbour."""

MIN_INLIERS = 8
"""Points of the print that must be found again. See docs/decisions/0014-generation-requests.md for the figures."""

DECLARED = frozenset({"body.build", "body.height"})
FRONT, BACK = "front", "back"
_UNSEEN_FROM_BEHIND = frozenset({"eyewear.kind"})
_COLORED_PARTS = {"bag.kind": "bag", "headwear.kind": "headwear"}
# Kinds that the tagger's card shows to be mixed up: one of them for another is told, and fails nothing.
_KIN = (
    frozenset({"t-shirt", "polo", "top", "shirt"}),
    frozenset({"longsleeve", "knitwear", "sweatshirt", "shirt"}),
    frozenset({"polo", "knitwear"}),
    frozenset({"skirt", "dress"}),
    frozenset({"jacket", "coat"}),
    frozenset({"trousers", "jeans"}),
    frozenset({"boots", "sneakers", "sandals", "heels", "flats", "shoes"}),
    frozenset({"cap", "beanie", "hat", "other"}),
)
# "shoulder, handbag, clutch and tote are mixed up", says the card, which has 0.42 of the kinds right.
_BAG_KIN = (frozenset({"tote", "handbag", "shoulder", "clutch"}), frozenset({"shoulder", "crossbody"}))
# Of stripes, checks and flowers the ground is what lies nearest to the swatch: it takes at least this share.
_GROUND_SHARE = 0.1
# Of a shoe, most of what is seen may be sole and laces.
_UPPER_SHARE = 0.08
_ACCENT_SHARE = 0.02
_MARGIN = 0.04
_PRINT_MARGIN = 0.2
_TURNED_TILTS = (1.0, 0.8, 0.6)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """What is compared: the wish as it was settled, the request that it became, what was drawn, what was seen.

    Attributes:
        neutral: Whether the scene is in neutral light.
    """

    wish: Wish
    request: PictureRequest
    picture: GeneratedPicture
    tags: PhotoTags | Failure
    neutral: bool


def judge(judged: Judged) -> Fidelity:
    """Compare a picture with what was asked for."""
    if isinstance(judged.tags, Failure):
        check = FidelityCheck(name="wearer", asked="1", found=judged.tags.message, ok=False)
        return _fidelity([check])
    wearer = next((each for each in judged.tags.wearers if each.main), None)
    count = len(judged.tags.wearers)
    checks = [FidelityCheck(name="wearer", asked="1", found=str(count), ok=count == 1, required=wearer is None)]
    checks += _wearer_checks(judged, wearer)
    for garment in judged.wish.garments:
        checks += _garment_checks(judged, garment, wearer=wearer)
    checks += _product_checks(judged, wearer)
    return _fidelity(checks)


def _fidelity(checks: Sequence[FidelityCheck]) -> Fidelity:
    failed = [check for check in checks if check.required and check.ok is False]
    doubtful = [check for check in checks if not check.required and check.ok is False]
    said = "; ".join(map(_why, failed)) or (
        "All that must be found was found" if doubtful else "All that was asked for was found"
    )
    told = f"; told only: {'; '.join(map(_why, doubtful))}" if doubtful else ""
    reason = f"{said}{told}."
    return Fidelity(checks=tuple(checks), passed=not failed, reason=reason)


def _why(check: FidelityCheck) -> str:
    if check.value is not None and check.limit is not None:
        return f"{check.name}: {check.found or check.asked}, {check.value:g} against the limit of {check.limit:g}"
    return f"{check.name}: asked {check.asked}, found {check.found or 'nothing'}"


def _wearer_checks(judged: Judged, wearer: WearerTags | None) -> Iterator[FidelityCheck]:
    for name, values in judged.wish.wearer.items():
        asked = " or ".join(values)
        if name in DECLARED:
            yield _unchecked(name, asked, why="not checked: no picture shows it")
        elif judged.request.view == BACK and name in _UNSEEN_FROM_BEHIND:
            yield _unchecked(name, asked, why="not checked: not seen from behind")
        else:
            fact = wearer.attributes.get(name) if wearer is not None else None
            found = _seen(sure_value(fact))
            required = name != "bag.kind" or not _is_some_bag(fact, values)
            yield FidelityCheck(name=name, asked=asked, found=found, ok=found in values, required=required)
    for name, wished in judged.wish.colors.items():
        yield _part_color(judged, name, families=wished.families)


def _is_some_bag(fact: Fact | None, asked: Sequence[str]) -> bool:
    """Whether the tagger sees a bag that may be the one asked for.

    It decides first whether there is a bag, and then among kinds that it seldom is sure of.
    """
    if fact is None or fact.value in {"none", NOT_VISIBLE} or "none" in asked:
        return False
    return fact.unsure or any(fact.value in kin and not kin.isdisjoint(asked) for kin in _BAG_KIN)


def _part_color(judged: Judged, name: str, *, families: Sequence[str]) -> FidelityCheck:
    """The colour of a bag or hat, measured on its pixels: the family that was asked for, or near what was drawn."""
    label = f"{name.partition('.')[0]}.color"
    reading = _read(judged.picture, _mask(judged.picture, _COLORED_PARTS[name]))
    asked = judged.request.colors[name]
    if reading is None:
        return FidelityCheck(name=label, asked=" or ".join(families), found="", ok=False)
    distance = round(float(delta_e_2000(reading.lab, hex_to_lab(asked))), 2)
    family = color_family(reading.lab)
    return FidelityCheck(
        name=label,
        asked=" or ".join(families),
        found=family,
        value=distance,
        limit=BAG_LIMIT,
        ok=family in families or distance <= BAG_LIMIT,
    )


def _garment_checks(judged: Judged, wish: GarmentWish, *, wearer: WearerTags | None) -> Iterator[FidelityCheck]:
    place = wish.looks[0].place
    tag = _worn(wearer, place)
    kinds = kinds_of(wish.looks)
    if kinds:
        found = _seen(sure_value(tag.kind)) if tag is not None else ""
        yield FidelityCheck(name=f"{place}.kind", asked=" or ".join(kinds), found=found, ok=found in kinds)
    colors = tuple(dict.fromkeys(look.color for look in wish.looks if look.color))
    if colors:
        # The tagger measures on what it takes for the garment, the generator knows which pixels are: either may say so.
        cloth = next(cloth for cloth in judged.request.garments if cloth.place is place)
        reading = _read(judged.picture, _garment_mask(judged.picture, cloth))
        seen = [sure_value(tag.color)] if tag is not None else []
        seen += [color_family(reading.lab)] if reading is not None else []
        families = [_seen(family) for family in seen if _seen(family)]
        found = next((family for family in families if family in colors), families[0] if families else "")
        yield FidelityCheck(name=f"{place}.color", asked=" or ".join(colors), found=found, ok=found in colors)
    patterns = tuple(dict.fromkeys(look.pattern for look in wish.looks if look.pattern))
    if patterns:
        found = _seen(sure_value(tag.pattern)) if tag is not None else ""
        yield FidelityCheck(name=f"{place}.pattern", asked=" or ".join(patterns), found=found, ok=found in patterns)


def _product_checks(judged: Judged, wearer: WearerTags | None) -> Iterator[FidelityCheck]:
    product = judged.request.product
    tag = _worn(wearer, product.place)
    if tag is None and product.kind == "skirt":
        # A top in a like colour makes the two one dress to the parser.
        tag = _worn(wearer, Place.DRESS)
    kind = _seen(sure_value(tag.kind)) if tag is not None else ""
    # Something is worn there, and the tagger is not sure what, or mixes it up: it was drawn as the product says.
    doubtful = tag is not None and (not kind or any({kind, product.kind} <= each for each in _KIN))
    yield FidelityCheck(
        name="product.kind", asked=product.kind, found=kind, ok=kind == product.kind, required=not doubtful
    )
    pattern = _seen(sure_value(tag.pattern)) if tag is not None else ""
    # Where the colours of cloth and pattern are measured or its print is matched, the tagger's word adds little.
    yield FidelityCheck(
        name="product.pattern", asked=product.pattern, found=pattern, ok=pattern == product.pattern, required=False
    )
    yield _product_color(judged)
    yield from _product_accents(judged)
    if product.motif is not None:
        yield _product_print(judged)


def _product_color(judged: Judged) -> FidelityCheck:
    product = judged.request.product
    limit = NEUTRAL_LIMIT if judged.neutral else LIT_LIMIT
    mask = _garment_mask(judged.picture, product)
    reading = _read(judged.picture, mask)
    if reading is None:
        return FidelityCheck(name="product.color", asked=product.color, found="", ok=False)
    measured = reading.lab
    distance = round(float(delta_e_2000(measured, hex_to_lab(product.color))), 2)
    if product.pattern not in {"solid", "graphic"} or product.place is Place.FEET:
        share = _UPPER_SHARE if product.place is Place.FEET else _GROUND_SHARE
        measured, distance = _ground(judged.picture, mask, swatch=hex_to_lab(product.color), share=share)
    return FidelityCheck(
        name="product.color",
        asked=product.color,
        found=lab_to_hex(measured),
        value=distance,
        limit=limit,
        ok=distance <= limit,
    )


def _ground(picture: GeneratedPicture, mask: Mask, *, swatch: Lab, share: float) -> tuple[Lab, float]:
    """The colour of the ground of a patterned garment, or of a shoe's upper beside its sole, and its distance.

    The distance is the one that a share of the garment's pixels keep: too little ground, or ground of another colour,
    is far away.
    """
    lab = rgb_to_lab(picture.pixels[mask])
    distances = delta_e_2000(lab, swatch)
    kept = float(np.quantile(distances, share))
    return np.asarray(np.median(lab[distances <= kept], axis=0)), round(kept, 2)


def _product_accents(judged: Judged) -> Iterator[FidelityCheck]:
    """Whether the pattern is there at all: its further colours must take a share of the garment."""
    product = judged.request.product
    if product.pattern in {"solid", "graphic"} or not product.accents:
        return
    mask = _garment_mask(judged.picture, product)
    lab = rgb_to_lab(judged.picture.pixels[mask]) if mask.any() else np.zeros((0, 3))
    near = (
        [float((delta_e_2000(lab, hex_to_lab(accent)) <= ACCENT_LIMIT).mean()) for accent in product.accents]
        if len(lab)
        else []
    )
    best = max(near, default=0.0)
    yield FidelityCheck(
        name="product.accents",
        asked=", ".join(product.accents),
        found=f"{best:.0%} of the garment" if best else "",
        ok=best >= _ACCENT_SHARE,
    )


def _product_print(judged: Judged) -> FidelityCheck:
    product, picture = judged.request.product, judged.picture
    if product.motif is None or judged.request.view == BACK:
        return _unchecked("product.print", "the product's print", why="not checked: it is on the front")
    box = part_box(_garment_mask(picture, product))
    inliers = 0
    if box is not None:
        height, width = picture.pixels.shape[:2]
        left, top = max(0.0, box[0] - _MARGIN), max(0.0, box[1] - _MARGIN)
        right, bottom = min(1.0, box[2] + _MARGIN), min(1.0, box[3] + _MARGIN)
        region = picture.pixels[
            round(top * height) : round(bottom * height), round(left * width) : round(right * width)
        ]
        ground = np.frombuffer(bytes.fromhex(product.color[1:]), dtype=np.uint8)
        pattern = on_ground(product.motif.pixels, color=ground, margin=_PRINT_MARGIN)
        tilts = (1.0,) if judged.request.view == FRONT else _TURNED_TILTS
        inliers = count_inliers(pattern, np.ascontiguousarray(region), tilts=tilts)
    return FidelityCheck(
        name="product.print",
        asked="the product's print",
        found="found" if inliers >= MIN_INLIERS else "not found",
        value=float(inliers),
        limit=float(MIN_INLIERS),
        ok=inliers >= MIN_INLIERS,
    )


def _unchecked(name: str, asked: str, *, why: str) -> FidelityCheck:
    return FidelityCheck(name=name, asked=asked, found=why, ok=None, required=False)


def _seen(value: str) -> str:
    return "" if value == NOT_VISIBLE else value


def _worn(wearer: WearerTags | None, place: Place | None) -> GarmentTags | None:
    garments: Mapping[Place | None, GarmentTags] = (
        {garment.place: garment for garment in wearer.garments} if wearer is not None else {}
    )
    return garments.get(place)


def _garment_mask(picture: GeneratedPicture, cloth: Cloth) -> Mask:
    return _mask(picture, garment_part(cloth.place, kind=cloth.kind))


def _mask(picture: GeneratedPicture, part: str) -> Mask:
    known = part in picture.part_names
    return picture.part(part) if known else np.zeros(picture.parts.shape, dtype=np.bool_)


def _read(picture: GeneratedPicture, mask: Mask) -> ColorReading | None:
    return read_color(picture.pixels, mask, light=photo_light(picture.pixels)) if mask.any() else None
