"""Photos of products: on people in the street, and lying on other grounds, with the truth.

What it does not show: products that people wear back to front, tucked in or knotted, prints on backs and sleeves, other
sizes of one print, phones' own sharpening, and mirrors. The people and their poses are few: one photo serves many
products.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.composites.catalogue import CompositeProduct, enlarged, fits, random_placing, woven
from benchmarks.composites.cloth import Bend, Light, MotifMap, Placing, Printed, Torso, dye, find_torso, lay, shading
from benchmarks.composites.motifs import PrintedMotif, draw_motif, seeded
from benchmarks.composites.palette import GARMENT_COLORS, fitting_colors, linear_to_srgb, rgb, srgb_to_linear
from benchmarks.composites.sources import GarmentPhoto, StreetPhoto, garment_photos, street_photos, untouched_street
from benchmarks.composites.words import Split
from training.data import read_pixels
from wornby.datamodel import BoundingBox, Mask, Pixels

LYING_SHARE = 0.35
SIDES_PX = (512, 640, 768, 896, 1024)
_MOTIF_SIDES = (16.0, 170.0)
_LEAST_PX = 384
_LEAST_VISIBLE = 0.35
_TRIES = 8
# Numbers of motifs that no catalogue reaches.
_FOREIGN = 500_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompositePhoto:
    """One photo and what is true of it.

    Attributes:
        photo_id: Unique by split, product and seed.
        jpeg: The file's bytes.
        pixels: What they decode to. (H, W, 3), uint8.
        sku: The product; None for a distractor.
        place: "upper" or "dress" of a worn garment, None of a lying one and of an untouched photo.
        box: The garment's; None of an untouched photo.
        side_px: The motif's shorter side in this photo, 0 without a motif.
        visible: Share of the motif that is not hidden, 0 without a motif.
        motif_map: Where the motif can be seen; None without a motif.
        source: Name of the photo that it was made from.
    """

    photo_id: str
    jpeg: bytes
    pixels: Pixels
    sku: str | None
    place: str | None
    box: BoundingBox | None
    side_px: float
    visible: float
    motif_map: MotifMap | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Look:
    """What is put on a photo."""

    kind: str
    color: str
    motif: PrintedMotif | None
    placing: Placing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Scene:
    """A photo that a garment was dyed in, before it is taken again."""

    pixels: Pixels
    mask: Mask
    side_px: float
    visible: float
    motif_map: MotifMap | None
    place: str | None
    source: str


def make_worn(product: CompositeProduct, *, seed: int) -> CompositePhoto:
    """Make one photo of a product; another seed gives another photo.

    Args:
        product: Of a catalogue.
        seed: Any.
    """
    rng = seeded("worn", product.split, product.sku, seed)
    look = _Look(kind=product.kind, color=product.color, motif=product.motif, placing=product.placing)
    taken = {product.cut.name, *((product.second_cut.name,) if product.second_cut is not None else ())}
    scene = _scene(look, product.split, taken=taken, rng=rng)
    return _taken(scene, photo_id=f"{product.sku}-{seed:03d}", sku=product.sku, rng=rng)


def distractors(*, split: Split, count: int, seed: int = 0) -> list[CompositePhoto]:
    """Photos that show no product: half untouched street photos, half garments with motifs that no product has.

    Args:
        split: "train" or "held_out".
        count: How many.
        seed: Another choice for another seed.
    """
    rng = seeded("distractors", split, seed)
    streets = untouched_street(split)
    order = rng.permutation(len(streets))
    photos = []
    for index in range(count):
        photo_id = f"{split[0].upper()}x{seed}-{index:04d}"
        if index % 2 == 0:
            path = streets[int(order[(index // 2) % len(order)])]
            pixels = read_pixels(path)
            scene = _Scene(
                pixels=pixels,
                mask=np.zeros(pixels.shape[:2], np.bool_),
                side_px=0,
                visible=0,
                motif_map=None,
                place=None,
                source=path.name,
            )
        else:
            scene = _scene(_foreign(split, _FOREIGN + 1000 * seed + index, rng=rng), split, taken=set(), rng=rng)
        photos.append(_taken(scene, photo_id=photo_id, sku=None, rng=rng))
    return photos


def _foreign(split: Split, number: int, *, rng: np.random.Generator) -> _Look:
    motif = draw_motif(split, number)
    colors = fitting_colors(motif.pixels) or list(GARMENT_COLORS)
    kinds = [photo.kind for photo in garment_photos(split)]
    kind = kinds[int(rng.integers(len(kinds)))]
    return _Look(kind=kind, color=str(rng.choice(colors)), motif=motif, placing=random_placing(motif, rng))


def _scene(look: _Look, split: Split, *, taken: set[str], rng: np.random.Generator) -> _Scene:
    lying = [
        photo
        for photo in garment_photos(split)
        if photo.kind == look.kind and photo.name not in taken and fits(photo.lightness, look.color)
    ]
    if lying and rng.random() < LYING_SHARE:
        return _lying(look, lying[int(rng.integers(len(lying)))], rng=rng)
    dress = look.kind == "dress"
    streets = [photo for photo in street_photos(split) if (photo.word == "dress") == dress]
    streets = [photo for photo in streets if fits(photo.lightness, look.color)] or streets
    best: _Scene | None = None
    for _ in range(_TRIES):
        scene = _worn(look, streets[int(rng.integers(len(streets)))], rng=rng)
        if best is None or scene.visible > best.visible:
            best = scene
        if look.motif is None or scene.visible >= _LEAST_VISIBLE:
            break
    assert best is not None
    return best


def _worn(look: _Look, photo: StreetPhoto, *, rng: np.random.Generator) -> _Scene:
    pixels, mask, over = photo.load()
    torso = find_torso(mask, over=over, dress=photo.word == "dress")
    window, scale = _window(mask, torso, look=look, rng=rng)
    size = (round((window[1].stop - window[1].start) * scale), round((window[0].stop - window[0].start) * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    large = np.asarray(cv2.resize(pixels[window], size, interpolation=way), np.uint8)
    soft = cv2.resize(mask[window].astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    cloth = cv2.GaussianBlur(soft, (0, 0), 0.7 * max(1.0, scale)) > 0.5
    placed = Torso(
        x=(torso.x - window[1].start) * scale,
        neck=(torso.neck - window[0].start) * scale,
        width=torso.width * scale,
        bottom=(torso.bottom - window[0].start) * scale,
    )
    bend = Bend(
        turn=rng.normal(0, 0.05),
        yaw=rng.normal(0, 0.22),
        tilt=rng.normal(0, 0.06),
        wobble=rng.uniform(0.004, 0.016),
        folds=rng.uniform(0.3, 1.0),
        round=rng.uniform(0.6, 0.9),
    )
    return _dyed(large, cloth, look=look, torso=placed, bend=bend, source=photo.name, scale=scale, rng=rng)


def _window(mask: Mask, torso: Torso, *, look: _Look, rng: np.random.Generator) -> tuple[tuple[slice, slice], float]:
    """Choose what part of the photo is shown and how large, so that motifs of all sizes come about."""
    height, width = mask.shape
    side = _side(look, torso)
    wanted = _wanted_side(rng)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    least = 1.15 * max(rows[-1] - rows[0], (columns[-1] - columns[0]) * 1.2)
    whole = max(height, width)
    # Large files only where the motif may be as large as that makes it; small ones else.
    sides = [each for each in SIDES_PX if each * side / wanted <= whole]
    out = float(rng.choice(sides)) if sides else float(np.clip(whole * wanted / side, _LEAST_PX, SIDES_PX[0]))
    shown = float(np.clip(out * side / wanted, least, whole))
    scale = out / shown
    tall = min(height, round(shown))
    wide = min(width, round(shown * rng.uniform(0.66, 0.8)))
    wide = max(wide, min(width, columns[-1] - columns[0] + 8))
    middle = (columns[0] + columns[-1]) / 2 + rng.normal(0, 0.04) * wide
    left = int(np.clip(middle - wide / 2, 0, width - wide))
    above = rng.uniform(0.15, 0.6) * max(0, tall - (rows[-1] - rows[0]))
    top = int(np.clip(rows[0] - above, 0, height - tall))
    return (slice(top, top + tall), slice(left, left + wide)), scale


def _wanted_side(rng: np.random.Generator) -> float:
    return float(np.exp(rng.uniform(*np.log(_MOTIF_SIDES))))


def _side(look: _Look, torso: Torso) -> float:
    """About the motif's shorter side on a trunk; of a plain garment, as if it had one."""
    if look.motif is None:
        return torso.width * 0.5
    return torso.width * look.placing.width * min(1.0, look.motif.pixels.shape[0] / look.motif.pixels.shape[1])


