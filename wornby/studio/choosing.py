"""From a request and a seed to a look: what was asked for, and a sensible draw for all that was not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from wornby.datamodel import Cloth, PictureRequest, Place
from wornby.errors import InputError
from wornby.studio.carried.bags import BAG_POSES
from wornby.studio.figures.figure import Figure
from wornby.studio.garments.dressing import GARMENTS
from wornby.studio.heads.eyewear import EYEWEAR_STYLES
from wornby.studio.heads.hair import HAIR_SHADES
from wornby.studio.heads.headwear import HEADWEAR_STYLES
from wornby.studio.looks import HEIGHTS, Extra, Face, Hair, Look, Shot
from wornby.studio.scenery.scenes import SCENES

VIEWS: Mapping[str, tuple[float, float]] = {"front": (-0.32, 0.32), "three-quarter": (0.45, 0.8), "back": (2.85, 3.43)}
"""Turn of the figure, radians, by view; three-quarter to either side."""

_SKINS = ("#f0cdb4", "#e6b896", "#d9a27c", "#c98f68", "#b0764f", "#95603e", "#7a4c31", "#5f3a27")
_IRISES = ("#5a3d28", "#3f2b1e", "#6b7f8c", "#57724f", "#7a6236", "#48627e")
# Build and frame of the figure, by value of body.build.
_BUILDS: Mapping[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "slim": ((0.0, 0.14), (0.2, 0.7)),
    "athletic": ((0.32, 0.48), (0.75, 1.0)),
    "average": ((0.24, 0.46), (0.2, 0.8)),
    "curvy": ((0.50, 0.72), (0.0, 0.25)),
    "large": ((0.82, 1.0), (0.2, 0.8)),
}
_LENGTHS = ("short", "short", "medium", "long", "up", "short", "medium", "bald")
_NEUTRALS = ("#24252a", "#3b3f47", "#6d7076", "#e9e7e1", "#c7b08a", "#5b4332", "#1f2b4a", "#7b8794")
_ACCENTS = ("#7d2230", "#35603f", "#33518a", "#b5682f", "#cfa53d", "#7b4a82")
_LOWERS = (("jeans", "#3c5b88"), ("jeans", "#26304a"), ("trousers", ""), ("trousers", ""), ("jeans", "#26272c"))
_UPPERS = ("t-shirt", "longsleeve", "shirt", "knitwear", "t-shirt")
_SHOES = (
    ("sneakers", "#e9e7e2"), ("sneakers", "#2b2c31"), ("boots", "#5a3a26"), ("boots", "#232327"), ("shoes", "#4b3022"),
)  # fmt: skip
_LOW_BAGS = frozenset({"tote", "handbag", "clutch", "other"})
_BAG_COLORS = ("#6b4226", "#1f1f23", "#a5622f", "#cbb692", "#6f2430", "#3d4b3a")
_HEAD_COLORS = ("#7a2631", "#2b3550", "#2f5f6a", "#3c3c40", "#4d5f46", "#c9b48c")
_POSES = (
    ("down", "down"),
    ("loose", "loose"),
    ("hip", "down"),
    ("down", "pocket"),
    ("pocket", "loose"),
    ("loose", "hip"),
)
_CUTS: Mapping[str, tuple[str, ...]] = {
    "sweatshirt": ("", "hoodie"),
    "jacket": ("bomber", "denim", "blazer", "hooded"),
    "coat": ("", "", "trench", "parka"),
    "knitwear": ("", "cable", "v-neck", "turtleneck"),
    "dress": ("round", "v", "round-sleeveless", "shirt-long"),
    "skirt": ("a-line", "pleated", "a-line"),
    "t-shirt": ("", "", "v-neck"),
}


def choose(request: PictureRequest, *, seed: int) -> Look:
    """Settle everything that a picture needs.

    Raises:
        InputError: The request names something that the studio cannot draw.
    """
    _check(request)
    rng = np.random.default_rng([seed, 1])
    garments = _garments(request, rng=rng)
    bag = _bag(request, rng=rng)
    height = _height(request, rng=rng)
    build = request.wearer.get("body.build") or str(
        rng.choice(["slim", "average", "average", "athletic", "curvy", "large"])
    )
    (low, high), (narrow, wide) = _BUILDS[build]
    figure = Figure(
        height=height,
        build=float(rng.uniform(low, high)),
        frame=float(rng.uniform(narrow, wide)),
        weight=float(rng.choice([-1, 1]) * rng.uniform(0.2, 0.9)),
        spread=float(rng.uniform(0.048, 0.068)),
        arms=BAG_POSES.get(bag.kind) or _POSES[int(rng.integers(len(_POSES)))],
        lean=float(rng.uniform(-0.12, 0.12)),
    )
    look = Look(
        figure=_free_arms(figure, garments),
        face=_face(rng),
        hair=_hair(request, rng=rng),
        build=build,
        skin=_SKINS[int(rng.integers(len(_SKINS)))],
        garments=garments,
        product=request.product.place,
        fits=tuple((cloth.place, float(rng.uniform(0.1, 0.75))) for cloth in garments),
        eyewear=_extra(
            request, "eyewear.kind", styles=EYEWEAR_STYLES, colors=("#1d1c1f", "#5a3a22", "#8a6a3c", "#3d4450"), rng=rng
        ),
        headwear=_headwear(request, rng=rng),
        bag=bag,
        shot=_shot(request, rng=rng),
    )
    return _settled(look)


def _check(request: PictureRequest) -> None:
    _known("scene", request.scene, SCENES)
    _known("view", request.view, tuple(VIEWS))
    for name in (*request.wearer, *request.colors):
        _known("attribute", name, _ATTRIBUTES)
    if "body.build" in request.wearer:
        _known("build", request.wearer["body.build"], tuple(_BUILDS))
    for cloth in (request.product, *request.garments):
        known = {**GARMENTS, Place.FEET: _FOOTWEAR, Place.HEAD: tuple(HEADWEAR_STYLES)}[cloth.place]
        _known(f"garment for the place {cloth.place.value}", cloth.kind, known)
        if cloth.place in {Place.HEAD, Place.FEET} and (cloth.motif is not None or cloth.pattern != "solid"):
            message = f"The studio draws no print or pattern on what is worn on {cloth.place.value}."
            raise InputError(message)
    places = [cloth.place for cloth in (request.product, *request.garments)]
    if len(set(places)) != len(places):
        message = "Two garments are asked for at one place."
        raise InputError(message)
    if Place.DRESS in places and {Place.UPPER, Place.LOWER} & set(places):
        message = "A dress leaves no room for an upper or a lower garment."
        raise InputError(message)


_ATTRIBUTES = (
    "hair.color", "hair.length", "eyewear.kind", "headwear.kind", "bag.kind", "body.build", "body.height",
)  # fmt: skip
_FOOTWEAR = ("boots", "sneakers", "sandals", "heels", "flats", "shoes")


def _known(what: str, word: str, known: Sequence[str]) -> None:
    if word not in known:
        message = f"The studio cannot draw this {what}: {word!r}. Known: {', '.join(known)}."
        raise InputError(message)


def _pick(rng: np.random.Generator, among: Sequence[str]) -> str:
    return among[int(rng.integers(len(among)))]


def _garments(request: PictureRequest, *, rng: np.random.Generator) -> tuple[Cloth, ...]:
    worn = {cloth.place: cloth for cloth in (*request.garments, request.product) if cloth.place is not Place.HEAD}
    shoes, color = _SHOES[int(rng.integers(len(_SHOES)))]
    if Place.DRESS not in worn:
        if Place.LOWER not in worn:
            kind, shade = _LOWERS[int(rng.integers(len(_LOWERS)))]
            worn[Place.LOWER] = Cloth(place=Place.LOWER, kind=kind, color=shade or _pick(rng, _NEUTRALS))
        if Place.UPPER not in worn:
            plain = rng.uniform() < 0.7
            shade = _pick(rng, _NEUTRALS if plain else _ACCENTS)
            worn[Place.UPPER] = Cloth(place=Place.UPPER, kind=_pick(rng, _UPPERS), color=shade)
    worn.setdefault(Place.FEET, Cloth(place=Place.FEET, kind=shoes, color=color))
    order = list(Place)
    cut = {
        place: cloth if cloth.cut else replace(cloth, cut=_cut(cloth, product=cloth is request.product, rng=rng))
        for place, cloth in sorted(worn.items(), key=lambda item: order.index(item[0]))
    }
    return tuple(cut.values())


def _cut(cloth: Cloth, *, product: bool, rng: np.random.Generator) -> str:
    """The cut where none is asked for; of the product it is the plain one, the same in every picture."""
    cuts = _CUTS.get(cloth.kind, ("",))
    return cuts[0] if product else _pick(rng, cuts)


def _height(request: PictureRequest, *, rng: np.random.Generator) -> float:
    asked = request.wearer.get("body.height")
    if asked is None:
        return float(np.clip(rng.normal(172, 8), 155, 194))
    _known("height", asked, tuple(HEIGHTS))
    low = max(HEIGHTS[asked], 152.0)
    return float(rng.uniform(low + 0.5, min(low + 9.0, 196.0) if asked != "under-160" else 159.0))


def _free_arms(figure: Figure, garments: Sequence[Cloth]) -> Figure:
    """Wide skirts and coats hold the arms away."""
    wide = any(cloth.kind in {"dress", "skirt", "coat"} for cloth in garments)
    return replace(figure, arms=tuple("loose" if pose == "down" else pose for pose in figure.arms)) if wide else figure  # type: ignore[arg-type]


def _face(rng: np.random.Generator) -> Face:
    # Towards larger eyes, a fuller mouth and a narrower jaw: the middle of the ranges looks stern.
    draw = np.clip(rng.normal((0.0, -0.35, -0.15, 0.35, -0.1, 0.4), 0.45, 6), -1, 1)
    return Face(
        width=float(draw[0]),
        jaw=float(draw[1]),
        nose=float(draw[2]),
        eyes=float(draw[3]),
        brows=float(draw[4]),
        mouth=float(draw[5]),
        iris=_pick(rng, _IRISES),
        turn=float(rng.uniform(-0.22, 0.22)),
        nod=float(rng.uniform(-0.02, 0.08)),
        tip=float(rng.uniform(-0.06, 0.06)),
    )


def _hair(request: PictureRequest, *, rng: np.random.Generator) -> Hair:
    asked = request.wearer.get("hair.color")
    drawn = _pick(rng, ("black", "brown", "brown", "blonde", "red", "grey"))
    name = asked or drawn
    _known("hair colour", name, tuple(HAIR_SHADES))
    length = request.wearer.get("hair.length") or _pick(rng, _LENGTHS[:-1] if asked else _LENGTHS)
    _known("hair length", length, ("bald", "short", "medium", "long", "up"))
    return Hair(
        name=name,
        color=_pick(rng, HAIR_SHADES[name]),
        length=length,
        curl=float(np.clip(rng.beta(1.2, 2.2), 0, 1)),
        parting=float(rng.choice([-0.5, 0.0, 0.5])),
        fringe=bool(rng.uniform() < 0.25),
    )


def _extra(
    request: PictureRequest,
    attribute: str,
    *,
    styles: Mapping[str, Sequence[str]],
    colors: Sequence[str],
    rng: np.random.Generator,
) -> Extra:
    kind = request.wearer.get(attribute, "none")
    color = request.colors.get(attribute) or _pick(rng, colors)
    _known(attribute.partition(".")[0], kind, ("none", *styles))
    return Extra(kind=kind, color=color, style=_pick(rng, styles.get(kind, ("",))))


def _headwear(request: PictureRequest, *, rng: np.random.Generator) -> Extra:
    if request.product.place is Place.HEAD:
        style = _pick(rng, HEADWEAR_STYLES[request.product.kind])
        return Extra(kind=request.product.kind, color=request.product.color, style=style)
    return _extra(request, "headwear.kind", styles=HEADWEAR_STYLES, colors=_HEAD_COLORS, rng=rng)


def _bag(request: PictureRequest, *, rng: np.random.Generator) -> Extra:
    return _extra(request, "bag.kind", styles=dict.fromkeys(BAG_POSES, ("",)), colors=_BAG_COLORS, rng=rng)


def _shot(request: PictureRequest, *, rng: np.random.Generator) -> Shot:
    low, high = VIEWS[request.view]
    side = float(rng.choice([-1, 1])) if request.view == "three-quarter" else 1.0
    return Shot(
        scene=request.scene,
        turn=side * float(rng.uniform(low, high)),
        fill=float(rng.uniform(0.84, 0.90)),
        low=float(rng.uniform(0.33, 0.40)) if _is_half(request) else 0.0,
        shift=float(rng.uniform(-0.05, 0.05)),
        lens=float(rng.uniform(95, 135)),
        light=float(rng.choice([-1, 1]) * rng.uniform(0.4, 0.8)),
        grain=float(rng.uniform(0.8, 1.8)),
        blur=float(rng.uniform(0.25, 0.5)),
    )


def _is_half(request: PictureRequest) -> bool:
    """Whether the picture may end above the knees: nothing below is asked for, and the head comes nearer."""
    asked = {cloth.place for cloth in request.garments}
    low = {Place.LOWER, Place.FEET, Place.DRESS} & {*asked, request.product.place}
    long = any(cloth.kind == "coat" for cloth in (request.product, *request.garments))
    return not low and not long and request.wearer.get("bag.kind") not in _LOW_BAGS


def _settled(look: Look) -> Look:
    """Mend what does not go together: hair that a hat would hide, a bun under a hat."""
    if look.headwear.kind != "none" and look.hair.length == "up":
        return replace(look, hair=replace(look.hair, fringe=False))
    return look