def _lying(look: _Look, photo: GarmentPhoto, *, rng: np.random.Generator) -> _Scene:
    native = photo.load()[1]
    side = _side(look, find_torso(native, dress=look.kind == "dress"))
    enlarging = float(
        np.clip(_wanted_side(rng) / side, _LEAST_PX / max(native.shape), SIDES_PX[-1] / max(native.shape))
    )
    pixels, mask = enlarged(photo, side=round(max(native.shape) * enlarging))
    torso = find_torso(mask, dress=look.kind == "dress")
    bend = Bend(
        turn=rng.normal(0, 0.03),
        wobble=rng.uniform(0.003, 0.014),
        folds=rng.uniform(0.3, 1.0),
        tilt=rng.normal(0, 0.08),
        round=2.0,
    )
    scene = _dyed(pixels, mask, look=look, torso=torso, bend=bend, source=photo.name, scale=enlarging, rng=rng)
    height, width = mask.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-20, 20)), float(rng.uniform(0.92, 1.12)))
    turned = cv2.warpAffine(scene.pixels, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    lies = cv2.warpAffine(mask.astype(np.uint8), turn, (width, height), flags=cv2.INTER_NEAREST)
    zoom = float(np.hypot(turn[0, 0], turn[0, 1]))
    moved = None
    if scene.motif_map is not None:
        sides = scene.motif_map.spread(mask.shape)
        nan = (np.nan, np.nan)
        # Places beside the motif are no numbers: the nearest is taken, or every edge would be lost.
        sides = cv2.warpAffine(sides, turn, (width, height), flags=cv2.INTER_NEAREST, borderValue=nan)
        moved = MotifMap.of(np.asarray(sides, np.float32))
    return _Scene(
        pixels=np.asarray(turned, np.uint8),
        mask=np.asarray(lies > 0),
        side_px=scene.side_px * zoom,
        visible=scene.visible,
        motif_map=moved,
        place=None,
        source=photo.name,
    )


def _dyed(
    pixels: Pixels,
    mask: Mask,
    *,
    look: _Look,
    torso: Torso,
    bend: Bend,
    source: str,
    scale: float,
    rng: np.random.Generator,
) -> _Scene:
    """Dye the garment in its own window of the photo."""
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    margin = 12
    top, left = max(0, y - margin), max(0, x - margin)
    window = np.s_[top : y + height + margin, left : x + width + margin]
    near = Torso(x=torso.x - left, neck=torso.neck - top, width=torso.width, bottom=torso.bottom - top)
    shade: Light = woven(shading(pixels[window], mask[window]), rng=rng)
    printed: Printed | None = None
    if look.motif is not None:
        blur = float(rng.uniform(0.3, 0.5) * max(1.0, 0.8 * scale) ** 0.8)
        printed = lay(look.motif.pixels, shade=shade, torso=near, placing=look.placing, bend=bend, blur=blur, rng=rng)
    dyed = pixels.copy()
    dyed[window] = dye(
        pixels[window], mask[window], color=rgb(look.color), shade=shade, printed=printed, edge=0.7 * max(1.0, scale)
    )
    seen = None
    if printed is not None:
        printed.sides[~mask[window]] = np.nan
        seen = MotifMap.of(printed.sides, left=left, top=top)
    return _Scene(
        pixels=dyed,
        mask=mask,
        side_px=0.0 if printed is None else printed.side_px,
        visible=0.0 if printed is None else _visible(printed, mask[window]),
        motif_map=seen,
        place="dress" if look.kind == "dress" else "upper",
        source=source,
    )


def _visible(printed: Printed, mask: Mask) -> float:
    whole = float(printed.cover.sum())
    return float(printed.cover[mask].sum()) / whole if whole else 0.0


def _taken(scene: _Scene, *, photo_id: str, sku: str | None, rng: np.random.Generator) -> CompositePhoto:
    """Take the photo: light, exposure, blur, grain, JPEG."""
    pixels = _lit(scene.pixels, rng=rng)
    sigma = float(rng.choice([0.0, 0.0, 0.4, 0.6, 0.9]))
    if sigma:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.uint8)
    grain = rng.normal(0, rng.uniform(0.5, 4.0), (256, 256, 1)) + rng.normal(0, 1.0, (256, 256, 3))
    tiles = (pixels.shape[0] // 256 + 1, pixels.shape[1] // 256 + 1, 1)
    noisy = pixels + np.tile(grain.astype(np.float32), tiles)[: pixels.shape[0], : pixels.shape[1]]
    pixels = np.clip(noisy + 0.5, 0, 255).astype(np.uint8)
    quality = int(rng.integers(60, 93))
    _, encoded = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
    return CompositePhoto(
        photo_id=photo_id,
        jpeg=encoded.tobytes(),
        pixels=np.ascontiguousarray(np.asarray(decoded, np.uint8)[..., ::-1]),
        sku=sku,
        place=scene.place,
        box=_box(scene.mask),
        side_px=round(scene.side_px, 1),
        visible=round(scene.visible, 3),
        motif_map=scene.motif_map,
        source=scene.source,
    )


def _lit(pixels: Pixels, *, rng: np.random.Generator) -> Pixels:
    """Another light: warm or cool, brighter or darker, more or less contrast."""
    warm, green = rng.normal(0, 0.09), rng.normal(0, 0.03)
    gains = np.exp(rng.normal(0, 0.16)) * np.exp(np.array([warm, green, -warm]))
    contrast = float(np.exp(rng.normal(0, 0.07)))
    values = srgb_to_linear(np.arange(256) / 255)[None] * gains[:, None]
    curves = linear_to_srgb(0.18 * (values / 0.18) ** contrast)
    tables = np.clip(curves * 255 + 0.5, 0, 255).astype(np.uint8)
    return np.dstack([tables[channel][pixels[..., channel]] for channel in range(3)])


def _box(mask: Mask) -> BoundingBox | None:
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    if not width:
        return None
    rows, columns = mask.shape
    return BoundingBox(x_min=x / columns, y_min=y / rows, x_max=(x + width) / columns, y_max=(y + height) / rows)


def make_photos(products: Sequence[CompositeProduct], *, seeds: Sequence[int]) -> list[CompositePhoto]:
    """One photo of each product for each seed."""
    return [make_worn(product, seed=seed) for seed in seeds for product in products]
